package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"trolyluat/assistant/lookup"
	"trolyluat/corpus"
)

// shownArticle is the stable JSON form of one điều on a date.
type shownArticle struct {
	Path       string        `json:"path"`
	Heading    string        `json:"heading"`
	Text       string        `json:"text"`
	From       corpus.Date   `json:"from"`
	To         corpus.Date   `json:"to"`
	By         string        `json:"by,omitempty"` // instrument that made this text
	Repealed   bool          `json:"repealed,omitempty"`
	Status     corpus.Status `json:"status"`
	StatusName string        `json:"status_name"`
}

// articleDiff is the stable JSON form of a điều that differs between two dates.
type articleDiff struct {
	Path   string `json:"path"`
	Before string `json:"before"`
	After  string `json:"after"`
	Marked string `json:"marked"` // [-taken out-] {+put in+}
	By     string `json:"by,omitempty"`
}

func (a *app) showCommand() *cobra.Command {
	var asOf string
	var dates []string
	cmd := &cobra.Command{
		Use:   "show VĂN-BẢN [VỊ-TRÍ]",
		Short: "Cho xem văn bản, hoặc một điều, như tại một ngày",
		Example: `  trolyluat show 45/2019/QH14 d25
  trolyluat show "Bộ luật Lao động" "khoản 2 Điều 25"
  trolyluat show 16/2017/QH14 --as-of 2020-01-01
  trolyluat show 16/2017/QH14 --diff 2020-01-01 2025-01-01`,
		Args: cobra.RangeArgs(1, 3),
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(dates) == 1 && len(args) > 1 { // --diff NGÀY NGÀY
				dates, args = append(dates, args[len(args)-1]), args[:len(args)-1]
			}
			if len(dates) != 0 && len(dates) != 2 {
				return usageError{"--diff cần hai ngày, cách nhau bằng dấu phẩy"}
			}
			if len(args) > 2 {
				return usageError{"chỉ nhận một văn bản và một vị trí; tên có dấu cách thì đặt trong ngoặc kép"}
			}
			on, err := parseAsOf(asOf)
			if err != nil {
				return err
			}
			env, err := a.open(cmd, read)
			if err != nil {
				return err
			}
			defer env.Close()
			doc, err := env.document(cmd.Context(), args[0], on)
			if err != nil {
				return err
			}
			path := ""
			if len(args) == 2 {
				if path, err = env.unit(cmd.Context(), doc, args[1]); err != nil {
					return err
				}
			}
			if len(dates) == 2 {
				return a.showDiff(doc, path, dates)
			}
			return a.showText(doc, path, on)
		},
	}
	cmd.Flags().StringVar(&asOf, "as-of", "", "văn bản như tại ngày (mặc định hôm nay)")
	cmd.Flags().StringSliceVar(&dates, "diff", nil, "so sánh văn bản tại hai ngày")
	return cmd
}

// shownSection is the stable JSON form of what stands between the điều: the
// heading of a chương, an appendix, a section of a judgment or án lệ.
type shownSection struct {
	Path    string `json:"path"`
	Level   string `json:"level"` // Vietnamese: "Chương", "Phụ lục", "Đoạn"
	Heading string `json:"heading,omitempty"`
	Text    string `json:"text"`
	before  int    // index of the điều that it stands before
}

func (a *app) showText(d *corpus.Document, path string, on corpus.Date) error {
	articles := []shownArticle{}
	chosen := inside(d, path)
	order := map[string]int{}
	for _, v := range d.At(on) {
		if !chosen(v.Path) {
			continue
		}
		status := corpus.StatusOn(v.Interval, on)
		switch {
		case v.Repealed:
			status = corpus.StatusExpired
		case v.Status != "":
			status = v.Status
		}
		text, ok := cutUnit(d, &v, path)
		if !ok {
			continue
		}
		order[v.Path] = len(articles)
		articles = append(articles, shownArticle{Path: v.Path, Heading: v.Heading, Text: text, From: v.From, To: v.To, By: v.By,
			Repealed: v.Repealed, Status: status, StatusName: status.Name()})
	}
	sections := between(d.AsOf(on), path, order)
	if len(articles)+len(sections) == 0 && path != "" {
		return fmt.Errorf("%s không có %s tại ngày %s", d.Key, place(path, ""), on.VN())
	}
	if a.asJSON {
		return a.printJSON(map[string]any{"document": d.Key, "document_id": d.ID, "title": d.Title, "number": d.Number, "issuer": d.Issuer,
			"issued": d.Issued, "effective": d.Effective, "as_of": on, "articles": articles, "sections": sections})
	}
	fmt.Fprintf(a.stdout, "%s (%s)\n%s\n", d.Title, d.Key, strings.Join(facts(d, on), " · "))
	if d.Fictional {
		fmt.Fprintln(a.stdout, "Văn bản giả định, không có giá trị pháp lý.")
	}
	for n := 0; n <= len(articles); n++ {
		for len(sections) > 0 && (sections[0].before <= n || n == len(articles)) {
			fmt.Fprintf(a.stdout, "\n%s\n", strings.TrimRight(sections[0].Text, "\n"))
			sections = sections[1:]
		}
		if n == len(articles) {
			break
		}
		v := articles[n]
		by := ""
		if v.By != "" {
			by = ", theo " + v.By
		}
		fmt.Fprintf(a.stdout, "\n[%s: %s%s%s]\n%s\n", v.Path, v.StatusName, since(v.From, v.To), by, strings.TrimRight(v.Text, "\n"))
	}
	return nil
}

// facts are the issuer, dates and status of a document in words.
func facts(d *corpus.Document, on corpus.Date) []string {
	var out []string
	if d.Issuer != "" {
		out = append(out, d.Issuer)
	}
	if d.Issued != 0 {
		out = append(out, "ban hành "+d.Issued.VN())
	}
	if d.Kind.Rank() > 0 || d.Effective.From != 0 {
		effect := corpus.StatusOn(d.Effective, on).Name() + since(d.Effective.From, d.Effective.To)
		if d.EndedBy != "" {
			effect += ", do " + d.EndedBy
		}
		if d.Inferred || d.EndInferred {
			effect += " (suy ra)"
		}
		out = append(out, effect)
	}
	return append(out, "xem tại ngày "+on.VN())
}

// inside tells of a điều whether it belongs to what path names: itself, a unit
// in it, or a chương or attached text that holds it.
func inside(d *corpus.Document, path string) func(article string) bool {
	if path == "" {
		return func(string) bool { return true }
	}
	held := map[string]bool{}
	for i := range d.Provisions {
		for up := i; up >= 0; up = d.Provisions[up].Parent {
			if d.Provisions[up].Path == path {
				held[d.Provisions[i].Path] = true
			}
		}
	}
	return func(article string) bool {
		return held[article] || path == article || strings.HasPrefix(path, article+"/") || strings.HasPrefix(article, path+"/")
	}
}

// between are the units that are no part of a điều, each with the index of the
// điều that it stands before.
func between(d *corpus.Document, path string, order map[string]int) []shownSection {
	chosen := inside(d, path)
	out := []shownSection{}
	inArticle := make([]bool, len(d.Provisions))
	next := 0
	for i := range d.Provisions {
		p := &d.Provisions[i]
		if p.Level == corpus.LevelArticle || p.Parent >= 0 && inArticle[p.Parent] {
			inArticle[i] = true
			if n, ok := order[p.Path]; ok {
				next = n + 1
			}
			continue
		}
		text := d.Text[p.Own.Start:p.Own.End]
		if strings.TrimSpace(text) == "" || path != "" && (!chosen(p.Path) || strings.HasPrefix(path, p.Path+"/")) {
			continue
		}
		out = append(out, shownSection{Path: p.Path, Level: p.Level.Name(), Heading: p.Heading, Text: text, before: next})
	}
	return out
}

func (a *app) showDiff(d *corpus.Document, path string, dates []string) error {
	var on [2]corpus.Date
	for i, s := range dates {
		var err error
		if on[i], err = corpus.ParseDate(s); err != nil || on[i] == 0 {
			return usageError{fmt.Sprintf("--diff: %q không phải ngày (viết 2024-01-31 hoặc 31/01/2024)", s)}
		}
	}
	diffs := []articleDiff{}
	for _, c := range lookup.Compare(d, path, on[0], on[1]) {
		diffs = append(diffs, articleDiff{Path: c.Path, Before: c.Before, After: c.After, Marked: marked(c.Pieces), By: c.By})
	}
	if a.asJSON {
		return a.printJSON(map[string]any{"document": d.Key, "document_id": d.ID, "from": dates[0], "to": dates[1], "changes": diffs})
	}
	fmt.Fprintf(a.stdout, "%s (%s): %d điều khác nhau giữa %s và %s\n", d.Title, d.Key, len(diffs), on[0].VN(), on[1].VN())
	for _, c := range diffs {
		by := ""
		if c.By != "" {
			by = " (theo " + c.By + ")"
		}
		fmt.Fprintf(a.stdout, "\n[%s]%s\n%s\n", place(c.Path, ""), by, c.Marked)
	}
	return nil
}

// marked shows what was taken out and put in, word by word.
func marked(pieces []lookup.Piece) string {
	var out strings.Builder
	for _, p := range pieces {
		switch p.Kind {
		case lookup.Removed:
			out.WriteString("[-" + p.Text + "-]")
		case lookup.Added:
			out.WriteString("{+" + p.Text + "+}")
		default:
			out.WriteString(p.Text)
		}
	}
	return out.String()
}

// cutUnit is the text of the version, or of its khoản or điểm that path names;
// false when path names a unit that this version does not have.
func cutUnit(d *corpus.Document, v *corpus.Version, path string) (string, bool) {
	if !strings.HasPrefix(path, v.Path+"/") {
		return v.Text, true
	}
	for _, u := range v.Units {
		if u.Path == path {
			return v.Text[u.Start:u.End], true
		}
	}
	if len(v.Units) == 0 && !v.Repealed { // as issued: the units are the document's own
		for i := range d.Provisions {
			if p := &d.Provisions[i]; p.Path == path {
				return d.Text[p.Span.Start:p.Span.End], true
			}
		}
	}
	return "", v.Repealed
}
