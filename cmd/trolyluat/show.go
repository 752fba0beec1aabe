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
  trolyluat show 16/2017/QH14 --as-of 2020-01-01
  trolyluat show 16/2017/QH14 --diff 2020-01-01,2025-01-01`,
		Args: cobra.RangeArgs(1, 2),
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(dates) != 0 && len(dates) != 2 {
				return usageError{"--diff cần hai ngày, cách nhau bằng dấu phẩy"}
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
			doc, err := env.document(cmd, args[0])
			if err != nil {
				return err
			}
			path := ""
			if len(args) == 2 {
				path = args[1]
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

// document finds a document by ID or key; the first source of a key is taken.
func (e *env) document(cmd *cobra.Command, name string) (*corpus.Document, error) {
	infos, err := e.store.Lookup(cmd.Context(), corpus.KeyOf(name))
	if err != nil {
		return nil, fmt.Errorf("look up %s: %w", name, err)
	}
	for _, info := range infos {
		if info.ID == name || info.Key == name {
			return e.store.Document(cmd.Context(), info.ID)
		}
	}
	return nil, fmt.Errorf("không có văn bản %s trong kho; xem các văn bản bằng: trolyluat list", name)
}

func (a *app) showText(d *corpus.Document, path string, on corpus.Date) error {
	articles := []shownArticle{}
	for _, v := range d.At(on) {
		if !under(v.Path, path) {
			continue
		}
		status := corpus.StatusOn(v.Interval, on)
		switch {
		case v.Repealed:
			status = corpus.StatusExpired
		case v.Status != "":
			status = v.Status
		}
		articles = append(articles, shownArticle{Path: v.Path, Heading: v.Heading, Text: cutUnit(&v, path), From: v.From, To: v.To, By: v.By,
			Repealed: v.Repealed, Status: status, StatusName: status.Name()})
	}
	if len(articles) == 0 && path != "" {
		return fmt.Errorf("%s không có %s tại ngày %s", d.Key, place(path, ""), on.VN())
	}
	if a.asJSON {
		return a.printJSON(map[string]any{"document": d.Key, "document_id": d.ID, "title": d.Title, "as_of": on, "articles": articles})
	}
	fmt.Fprintf(a.stdout, "%s (%s), tại ngày %s\n", d.Title, d.Key, on.VN())
	if d.Fictional {
		fmt.Fprintln(a.stdout, "Văn bản giả định, không có giá trị pháp lý.")
	}
	for _, v := range articles {
		by := ""
		if v.By != "" {
			by = ", theo " + v.By
		}
		fmt.Fprintf(a.stdout, "\n[%s: %s%s%s]\n%s\n", v.Path, v.StatusName, since(v.From, v.To), by, strings.TrimRight(v.Text, "\n"))
	}
	return nil
}

func (a *app) showDiff(d *corpus.Document, path string, dates []string) error {
	var on [2]corpus.Date
	for i, s := range dates {
		var err error
		if on[i], err = corpus.ParseDate(s); err != nil || on[i] == 0 {
			return usageError{fmt.Sprintf("--diff: %q không phải ngày", s)}
		}
	}
	diffs := []articleDiff{}
	for _, c := range lookup.Compare(d, path, on[0], on[1]) {
		diffs = append(diffs, articleDiff{Path: c.Path, Before: c.Before, After: c.After, Marked: marked(c.Pieces), By: c.By})
	}
	if a.asJSON {
		return a.printJSON(map[string]any{"document": d.Key, "document_id": d.ID, "from": dates[0], "to": dates[1], "changes": diffs})
	}
	fmt.Fprintf(a.stdout, "%s (%s): %d điều khác nhau giữa %s và %s\n", d.Title, d.Key, len(diffs), dates[0], dates[1])
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

// under says whether path stands in the điều or is empty.
func under(article, path string) bool {
	return path == "" || path == article || strings.HasPrefix(path, article+"/") || strings.HasPrefix(article, path+"/")
}

// cutUnit is the text of the version, or of its khoản or điểm that path names.
func cutUnit(v *corpus.Version, path string) string {
	for _, u := range v.Units {
		if u.Path == path {
			return v.Text[u.Start:u.End]
		}
	}
	return v.Text
}
