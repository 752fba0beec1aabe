//go:build !purego

package vector

import "golang.org/x/sys/cpu"

var hasAVX2 = cpu.X86.HasAVX2

// The kernels take n, a multiple of lanes, numbers.

//go:noescape
func dotAVX2(a, b *float32, n int) float32

//go:noescape
func dotBytesAVX2(a *float32, b *int8, n int) float32

//go:noescape
func axpyAVX2(dst *float32, a float32, x *float32, n int)

//go:noescape
func axpyBytesAVX2(dst *float32, a float32, x *int8, n int)

// Dot is the dot product of two vectors of one length.
func Dot(a, b []float32) float32 {
	n := len(a) &^ (lanes - 1)
	if !hasAVX2 || n == 0 {
		return dotGeneric(a, b)
	}
	return dotAVX2(&a[0], &b[0], n) + dotGeneric(a[n:], b[n:])
}

// DotBytes is the dot product of two vectors of one length.
func DotBytes(a []float32, b []int8) float32 {
	n := len(a) &^ (lanes - 1)
	if !hasAVX2 || n == 0 {
		return dotBytesGeneric(a, b)
	}
	return dotBytesAVX2(&a[0], &b[0], n) + dotBytesGeneric(a[n:], b[n:])
}

// Axpy adds a·x to dst, of one length.
func Axpy(dst []float32, a float32, x []float32) {
	n := len(x) &^ (lanes - 1)
	if hasAVX2 && n > 0 {
		axpyAVX2(&dst[0], a, &x[0], n)
	} else {
		n = 0
	}
	axpyGeneric(dst[n:], a, x[n:])
}

// AxpyBytes adds a·x to dst, of one length.
func AxpyBytes(dst []float32, a float32, x []int8) {
	n := len(x) &^ (lanes - 1)
	if hasAVX2 && n > 0 {
		axpyBytesAVX2(&dst[0], a, &x[0], n)
	} else {
		n = 0
	}
	axpyBytesGeneric(dst[n:], a, x[n:])
}
