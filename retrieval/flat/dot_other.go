//go:build !amd64 || purego

package flat

func dot(q []int16, v []int8) int32 { return dotGeneric(q, v) }
