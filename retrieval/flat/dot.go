package flat

// dotGeneric is the dot product in plain Go. Both slices have one length, a
// multiple of lanes.
func dotGeneric(q []int16, v []int8) int32 {
	v = v[:len(q)]
	var a, b, c, d int32
	for i := 0; i+4 <= len(q); i += 4 {
		a += int32(q[i]) * int32(v[i])
		b += int32(q[i+1]) * int32(v[i+1])
		c += int32(q[i+2]) * int32(v[i+2])
		d += int32(q[i+3]) * int32(v[i+3])
	}
	return a + b + c + d
}
