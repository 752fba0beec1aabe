package doc

import (
	"bytes"
	"context"
	"encoding/binary"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"

	"trolyluat/corpus/extract"
	"trolyluat/corpus/extract/cfb/cfbtest"
	"trolyluat/corpus/extract/extracttest"
	"trolyluat/corpus/realdata"
	"trolyluat/corpus/vitext"
)

// made describes a small Word document.
type made struct {
	runs  []madeRun
	paras map[int][]byte // modifiers of the paragraph with that number
	notes []string       // footnotes; each mark is a \x02 in the text
	fonts []string
	flags uint16
	magic uint16
	// narrow stores the text in one byte a character.
	narrow bool
}

type madeRun struct {
	text  string
	sprms []byte
}

func sprm(op uint16, arg ...byte) []byte {
	return append(binary.LittleEndian.AppendUint16(nil, op), arg...)
}

func join(parts ...[]byte) []byte { return bytes.Join(parts, nil) }

// font sets the fonts of all letters.
func font(i byte) []byte { return join(sprm(0x4A4F, i, 0), sprm(0x4A51, i, 0)) }

var special = sprm(0x0855, 1)

// build writes the document: text in one piece at byte 1024, the property pages
// after it.
func (m made) build() []byte {
	le := binary.LittleEndian
	const textAt = 1024
	width := 2
	if m.narrow {
		width = 1
	}
	var text []byte
	var count, mainCount int
	var charEnds []int
	var charProps [][]byte
	add := func(s string, props []byte) {
		for _, u := range utf16.Encode([]rune(s)) {
			if m.narrow {
				text = append(text, byte(u))
			} else {
				text = le.AppendUint16(text, u)
			}
			count++
		}
		charEnds = append(charEnds, textAt+len(text))
		charProps = append(charProps, props)
	}
	for _, r := range m.runs {
		add(r.text, r.sprms)
	}
	mainCount = count
	var noteStarts []uint32
	for _, n := range m.notes {
		noteStarts = append(noteStarts, uint32(count-mainCount))
		add("\x02", special)
		add(" "+n+"\r", nil)
	}
	noteCount := count - mainCount
	if noteCount > 0 {
		noteStarts = append(noteStarts, uint32(noteCount), uint32(noteCount+1))
		add("\r", nil)
	}

	main := make([]byte, textAt)
	magic := m.magic
	if magic == 0 {
		magic = 0xA5EC
	}
	le.PutUint16(main, magic)
	le.PutUint16(main[2:], 0xC1)
	le.PutUint16(main[0x0A:], m.flags|0x0200)
	le.PutUint32(main[0x4C:], uint32(mainCount))
	le.PutUint32(main[0x50:], uint32(noteCount))
	main = append(main, text...)
	page := func(b []byte) uint32 {
		for len(main)%pageSize != 0 {
			main = append(main, 0)
		}
		n := uint32(len(main) / pageSize)
		main = append(main, b...)
		return n
	}
	charPage := page(propertyPage(textAt, charEnds, charProps, false))

	var paraEnds []int
	var paraProps [][]byte
	for i := 0; i < len(text); i += width {
		c := uint16(text[i])
		if !m.narrow {
			c = le.Uint16(text[i:])
		}
		if endsParagraph(c) {
			props := m.paras[len(paraEnds)]
			paraEnds = append(paraEnds, textAt+i+width)
			paraProps = append(paraProps, props)
		}
	}
	paraPage := page(propertyPage(textAt, paraEnds, paraProps, true))

	table := []byte{0} // nothing at 0
	put := func(index int, b []byte) {
		le.PutUint32(main[0x9A+8*index:], uint32(len(table)))
		le.PutUint32(main[0x9A+8*index+4:], uint32(len(b)))
		table = append(table, b...)
	}
	put(tableChars, words(textAt, uint32(textAt+len(text)), charPage))
	put(tableParas, words(textAt, uint32(textAt+len(text)), paraPage))
	fc := uint32(textAt)
	if m.narrow {
		fc = textAt*2 | 0x40000000
	}
	pieces := join(words(0, uint32(count)), []byte{0, 0}, words(fc), []byte{0, 0})
	put(tablePieces, join([]byte{2}, words(uint32(len(pieces))), pieces))
	fonts := le.AppendUint16(nil, uint16(len(m.fonts)))
	fonts = append(fonts, 0, 0)
	for _, name := range m.fonts {
		entry := make([]byte, 40)
		for _, u := range utf16.Encode([]rune(name + "\x00")) {
			entry = le.AppendUint16(entry, u)
		}
		entry[0] = byte(len(entry) - 1)
		fonts = append(fonts, entry...)
	}
	put(tableFonts, fonts)
	if len(m.notes) > 0 {
		var refs []byte
		at := 0
		for _, r := range m.runs {
			if strings.Contains(r.text, "\x02") {
				refs = le.AppendUint32(refs, uint32(at+strings.Index(r.text, "\x02")))
			}
			at += len(utf16.Encode([]rune(r.text)))
		}
		refs = le.AppendUint32(refs, uint32(at))
		for range m.notes {
			refs = append(refs, 1, 0)
		}
		put(tableFootnoteRefs, refs)
		put(tableFootnotes, words(noteStarts...))
	}
	return cfbtest.Build(cfbtest.Stream{Name: "WordDocument", Data: main}, cfbtest.Stream{Name: "1Table", Data: table})
}

func words(w ...uint32) []byte {
	var b []byte
	for _, v := range w {
		b = binary.LittleEndian.AppendUint32(b, v)
	}
	return b
}

// propertyPage writes a page of properties, those of paragraphs or characters.
func propertyPage(from int, ends []int, props [][]byte, paragraphs bool) []byte {
	page := make([]byte, pageSize)
	at := 0
	for _, v := range append([]int{from}, ends...) {
		binary.LittleEndian.PutUint32(page[at:], uint32(v))
		at += 4
	}
	page[pageSize-1] = byte(len(ends))
	free := pageSize - 2
	for i, p := range props {
		if p == nil && !paragraphs {
			continue
		}
		var b []byte
		if paragraphs {
			b = join([]byte{0, 0}, p) // style 0
			if len(b)%2 == 0 {
				b = append([]byte{0, byte(len(b) / 2)}, b...)
			} else {
				b = append([]byte{byte((len(b) + 1) / 2)}, b...)
			}
		} else {
			b = append([]byte{byte(len(p))}, p...)
		}
		free = (free - len(b)) &^ 1
		copy(page[free:], b)
		if paragraphs {
			page[at+13*i] = byte(free / 2)
		} else {
			page[at+i] = byte(free / 2)
		}
	}
	return page
}

func TestExtract(t *testing.T) {
	inTable := sprm(0x2416, 1)
	rowEnd := join(sprm(0x2416, 1), sprm(0x2417, 1), join(binary.LittleEndian.AppendUint16(nil, 0xD608), []byte{8, 0, 2, 0, 0, 0xE8, 3, 0xD0, 7}))
	tests := []struct {
		name string
		doc  made
		want string
	}{
		{"paragraphs", made{runs: []madeRun{{"TIÊU ĐỀ\r", sprm(0x0835, 1)}, {"một\x0bhai\tba\x0cbốn\r", nil}}, paras: map[int][]byte{0: sprm(0x2461, 1)}},
			"encoding utf-16le\np bold centered: TIÊU ĐỀ\np: một\np: hai ba\np: bốn\n"},
		{"one byte a character", made{runs: []madeRun{{"Lu\u00cbt\r", font(0)}}, fonts: []string{".VnTime"}, narrow: true},
			"encoding tcvn3\np: Luật\n"},
		{"fonts", made{runs: []madeRun{{"Lu\u00cbt ", font(0)}, {"\u00ae\u00deNH", font(1)}, {" là ", font(2)}, {"O\u00c4", font(3)}, {"\r", nil}}, fonts: []string{".VnTime", ".VnTimeH", "Arial", "VNI-Times"}},
			"encoding mixed\np: Luật ĐỊNH là Ộ\n"},
		{"hidden and deleted", made{runs: []madeRun{{"a", nil}, {"b", sprm(0x083C, 1)}, {"c", sprm(0x0800, 1)}, {"d", sprm(0x0801, 1)}, {"\r", nil}}},
			"p: ad\n"},
		{"fields", made{runs: []madeRun{{"\x13 REF x \x14Điều 5\x15.\r", special}, {"\x13 hỏng\r", special}, {"sau\r", nil}}},
			"encoding utf-16le\np: Điều 5.\np: sau\n"},
		{"hyphens and symbols", made{runs: []madeRun{{"Hà\x1eNội ng\x1fày ", nil}, {"(", join(special, sprm(0x6A09, 0, 0, 0xB7, 0xF0))}, {"\r", nil}}, fonts: []string{"Symbol"}},
			"encoding utf-16le\np: Hà-Nội ngày •\n"},
		{"table", made{runs: []madeRun{{"a\x07b\x07\x07c\x07d\x07\x07sau\r", nil}}, paras: map[int][]byte{0: inTable, 1: inTable, 2: rowEnd, 3: inTable, 4: inTable, 5: rowEnd}},
			"table: [[\"a\" \"b\"] [\"c\" \"d\"]]\np: sau\n"},
		{"footnotes", made{runs: []madeRun{{"Điều 1", nil}, {"\x02", special}, {".\r", nil}}, notes: []string{"Ghi chú"}},
			"encoding utf-16le\np note=1@9: Điều 1.\nnote mark=1: Ghi chú\n"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			text, err := Extract(context.Background(), "x.doc", tt.doc.build())
			if err != nil {
				t.Fatal(err)
			}
			got, want := extracttest.Dump(text), tt.want
			if !strings.HasPrefix(want, "encoding") {
				want = "encoding utf-16le\n" + want
			}
			if got != want {
				t.Errorf("got\n%s\nwant\n%s", got, want)
			}
		})
	}
}

func TestRefusals(t *testing.T) {
	good := made{runs: []madeRun{{strings.Repeat("Điều 1. Phạm vi\r", 20), nil}}}
	whole := good.build()
	locked := good
	locked.flags = 0x0100
	empty := made{runs: []madeRun{{"\r", nil}}}
	tests := []struct {
		name string
		data []byte
		code string
	}{
		{"empty", nil, extract.CodeEmpty},
		{"other", []byte("text"), extract.CodeUnsupported},
		{"cut", whole[:len(whole)/3], extract.CodeTruncated},
		{"password", locked.build(), extract.CodeEncrypted},
		{"no text", empty.build(), extract.CodeNoText},
		{"no document", cfbtest.Build(cfbtest.Stream{Name: "Other", Data: make([]byte, 100)}), extract.CodeUnsupported},
		{"short header", cfbtest.Build(cfbtest.Stream{Name: "WordDocument", Data: make([]byte, 100)}), extract.CodeTruncated},
	}
	for _, tt := range tests {
		text, err := Extract(context.Background(), "x", tt.data)
		if r, ok := extract.AsRefusal(err); !ok || r.Code != tt.code {
			t.Errorf("%s: %v, %v", tt.name, text, err)
		}
	}
}

// TestOldWordNeedsAConverter has no program to turn to.
func TestOldWordNeedsAConverter(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	old := made{runs: []madeRun{{"một\r", nil}}, magic: 0xA5DC}
	_, err := Extract(context.Background(), "x", old.build())
	if r, ok := extract.AsRefusal(err); !ok || r.Code != extract.CodeMissingTool || !strings.Contains(r.VN, "antiword") {
		t.Error(err)
	}
}

// TestConverter has a program of its own to turn to: a shell script that stands
// for catdoc.
func TestConverter(t *testing.T) {
	sh, err := exec.LookPath("sh")
	if err != nil {
		t.Skip("no shell")
	}
	dir := t.TempDir()
	script := "#!" + sh + "\necho 'Điều 1. Phạm vi'\n"
	if err := os.WriteFile(filepath.Join(dir, "catdoc"), []byte(script), 0o700); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", dir)
	old := made{runs: []madeRun{{"một\r", nil}}, magic: 0xA5DC}
	text, err := Extract(context.Background(), "x", old.build())
	if err != nil {
		t.Fatal(err)
	}
	if text.How != "converted" || text.Format != "doc" || len(text.Blocks) != 1 || text.Blocks[0].Text != "Điều 1. Phạm vi" {
		t.Errorf("%+v", text)
	}
}

// TestAgainstAntiword compares the letters of real files with what antiword reads,
// where it is installed. Antiword leaves fields and some list numbers out, so
// what counts is how many of its words, in order, are here too.
func TestAgainstAntiword(t *testing.T) {
	antiword, err := exec.LookPath("antiword")
	if err != nil {
		t.Skip("antiword is not installed")
	}
	files, err := filepath.Glob(filepath.Join(realdata.Dir(t), "documents", "doc", "*.doc"))
	if err != nil || len(files) == 0 {
		t.Skip("no DOC files in the real data")
	}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		text, err := Extract(context.Background(), file, data)
		if err != nil {
			t.Errorf("%s: %v", filepath.Base(file), err)
			continue
		}
		out, err := exec.Command(antiword, "-m", "UTF-8.txt", "-w", "0", file).Output()
		if err != nil {
			continue
		}
		have := make(map[string]int)
		for _, b := range text.Blocks {
			for _, w := range tokens(b.Text) {
				have[w]++
			}
		}
		missing, all := 0, 0
		for _, w := range tokens(strings.ReplaceAll(string(out), "[pic]", "")) {
			all++
			if have[w] == 0 {
				missing++
				continue
			}
			have[w]--
		}
		// Words that antiword cuts at the edge of a column are not found again.
		if missing*100 > all {
			t.Errorf("%s: %d of %d words of antiword are missing", filepath.Base(file), missing, all)
		}
	}
}

func tokens(s string) []string {
	return strings.FieldsFunc(vitext.Normalize(s), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
}

func FuzzExtract(f *testing.F) {
	f.Add(made{runs: []madeRun{{"Điều 1\x02\r", special}, {"a\x07\x07\x13b\x14c\x15\r", font(0)}}, notes: []string{"b"}, fonts: []string{".VnTime"},
		paras: map[int][]byte{1: sprm(0x2416, 1), 2: join(sprm(0x2416, 1), sprm(0x2417, 1))}}.build())
	f.Fuzz(func(t *testing.T, data []byte) {
		w, err := open(data)
		if err != nil {
			return
		}
		text, err := w.extract(context.Background())
		if err != nil {
			return
		}
		for _, b := range text.Blocks {
			if !utf8.ValidString(b.Text) {
				t.Fatalf("invalid text %q", b.Text)
			}
			for _, n := range b.Notes {
				if n.At < 0 || n.At > len(b.Text) {
					t.Fatalf("note at %d of %q", n.At, b.Text)
				}
			}
		}
	})
}

func FuzzSprms(f *testing.F) {
	f.Add(join(sprm(0xD608, 8, 0, 2), sprm(0xC615, 255, 1, 2, 3), font(1)))
	f.Fuzz(func(t *testing.T, b []byte) {
		w := &word{}
		total := 0
		eachSprm(b, func(_ uint16, arg []byte) { total += len(arg) + 2 })
		if total > len(b) {
			t.Fatalf("%d bytes of %d", total, len(b))
		}
		w.apply(noProps, &noProps, b)
		applyPara(paraProps{}, b)
	})
}
