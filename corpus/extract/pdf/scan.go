package pdf

import (
	"bytes"
	"context"
	"strconv"
)

// scan goes through the file from object to object. Of two with one number the
// later stands.
func scan(ctx context.Context, data []byte) (map[int]found, trailerInfo) {
	objects := make(map[int]found)
	var t trailerInfo
	trailer := 0 // the next one; looked for once
	for at := 0; at < len(data); {
		if ctx.Err() != nil {
			return objects, t
		}
		if trailer < at || at == 0 {
			if trailer = bytes.Index(data[at:], []byte("trailer")); trailer >= 0 {
				trailer += at
			} else {
				trailer = len(data)
			}
		}
		i := bytes.Index(data[at:], []byte("obj"))
		if trailer < len(data) && (i < 0 || trailer < at+i) {
			l := lexer{data: data, pos: trailer + len("trailer")}
			d := l.next(0)
			t.take(d.list)
			at = max(l.pos, trailer+7)
			continue
		}
		if i < 0 {
			break
		}
		i += at
		id, gen, ok := header(data, i)
		if !ok {
			at = i + 3
			continue
		}
		l := lexer{data: data, pos: i + 3}
		l.skipSpace()
		o := found{gen: gen, at: i}
		end := l.pos
		if l.pos+1 < len(data) && data[l.pos] == '<' && data[l.pos+1] == '<' {
			d := l.next(0)
			o.dict = d.list
			end = l.pos
			l.skipSpace()
			if bytes.HasPrefix(data[l.pos:], []byte("stream")) {
				o.stream = true
				end = endOfStream(data, l.pos+6, o.dict)
			}
		}
		stop := bytes.Index(data[end:], []byte("endobj"))
		next := bytes.Index(data[end:], []byte(" obj"))
		switch {
		case stop >= 0 && (next < 0 || stop < next):
			stop += end
		case o.dict != nil:
			stop = end
		default:
			at = i + 3
			continue
		}
		o.body = data[i+3 : stop]
		if nameOf(o.dict, "Type") == "XRef" {
			t.take(o.dict)
		} else if id >= 0 && id < 8_000_000 && len(objects) < 2_000_000 {
			objects[id] = o
		}
		at = max(stop, i+3)
	}
	return objects, t
}

func (t *trailerInfo) take(dict []operand) {
	if r := refOf(dict, "Root"); r != "" {
		t.root = r
	}
	if r := refOf(dict, "Encrypt"); r != "" {
		t.encrypt = r
	} else if e := valueOf(dict, "Encrypt"); e.kind == kDict {
		t.encryptDict = e.list
	}
	if id := valueOf(dict, "ID"); len(id.list) > 0 {
		t.id = id.list[0].str
	}
}

// header reads "12 0" before "obj" at i.
func header(data []byte, i int) (id, gen int, ok bool) {
	j := i
	back := func(test func(byte) bool) int {
		n := 0
		for j > 0 && test(data[j-1]) && n < 12 {
			j--
			n++
		}
		return n
	}
	space := func(b byte) bool { return class[b] == cSpace }
	digit := func(b byte) bool { return b >= '0' && b <= '9' }
	back(space)
	genEnd := j
	if back(digit) == 0 {
		return 0, 0, false
	}
	gen = atoi(string(data[j:genEnd]))
	if back(space) == 0 {
		return 0, 0, false
	}
	idEnd := j
	if back(digit) == 0 || j > 0 && class[data[j-1]] == cRegular && data[j-1] != 'j' {
		return 0, 0, false
	}
	return atoi(string(data[j:idEnd])), gen & 0xFFFF, true
}

// endOfStream is where a stream's "endstream" ends.
func endOfStream(data []byte, start int, dict []operand) int {
	if n := numberOf(dict, "Length"); n > 0 && start+n < len(data) {
		tail := data[start+n : min(len(data), start+n+16)]
		if k := bytes.Index(tail, []byte("endstream")); k >= 0 {
			return start + n + k + 9
		}
	}
	if k := bytes.Index(data[start:], []byte("endstream")); k >= 0 {
		return start + k + 9
	}
	return len(data)
}

// In a dictionary read by the lexer a reference is three operands: two numbers
// and the operator R.
func refOf(dict []operand, key string) string {
	for i := 0; i+3 < len(dict); i++ {
		if dict[i].kind == kName && string(dict[i].str) == key && dict[i+1].kind == kNumber && dict[i+3].kind == kOperator && string(dict[i+3].str) == "R" {
			return strconv.Itoa(int(dict[i+1].num))
		}
	}
	return ""
}

func nameOf(dict []operand, key string) string {
	for i := 0; i+1 < len(dict); i++ {
		if dict[i].kind == kName && string(dict[i].str) == key && dict[i+1].kind == kName {
			return string(dict[i+1].str)
		}
	}
	return ""
}

func numberOf(dict []operand, key string) int {
	for i := 0; i+1 < len(dict); i++ {
		if dict[i].kind == kName && string(dict[i].str) == key && dict[i+1].kind == kNumber {
			if i+3 < len(dict) && dict[i+3].kind == kOperator && string(dict[i+3].str) == "R" {
				return 0
			}
			return int(min(max(dict[i+1].num, -1), 1<<40))
		}
	}
	return 0
}
