package pdf

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"iter"
	"maps"
	"math"
	"regexp"
	"slices"
	"strconv"
)

// A file whose cross references are broken, run in a circle or claim absurd
// sizes still has its objects. rebuild finds them by scanning, unpacks the object
// streams, and writes a file that the object layer reads.

var errNoObjects = errors.New("pdf: no objects found")

var (
	reBig  = regexp.MustCompile(`[0-9]{8,}`)
	rePrev = regexp.MustCompile(`/Prev\s+([0-9]+)`)
)

// absurd says that the cross references claim sizes for which the object layer
// would set memory aside before it finds them untrue, or point in a circle.
func absurd(data []byte) bool {
	for _, key := range []string{"/Size", "/Columns"} {
		for at := range occurrences(data, key) {
			if rest, spaced := afterSpace(data[at+len(key):]); spaced && leadingDigits(rest) >= 8 {
				return true
			}
		}
	}
	looked := 0
	for at := range occurrences(data, "/XRef") {
		if !bytes.HasSuffix(bytes.TrimRight(data[max(0, at-64):at], " \t\r\n\f"), []byte("/Type")) {
			continue
		}
		if looked++; looked > 64 {
			break
		}
		// The dictionary around it: Index and W hold object numbers and widths.
		from, to := max(0, at-500), min(len(data), at+500)
		if i := bytes.LastIndex(data[from:at], []byte("obj")); i >= 0 {
			from += i
		}
		if i := bytes.Index(data[at:to], []byte("stream")); i >= 0 {
			to = at + i
		}
		for _, key := range []string{"/W", "/Index"} {
			if i := bytes.Index(data[from:to], []byte(key)); i >= 0 {
				list := data[from+i : to]
				if end := bytes.IndexByte(list, ']'); end >= 0 && reBig.Match(list[:end]) {
					return true
				}
			}
		}
	}
	looked = 0
	for at := range occurrences(data, "xref") {
		if at == 0 || data[at-1] != '\r' && data[at-1] != '\n' {
			continue
		}
		if looked++; looked > 64 {
			break
		}
		rest, _ := afterSpace(data[at+len("xref"):])
		digits := leadingDigits(rest)
		start := decimal(rest[:digits])
		rest, spaced := afterSpace(rest[digits:])
		n := decimal(rest[:leadingDigits(rest)])
		if digits > 0 && spaced && (start > 10_000_000 || n > 10_000_000 || n > len(data)/10) {
			return true
		}
	}
	return circular(data)
}

// occurrences are the places where key stands in data.
func occurrences(data []byte, key string) iter.Seq[int] {
	return func(yield func(int) bool) {
		for from := 0; ; {
			i := bytes.Index(data[from:], []byte(key))
			if i < 0 || !yield(from+i) {
				return
			}
			from += i + len(key)
		}
	}
}

// afterSpace is what follows the white space that data begins with, and whether
// there was any.
func afterSpace(data []byte) (rest []byte, spaced bool) {
	rest = bytes.TrimLeft(data, " \t\r\n\f")
	return rest, len(rest) < len(data)
}

func leadingDigits(data []byte) int {
	n := 0
	for n < len(data) && data[n] >= '0' && data[n] <= '9' {
		n++
	}
	return n
}

// decimal is the number that digits write, math.MaxInt when it is beyond that.
func decimal(digits []byte) int {
	if len(digits) == 0 {
		return 0
	}
	n, err := strconv.Atoi(string(digits))
	if err != nil {
		return math.MaxInt
	}
	return n
}

// circular follows the chain of Prev from the end of the file.
func circular(data []byte) bool {
	i := bytes.LastIndex(data, []byte("startxref"))
	if i < 0 {
		return false
	}
	l := lexer{data: data, pos: i + len("startxref")}
	at := int(l.next(0).num)
	visited := make(map[int]bool)
	for at > 0 && at < len(data) {
		if visited[at] {
			return true
		}
		visited[at] = true
		section := data[at:min(len(data), at+1<<20)]
		if t := bytes.Index(section, []byte("trailer")); t >= 0 && bytes.HasPrefix(section, []byte("xref")) {
			section = section[t:]
		}
		if end := bytes.Index(section, []byte(">>")); end >= 0 {
			if s := bytes.Index(section, []byte("startxref")); s > 0 {
				section = section[:s]
			} else if s := bytes.Index(section, []byte("stream")); s > 0 {
				section = section[:s]
			}
		}
		m := rePrev.FindSubmatch(section)
		if m == nil {
			return false
		}
		at, _ = strconv.Atoi(string(m[1]))
	}
	return false
}

// found is an object that the scan found.
type found struct {
	body   []byte    // what stands between "obj" and "endobj"
	dict   []operand // of its dictionary, when it is one
	stream bool
	gen    int
	at     int // in the file
}

// rebuild writes the objects of a damaged file into a sound one.
func rebuild(ctx context.Context, data []byte) ([]byte, error) {
	objects, trailer := scan(ctx, data)
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if len(objects) == 0 {
		return nil, errNoObjects
	}
	if err := decryptAll(objects, &trailer); err != nil {
		return nil, err
	}
	unpacked := 0
	for _, id := range slices.Sorted(maps.Keys(objects)) {
		if o := objects[id]; o.stream && nameOf(o.dict, "Type") == "ObjStm" {
			n, err := unfold(objects, o)
			unpacked += n
			if err != nil || unpacked > maxStream {
				return nil, fmt.Errorf("pdf: object stream %d: %w", id, cmpErr(err))
			}
		}
	}
	root := trailer.root
	if root == "" || nameOf(objects[atoi(root)].dict, "Type") != "Catalog" {
		root = ""
		for _, id := range slices.Sorted(maps.Keys(objects)) {
			if nameOf(objects[id].dict, "Type") == "Catalog" {
				root = strconv.Itoa(id)
			}
		}
	}
	last := slices.Max(slices.Collect(maps.Keys(objects)))
	if root == "" {
		// A page tree of all pages there are.
		kids := ""
		pages := 0
		for _, id := range slices.Sorted(maps.Keys(objects)) {
			if nameOf(objects[id].dict, "Type") == "Page" {
				kids += strconv.Itoa(id) + " " + strconv.Itoa(objects[id].gen) + " R "
				pages++
			}
		}
		if pages == 0 {
			return nil, errors.New("pdf: no page found")
		}
		objects[last+1] = found{body: []byte(" <</Type/Catalog/Pages " + strconv.Itoa(last+2) + " 0 R>> ")}
		objects[last+2] = found{body: []byte(" <</Type/Pages/Count " + strconv.Itoa(pages) + "/Kids[" + kids + "]>> ")}
		root = strconv.Itoa(last + 1)
		last += 2
	}
	var out bytes.Buffer
	out.WriteString("%PDF-1.7\n")
	offsets := make(map[int]int)
	for _, id := range slices.Sorted(maps.Keys(objects)) {
		o := objects[id]
		offsets[id] = out.Len()
		fmt.Fprintf(&out, "%d %d obj", id, o.gen)
		out.Write(o.body)
		out.WriteString("\nendobj\n")
	}
	start := out.Len()
	fmt.Fprintf(&out, "xref\n0 %d\n", last+1)
	for id := range last + 1 {
		if at, ok := offsets[id]; ok {
			fmt.Fprintf(&out, "%010d %05d n\r\n", at, objects[id].gen)
		} else {
			out.WriteString("0000000000 65535 f\r\n")
		}
	}
	fmt.Fprintf(&out, "trailer\n<</Size %d/Root %s %d R>>\nstartxref\n%d\n%%%%EOF\n", last+1, root, objects[atoi(root)].gen, start)
	return out.Bytes(), nil
}

func cmpErr(err error) error {
	if err == nil {
		return errTooMuch
	}
	return err
}

func atoi(s string) int {
	n, _ := strconv.Atoi(s)
	return n
}

// decryptAll opens the streams of an encrypted file.
func decryptAll(objects map[int]found, t *trailerInfo) error {
	dict := t.encryptDict
	if t.encrypt != "" {
		dict = objects[atoi(t.encrypt)].dict
	}
	if dict == nil {
		return nil
	}
	k, err := unlock(dict, t.id)
	if err != nil {
		return err
	}
	for id, o := range objects {
		if !o.stream {
			continue
		}
		raw, dict := o.split(objects)
		open, err := k.decrypt(id, o.gen, raw)
		if err != nil {
			return err
		}
		body := bytes.Clone(reLength.ReplaceAll(dict, []byte("/Length "+strconv.Itoa(len(open))+"$1")))
		o.body = append(append(append(body, "stream\n"...), open...), "\nendstream"...)
		objects[id] = o
	}
	return nil
}

var reLength = regexp.MustCompile(`/Length\s+[0-9]+(?:\s+[0-9]+\s+R)?([\s/>])`)

// split parts the body of a stream object into its packed bytes and the
// dictionary.
func (o *found) split(objects map[int]found) (raw, dict []byte) {
	l := lexer{data: o.body}
	l.next(0)
	l.skipSpace()
	if !bytes.HasPrefix(o.body[min(l.pos, len(o.body)):], []byte("stream")) {
		return nil, o.body
	}
	dict = o.body[:l.pos]
	raw = o.body[l.pos+6:]
	raw = bytes.TrimPrefix(bytes.TrimPrefix(raw, []byte("\r")), []byte("\n"))
	n := numberOf(o.dict, "Length")
	if r := refOf(o.dict, "Length"); r != "" {
		n = int((&lexer{data: objects[atoi(r)].body}).next(0).num)
	}
	if n > 0 && n <= len(raw) && endsStream(raw[n:]) {
		return raw[:n], dict
	}
	if end := bytes.LastIndex(raw, []byte("endstream")); end >= 0 {
		raw = raw[:end]
		raw = bytes.TrimSuffix(bytes.TrimSuffix(raw, []byte("\n")), []byte("\r"))
	}
	return raw, dict
}

type trailerInfo struct {
	root, encrypt string
	encryptDict   []operand
	id            []byte
}

// unfold puts the objects of an object stream beside the others.
func unfold(objects map[int]found, o found) (int, error) {
	raw, _ := o.split(objects)
	var err error
	filters, param := filterOperands(o.dict)
	for _, f := range filters {
		if raw, err = unpack(f, raw, param); err != nil && len(raw) == 0 {
			return 0, err
		}
	}
	n, first := numberOf(o.dict, "N"), numberOf(o.dict, "First")
	if first <= 0 || first > len(raw) || n > 1<<20 {
		return len(raw), errors.New("bad head")
	}
	l := lexer{data: raw[:first]}
	type entry struct{ id, at int }
	var entries []entry
	for range n {
		id, off := l.next(0), l.next(0)
		if id.kind != kNumber || off.kind != kNumber {
			break
		}
		entries = append(entries, entry{int(id.num), first + int(off.num)})
	}
	for k, e := range entries {
		end := len(raw)
		if k+1 < len(entries) {
			end = entries[k+1].at
		}
		if e.at < 0 || e.at >= end || end > len(raw) || e.id < 0 || e.id > 8_000_000 {
			continue
		}
		if old, there := objects[e.id]; there && old.at > o.at {
			continue
		}
		x := found{at: o.at, body: append([]byte{' '}, raw[e.at:end]...)}
		if d := (&lexer{data: x.body}).next(0); d.kind == kDict {
			x.dict = d.list
		}
		objects[e.id] = x
	}
	return len(raw), nil
}

func filterOperands(dict []operand) (names []string, p params) {
	p = params{predictor: 1, columns: 1, colors: 1, bits: 8}
	for i := 0; i+1 < len(dict); i++ {
		if dict[i].kind != kName {
			continue
		}
		switch v := dict[i+1]; string(dict[i].str) {
		case "Filter":
			if v.kind == kName {
				names = append(names, string(v.str))
			}
			for _, f := range v.list {
				names = append(names, string(f.str))
			}
		case "DecodeParms":
			list := v.list
			if v.kind == kArray && len(list) > 0 {
				list = list[0].list
			}
			if n := numberOf(list, "Predictor"); n > 0 {
				p.predictor = n
			}
			if n := numberOf(list, "Columns"); n > 0 {
				p.columns = min(n, 1<<20)
			}
		}
	}
	return names, p
}
