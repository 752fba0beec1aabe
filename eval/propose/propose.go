// Package propose makes questions with known answers out of the operator's own
// corpus, for a person to accept or correct: by rules over the wording of
// provisions, by a model where one is configured, and from answers that readers
// judged. `trolyluat eval make`
// writes them as CSV and turns the accepted rows into the question file that the
// other suites read.
package propose

import (
	"context"
	"fmt"
	"iter"
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"

	"trolyluat/corpus"
	"trolyluat/corpus/parse"
	"trolyluat/corpus/vitext"
)

// Proposal is a question with the place that answers it.
type Proposal struct {
	ID       string
	Rule     string // what made it: "deadline", "definition", …, "model", "feedback"
	Role     string // "citizen", "judge", "drafter", "official"
	Kind     string // "answerable", "false_premise"
	Question string
	AsOf     corpus.Date // zero: today's law
	Document string      // key
	Path     string      // of the điều or khoản; "" for a false premise
	// Points are words that a right answer holds; alternatives are divided by "|".
	Points  []string
	Passage string // the words it was made from, for the person who decides
	// Accepted marks a row that a person judged before.
	Accepted bool
}

// Options bound what is proposed.
type Options struct {
	N     int    // questions in all, default 100
	Seed  uint64 // chooses among what the rules find
	PerDo int    // at most so many of one document, default 6
}

// Source is what questions are made from; corpus.Store is one.
type Source interface {
	Documents(ctx context.Context) iter.Seq2[corpus.DocumentInfo, error]
	Document(ctx context.Context, id string) (*corpus.Document, error)
}

// ByRules proposes questions from the provisions in force on a date. They are
// spread over rules and documents; the same seed gives the same list.
func ByRules(ctx context.Context, src Source, on corpus.Date, o Options) ([]Proposal, error) {
	if o.N <= 0 {
		o.N = 100
	}
	if o.PerDo <= 0 {
		o.PerDo = 6
	}
	r := rand.New(rand.NewPCG(o.Seed, 0x70726f706f7365))
	byRule := map[string][]Proposal{}
	for info, err := range src.Documents(ctx) {
		if err != nil {
			return nil, fmt.Errorf("eval make: list documents: %w", err)
		}
		if info.ID != info.Key || info.Rank == 0 || !info.Effective.Contains(on) {
			continue
		}
		d, err := src.Document(ctx, info.ID)
		if err != nil {
			return nil, fmt.Errorf("eval make: read %s: %w", info.ID, err)
		}
		found := ofDocument(d, on)
		r.Shuffle(len(found), func(i, j int) { found[i], found[j] = found[j], found[i] })
		for _, p := range found[:min(o.PerDo, len(found))] {
			byRule[p.Rule] = append(byRule[p.Rule], p)
		}
	}
	return choose(byRule, o.N, r), nil
}

// choose takes from every rule in turn, so that a frequent one does not crowd out
// the others, and numbers what it took.
func choose(byRule map[string][]Proposal, n int, r *rand.Rand) []Proposal {
	var names []string
	for name := range byRule {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		l := byRule[name]
		r.Shuffle(len(l), func(i, j int) { l[i], l[j] = l[j], l[i] })
	}
	var out []Proposal
	asked := map[string]bool{}
	for took := true; took && len(out) < n; {
		took = false
		for _, name := range names {
			l := byRule[name]
			for len(l) > 0 {
				p := l[0]
				l = l[1:]
				if key := vitext.Fold(p.Question); !asked[key] {
					asked[key] = true
					out = append(out, p)
					took = true
					break
				}
			}
			byRule[name] = l
			if len(out) == n {
				break
			}
		}
	}
	for i := range out {
		out[i].ID = fmt.Sprintf("dx%04d", i+1)
	}
	return out
}

// ofDocument proposes questions on the điều that stand on a date.
func ofDocument(d *corpus.Document, on corpus.Date) []Proposal {
	name := d.Title
	var out []Proposal
	last := 0
	for _, v := range d.At(on) {
		if n := articleNumber(v.Path); n > last {
			last = n
		}
		if v.Repealed || v.Status != "" || strings.HasPrefix(v.Path, "kt") {
			continue
		}
		out = append(out, ofArticle(d, &v, name)...)
	}
	if last >= 10 {
		n := last + 3 + last%7
		out = append(out, Proposal{Rule: "no_such_article", Role: "citizen", Kind: "false_premise",
			Question: fmt.Sprintf("Điều %d %s quy định gì?", n, name), Document: d.Key,
			Points:  []string{fmt.Sprintf("%d điều|không có Điều %d|không có điều %d", last, n, n)},
			Passage: fmt.Sprintf("Văn bản có %d điều.", last)})
	}
	return out
}

var reArticleNumber = regexp.MustCompile(`^d([0-9]+)$`)

func articleNumber(path string) int {
	m := reArticleNumber.FindStringSubmatch(path)
	if m == nil {
		return 0
	}
	n := 0
	_, _ = fmt.Sscan(m[1], &n) // digits; a huge number stays 0
	return n
}

// ofArticle applies the rules to the units of one điều.
func ofArticle(d *corpus.Document, v *corpus.Version, name string) []Proposal {
	var out []Proposal
	add := func(rule, role, path, question, passage string, points ...string) {
		question = strings.Join(strings.Fields(question), " ")
		if n := len([]rune(question)); n < 15 || n > 220 {
			return
		}
		out = append(out, Proposal{Rule: rule, Role: role, Kind: "answerable", Question: question, Document: d.Key,
			Path: path, Points: points, Passage: strings.TrimSpace(passage)})
	}
	for _, u := range units(v) {
		body := withoutLabel(u.text)
		if m := reDefinition.FindStringSubmatch(body); m != nil && strings.Contains(vitext.Fold(v.Heading), "giai thich tu ngu") {
			add("definition", "citizen", u.path, fmt.Sprintf("%s là gì theo %s?", capital(strings.Trim(m[1], ` "“”`)), name), u.text, firstWords(m[2], 8))
		}
		if m := rePenalty.FindStringSubmatch(body); m != nil && len(m[3]) < 160 {
			add("penalty", "citizen", u.path, fmt.Sprintf("%s thì bị phạt tiền bao nhiêu?", capital(strings.TrimRight(m[3], " :;."))), u.text, m[1], m[2])
		}
		if v.Heading == "" {
			continue
		}
		if m := reDeadline.FindStringSubmatch(body); m != nil && len(reDuration.FindAllString(body, 2)) == 1 {
			if what := deed(body, m[0]); what != "" {
				add("deadline", "official", u.path, fmt.Sprintf("%s trong thời hạn bao lâu theo quy định về %s của %s?", capital(what), lower(v.Heading), name), u.text, m[1])
			}
		}
	}
	h := strings.TrimRight(v.Heading, " .:")
	first, _, _ := strings.Cut(strings.TrimSpace(h), " ")
	switch folded := vitext.Fold(h); {
	case h == "":
	case strings.HasPrefix(folded, "ho so "):
		add("papers", "official", v.Path, fmt.Sprintf("%s theo %s gồm những giấy tờ gì?", h, name), v.Text)
	case strings.HasPrefix(folded, "dieu kien ") && strings.Count(folded, " ") > 3:
		add("conditions", "citizen", v.Path, fmt.Sprintf("%s theo %s là gì?", h, name), v.Text)
	case strings.HasPrefix(folded, "tham quyen ") && !strings.HasPrefix(folded, "tham quyen cua "):
		add("authority", "official", v.Path, fmt.Sprintf("Cơ quan nào có %s theo %s?", lower(h), name), v.Text)
	case strings.HasPrefix(folded, "quyen cua ") || strings.HasPrefix(folded, "nghia vu cua ") || strings.HasPrefix(folded, "trach nhiem cua "):
		add("rights", "citizen", v.Path, fmt.Sprintf("%s theo %s là gì?", h, name), v.Text)
	case strings.Contains(folded, "bi nghiem cam"):
		add("prohibited", "citizen", v.Path, fmt.Sprintf("%s nghiêm cấm những hành vi nào?", name), v.Text)
	case strings.HasPrefix(folded, "trinh tu ") || strings.HasPrefix(folded, "thu tuc "):
		add("procedure", "official", v.Path, fmt.Sprintf("%s theo %s được thực hiện như thế nào?", h, name), v.Text)
	case first == "Thời" && strings.HasPrefix(folded, "thoi han "):
		add("term", "citizen", v.Path, fmt.Sprintf("%s theo %s là bao lâu?", h, name), v.Text)
	}
	return out
}

var (
	reDefinition = regexp.MustCompile(`^([^\n.;:]{3,80}?) (?:là|được hiểu là) ([^\n]{20,})`)
	rePenalty    = regexp.MustCompile(`^Phạt tiền từ ([0-9.]+ đồng) đến ([0-9.]+ đồng) đối với (?:hành vi |người có hành vi |một trong các hành vi )?([^\n:]{15,}?)[.;\n]?$`)
	reDuration   = regexp.MustCompile(`[0-9]+ (?:\([^)]*\) )?(?:ngày|tháng|giờ)`)
	reDeadline   = regexp.MustCompile(`[Tt]rong thời hạn ((?:[0-9]+|[0-9]+ \([^)]*\)) (?:ngày làm việc|ngày|tháng|giờ)),? kể từ (?:ngày|khi|thời điểm) [^,;.\n]{5,120}, `)
)

// deed is what is to be done within the deadline that at names: the clause after
// it, "Sở X cấp giấy phép".
func deed(body, at string) string {
	i := strings.Index(body, at)
	if i < 0 {
		return ""
	}
	rest := body[i+len(at):]
	if j := strings.IndexAny(rest, ".;:\n,"); j >= 0 {
		rest = rest[:j]
	}
	rest = strings.TrimSpace(rest)
	if n := len([]rune(rest)); n < 15 || n > 120 || !reDeed.MatchString(rest) || reNoDeed.MatchString(rest) {
		return ""
	}
	return rest
}

// reDeed is a clause with its actor before its verb: "Ủy ban nhân dân cấp xã
// thông báo …", "người nộp thuế phải …"; no condition or exception.
var reDeed = regexp.MustCompile(`^(?:[^\s]+ ){1,9}?(?:phải|có trách nhiệm|thông báo|ra quyết định|quyết định|cấp|gửi|xem xét|thẩm định|giải quyết|trả lời|tổ chức|ban hành|thực hiện|báo cáo|nộp) `)
var reNoDeed = regexp.MustCompile(`(?i)^(?:trừ|nếu|theo|đối với|trường hợp|mà|và|kể từ|hoặc|thì)\b`)

type unitText struct{ path, text string }

// units are the khoản and điểm of a version, the điều itself where it has none.
func units(v *corpus.Version) []unitText {
	var out []unitText
	below := v.Units
	if below == nil {
		below = parse.Units(v.Path, v.Text)
	}
	for _, u := range below {
		if u.Start >= 0 && u.End <= len(v.Text) && u.Start < u.End {
			out = append(out, unitText{u.Path, v.Text[u.Start:u.End]})
		}
	}
	if len(out) == 0 {
		out = append(out, unitText{v.Path, v.Text})
	}
	return out
}

var reLabel = regexp.MustCompile(`^\s*(?:[0-9]+[a-zđ]?\.|[a-zđ][0-9]?\)|Điều [0-9]+[a-zđ]?\.)\s*`)

func withoutLabel(s string) string { return strings.TrimSpace(reLabel.ReplaceAllString(s, "")) }

func capital(s string) string {
	r := []rune(strings.TrimSpace(s))
	if len(r) == 0 {
		return ""
	}
	return strings.ToUpper(string(r[:1])) + string(r[1:])
}

// lower takes the capital from the first word unless it begins a name.
func lower(s string) string {
	r := []rune(strings.TrimSpace(s))
	if len(r) < 2 {
		return string(r)
	}
	if words := strings.Fields(string(r)); len(words) > 1 && words[1] != strings.ToLower(words[1]) {
		return string(r)
	}
	return strings.ToLower(string(r[:1])) + string(r[1:])
}

func firstWords(s string, n int) string {
	words := strings.Fields(s)
	return strings.TrimRight(strings.Join(words[:min(n, len(words))], " "), ",;.")
}
