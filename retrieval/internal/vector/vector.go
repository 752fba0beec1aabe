// Package vector has the inner loops over vectors of floats, in assembly where
// the processor has AVX2. The local embedder and the training of the ranker call
// it.
package vector

// lanes is how many numbers a round of the kernels in assembly takes.
const lanes = 16

func dotGeneric(a, b []float32) float32 {
	var s0, s1, s2, s3 float32
	b = b[:len(a)]
	i := 0
	for ; i+4 <= len(a); i += 4 {
		s0 += a[i] * b[i]
		s1 += a[i+1] * b[i+1]
		s2 += a[i+2] * b[i+2]
		s3 += a[i+3] * b[i+3]
	}
	for ; i < len(a); i++ {
		s0 += a[i] * b[i]
	}
	return s0 + s1 + s2 + s3
}

func dotBytesGeneric(a []float32, b []int8) float32 {
	sum := float32(0)
	b = b[:len(a)]
	for i, v := range a {
		sum += v * float32(b[i])
	}
	return sum
}

func axpyGeneric(dst []float32, a float32, x []float32) {
	dst = dst[:len(x)]
	for i, v := range x {
		dst[i] += a * v
	}
}

func axpyBytesGeneric(dst []float32, a float32, x []int8) {
	dst = dst[:len(x)]
	for i, v := range x {
		dst[i] += a * float32(v)
	}
}
