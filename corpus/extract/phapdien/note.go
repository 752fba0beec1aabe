package phapdien

import (
	"regexp"
	"strings"

	"trolyluat/corpus"
)

// A source note says where a provision comes from and what changed it:
//
//	(Điều 19 Nghị định số 36/2019/NĐ-CP Quy định … ngày 29/04/2019 của Chính phủ,
//	có hiệu lực thi hành kể từ ngày 14/06/2019, có nội dung được sửa đổi, có nội
//	dung được bổ sung bởi Điều 3 Nghị định số 31/2024/NĐ-CP có hiệu lực thi hành
//	kể từ ngày 15/03/2024; Điều 1 …)
var (
	reInForce = regexp.MustCompile(`,? *có hiệu lực(?: thi hành)?(?: kể)?(?: từ)?(?: ngày)? *([0-9]{1,2}[/.-][0-9]{1,2}[/.-][0-9]{4})`)
	reUnit    = regexp.MustCompile(`(?i)^((?:(?:điểm|khoản|mục|chương|phần|phụ lục)s? +[\p{L}0-9]+,? *)*điều +[0-9]+\p{L}?(?:(?:,| và)? *(?:điều +)?[0-9]+\p{L}?)*|(?:mục|chương|phần|điểm|khoản|phụ lục) +[\p{L}0-9]+(?:, *[0-9]+)*|điều)(?: +của)?[ ,]+`)
	reArticle = regexp.MustCompile(`(?i)điều +([0-9]+\p{L}?)`)
	// The kinds of text, longest first.
	reKind   = regexp.MustCompile(`^(?i:(thông tư liên tịch|nghị quyết liên tịch|nghị quyết|nghị định|thông tư|bộ luật|luật|pháp lệnh|quyết định|chỉ thị|sắc lệnh|lệnh|hiến pháp|văn bản hợp nhất|công văn))(?:[^\p{L}]|$)`)
	reSo     = regexp.MustCompile(`^ *(?:[Ss]ố[ :]+)?`)
	reDated  = regexp.MustCompile(`,? +ngày +([0-9]{1,2}[/.-][0-9]{1,2}[/.-][0-9]{4})(?: +của +([^;]+?))?[ ,.]*$`)
	reVerbs  = regexp.MustCompile(`(sửa đổi|bổ sung|thay thế|bãi bỏ|hủy bỏ|huỷ bỏ|ngưng hiệu lực|đình chỉ|đính chính)`)
	reNumber = regexp.MustCompile(`^(?:Không số|[0-9]+[0-9A-Za-z]*(?: *[-/.&]+ *[0-9A-ZĐÐa-zđ_ƯƠÂÊÔĂ]+)*(?:\(\p{Lu}[0-9]+\))?)`)
)

var verbTypes = map[string]corpus.RelationType{"sửa đổi": corpus.Amends, "bổ sung": corpus.Supplements, "thay thế": corpus.Replaces,
	"bãi bỏ": corpus.Repeals, "hủy bỏ": corpus.Repeals, "huỷ bỏ": corpus.Repeals, "ngưng hiệu lực": corpus.Suspends,
	"đình chỉ": corpus.Suspends, "đính chính": corpus.Corrects}

// readNote fills Source and Amendments from the note and its links.
func readNote(p *Provision, links []Link) {
	note := strings.TrimSpace(strings.ReplaceAll(p.Note, "\n", " "))
	note = strings.TrimSpace(strings.TrimSuffix(strings.TrimPrefix(strings.TrimPrefix(note, "("), "("), ")"))
	if len(links) > 0 && links[0].ItemID != "" {
		p.Source.ItemID, p.Source.URL = links[0].ItemID, links[0].URL
		p.Source.Chapter, p.Source.Section = place(links[0].URL)
	}
	source, rest := note, ""
	if m := reInForce.FindStringSubmatchIndex(note); m != nil {
		source, rest = note[:m[0]], note[m[1]:]
		p.Source.Effective = date(note[m[2]:m[3]])
	}
	ref := readReference(source)
	p.Source.Unit, p.Source.Article, p.Source.Kind = ref.unit, ref.article, ref.kind
	p.Source.Number, p.Source.Name, p.Source.Issuer, p.Source.Issued = ref.number, ref.name, ref.issuer, ref.issued
	readAmendments(p, rest, links)
}

// reference is a text named with its unit, as notes and links name it.
type reference struct {
	unit, article, kind, number, name, issuer string
	issued                                    corpus.Date
}

func readReference(s string) (ref reference) {
	s = strings.TrimSpace(s)
	if m := reUnit.FindStringSubmatch(s); m != nil {
		ref.unit = strings.TrimRight(strings.TrimSpace(m[1]), ",")
		if a := reArticle.FindStringSubmatch(ref.unit); a != nil {
			ref.article = strings.ToLower(a[1])
		}
		s = s[len(m[0]):]
	}
	m := reKind.FindStringSubmatch(s)
	if m == nil {
		return ref
	}
	ref.kind = m[1]
	s = s[len(m[1]):]
	s = s[len(reSo.FindString(s)):]
	// "số liên tịch 12/…", "số Thông tư 12/…": slips of the portal.
	for _, slip := range []string{"liên tịch ", "Thông tư ", "Nghị định ", "Quyết định "} {
		if t, ok := strings.CutPrefix(s, slip); ok {
			s = t[len(reSo.FindString(t)):]
			if slip == "liên tịch " && !strings.Contains(strings.ToLower(ref.kind), "liên tịch") {
				ref.kind += " liên tịch"
			}
		}
	}
	if n := reNumber.FindString(s); n != "" {
		s = s[len(n):]
		if n != "Không số" {
			ref.number = strings.Trim(strings.ReplaceAll(n, " ", ""), ".-/")
		}
	}
	if d := reDated.FindStringSubmatchIndex(s); d != nil {
		ref.issued = date(s[d[2]:d[3]])
		if d[4] >= 0 {
			ref.issuer = strings.Trim(s[d[4]:d[5]], " ,.")
		}
		s = s[:d[0]]
	}
	ref.name = strings.Trim(s, " ,.;:")
	return ref
}

// readAmendments reads ", có nội dung được sửa đổi bởi Điều 1 … có hiệu lực …; …".
func readAmendments(p *Provision, s string, links []Link) {
	s = strings.ReplaceAll(s, " theo quy định tại ", " bởi ")
	for s != "" {
		verbs, by, ok := strings.Cut(s, " bởi ")
		if !ok {
			return
		}
		types, whole := verbsOf(verbs)
		if len(types) == 0 {
			return
		}
		s = ""
		for by != "" {
			m := reInForce.FindStringSubmatchIndex(by)
			item, effective := by, corpus.Date(0)
			if m != nil {
				item, effective = by[:m[0]], date(by[m[2]:m[3]])
				by = strings.TrimLeft(by[m[1]:], " ;,.")
			} else {
				by = ""
			}
			item = strings.TrimLeft(strings.TrimSpace(item), ";, ")
			ref := readReference(item)
			if ref.kind == "" {
				if strings.Contains(item, " bởi ") || reVerbs.MatchString(item) {
					s = " " + item + " " + by
				}
				break
			}
			a := Amendment{Types: types, Whole: whole, Article: ref.unit, Kind: ref.kind, Number: ref.number, From: effective, Note: item}
			for _, l := range links[min(len(links), 1):] {
				if ref.number != "" && strings.Contains(strings.ReplaceAll(l.Text, " ", ""), ref.number) {
					a.URL = l.URL
				}
			}
			p.Amendments = append(p.Amendments, a)
			if reVerbs.MatchString(by) && strings.Contains(by, " bởi ") {
				if i := strings.Index(by, " bởi "); !strings.Contains(by[:i], "có hiệu lực") {
					s, by = " "+by, ""
				}
			}
		}
	}
}

// verbsOf reads the words between the effect and "bởi". "được bổ sung" without
// "có nội dung" speaks of the provision as a whole.
func verbsOf(s string) (types []corpus.RelationType, whole bool) {
	seen := make(map[corpus.RelationType]bool)
	for part := range strings.SplitSeq(s, ",") {
		part = strings.TrimSpace(strings.TrimPrefix(strings.TrimSpace(part), "và"))
		if part == "" {
			continue
		}
		for _, v := range reVerbs.FindAllString(part, -1) {
			if t := verbTypes[v]; !seen[t] {
				seen[t] = true
				types = append(types, t)
			}
		}
		if strings.HasPrefix(part, "được ") || strings.HasPrefix(part, "bị ") {
			whole = true
		}
	}
	return types, whole
}

var rePlace = regexp.MustCompile(`#(?:Phan_[^_]+_)?(?:Chuong_([IVXLC0-9]+\p{L}?))?_?(?:Muc_([0-9IVXLC]+))?`)

// place reads chapter and section from a link's fragment.
func place(url string) (chapter, section string) {
	if m := rePlace.FindStringSubmatch(url); m != nil {
		return m[1], m[2]
	}
	return "", ""
}

func date(s string) corpus.Date {
	d, err := corpus.ParseDate(s)
	if err != nil {
		return 0
	}
	return d
}
