package main

import (
	"fmt"
	"html"
	"strings"
)

// renderHTML writes a page: in the manner of a national database of law
// (navigation, attributes, a body whose units carry classes and ids) where the
// source's head has "@layout: vbpl", else a plain page.
func renderHTML(s *source) ([]byte, error) {
	var b strings.Builder
	w := func(format string, a ...any) { fmt.Fprintf(&b, format+"\n", a...) }
	esc := func(t string) string {
		return noteMark.ReplaceAllString(html.EscapeString(plainChanges(t)), "<sup>$1</sup>")
	}
	vbpl := s.head["layout"] == "vbpl"
	w("<!DOCTYPE html>\n<html lang=\"vi\">\n<head>\n<meta charset=\"utf-8\">\n<title>%s</title>", html.EscapeString(s.head["title"]))
	if vbpl {
		w("<link rel=\"stylesheet\" href=\"/tai-nguyen/trang.css\">\n</head>\n<body>")
		w("<header class=\"thanh-dau\"><nav class=\"dieu-huong\"><ul><li><a href=\"/\">TRANG CHỦ</a></li><li><a href=\"/gioi-thieu\">GIỚI THIỆU</a></li><li><a href=\"/van-ban\">VĂN BẢN MẪU</a></li></ul></nav></header>")
		w("<main class=\"document-detail-page\">\n<h1 class=\"lawDocumentHeader_title\">%s</h1>", html.EscapeString(s.head["page-title"]))
		w("<div class=\"effStatus_detailStatusTag\"><span>%s</span></div>", html.EscapeString(s.head["status"]))
		w("<div class=\"lawDocumentHeader_dateInfoContainer\"><div class=\"lawDocumentHeader_dateItem\"><span>Ngày có hiệu lực:</span> <span>%s</span></div></div>", s.head["effective"])
		w("<div class=\"custom-tab-bar\"><span>Nội dung</span><span>Thuộc tính</span><span>Lược đồ</span><span>Tải về</span></div>\n<div class=\"preview-content\">")
	} else {
		w("<style>body { font-family: serif; max-width: 48rem; margin: auto } .giua { text-align: center } td, th { border: 1px solid; padding: .3rem }</style>\n</head>\n<body>")
	}
	attr := htmlUnits(vbpl)
	for _, bl := range s.blocks {
		switch bl.kind {
		case pair:
			w("<table class=\"dau\" style=\"width: 100%%; border: none\"><tr><td class=\"giua\" style=\"border: none; vertical-align: top\">%s</td><td class=\"giua\" style=\"border: none; vertical-align: top\">%s</td></tr></table>",
				htmlLines(bl.left, esc), htmlLines(bl.right, esc))
		case table:
			w("<table class=\"bang\" style=\"border-collapse: collapse\">")
			for i, row := range bl.rows {
				tag := "td"
				if i == 0 {
					tag = "th"
				}
				b.WriteString("<tr>")
				for _, c := range row {
					fmt.Fprintf(&b, "<%s>%s</%s>", tag, esc(c), tag)
				}
				w("</tr>")
			}
			w("</table>")
		case rule:
			w("<hr>")
		case mark:
			w("<p class=\"giua\" style=\"text-align: center\"><strong>%s</strong></p>", esc(bl.text))
		case centred:
			w("<p class=\"giua\" style=\"text-align: center\"><b>%s</b></p>", esc(bl.text))
		case italic:
			w("<p><i>%s</i></p>", esc(bl.text))
		case heading:
			w("<p%s style=\"text-align: center\"><b>%s</b></p>", attr(bl), esc(bl.text))
		case article:
			w("<p%s><b>%s</b></p>", attr(bl), esc(bl.text))
		default:
			w("<p%s>%s</p>", attr(bl), esc(bl.text))
		}
	}
	for _, m := range sortedMarks(s.notes) {
		w("<p class=\"chu-thich\"><sup>%s</sup> %s</p>", m, esc(s.notes[m]))
	}
	if vbpl {
		w("</div>\n</main>\n<footer class=\"chan-trang\"><p>Trang dữ liệu mẫu của dự án. Mọi văn bản trên trang này đều là giả định.</p></footer>")
	}
	w("</body>\n</html>")
	return []byte(b.String()), nil
}

// htmlUnits gives the attributes of a unit's paragraph: the classes and ids of
// the database layout, nothing in the plain one. Quoted new text of an amending
// act is content of the unit that quotes it.
func htmlUnits(vbpl bool) func(block) string {
	n, in := 0, ""
	return func(b block) string {
		if !vbpl {
			return ""
		}
		n++
		class := "prov-content"
		if !b.quoted {
			switch b.kind {
			case heading:
				class = "prov-chapter"
				if strings.HasPrefix(b.text, "Mục") {
					class = "prov-section"
				}
			case article:
				class = "prov-article"
			case clause:
				class = "prov-clause"
			case point:
				class = "prov-item"
			}
		}
		if class == "prov-content" {
			if in == "" {
				return ""
			}
			return fmt.Sprintf(" class=%q parent-id=%q", class, in)
		}
		in = fmt.Sprintf("id_mau_%04d", n)
		return fmt.Sprintf(" class=%q id=%q", class, in)
	}
}

func htmlLines(lines []string, esc func(string) string) string {
	var out []string
	for i, l := range lines {
		switch {
		case strings.HasPrefix(l, "- "), strings.HasSuffix(l, ";"):
			out = append(out, "<p style=\"text-align: left\">"+esc(l)+"</p>")
		case i == 0, l == strings.ToUpper(l):
			out = append(out, "<p><b>"+esc(l)+"</b></p>")
		default:
			out = append(out, "<p>"+esc(l)+"</p>")
		}
	}
	return strings.Join(out, "")
}

// plainChanges takes tracked changes as accepted and keeps footnote marks.
func plainChanges(t string) string {
	return inserted.ReplaceAllString(deleted.ReplaceAllString(t, ""), "$1")
}
