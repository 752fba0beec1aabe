package html

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/text/unicode/norm"
)

// A page is more than the law that it shows: menus, the outline in a side bar,
// boxes with the document's properties, lists of other documents. Every line of
// the page is weighed, for by length when it reads like law, against when it
// reads like the furniture of a site, and the body is the element whose lines
// weigh most together. Names of elements, classes and ids play no part.

var (
	reUnitHead = regexp.MustCompile(`(?i)^(điều|chương|mục|tiểu mục|phần|phụ lục|mẫu số) +(thứ +)?[0-9ivxlc]+[a-zđ]?(?:[^\p{L}0-9]|$)`)
	reArticle  = regexp.MustCompile(`^(?i:điều) +[0-9]+[a-zđ]?(?:[^\p{L}0-9]|$)`)
	reClause   = regexp.MustCompile(`^([0-9]{1,3}[a-z]?[.)]|[a-zđ][0-9]?\)|[-–+•]) ?\S`)
	reBareUnit = regexp.MustCompile(`(?i)^(khoản|điểm) +[0-9a-zđ]{1,4}[.:)]?$`)
	// What stands at the head and the foot of every official text.
	reForm = regexp.MustCompile(`(?i)^(cộng h[oò][aà] xã hội chủ nghĩa|độc lập *[-–] *tự do|số *:? *[0-9]+[^ ]*/|.{0,40}, *ngày +[0-9 ]+tháng|căn cứ |theo đề nghị |nơi nhận|lưu *: *v[tp]|\(đã ký\)|(kt|tm|tl|tuq|q)\. *\p{Lu}|quyết định *:|nhân danh nước cộng hòa|án lệ số)`)
	// What sites write beside a text.
	reFurniture = regexp.MustCompile(`(?i)^(trang chủ|thuộc tính|lược đồ|văn bản (gốc|liên quan|pháp luật|được hướng dẫn|khác)|tải (về|xuống|văn bản)|bản (in|pdf|word)|mục lục|nội dung|tóm tắt|đăng (nhập|ký)|tình trạng( hiệu lực)?|hiệu lực|ngày (có hiệu lực|cập nhật|ban hành|hết hiệu lực|hiệu lực|đăng|công báo|ký xác thực)|số (hiệu|ký hiệu|công báo)|loại văn bản|cơ quan ban hành|nơi ban hành|người ký|chức danh|lĩnh vực|ngành|chia sẻ|bình luận|điện thoại|fax|email|hotline|địa chỉ|bản quyền|copyright|©|tin (liên quan|mới)|tiếng anh|so sánh|english|liên hệ)(?:[^\p{L}]|$)`)
	reCodedLaw  = regexp.MustCompile(`(?i)^(điều|chương) +[0-9ivxlc]+|^căn cứ |^cộng h[oò][aà] xã hội chủ nghĩa việt nam|^quyết định *:|^án lệ số|^nhân danh nước`)
)

// mass is what the lines under an element weigh.
type mass struct {
	weight   int
	links    int // characters in links
	total    int // characters
	evidence int // lines that only a legal text has
}

func (m *mass) add(o mass) {
	m.weight += o.weight
	m.links += o.links
	m.total += o.total
	m.evidence += o.evidence
}

// survey weighs the lines of a page.
type survey struct {
	withHidden bool
	seen       map[string]int // how often a heading stands on the page
	mass       map[*html.Node]*mass
	counting   bool
	stack      []*html.Node // open block elements
	line       strings.Builder
	runes      int
	links      int
	inLink     int
	inTable    int
	inHeading  int
}

// findBody returns the element that holds the body of law, nil when there is
// none. withHidden looks into what the page does not show.
func findBody(root *html.Node, withHidden bool) *html.Node {
	s := &survey{withHidden: withHidden, seen: make(map[string]int), mass: make(map[*html.Node]*mass), counting: true}
	s.walk(root)
	s.counting = false
	s.walk(root)
	var best *html.Node
	var bestMass mass
	var choose func(n *html.Node)
	choose = func(n *html.Node) {
		if m := s.mass[n]; m != nil && (best == nil || m.weight >= bestMass.weight) {
			// A cell or row is no body when the table around it says as much.
			best, bestMass = n, *m
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			choose(c)
		}
	}
	choose(root)
	if best == nil {
		return nil
	}
	if bestMass.evidence > 0 && bestMass.weight >= 150 || bestMass.weight >= 600 {
		return best
	}
	return nil
}

func (s *survey) walk(n *html.Node) {
	switch n.Type {
	case html.TextNode:
		s.text(n.Data)
		return
	case html.ElementNode:
		if deadElements[n.Data] || !s.withHidden && hidden(n) {
			return
		}
		if n.Data == "br" {
			s.flush()
			return
		}
	case html.DocumentNode:
	default:
		return
	}
	block := blockElements[n.Data]
	if block {
		s.flush()
		s.stack = append(s.stack, n)
	}
	link := n.Data == "a" && attr(n, "href") != ""
	s.enter(n.Data, link, 1)
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		s.walk(c)
	}
	if block {
		s.flush()
		s.stack = s.stack[:len(s.stack)-1]
		if m := s.mass[n]; m != nil && len(s.stack) > 0 && !s.counting {
			s.of(s.stack[len(s.stack)-1]).add(*m)
		}
	}
	s.enter(n.Data, link, -1)
}

func (s *survey) enter(tag string, link bool, by int) {
	switch tag {
	case "table":
		s.inTable += by
	case "h1", "nav", "footer", "aside":
		s.inHeading += by
	}
	if link {
		s.inLink += by
	}
}

func (s *survey) of(n *html.Node) *mass {
	m := s.mass[n]
	if m == nil {
		m = new(mass)
		s.mass[n] = m
	}
	return m
}

func (s *survey) text(t string) {
	for _, r := range t {
		if unicode.IsSpace(r) || r == 0xA0 {
			if s.runes > 0 {
				s.line.WriteByte(' ')
			}
			continue
		}
		if s.line.Len() > 4096 { // enough to judge the line by
			s.runes++
			continue
		}
		s.line.WriteRune(r)
		s.runes++
		if s.inLink > 0 {
			s.links++
		}
	}
}

func (s *survey) flush() {
	if s.runes == 0 {
		s.line.Reset()
		return
	}
	line := strings.Join(strings.Fields(norm.NFC.String(s.line.String())), " ")
	n, links := s.runes, s.links
	s.line.Reset()
	s.runes, s.links = 0, 0
	if s.counting {
		if utf8.RuneCountInString(line) < 400 {
			s.seen[line]++
		}
		return
	}
	if len(s.stack) == 0 {
		return
	}
	m := s.of(s.stack[len(s.stack)-1])
	m.total += n
	m.links += links
	m.weight += s.weigh(line, n, links)
	if reCodedLaw.MatchString(line) {
		m.evidence++
	}
}

// weigh says how much a line of n characters speaks for a body of law.
func (s *survey) weigh(line string, n, links int) int {
	sentence := strings.HasSuffix(line, ".") || strings.HasSuffix(line, ";") || strings.HasSuffix(line, ":")
	repeated := s.seen[line] > 1
	switch {
	case links*5 > n*3 && n < 120:
		return -n
	case links*5 > n*3:
		return 0
	case reBareUnit.MatchString(line):
		return -10
	case reForm.MatchString(line):
		return 80
	case reFurniture.MatchString(line) && n < 60 && s.inTable == 0:
		return -60
	case s.inHeading > 0:
		return 0
	case reUnitHead.MatchString(line) && (!sentence || n < 60):
		if repeated {
			return -5
		}
		return 30
	case repeated && !sentence && n >= 40:
		return -n / 2
	case reClause.MatchString(line), n >= 60:
		return n
	case sentence:
		return n / 2
	case s.inTable > 0:
		return 0
	}
	return -2
}
