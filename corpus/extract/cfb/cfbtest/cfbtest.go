// Package cfbtest writes compound files, so that the tests of their readers need
// none from elsewhere.
package cfbtest

import (
	"encoding/binary"
	"unicode/utf16"
)

// Stream is a stream of the root storage.
type Stream struct {
	Name string
	Data []byte
}

const (
	sector     = 512
	mini       = 64
	cutoff     = 4096
	endOfChain = 0xFFFFFFFE
	free       = 0xFFFFFFFF
	fatSector  = 0xFFFFFFFD
)

// Build writes a version 3 compound file. Streams under 4096 bytes go to the mini
// stream, as the format wants it.
func Build(streams ...Stream) []byte {
	var miniData []byte
	var miniFAT []uint32
	type placed struct {
		start uint32
		size  int
	}
	places := make([]placed, len(streams))
	for i, s := range streams {
		places[i] = placed{endOfChain, len(s.Data)}
		if len(s.Data) == 0 || len(s.Data) >= cutoff {
			continue
		}
		places[i].start = uint32(len(miniFAT))
		n := (len(s.Data) + mini - 1) / mini
		for k := range n {
			next := uint32(len(miniFAT) + 1)
			if k == n-1 {
				next = endOfChain
			}
			miniFAT = append(miniFAT, next)
		}
		miniData = append(miniData, pad(s.Data, mini)...)
	}
	var body []byte
	var fat []uint32
	add := func(data []byte) uint32 {
		if len(data) == 0 {
			return endOfChain
		}
		start := uint32(len(fat))
		data = pad(data, sector)
		for k := 0; k < len(data); k += sector {
			fat = append(fat, uint32(len(fat)+1))
		}
		fat[len(fat)-1] = endOfChain
		body = append(body, data...)
		return start
	}
	for i, s := range streams {
		if len(s.Data) >= cutoff {
			places[i].start = add(s.Data)
		}
	}
	miniStart := add(miniData)
	miniFATStart := add(words(miniFAT))
	directory := entry("Root Entry", 5, miniStart, len(miniData), free, 1)
	for i, s := range streams {
		right := uint32(free)
		if i+1 < len(streams) {
			right = uint32(i + 2)
		}
		directory = append(directory, entry(s.Name, 2, places[i].start, places[i].size, right, free)...)
	}
	for len(directory)%sector != 0 {
		directory = append(directory, entry("", 0, 0, 0, free, free)...)
	}
	directoryStart := add(directory)
	// The table covers its own sectors too.
	count := 1
	for count*sector/4 < len(fat)+count {
		count++
	}
	fatStart := len(fat)
	for range count {
		fat = append(fat, fatSector)
	}
	for len(fat)%(sector/4) != 0 {
		fat = append(fat, free)
	}
	body = append(body, words(fat)...)

	le := binary.LittleEndian
	header := make([]byte, sector)
	copy(header, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
	le.PutUint16(header[24:], 0x3E)
	le.PutUint16(header[26:], 3)
	le.PutUint16(header[28:], 0xFFFE)
	le.PutUint16(header[30:], 9)
	le.PutUint16(header[32:], 6)
	le.PutUint32(header[44:], uint32(count))
	le.PutUint32(header[48:], directoryStart)
	le.PutUint32(header[56:], cutoff)
	le.PutUint32(header[60:], miniFATStart)
	le.PutUint32(header[64:], uint32((len(miniFAT)*4+sector-1)/sector))
	le.PutUint32(header[68:], endOfChain)
	for i := range 109 {
		n := uint32(free)
		if i < count {
			n = uint32(fatStart + i)
		}
		le.PutUint32(header[76+4*i:], n)
	}
	return append(header, body...)
}

func pad(b []byte, unit int) []byte {
	out := append([]byte(nil), b...)
	for len(out)%unit != 0 {
		out = append(out, 0)
	}
	return out
}

func words(w []uint32) []byte {
	var b []byte
	for _, v := range w {
		b = binary.LittleEndian.AppendUint32(b, v)
	}
	return b
}

func entry(name string, kind byte, start uint32, size int, right, child uint32) []byte {
	b := make([]byte, 128)
	units := utf16.Encode([]rune(name))
	for i, u := range units {
		binary.LittleEndian.PutUint16(b[2*i:], u)
	}
	if name != "" {
		binary.LittleEndian.PutUint16(b[64:], uint16(2*len(units)+2))
	}
	b[66], b[67] = kind, 1
	binary.LittleEndian.PutUint32(b[68:], free)
	binary.LittleEndian.PutUint32(b[72:], right)
	binary.LittleEndian.PutUint32(b[76:], child)
	binary.LittleEndian.PutUint32(b[116:], start)
	binary.LittleEndian.PutUint64(b[120:], uint64(size))
	return b
}
