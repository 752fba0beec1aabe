package vector

import (
	"math"
	"math/rand/v2"
	"testing"
)

// TestKernels compares the kernels in assembly with plain Go, at every length
// around their rounds.
func TestKernels(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for n := range 70 {
		a, b, bytes := make([]float32, n), make([]float32, n), make([]int8, n)
		for i := range n {
			a[i], b[i], bytes[i] = float32(r.NormFloat64()), float32(r.NormFloat64()), int8(r.IntN(256)-128)
		}
		near := func(what string, have, want float32) {
			if math.Abs(float64(have-want)) > 2e-3 {
				t.Errorf("%s of %d numbers: %v, want %v", what, n, have, want)
			}
		}
		near("dot", Dot(a, b), dotGeneric(a, b))
		near("dot of bytes", DotBytes(a, bytes), dotBytesGeneric(a, bytes))
		for _, axpys := range [][2]func(dst []float32){
			{func(dst []float32) { Axpy(dst, 0.7, b) }, func(dst []float32) { axpyGeneric(dst, 0.7, b) }},
			{func(dst []float32) { AxpyBytes(dst, 0.7, bytes) }, func(dst []float32) { axpyBytesGeneric(dst, 0.7, bytes) }},
		} {
			have, want := append([]float32(nil), a...), append([]float32(nil), a...)
			axpys[0](have)
			axpys[1](want)
			for i := range n {
				near("axpy", have[i], want[i])
			}
		}
	}
}
