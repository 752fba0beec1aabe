package pdf

import (
	"bytes"
	"compress/lzw"
	"encoding/ascii85"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/klauspost/compress/zlib"
	lib "github.com/ledongthuc/pdf"
)

var errTooMuch = errors.New("pdf: a stream unpacks to more than is allowed")

// stream returns the unpacked bytes of a stream value, at most maxStream. What a
// damaged stream gave before it broke is returned with the error.
func (d *document) stream(v lib.Value) ([]byte, error) {
	if v.Kind() != lib.Stream {
		return nil, errors.New("pdf: not a stream")
	}
	raw, err := d.raw(v)
	if err != nil {
		return nil, err
	}
	filters, params := filtersOf(v)
	data := raw
	var failed error
	for i, f := range filters {
		data, failed = unpack(f, data, paramsOf(params[i]))
		if failed != nil && len(data) == 0 {
			return nil, failed
		}
		d.unpacked += int64(len(data))
		if err := d.overBudget(nil); err != nil {
			return nil, err
		}
	}
	return data, failed
}

func (d *document) overBudget(err error) error {
	if d.unpacked > maxUnpacked {
		panic(stop{errTooMuch})
	}
	return err
}

// raw is the bytes of the stream as they stand in the file. The object layer
// prints a stream as its dictionary and "@offset".
func (d *document) raw(v lib.Value) ([]byte, error) {
	text := v.String()
	at := strings.LastIndexByte(text, '@')
	offset, err := strconv.ParseInt(text[at+1:], 10, 64)
	if err != nil || offset < 0 || offset > int64(len(d.data)) {
		return nil, fmt.Errorf("pdf: stream outside of the file: %s", text[at+1:])
	}
	rest := d.data[offset:]
	length := v.Key("Length").Int64()
	if length > 0 && length <= int64(len(rest)) && endsStream(rest[length:]) {
		return rest[:length], nil
	}
	// A wrong Length: the stream ends where the word says so.
	if i := bytes.Index(rest, []byte("endstream")); i >= 0 {
		return bytes.TrimRight(rest[:i], "\r\n"), nil
	}
	if length > 0 && length <= int64(len(rest)) {
		return rest[:length], nil
	}
	return rest, nil
}

func endsStream(after []byte) bool {
	after = bytes.TrimLeft(after[:min(len(after), 16)], "\r\n \t\x00")
	return bytes.HasPrefix(after, []byte("endstr"))
}

func filtersOf(v lib.Value) (names []string, params []lib.Value) {
	filter, param := v.Key("Filter"), v.Key("DecodeParms")
	if filter.Kind() == lib.Name {
		return []string{filter.Name()}, []lib.Value{param}
	}
	for i := range min(filter.Len(), 16) {
		names = append(names, filter.Index(i).Name())
		params = append(params, param.Index(i))
	}
	return names, params
}

// params are the DecodeParms of a filter.
type params struct {
	predictor, columns, colors, bits int
	lateChange                       bool // of LZW: EarlyChange 0
}

func paramsOf(v lib.Value) params {
	value := func(key string, standard int64) int {
		x := v.Key(key)
		if x.Kind() != lib.Integer {
			return int(standard)
		}
		return int(min(max(x.Int64(), 0), 1<<20))
	}
	early := v.Key("EarlyChange")
	return params{predictor: value("Predictor", 1), columns: value("Columns", 1), colors: value("Colors", 1),
		bits: value("BitsPerComponent", 8), lateChange: early.Kind() == lib.Integer && early.Int64() == 0}
}

// unpack applies one filter. Bytes with an error are what came before the damage.
func unpack(name string, data []byte, param params) ([]byte, error) {
	switch name {
	case "FlateDecode", "Fl":
		out, err := inflate(data)
		if err != nil {
			err = fmt.Errorf("pdf: FlateDecode: %w", err)
		}
		return predict(out, param), err
	case "LZWDecode", "LZW":
		out, err := unpackLZW(data, param.lateChange)
		if err != nil {
			err = fmt.Errorf("pdf: LZWDecode: %w", err)
		}
		return predict(out, param), err
	case "ASCII85Decode", "A85":
		data = bytes.TrimPrefix(bytes.TrimSpace(data), []byte("<~"))
		if i := bytes.IndexByte(data, '~'); i >= 0 {
			data = data[:i]
		}
		return limited(ascii85.NewDecoder(bytes.NewReader(data)))
	case "ASCIIHexDecode", "AHx":
		l := lexer{data: append([]byte("<"), data...)}
		return l.hex(), nil
	case "RunLengthDecode", "RL":
		return unpackRuns(data), nil
	case "Crypt":
		return data, nil
	}
	return nil, fmt.Errorf("pdf: filter %q is not read", name)
}

func limited(r io.Reader) ([]byte, error) {
	out, err := io.ReadAll(io.LimitReader(r, maxStream+1))
	if len(out) > maxStream {
		panic(stop{errTooMuch})
	}
	return out, err
}

func inflate(data []byte) ([]byte, error) {
	z, err := zlib.NewReader(bytes.NewReader(data))
	if err != nil {
		return nil, err
	}
	out, err := limited(z)
	if errors.Is(err, zlib.ErrChecksum) { // all is there, only the sum at the end is wrong
		err = nil
	}
	return out, err
}

// unpackLZW reads the PDF form of LZW, whose codes grow one early unless
// EarlyChange is 0.
func unpackLZW(data []byte, lateChange bool) ([]byte, error) {
	if lateChange {
		return limited(lzw.NewReader(bytes.NewReader(data), lzw.MSB, 8))
	}
	const clear, end = 256, 257
	type entry struct {
		prefix int
		last   byte
		length int
	}
	table := make([]entry, 258, 4096)
	for i := range 256 {
		table[i] = entry{prefix: -1, last: byte(i), length: 1}
	}
	var out []byte
	width, previous := 9, -1
	bits, have := uint32(0), 0
	for _, b := range data {
		bits, have = bits<<8|uint32(b), have+8
		if have < width {
			continue
		}
		have -= width
		code := int(bits >> have & (1<<width - 1))
		switch {
		case code == clear:
			table, width, previous = table[:258], 9, -1
			continue
		case code == end:
			return out, nil
		case code > len(table) || code == len(table) && previous < 0:
			return out, errors.New("bad code")
		}
		expand := code
		if code == len(table) {
			expand = previous
		}
		n := table[expand].length
		start := len(out)
		out = append(out, make([]byte, n)...)
		for c, i := expand, start+n-1; c >= 0 && i >= start; i-- {
			out[i] = table[c].last
			c = table[c].prefix
		}
		first := out[start]
		if code == len(table) {
			out = append(out, first)
		}
		if len(out) > maxStream {
			panic(stop{errTooMuch})
		}
		if previous >= 0 && len(table) < 4096 {
			table = append(table, entry{prefix: previous, last: first, length: table[previous].length + 1})
		}
		previous = code
		switch len(table) + 1 {
		case 512, 1024, 2048:
			width = max(width, map[int]int{512: 10, 1024: 11, 2048: 12}[len(table)+1])
		}
	}
	return out, nil
}

func unpackRuns(data []byte) []byte {
	var out []byte
	for i := 0; i < len(data); {
		n := int(data[i])
		i++
		switch {
		case n == 128:
			return out
		case n < 128:
			end := min(i+n+1, len(data))
			out = append(out, data[i:end]...)
			i = end
		case i < len(data):
			out = append(out, bytes.Repeat(data[i:i+1], 257-n)...)
			i++
		}
		if len(out) > maxStream {
			panic(stop{errTooMuch})
		}
	}
	return out
}

// predict undoes the predictors of TIFF (8 bits) and PNG.
func predict(data []byte, param params) []byte {
	predictor, columns, colors, bits := param.predictor, max(param.columns, 1), max(param.colors, 1), max(param.bits, 1)
	if predictor < 2 {
		return data
	}
	bpp := max(1, min(colors, 64)*min(bits, 32)/8)
	row := (columns*min(colors, 64)*min(bits, 32) + 7) / 8
	if row < 1 {
		return data
	}
	if predictor == 2 {
		if bits == 8 {
			for start := 0; start < len(data); start += row {
				for i := start + bpp; i < min(start+row, len(data)); i++ {
					data[i] += data[i-bpp]
				}
			}
		}
		return data
	}
	out := make([]byte, 0, len(data))
	previous := make([]byte, row)
	for len(data) > 1 {
		tag := data[0]
		line := data[1:min(len(data), row+1)]
		data = data[1+len(line):]
		current := make([]byte, row)
		copy(current, line)
		for i := range line {
			var left, up, corner byte
			up = previous[i]
			if i >= bpp {
				left, corner = current[i-bpp], previous[i-bpp]
			}
			switch tag {
			case 1:
				current[i] += left
			case 2:
				current[i] += up
			case 3:
				current[i] += byte((int(left) + int(up)) / 2)
			case 4:
				current[i] += paeth(left, up, corner)
			}
		}
		out = append(out, current[:len(line)]...)
		previous = current
	}
	return out
}

func paeth(a, b, c byte) byte {
	p := int(a) + int(b) - int(c)
	pa, pb, pc := abs(p-int(a)), abs(p-int(b)), abs(p-int(c))
	if pa <= pb && pa <= pc {
		return a
	}
	if pb <= pc {
		return b
	}
	return c
}

func abs(x int) int {
	if x < 0 {
		return -x
	}
	return x
}
