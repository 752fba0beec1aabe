//go:build !purego

package flat

import "golang.org/x/sys/cpu"

var hasAVX2 = cpu.X86.HasAVX2

// dotAVX2 is the dot product of n numbers, a multiple of 32.
//
//go:noescape
func dotAVX2(q *int16, v *int8, n int) int32

func dot(q []int16, v []int8) int32 {
	if hasAVX2 && len(q) > 0 {
		return dotAVX2(&q[0], &v[0], len(q))
	}
	return dotGeneric(q, v)
}
