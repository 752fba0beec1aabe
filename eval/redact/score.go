package redact

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"trolyluat/assistant/redact"
	"trolyluat/eval/run"
)

// inOrder sorts cuts; of two at one place ("Trần Anh T" has "Anh T" in it) the
// full name stays.
func inOrder(cuts []cut) []cut {
	slices.SortStableFunc(cuts, func(a, b cut) int { return a.start - b.start })
	end := 0
	return slices.DeleteFunc(cuts, func(k cut) bool {
		if k.start < end {
			return true
		}
		end = k.end
		return false
	})
}

var (
	panel = regexp.MustCompile(`(?is)thành phần\s+(?:của\s+)?(?:hội đồng|hđxx|giải quyết).*?(?:thụ\s+lý|giữa|nguyên\s+đơn)`)
	// A person of the bench or in office, told by what stands after the name.
	inOffice = regexp.MustCompile(`(\p{Lu}[\p{Ll}\p{M}]+(?:\s+\p{Lu}[\p{Ll}\p{M}]+){1,4})\s*[-–,(]\s*(?i:thẩm phán|kiểm sát viên|thư ký|hội thẩm|luật sư|trợ giúp viên|chủ tịch|phó chủ tịch|chánh án)`)
	fullName = regexp.MustCompile(`\p{Lu}[\p{Ll}\p{M}]+(?:\s+\p{Lu}[\p{Ll}\p{M}]+){1,4}`)
	// A name that the publisher left: it is a person's, but nobody's gold.
	leftName = regexp.MustCompile(`(?i:ông|bà|anh|chị|cụ|cháu|cô|chú|bác|em|con|vợ|chồng|tên)\s+(?:là\s+)?\p{Lu}[\p{Ll}\p{M}]+(?:\s+\p{Lu}[\p{Ll}\p{M}]+){0,4}`)
)

var (
	officeAfter  = regexp.MustCompile(`^[\s,\-–(:]*(?:(?i:là|chức vụ|chức danh)\s*:?\s*)*(?i:phó |quyền |nguyên )?(?i:thẩm phán|kiểm sát viên|thư ký|hội thẩm|luật sư|trợ giúp viên|chủ tịch|chánh án|viện trưởng|trưởng phòng|phó phòng|trưởng ban|trưởng công an|giám đốc|cán bộ|công chức|chuyên viên|chấp hành viên|công chứng viên|trưởng văn phòng|văn phòng luật|công ty luật)`)
	officeBefore = regexp.MustCompile(`(?i:thẩm phán|chủ tọa phiên t[oò]a|kiểm sát viên|thư ký(?: phiên t[oò]a)?|hội thẩm(?: nhân dân)?|luật\s+sư|trợ giúp viên(?: pháp lý)?|công chứng viên|chấp hành viên|chủ tịch|giám đốc|trưởng phòng|chánh án|đại diện viện kiểm sát[^.;:]{0,80})\s*[:\-–]*\s*(?:\d\.\s*)?(?i:ông|bà)?\s*$`)
)

// inOfficeHere says that a cut name stands beside an office, or among the bench.
func inOfficeHere(text string, k *cut) bool {
	if p := panel.FindStringIndex(text[:min(len(text), 12000)]); p != nil && k.start >= p[0] && k.start < p[1] {
		return true
	}
	from := max(0, k.leadStart-140)
	return officeAfter.MatchString(text[k.end:min(len(text), k.end+80)]) || officeBefore.MatchString(strings.ToValidUTF8(text[from:k.leadStart], ""))
}

// officials are the names of the bench as the text tells them, lower case, in
// full and the given name alone.
func officials(text string) map[string]bool {
	out := map[string]bool{}
	add := func(name string) {
		words := strings.Fields(strings.ToLower(name))
		out[strings.Join(words, " ")] = true
		out[words[len(words)-1]] = true
	}
	if p := panel.FindString(text[:min(len(text), 12000)]); p != "" {
		for _, n := range fullName.FindAllString(p, -1) {
			if family[strings.ToLower(strings.Fields(n)[0])] {
				add(n)
			}
		}
	}
	for _, m := range inOffice.FindAllStringSubmatch(text, -1) {
		if family[strings.ToLower(strings.Fields(m[1])[0])] {
			add(m[1])
		}
	}
	return out
}

// Suite is the name of the suite in runs and reports.
const Suite = "redact"

// Tasks are the cases as items of a run. Over all mentions of all judgments
// together are told, with intervals that resample whole judgments (their mentions
// hang together),
//
//	recall     share of the gold mentions whose given name was cut
//	precision  share of the cuts of people that are right: a gold mention, or
//	           a name that the publisher had left standing (neither right nor
//	           wrong, left out); a judge, an official or a word that is no name is
//	           wrong
//	f1         of both: 2·cut/(gold+cut+wrong)
//
// "case_recall" and "case_precision" are the means over judgments, "clean" the
// share of judgments in which no invented name stands any more.
func Tasks(cases []Case, o redact.Options) []run.Task {
	tasks := make([]run.Task, len(cases))
	for i := range cases {
		c := &cases[i]
		tasks[i] = run.Task{ID: c.ID, Do: func(context.Context) (run.Item, run.Cost, error) {
			return c.score(redact.Find(c.Text, o)), run.Cost{}, nil
		}}
	}
	return run.Distinct(tasks)
}

func (c *Case) score(p *redact.Plan) run.Item {
	item := run.Item{Question: opening(c.Text), Scores: map[string]float64{}, Ratios: map[string]run.Ratio{}}
	hit := 0
	for _, g := range c.Gold {
		i := slices.IndexFunc(p.Mentions, func(m redact.Mention) bool { return m.Start < g.End && g.Start < m.End })
		if i >= 0 && !strings.Contains(p.Mentions[i].Replacement, c.Text[g.Start:g.End]) {
			hit++
			continue
		}
		item.Notes = append(item.Notes, "sót: …"+window(c.Text, g.Start, g.End))
	}
	left := leftName.FindAllStringIndex(c.Text, -1)
	right, wrong := 0, 0
	for _, m := range p.Mentions {
		if m.Kind != redact.Person {
			continue
		}
		switch name := strings.ToLower(strings.Join(strings.Fields(m.Text), " ")); {
		case slices.ContainsFunc(c.Gold, func(g Gold) bool { return m.Start < g.End && g.Start < m.End }):
			right++
		case slices.ContainsFunc(c.Open, func(g Gold) bool { return m.Start < g.End && g.Start < m.End }):
		case !c.Officials[name] && slices.ContainsFunc(left, func(s []int) bool { return m.Start < s[1] && s[0] < m.End }):
		case !c.Officials[name] && family[strings.Fields(name)[0]] && len(strings.Fields(name)) > 2:
		default:
			wrong++
			item.Notes = append(item.Notes, "thừa: …"+window(c.Text, m.Start, m.End))
		}
	}
	item.Ratios["recall"], item.Ratios["precision"] = run.RatioOf(hit, len(c.Gold)), run.RatioOf(right, right+wrong)
	item.Ratios["f1"] = run.RatioOf(2*hit, len(c.Gold)+hit+wrong)
	item.Scores["case_recall"], item.Scores["case_precision"] = ratio(hit, len(c.Gold)), ratio(right, right+wrong)
	item.Scores["clean"] = 0
	if hit == len(c.Gold) {
		item.Scores["clean"] = 1
	}
	item.Counts = map[string]float64{"mentions": float64(len(c.Gold)), "wrong_cuts": float64(wrong)}
	return item
}

// opening is how the judgment begins, for people who look through a run.
func opening(text string) string {
	words := strings.Fields(text)
	return strings.Join(words[:min(30, len(words))], " ") + " …"
}

func ratio(a, b int) float64 {
	if b == 0 {
		return 1
	}
	return float64(a) / float64(b)
}

func window(text string, start, end int) string {
	from, to := max(0, start-50), min(len(text), end+30)
	return fmt.Sprintf("%q", strings.ToValidUTF8(text[from:start]+"⟦"+text[start:end]+"⟧"+text[end:to], ""))
}
