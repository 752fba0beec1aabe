package review

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"trolyluat/corpus"
	"trolyluat/corpus/parse"
	"trolyluat/corpus/reference"
)

// clause is a khoản (or a điều without khoản) that a draft can take over.
type clause struct {
	path    string // in its law
	article string // path of the điều
	text    string // one line, without the label
}

// law is a statute with what a draft can take from it.
type law struct {
	info        corpus.DocumentInfo
	name        string // by which texts cite it: "Luật Đất đai", "Nghị định số 12/2020/NĐ-CP"
	headings    map[string]string
	articles    []string // paths of the điều with clauses, in order
	clauses     map[string][]clause
	definitions []clause
	paths       []string // of all units in force
	repealed    []string // of units that are repealed
	// delegated are the units for whose detail the law calls on another text.
	delegated []string
}

// library is what the generator works from.
type library struct {
	laws     []*law                // of the split, shuffled by hash
	others   []*law                // laws of the split that overlap is planted from
	expired  []corpus.DocumentInfo // documents out of force
	circular []corpus.DocumentInfo // circulars in force
	decrees  []corpus.DocumentInfo // decrees in force
	rights   []clause              // of the Constitution
	charter  string                // key of the Constitution
	fines    bool                  // the store says who may set fines (Luật Xử lý vi phạm hành chính)
}

const (
	fewestClauses = 14 // that a law must offer
	shortest      = 70 // bytes of a clause
	longest       = 480
)

// gather reads the store.
func gather(ctx context.Context, src Source, split Split) (*library, error) {
	lib := &library{}
	var take []corpus.DocumentInfo
	seen := map[string]bool{}
	for info, err := range src.Documents(ctx) {
		if err != nil {
			return nil, fmt.Errorf("eval review: list documents: %w", err)
		}
		if info.Fictional || seen[info.Key] {
			continue
		}
		inForce := (info.Effective.From != 0 || info.Kind == corpus.KindConstitution) && info.Effective.From <= laidOn && (info.Effective.To == 0 || info.Effective.To > laidOn) &&
			info.Status != corpus.StatusExpired
		switch {
		case info.Effective.To != 0 && info.Effective.To <= laidOn && info.Rank > 0 && info.Rank <= 5 && info.Number != "":
			lib.expired = append(lib.expired, info)
		case !inForce:
		case info.Kind == corpus.KindConstitution:
			take = append(take, info)
		case info.Kind == corpus.KindCircular && info.Number != "":
			lib.circular = append(lib.circular, info)
		case info.Kind == corpus.KindDecree && info.Number != "":
			lib.decrees = append(lib.decrees, info)
			if splitFits(split, info.Key) && strings.Contains(strings.ToLower(info.Title), "xử phạt") {
				take = append(take, info)
			}
		case (info.Kind == corpus.KindLaw || info.Kind == corpus.KindCode) && splitFits(split, info.Key) && !amendingTitle(info.Title) && !strings.ContainsAny(info.Title, "0123456789"):
			take = append(take, info)
		}
		if info.Key == "15/2012/QH13" {
			lib.fines = true
		}
		seen[info.Key] = true
	}
	slices.SortFunc(take, func(a, b corpus.DocumentInfo) int { return strings.Compare(a.Key, b.Key) })
	for _, info := range take {
		doc, err := src.Document(ctx, info.ID)
		if err != nil {
			return nil, fmt.Errorf("eval review: read %s: %w", info.ID, err)
		}
		l := readLaw(doc, info)
		switch {
		case info.Kind == corpus.KindConstitution:
			lib.charter = info.Key
			for _, a := range l.articles {
				for _, c := range l.clauses[a] {
					if rightWords.MatchString(c.text) {
						lib.rights = append(lib.rights, c)
					}
				}
			}
		case count(l) >= fewestClauses:
			lib.laws = append(lib.laws, l)
		}
	}
	slices.SortStableFunc(lib.laws, func(a, b *law) int {
		return int(hash(a.info.Key)%9973) - int(hash(b.info.Key)%9973)
	})
	lib.others = lib.laws
	return lib, nil
}

func splitFits(split Split, key string) bool { return split == "" || splitOf(key) == split }

var rightWords = regexp.MustCompile(`(?i)có quyền|không ai|mọi người|công dân`)

func amendingTitle(title string) bool {
	t := strings.ToLower(title)
	return strings.Contains(t, "sửa đổi") || strings.Contains(t, "bổ sung")
}

func count(l *law) int {
	n := 0
	for _, c := range l.clauses {
		n += len(c)
	}
	return n
}

var (
	labelStart = regexp.MustCompile(`^\s*(?:Điều\s+\d+[a-zđ]*\.?\s*|\d{1,3}[a-zđ]?\.\s*)`)
	spaces     = regexp.MustCompile(`\s+`)
	delegates  = regexp.MustCompile(`(?i)(?:Chính phủ|Thủ tướng Chính phủ|Bộ trưởng [^.;]{3,60}) (?:quy định chi tiết|hướng dẫn)`)
	definition = regexp.MustCompile(`^[A-ZĐÂÊÔƠƯÁÀẢÃẠ][^.:;]{3,60}? là `)
)

// readLaw collects the usable clauses of a law as it stands on the day.
func readLaw(doc *corpus.Document, info corpus.DocumentInfo) *law {
	l := &law{info: info, name: nameOf(info), headings: map[string]string{}, clauses: map[string][]clause{}}
	for _, v := range doc.At(laidOn) {
		if strings.HasPrefix(v.Path, "kt") {
			continue
		}
		if v.Repealed {
			l.repealed = append(l.repealed, v.Path)
			continue
		}
		read := parse.Article(v.Path, v.Text)
		l.headings[v.Path] = strings.TrimSuffix(strings.TrimSpace(firstOf(v.Heading, read.Heading)), ".")
		l.paths = append(l.paths, v.Path)
		for _, u := range read.Units {
			l.paths = append(l.paths, u.Path)
		}
		l.read(v, read)
	}
	return l
}

func (l *law) read(v corpus.Version, read parse.ArticleText) {
	add := func(path, text string, leaf bool) {
		text = strings.TrimSpace(spaces.ReplaceAllString(labelStart.ReplaceAllString(text, ""), " "))
		if strings.Contains(text, "được giao") {
			return // the general words at the end of a law
		}
		if delegates.MatchString(text) {
			l.delegate(v.Path, text)
			return
		}
		if definition.MatchString(text) && strings.Contains(strings.ToLower(l.headings[v.Path]), "từ ngữ") {
			if len(text) <= longest && standsAlone(text) {
				l.definitions = append(l.definitions, clause{path, v.Path, text})
			}
			return
		}
		if !leaf || len(text) < shortest || len(text) > longest || !standsAlone(text) || !normative(text) {
			return
		}
		if len(l.clauses[v.Path]) == 0 {
			l.articles = append(l.articles, v.Path)
		}
		l.clauses[v.Path] = append(l.clauses[v.Path], clause{path, v.Path, text})
	}
	clauses := 0
	for i, u := range read.Units {
		if strings.Count(u.Path, "/") != 1 || !strings.HasPrefix(u.Path, v.Path+"/k") {
			continue
		}
		clauses++
		leaf := true
		for _, w := range read.Units[i+1:] {
			leaf = leaf && !strings.HasPrefix(w.Path, u.Path+"/")
		}
		add(u.Path, v.Text[u.Start:u.End], leaf)
	}
	if clauses == 0 && len(read.Units) == 0 && read.Body < len(v.Text) {
		add(v.Path, v.Text[read.Body:], true)
	}
}

// delegate notes what a clause of delegation covers: the khoản that it names of
// its own điều, or the whole điều.
func (l *law) delegate(article, text string) {
	found := false
	for _, r := range reference.Find(text) {
		if !r.Document.IsZero() && !r.Document.This {
			continue
		}
		for _, t := range r.Targets {
			if p := t.In(article); p != "" {
				l.delegated = append(l.delegated, p)
				found = true
			}
		}
	}
	if !found {
		l.delegated = append(l.delegated, article)
	}
}

// standsAlone says that a text stands alone: no lists, quotes, notes or references
// that only its own place explains.
func standsAlone(text string) bool {
	if strings.ContainsAny(text, "“”\"[]|:") || strings.Contains(text, "sau đây") || strings.HasSuffix(text, ";") {
		return false
	}
	for _, r := range reference.Find(text) {
		if r.Document.IsZero() || r.Document.This {
			return false
		}
	}
	return strings.HasSuffix(text, ".") && strings.Count(text, ". ") <= 1
}

var normWords = regexp.MustCompile(`(?i)\b(phải|được|có quyền|có trách nhiệm|có nghĩa vụ|nghiêm cấm|cấm|thời hạn|không quá|tối thiểu|ít nhất|quyết định|phạt)\b`)

// normative says that a text holds a norm.
func normative(text string) bool { return normWords.MatchString(" " + text + " ") }

// nameOf is how a draft cites the document.
func nameOf(info corpus.DocumentInfo) string {
	if info.Kind == corpus.KindDecree || info.Kind == corpus.KindCircular {
		return info.Kind.Name() + " số " + info.Number
	}
	return info.Title
}

func firstOf(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

func hash(s string) uint32 {
	h := uint32(2166136261)
	for i := range len(s) {
		h = (h ^ uint32(s[i])) * 16777619
	}
	return h
}
