package redact

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"trolyluat/assistant/redact"
	"trolyluat/eval/metrics"
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

// Tasks are the cases as items of a run. A case scores
//
//	recall     share of the gold mentions whose given name was cut
//	precision  share of the cuts of people that are right: a gold mention, or
//	           a name that the publisher had left standing (neither right nor
//	           wrong, left out); a judge, an official or a word that is no name is
//	           wrong
//	f1         of both
//	clean      no invented name stands in the result any more
//
// and keeps the counts from which [Summary] takes the figures over all mentions.
func Tasks(cases []Case, o redact.Options) []run.Task {
	tasks := make([]run.Task, len(cases))
	for i := range cases {
		c := &cases[i]
		tasks[i] = run.Task{ID: c.ID, Do: func(context.Context) (run.Item, run.Cost, error) {
			return c.score(redact.Find(c.Text, o)), run.Cost{}, nil
		}}
	}
	return tasks
}

func (c *Case) score(p *redact.Plan) run.Item {
	item := run.Item{Scores: map[string]float64{}}
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
	item.Scores["recall"] = ratio(hit, len(c.Gold))
	item.Scores["precision"] = ratio(right, right+wrong)
	if s := item.Scores["recall"] + item.Scores["precision"]; s > 0 {
		item.Scores["f1"] = 2 * item.Scores["recall"] * item.Scores["precision"] / s
	}
	item.Scores["clean"] = 0
	if hit == len(c.Gold) {
		item.Scores["clean"] = 1
	}
	for name, n := range map[string]int{"gold_n": len(c.Gold), "hit_n": hit, "right_n": right, "wrong_n": wrong} {
		item.Scores[name] = float64(n)
	}
	return item
}

func ratio(a, b int) float64 {
	if b == 0 {
		return 1
	}
	return float64(a) / float64(b)
}

// Summary is the report of a run: recall, precision and f1 over all mentions of
// all judgments together, with 95 % intervals that resample whole judgments (their
// mentions hang together); "case_recall" and "case_precision" are the means over
// judgments, "clean" the share of judgments without a residue.
func Summary(r *run.Result) run.Report {
	report := run.Report{Suite: "redact", N: r.Report.N, Metrics: map[string]float64{"errors": r.Report.Metrics["errors"]}}
	counts := map[string][]float64{}
	for _, it := range r.Items {
		if it.Outcome == run.OK {
			for _, name := range [...]string{"gold_n", "hit_n", "right_n", "wrong_n"} {
				counts[name] = append(counts[name], it.Scores[name])
			}
		}
	}
	metrics.Flat(report.Metrics, "recall", metrics.BootstrapRatio(counts["hit_n"], counts["gold_n"], r.Manifest.Seed))
	cuts := slices.Clone(counts["right_n"])
	for i, w := range counts["wrong_n"] {
		cuts[i] += w
	}
	metrics.Flat(report.Metrics, "precision", metrics.BootstrapRatio(counts["right_n"], cuts, r.Manifest.Seed))
	p, q := report.Metrics["precision"], report.Metrics["recall"]
	if p+q > 0 {
		report.Metrics["f1"] = 2 * p * q / (p + q)
	}
	for name, as := range map[string]string{"recall": "case_recall", "precision": "case_precision", "clean": "clean"} {
		for _, end := range [...]string{"", "_lo", "_hi"} {
			report.Metrics[as+end] = r.Report.Metrics[name+end]
		}
	}
	for _, n := range counts["gold_n"] {
		report.Metrics["mentions"] += n
	}
	return report
}

func window(text string, start, end int) string {
	from, to := max(0, start-50), min(len(text), end+30)
	return fmt.Sprintf("%q", strings.ToValidUTF8(text[from:start]+"⟦"+text[start:end]+"⟧"+text[end:to], ""))
}
