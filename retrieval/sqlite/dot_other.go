//go:build !amd64 || purego

package sqlite

func dot(q []int16, v []int8) int32 { return dotGeneric(q, v) }
