package phapdien

import (
	"bufio"
	"compress/gzip"
	"context"
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"trolyluat/corpus"
	"trolyluat/corpus/extract"
	"trolyluat/corpus/realdata"
	"trolyluat/corpus/vitext"
)

var archive string

func realParts(t *testing.T) map[string]*DeMuc {
	if testing.Short() {
		t.Skip("reads the whole pháp điển")
	}
	archive = filepath.Join(realdata.Dir(t), "phapdien", "html_all_301.tar.gz")
	file, err := os.Open(archive)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		t.Fatal(err)
	}
	out := make(map[string]*DeMuc)
	for e, err := range extract.Walk(context.Background(), "all.tar.gz", file, info.Size(), extract.Limits{}) {
		if err != nil {
			t.Fatal(err)
		}
		if sampled && len(out) == 40 {
			break
		}
		d, err := Read(context.Background(), e.Name, e.Data)
		if err != nil {
			t.Fatal(err)
		}
		out[d.ID] = d
	}
	return out
}

// row is a provision as another program read it from the same files.
type row struct {
	DeMuc     string   `json:"demuc"`
	Anchor    string   `json:"anchor"`
	Title     string   `json:"title"`
	Note      string   `json:"source_note"`
	Text      string   `json:"text"`
	Xrefs     []string `json:"xref_anchors"`
	Document  string   `json:"src_doc"`
	Article   string   `json:"src_article"`
	Effective string   `json:"src_effective"`
}

// squash leaves the letters, for texts that were cut into lines differently.
func squash(s string) string {
	return blanks.Replace(vitext.Normalize(s))
}

var blanks = strings.NewReplacer(" ", "", "\n", "", "\t", "", "\r", "", "|", "", "\u00a0", "", "\u00ad", "", "\u200b", "")

// TestReal reads the pháp điển once, a part of it without -tags slow, and looks
// at it in three ways; the last assembles the documents, which uses the parts up.
func TestReal(t *testing.T) {
	demuc := realParts(t)
	t.Run("table", func(t *testing.T) { againstTable(t, demuc) })
	t.Run("amendments", func(t *testing.T) { amendments(t, demuc) })
	t.Run("documents", func(t *testing.T) { documents(t, demuc) })
}

func againstTable(t *testing.T, demuc map[string]*DeMuc) {
	f, err := os.Open(filepath.Join(filepath.Dir(archive), "articles.jsonl.gz"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	sc := bufio.NewScanner(z)
	sc.Buffer(nil, 16<<20)
	next := make(map[string]int)
	rows, anchors, titles, notes, texts, numbers, articles, dates := 0, 0, 0, 0, 0, 0, 0, 0
	shorter := 0
	known := make(map[string]bool)
	var xrefs []string
	for sc.Scan() {
		var r row
		if err := json.Unmarshal(sc.Bytes(), &r); err != nil {
			t.Fatal(err)
		}
		d := demuc[r.DeMuc]
		if d == nil && sampled {
			continue
		}
		rows++
		known[r.Anchor] = true
		xrefs = append(xrefs, r.Xrefs...)
		if d == nil || next[r.DeMuc] >= len(d.Provisions) {
			t.Fatalf("provision %s of %s was not read", r.Anchor, r.DeMuc)
		}
		p := &d.Provisions[next[r.DeMuc]]
		next[r.DeMuc]++
		count := func(n *int, ok bool) {
			if ok {
				*n++
			}
		}
		count(&anchors, p.Anchor == r.Anchor)
		count(&titles, squash(p.Title) == squash(r.Title))
		count(&notes, squash(p.Note) == squash(r.Note))
		mine, theirs := squash(p.Text), squash(r.Text)
		count(&texts, mine == theirs)
		count(&shorter, len(mine) < len(theirs)-8)
		count(&numbers, strings.HasPrefix(squash(p.Source.Number), strings.TrimRight(squash(r.Document), ".-")) || r.Document == "")
		count(&articles, p.Source.Unit == r.Article || r.Article == "")
		on, _ := corpus.ParseDate(r.Effective)
		count(&dates, p.Source.Effective == on)
	}
	if err := sc.Err(); err != nil {
		t.Fatal(err)
	}
	t.Logf("%d rows: anchors %d, titles %d, notes %d, texts %d (ours shorter in %d), numbers %d, articles %d, dates %d",
		rows, anchors, titles, notes, texts, shorter, numbers, articles, dates)
	for name, n := range map[string]int{"anchors": anchors, "titles": titles, "notes": notes} {
		if n != rows {
			t.Errorf("%s: %d of %d", name, n, rows)
		}
	}
	// The table lost what stands behind a bare "<" and behind a second table.
	if min(texts, numbers, articles, dates) < rows*98/100 || texts < rows*996/1000 || shorter > 5 {
		t.Errorf("texts %d, shorter %d, numbers %d, articles %d, dates %d of %d", texts, shorter, numbers, articles, dates, rows)
	}
	links, resolved := 0, 0
	mine := make(map[string]int)
	for _, d := range demuc {
		for i := range d.Provisions {
			for _, l := range d.Provisions[i].Links {
				mine[l.Anchor]++
			}
		}
		for i := range d.Headings {
			for _, l := range d.Headings[i].Links {
				mine[l.Anchor]++
			}
		}
	}
	missed := 0
	for _, x := range xrefs {
		links++
		if known[x] {
			resolved++
		}
		if mine[x] == 0 {
			missed++
		}
		mine[x]--
	}
	t.Logf("%d cross references in the table, %d of them to provisions that are there, %d not read by us", links, resolved, missed)
	if missed > 0 || links == 0 {
		t.Errorf("%d of %d cross references not read", missed, links)
	}
}

func amendments(t *testing.T, demuc map[string]*DeMuc) {
	byAnchor := make(map[string][]Amendment)
	for _, d := range demuc {
		for i := range d.Provisions {
			byAnchor[d.Provisions[i].Anchor] = append(byAnchor[d.Provisions[i].Anchor], d.Provisions[i].Amendments...)
		}
	}
	data, err := os.ReadFile(filepath.Join(filepath.Dir(archive), "amendment_relations.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	total, found := 0, 0
	for line := range strings.SplitSeq(strings.TrimSpace(string(data)), "\n") {
		var r struct {
			Anchor    string   `json:"anchor"`
			Relations []string `json:"relations"`
			Article   string   `json:"by_article"`
			By        string   `json:"by_doc"`
			Effective string   `json:"by_effective"`
		}
		if err := json.Unmarshal([]byte(line), &r); err != nil {
			t.Fatal(err)
		}
		if _, read := byAnchor[r.Anchor]; !read && sampled {
			continue
		}
		total++
		want := make(map[corpus.RelationType]bool)
		for _, v := range r.Relations {
			want[verbTypes[v]] = true
		}
		on, _ := corpus.ParseDate(r.Effective)
		ok := false
		for _, a := range byAnchor[r.Anchor] {
			same := len(a.Types) == len(want) && a.From == on &&
				strings.TrimSuffix(r.Article, " của") == a.Article && strings.HasPrefix(a.Number, strings.TrimRight(vitext.Normalize(r.By), ".- "))
			for _, x := range a.Types {
				same = same && want[x]
			}
			ok = ok || same
		}
		if ok {
			found++
		}
	}
	t.Logf("%d of %d amendment relations found with types, article, number and date", found, total)
	if found*1000 < total*990 {
		t.Errorf("found %d of %d amendment relations, want 99 %%", found, total)
	}
}

func documents(t *testing.T, demuc map[string]*DeMuc) {
	anchors := make(map[string]int)
	for _, d := range demuc {
		for i := range d.Provisions {
			anchors[d.Provisions[i].Anchor]++
		}
	}
	c := Documents("all.tar.gz", maps.Values(demuc))
	keys := make(map[string]bool)
	articles, titled, dangling := 0, 0, 0
	for _, d := range c.Documents {
		if keys[d.Key] || d.ID != d.Key {
			t.Errorf("document %s (%s) stands twice", d.ID, d.Key)
		}
		keys[d.Key] = true
		checkTree(t, d)
		if d.Kind == corpus.KindOther || d.Kind == "" {
			t.Errorf("%s: kind not read", d.Key)
		}
		if d.Effective.From == 0 {
			t.Errorf("%s: no date of effect", d.Key)
		}
		for i := range d.Provisions {
			if p := &d.Provisions[i]; p.Level == corpus.LevelArticle {
				articles++
				anchors[p.SourceID]--
			}
		}
		if d.Title != d.Kind.Name()+" "+d.Number {
			titled++
		}
		for _, r := range d.Relations {
			if r.Type == corpus.Cites && r.ToSourceID != "" && r.To == "" {
				dangling++
			}
		}
	}
	for a, n := range anchors {
		if n != 0 {
			t.Errorf("anchor %s: %d provisions lost", a, n)
		}
	}
	t.Logf("%d documents, %d with a name, %d điều; %d of %d cross references resolved, %d dangling reported; %d changes by texts outside",
		len(c.Documents), titled, articles, c.Resolved, c.Links, len(c.Dangling), len(c.Outside))
	if c.Resolved+len(c.Dangling) != c.Links || dangling > 0 {
		t.Errorf("%d links: %d resolved, %d dangling", c.Links, c.Resolved, len(c.Dangling))
	}
	for _, x := range c.Dangling {
		if _, there := anchors[x.To]; there {
			t.Errorf("reference from %s to %s was not resolved", x.From, x.To)
		}
	}
}
