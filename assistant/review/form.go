package review

import (
	"context"
	"fmt"
	"regexp"
	"strings"

	"trolyluat/corpus"
	"trolyluat/corpus/reference"
)

// form checks numbering, headings, names of papers, and that repeals are exact.
func (v *review) form(ctx context.Context) error {
	v.numbering()
	v.headings()
	names, err := v.parentNames(ctx)
	if err != nil {
		return err
	}
	v.wording(names)
	v.inexact()
	return nil
}

// parentNames are names of papers that the parents define.
func (v *review) parentNames(ctx context.Context) ([]string, error) {
	theirs, err := v.parentDefinitions(ctx)
	if err != nil {
		return nil, err
	}
	var out []string
	for name := range theirs {
		name = strings.TrimSpace(name)
		for _, head := range cards {
			if strings.HasPrefix(name, strings.ToLower(head)+" ") {
				out = append(out, name)
			}
		}
	}
	return out, nil
}

// ordinal reads the number of a label ("12a" → 12, "a").
var ordinal = regexp.MustCompile(`^(\d+)([a-zđ]*)$`)

// alphabet is the order of điểm.
var alphabet = strings.Fields("a b c d đ e g h i k l m n o p q r s t u v x y")

// numbering finds gaps and repeated numbers among điều, khoản and điểm.
func (v *review) numbering() {
	if v.draft.doc.Kind != corpus.KindDraft && len(v.draft.doc.Versions) > 0 {
		return // an amended text of the store
	}
	if v.draft.doc.Source.Format == "phapdien" {
		return // the pháp điển leaves điều out
	}
	lastArticle, lastPath := 0, ""
	type level struct {
		parent int
		level  corpus.Level
	}
	last := map[level]string{}
	for i := range v.draft.doc.Provisions {
		p := &v.draft.doc.Provisions[i]
		if strings.HasPrefix(p.Path, "kt") {
			continue
		}
		at := p.Span.Start
		if v.draft.quoted(at) {
			continue
		}
		switch p.Level {
		case corpus.LevelArticle:
			m := ordinal.FindStringSubmatch(p.Label)
			if m == nil {
				continue
			}
			n := atoi(m[1])
			if m[2] == "" && lastArticle > 0 && n != lastArticle+1 {
				v.gap(p, "Điều", lastPath, fmt.Sprint(lastArticle+1), n <= lastArticle)
			}
			lastArticle, lastPath = max(n, lastArticle), "Điều "+p.Label
		case corpus.LevelClause:
			m := ordinal.FindStringSubmatch(p.Label)
			if m == nil {
				continue
			}
			key := level{p.Parent, p.Level}
			n, before := atoi(m[1]), 0
			if b := ordinal.FindStringSubmatch(last[key]); b != nil {
				before = atoi(b[1])
			}
			if m[2] == "" && n != before+1 {
				v.gap(p, "khoản", "khoản "+last[key], fmt.Sprint(before+1), n <= before)
			}
			last[key] = p.Label
		case corpus.LevelPoint:
			key := level{p.Parent, p.Level}
			i, before := index(alphabet, p.Label), index(alphabet, last[key])
			if i >= 0 && i != before+1 && (last[key] == "" || before >= 0) {
				want := ""
				if before+1 < len(alphabet) {
					want = alphabet[before+1]
				}
				v.gap(p, "điểm", "điểm "+last[key], want, i <= before)
			}
			last[key] = p.Label
		}
	}
}

func (v *review) gap(p *corpus.Provision, unit, before, want string, again bool) {
	text := fmt.Sprintf("Sau %s là %s %s, thiếu %s %s.", before, unit, p.Label, unit, want)
	if strings.HasSuffix(before, " ") {
		text = fmt.Sprintf("Bắt đầu bằng %s %s, thiếu %s %s.", unit, p.Label, unit, want)
	}
	if again {
		text = fmt.Sprintf("%s %s đứng sau %s: số bị lặp hoặc lùi.", upperFirst(unit), p.Label, before)
	}
	own, span := v.draft.text(p.Path)
	v.add(Finding{Type: "numbering_gap", Path: p.Path, Span: span, Text: firstLine(own), Words: unit + " " + p.Label, Certainty: 0.85, Explanation: text})
}

func firstLine(s string) string {
	line, _, _ := strings.Cut(s, "\n")
	return line
}

func index(list []string, s string) int {
	for i, x := range list {
		if x == s {
			return i
		}
	}
	return -1
}

func atoi(s string) int {
	n := 0
	for _, r := range s {
		if r < '0' || r > '9' || n > 100000 {
			break
		}
		n = n*10 + int(r-'0')
	}
	return n
}

// headings finds điều without a name in a draft whose điều have names.
func (v *review) headings() {
	if v.draft.doc.Source.Format == "phapdien" {
		return
	}
	with, without := 0, []*corpus.Provision{}
	for i := range v.draft.doc.Provisions {
		p := &v.draft.doc.Provisions[i]
		if p.Level != corpus.LevelArticle || strings.HasPrefix(p.Path, "kt") {
			continue
		}
		if strings.TrimSpace(p.Heading) == "" {
			without = append(without, p)
		} else {
			with++
		}
	}
	if with < 3 || len(without) > with/3 {
		return // amending acts and short resolutions name no điều
	}
	for _, p := range without {
		text, span := v.draft.text(p.Path)
		v.add(Finding{Type: "layout", Path: p.Path, Span: span, Text: firstLine(text), Certainty: 0.75,
			Explanation: fmt.Sprintf("Điều %s không có tên trong khi các điều khác có tên.", p.Label)})
	}
}

var (
	vagueRepeal = regexp.MustCompile(`(?i)(?:bãi bỏ|thay thế|hủy bỏ)[^.;]{0,25}(?:các|những|mọi) (?:quy định|văn bản|nội dung)|(?:các|những|mọi) (?:quy định|văn bản)[^.;]{0,60}(?:trái với|không phù hợp với|trước đây)[^.;]{0,80}(?:bãi bỏ|hết hiệu lực|hủy bỏ)`)
	vagueAmend  = regexp.MustCompile(`(?i)(?:sửa đổi, bổ sung|sửa đổi|bãi bỏ|thay thế) (?:các|một số|những) (?:quy định|nội dung|điều khoản)[^.;:]{0,60} của `)
)

// inexact finds repeals and amendments that name no unit.
func (v *review) inexact() {
	for i := range v.draft.statements {
		s := &v.draft.statements[i]
		if s.quoted {
			continue
		}
		if m := vagueAmend.FindStringIndex(s.text); m != nil && !unitsNamed(s.text) && !strings.HasSuffix(strings.TrimSpace(s.text), ":") {
			v.add(Finding{Type: "amend_not_exact", Path: s.path, Span: s.span, Text: s.text, Words: s.text[m[0]:m[1]], Certainty: 0.8,
				Explanation: "Câu sửa đổi, bãi bỏ không nêu điều, khoản, điểm cụ thể của văn bản được sửa đổi."})
			continue
		}
		if m := vagueRepeal.FindStringIndex(s.text); m != nil && !exact(s.text) {
			v.add(Finding{Type: "repeal_not_exact", Path: s.path, Span: s.span, Text: s.text, Words: s.text[m[0]:m[1]], Certainty: 0.8,
				Explanation: "Không nêu tên, số văn bản hoặc điều, khoản, điểm bị bãi bỏ, thay thế."})
		}
	}
}

// unitsNamed says that a sentence names units of another text.
func unitsNamed(text string) bool {
	for _, r := range reference.Find(text) {
		if len(r.Targets) > 0 {
			return true
		}
	}
	return false
}

// exact says that a sentence names another text or units.
func exact(text string) bool {
	for _, r := range reference.Find(text) {
		if len(r.Targets) > 0 || !r.Document.IsZero() && !r.Document.This && (r.Document.Key != "" || r.Document.Name != "") {
			return true
		}
	}
	return false
}
