package web

import (
	"strings"
	"testing"

	"trolyluat/corpus"
)

func TestPaper(t *testing.T) {
	text := "Ông A & bà B\nvay tiền.\n\nTrả."
	at := func(words string) corpus.Span {
		i := strings.Index(text, words)
		return corpus.Span{Start: i, End: i + len(words)}
	}
	for _, c := range []struct {
		name  string
		spots []spot
		want  string
	}{
		{"nothing", nil, "<p>Ông A &amp; bà B</p>\n<p>vay tiền.</p>\n<p>Trả.</p>\n"},
		{"one within another, over a line", []spot{{Span: at("bà B\nvay"), ID: "a"}, {Span: at("B\nvay"), ID: "b", Href: "#x"}},
			`<p>Ông A &amp; <span id="a">bà <a id="b" href="#x">B</a></span></p>` + "\n" + `<p><span><a href="#x">vay</a></span> tiền.</p>` + "\n<p>Trả.</p>\n"},
		{"crossing", []spot{{Span: at("Ông A &"), ID: "a"}, {Span: at("& bà"), ID: "b"}}, `<p><span id="a">Ông A <span id="b">&amp;</span></span> bà B</p>` + "\n<p>vay tiền.</p>\n<p>Trả.</p>\n"},
		{"instead", []spot{{Span: at("A & bà"), ID: "a", Class: "cut", Inner: "<i>C</i>", Whole: true}, {Span: at("bà"), ID: "b"}},
			`<p>Ông <span id="a" class="cut"><i>C</i></span> B</p>` + "\n<p>vay tiền.</p>\n<p>Trả.</p>\n"},
		{"instead, over a line", []spot{{Span: at("B\nvay"), ID: "a", Inner: "C", Whole: true}}, `<p>Ông A &amp; bà <span id="a">C</span></p>` + "\n<p> tiền.</p>\n<p>Trả.</p>\n"},
		{"same twice, beyond the end", []spot{{Span: at("Trả."), ID: "a"}, {Span: at("Trả."), ID: "b"}, {Span: corpus.Span{Start: 3, End: 900}}},
			"<p>Ông A &amp; bà B</p>\n<p>vay tiền.</p>\n" + `<p><span id="a"><span id="b">Trả.</span></span></p>` + "\n"},
	} {
		if got := string(paper(text, c.spots)); got != c.want {
			t.Errorf("%s:\n%s\nwant\n%s", c.name, got, c.want)
		}
	}
}

func TestPaperJoinsPrintedLines(t *testing.T) {
	text := "1. Ông A trình bày: Năm 2018 ông cho bà B vay tiền theo\ngiấy vay tiền, bà B hứa trả nhưng không trả.\n2. Bà B không có ý kiến gì.\nNgắn\nvà nữa\n"
	if got := strings.Count(string(paper(text, nil)), "<p>"); got != 4 {
		t.Errorf("%d paragraphs:\n%s", got, paper(text, nil))
	}
}

func FuzzPaper(f *testing.F) {
	f.Add("Ông A\n\nvà bà B <b>", 0, 6, 3, 12, 5, 6)
	f.Fuzz(func(t *testing.T, text string, a, b, c, d, e, g int) {
		got := string(paper(text, []spot{{Span: corpus.Span{Start: a, End: b}, ID: "a"}, {Span: corpus.Span{Start: c, End: d}, Inner: "x", Whole: true}, {Span: corpus.Span{Start: e, End: g}, Href: "#a"}}))
		for _, tag := range []string{"p", "span", "a"} {
			if open, shut := strings.Count(got, "<"+tag+">")+strings.Count(got, "<"+tag+" "), strings.Count(got, "</"+tag+">"); open != shut {
				t.Errorf("%d <%s>, %d closed: %s", open, tag, shut, got)
			}
		}
	})
}
