package pdf

import (
	"context"
	"errors"
	"fmt"
	"strings"

	lib "github.com/ledongthuc/pdf"
)

// document is an open file.
type document struct {
	ctx      context.Context
	data     []byte
	guard    *guard
	reader   *lib.Reader
	unpacked int64
	fonts    map[string]*font // by reference, "12 0 R"
	glyphs   []glyph          // room for those of a page
}

// errPassword says that the file needs a password.
var errPassword = errors.New("pdf: encrypted with a password")

// open finds the objects of a file. data must begin with the header.
func open(ctx context.Context, data []byte) (*document, error) {
	d := &document{ctx: ctx, data: data, guard: newGuard(ctx, data), fonts: make(map[string]*font)}
	err := attempt("open", func() error {
		var err error
		d.reader, err = lib.NewReader(d.guard, int64(len(data)))
		return err
	})
	if err != nil {
		return nil, err
	}
	return d, nil
}

// pageRef is one page with the attributes that it inherits.
type pageRef struct {
	value     lib.Value
	resources lib.Value
	box       [4]float64
	rotate    int
}

// pages walks the page tree; loops and subtrees that do not read are passed
// over with a warning.
func (d *document) pages() (pages []pageRef, warnings []string, err error) {
	seen := make(map[string]bool)
	var visit func(node lib.Value, inherited pageRef, depth int)
	visit = func(node lib.Value, inherited pageRef, depth int) {
		if depth > 60 || len(pages) >= maxPages {
			return
		}
		if r := node.Key("Resources"); r.Kind() == lib.Dict {
			inherited.resources = r
		}
		for _, key := range []string{"MediaBox", "CropBox"} {
			if b := node.Key(key); b.Len() == 4 {
				inherited.box = box(b)
			}
		}
		if r := node.Key("Rotate"); r.Kind() == lib.Integer {
			inherited.rotate = (int(r.Int64()%360) + 360) % 360
		}
		kids := node.Key("Kids")
		if kids.Kind() != lib.Array {
			inherited.value = node
			pages = append(pages, inherited)
			return
		}
		refs := references(kids)
		for i := range kids.Len() {
			if i < len(refs) && refs[i] != "" {
				if seen[refs[i]] {
					continue
				}
				seen[refs[i]] = true
			}
			if e := attempt("page tree", func() error {
				if kid := kids.Index(i); kid.Kind() == lib.Dict {
					visit(kid, inherited, depth+1)
				}
				return nil
			}); e != nil {
				if isStop(e) {
					panic(stop{e})
				}
				warnings = append(warnings, fmt.Sprintf("page_tree: %v", e))
			}
		}
	}
	err = attempt("page tree", func() error {
		root := d.reader.Trailer().Key("Root").Key("Pages")
		if root.Kind() != lib.Dict {
			return errors.New("no page tree")
		}
		visit(root, pageRef{box: [4]float64{0, 0, 595, 842}}, 0)
		return nil
	})
	return pages, warnings, err
}

func isStop(err error) bool {
	return errors.Is(err, errBudget) || errors.Is(err, errTooMuch) || errors.Is(err, context.Canceled) ||
		errors.Is(err, context.DeadlineExceeded)
}

func box(v lib.Value) (b [4]float64) {
	for i := range 4 {
		b[i] = v.Index(i).Float64()
	}
	if b[0] > b[2] {
		b[0], b[2] = b[2], b[0]
	}
	if b[1] > b[3] {
		b[1], b[3] = b[3], b[1]
	}
	return b
}

// references lists the targets of an array's elements as the object layer
// prints them ("[3 0 R 4 0 R]"), "" for elements that stand in place.
func references(array lib.Value) []string {
	words := strings.Fields(strings.Trim(array.String(), "[]"))
	var out []string
	for i := 0; i < len(words); i++ {
		if i+2 < len(words) && words[i+2] == "R" {
			out = append(out, words[i]+" "+words[i+1]+" R")
			i += 2
			continue
		}
		out = append(out, "")
	}
	if len(out) != array.Len() {
		return nil
	}
	return out
}

// referencesByKey lists the targets of a dictionary's entries where these are
// references, from the way the object layer prints it ("<</F1 5 0 R /F2 …>>").
func referencesByKey(dict lib.Value) map[string]string {
	out := make(map[string]string)
	words := strings.Fields(strings.Trim(dict.String(), "<>"))
	for i := 0; i+3 < len(words); i++ {
		if strings.HasPrefix(words[i], "/") && strings.TrimSuffix(words[i+3], ">>") == "R" && digits(words[i+1]) && digits(words[i+2]) {
			out[words[i][1:]] = words[i+1] + " " + words[i+2] + " R"
		}
	}
	return out
}

func digits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}
