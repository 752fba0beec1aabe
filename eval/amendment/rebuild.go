package amendment

import (
	"slices"
	"strings"

	"trolyluat/corpus"
	"trolyluat/corpus/amend"
	"trolyluat/corpus/reference"
)

// Pair is a consolidated text rebuilt from its base and amending acts.
type Pair struct {
	Base      string   `json:"base"`
	File      string   `json:"file"` // of the base
	Amending  []string `json:"amending"`
	Merged    string   `json:"merged"` // file of the consolidated text
	Named     int      `json:"named"`  // điều that the amending acts name
	Identical int      `json:"identical"`
	// BaseDiffers are those that differ only where nothing was amended: the file
	// of the base has another wording there.
	BaseDiffers int `json:"base_differs"`
	// ActDiffers are those that differ only in words that the file of an amending
	// act gives so.
	ActDiffers int `json:"act_differs"`
	// DoNothing is how many of them the text as issued already equals.
	DoNothing int `json:"do_nothing"`
	// Untouched are the other điều; Unchanged those that stayed as issued, and
	// SourcesAgree those in which the two sources agree at all.
	Untouched    int          `json:"untouched"`
	Unchanged    int          `json:"unchanged"`
	SourcesAgree int          `json:"sources_agree"`
	Problems     int          `json:"problems"`
	Differences  []Difference `json:"differences,omitempty"`
}

// Difference is a named điều that did not come out like the official text.
type Difference struct {
	Path  string `json:"path"`
	Class string `json:"class"`
	// Ours and Theirs are the first words in which the texts part.
	Ours   string `json:"ours"`
	Theirs string `json:"theirs"`
}

// complete says that the base and all amending acts of a consolidated text are at
// hand.
func (lib *library) complete(m *corpus.Document) bool {
	base, acts := sources(m)
	if lib.byKey[base] == nil || len(acts) == 0 {
		return false
	}
	for _, a := range acts {
		if lib.byKey[a] == nil {
			return false
		}
	}
	return true
}

// rebuild builds a consolidated text again: of several files of the base from the
// one whose untouched điều agree best with the official text; what the amendments
// do is not looked at.
func (lib *library) rebuild(m *corpus.Document) Pair {
	base, acts := sources(m)
	best := Pair{SourcesAgree: -1}
	for _, b := range lib.sources[base] {
		if articles(b) < articles(lib.byKey[base]) {
			continue
		}
		if p := lib.rebuildOne(b, base, acts, m); p.SourcesAgree > best.SourcesAgree {
			best = p
		}
	}
	return best
}

// sources reads the head of a consolidated text: "Luật X số A …, được sửa đổi, bổ
// sung bởi: 1. Luật Y số B …; 2. …".
func sources(m *corpus.Document) (base string, acts []string) {
	head := m.Text
	if i := strings.Index(head, "Căn cứ"); i > 0 {
		head = head[:i]
	}
	head = head[:min(len(head), 8000)]
	at := strings.Index(head, "sửa đổi, bổ sung bởi")
	if at < 0 {
		at = strings.Index(head, "sửa đổi, bổ sung một số điều bởi")
	}
	if at < 0 {
		return "", nil
	}
	for _, r := range reference.Find(head[:at]) {
		if r.Document.Key != "" && !strings.Contains(r.Document.Key, "VBHN") {
			base = r.Document.Key
		}
	}
	for i, line := range strings.Split(head[at:], "\n") {
		if i == 0 {
			if _, rest, ok := strings.Cut(line, ":"); ok {
				line = rest
			}
		}
		for _, r := range reference.Find(line) {
			if k := r.Document.Key; k != "" && k != base && !strings.Contains(k, "VBHN") {
				acts = append(acts, k)
				break
			}
		}
	}
	return base, acts
}

// rebuildOne applies the acts to the base and compares with the official text.
func (lib *library) rebuildOne(b *corpus.Document, base string, acts []string, m *corpus.Document) Pair {
	p := Pair{Base: base, File: b.Source.Name, Amending: acts, Merged: m.Source.Name}
	var ops []amend.Dated
	named := make(map[string]bool)
	for _, a := range acts {
		act := lib.byKey[a]
		for _, op := range lib.ops[a] {
			if op.Target != base && !(op.Target == "" && sameName(op.TargetName, b.Title)) {
				continue
			}
			ops = append(ops, amend.Date(act, []corpus.Amendment{op})...)
		}
	}
	versions, problems := amend.Apply(b, ops)
	p.Problems = len(problems)
	now := make(map[string]string)
	for _, v := range versions {
		if reference.Article(v.Path) == "" {
			continue // a heading or an appendix: điều are compared
		}
		now[v.Path] = v.Text
		named[v.Path] = true
	}
	given := make(map[string][]string)
	for i := range ops {
		unit, _ := amend.SplitPart(ops[i].Path)
		if key := reference.Article(unit); key != "" && ops[i].New != "" {
			given[key] = append(given[key], ops[i].New)
		}
	}
	issued := texts(b)
	official := texts(m)
	why := make(map[string]string)
	for _, op := range problems {
		unitPath, _ := amend.SplitPart(op.Path)
		if key := reference.Article(unitPath); key != "" {
			named[key] = true
			why[key] = op.Problem
		}
	}
	for path, theirs := range official {
		ours, changed := now[path]
		if !changed {
			ours = issued[path]
		}
		if !named[path] {
			if issued[path] == "" {
				continue
			}
			p.Untouched++
			if ours == issued[path] {
				p.Unchanged++
			}
			if Same(issued[path], theirs) {
				p.SourcesAgree++
			} else {
				p.Differences = append(p.Differences, difference(path, "untouched: ", "", "", nil, issued[path], theirs))
			}
			continue
		}
		p.Named++
		if Same(issued[path], theirs) {
			p.DoNothing++
		}
		if Same(ours, theirs) {
			p.Identical++
			continue
		}
		d := difference(path, "", why[path], issued[path], given[path], ours, theirs)
		switch d.Class {
		case classBase:
			p.BaseDiffers++
		case classAct:
			p.ActDiffers++
		}
		p.Differences = append(p.Differences, d)
	}
	for path := range named {
		if _, ok := official[path]; !ok {
			p.Named++
			p.Differences = append(p.Differences, Difference{Path: path, Class: "not in the official text"})
		}
	}
	slices.SortFunc(p.Differences, func(a, b Difference) int { return strings.Compare(a.Path, b.Path) })
	return p
}

// sameName says that an act named without a number is the document of that
// title.
func sameName(name, title string) bool {
	if name == "" || strings.HasPrefix(name, "~") {
		return false
	}
	name, _, _ = strings.Cut(name, " năm ")
	return reference.NameKey(name) == reference.NameKey(title)
}

// texts are the điều of a document by path, without the running heads of its
// file: some repeat their title above every chương.
func texts(d *corpus.Document) map[string]string {
	out := make(map[string]string)
	title, _, _ := strings.Cut(strings.TrimSpace(d.Text), "\n")
	clean := func(s string) string {
		if len(title) < 10 || !strings.Contains(s, title+".") {
			return s
		}
		var lines []string
		skipped := false
		for line := range strings.SplitSeq(s, "\n") {
			if strings.HasPrefix(line, title+".") {
				skipped = true
				continue
			}
			if skipped && line == strings.ToUpper(line) {
				continue // the rest of a heading that was cut
			}
			skipped = false
			lines = append(lines, line)
		}
		return strings.Join(lines, "\n")
	}
	for i := range d.Provisions {
		p := &d.Provisions[i]
		if p.Level == corpus.LevelArticle && !strings.Contains(p.Path, "/") && !strings.Contains(p.Path, "~") {
			out[p.Path] = strings.TrimRight(clean(d.Text[p.Span.Start:p.Span.End]), " \n")
		}
	}
	return out
}
