package lexical

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"math"
)

// ErrCorrupt is returned when stored bytes are not what a writer wrote.
var ErrCorrupt = errors.New("lexical: corrupt index data")

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// seal appends a checksum to the bytes of a row.
func seal(b []byte) []byte {
	return binary.LittleEndian.AppendUint32(b, crc32.Checksum(b, castagnoli))
}

// unseal checks and removes the checksum.
func unseal(b []byte) ([]byte, error) {
	n := len(b) - 4
	if n < 0 || crc32.Checksum(b[:n], castagnoli) != binary.LittleEndian.Uint32(b[n:]) {
		return nil, fmt.Errorf("%w: checksum of a row of %d bytes", ErrCorrupt, len(b))
	}
	return b[:n:n], nil
}

// decoder reads variable-length integers and strings; its first error sticks.
type decoder struct {
	b   []byte
	bad bool
}

func (d *decoder) fail() { d.b, d.bad = nil, true }

func (d *decoder) err(what string) error {
	if d.bad {
		return fmt.Errorf("%w: %s", ErrCorrupt, what)
	}
	return nil
}

func (d *decoder) uvarint() uint64 {
	v, n := binary.Uvarint(d.b)
	if n <= 0 {
		d.fail()
		return 0
	}
	d.b = d.b[n:]
	return v
}

// number reads an integer that must not exceed limit.
func (d *decoder) number(limit int) int {
	v := d.uvarint()
	if limit < 0 || v > uint64(limit) {
		d.fail()
		return 0
	}
	return int(v)
}

// count reads the length of a list whose items take at least one byte each.
func (d *decoder) count() int { return d.number(len(d.b)) }

func (d *decoder) byte() byte {
	if len(d.b) == 0 {
		d.fail()
		return 0
	}
	c := d.b[0]
	d.b = d.b[1:]
	return c
}

func (d *decoder) bytes(n int) []byte {
	if n < 0 || n > len(d.b) {
		d.fail()
		return nil
	}
	out := d.b[:n:n]
	d.b = d.b[n:]
	return out
}

func (d *decoder) string() string { return string(d.bytes(d.count())) }

func (d *decoder) float() float64 {
	b := d.bytes(8)
	if d.bad {
		return 0
	}
	return math.Float64frombits(binary.LittleEndian.Uint64(b))
}

func appendString(b []byte, s string) []byte {
	b = binary.AppendUvarint(b, uint64(len(s)))
	return append(b, s...)
}

func appendFloat(b []byte, f float64) []byte {
	return binary.LittleEndian.AppendUint64(b, math.Float64bits(f))
}
