//go:build !amd64 || purego

package vector

// Dot is the dot product of two vectors of one length.
func Dot(a, b []float32) float32 { return dotGeneric(a, b) }

// DotBytes is the dot product of two vectors of one length.
func DotBytes(a []float32, b []int8) float32 { return dotBytesGeneric(a, b) }

// Axpy adds a·x to dst, of one length.
func Axpy(dst []float32, a float32, x []float32) { axpyGeneric(dst, a, x) }

// AxpyBytes adds a·x to dst, of one length.
func AxpyBytes(dst []float32, a float32, x []int8) { axpyBytesGeneric(dst, a, x) }
