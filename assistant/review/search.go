package review

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"
	"strings"
	"sync"

	"trolyluat/assistant/review/norm"
	"trolyluat/assistant/wording"
	"trolyluat/corpus"
	"trolyluat/corpus/parse"
	"trolyluat/corpus/vitext"
	"trolyluat/retrieval"
	"trolyluat/retrieval/lexical"
)

// Limits of the search for candidates, chosen on the dev drafts of eval/review.
const (
	searchTerms  = 26  // rarest words and pairs of a statement
	searchDepth  = 14  // điều found in all law
	parentDepth  = 14  // điều found in the texts that the draft implements
	mostAligned  = 3   // passages of a điều that are aligned
	shareToAlign = 0.3 // of a statement's words that a passage must hold to be aligned
	parentShare  = 0.15
)

// passage is a khoản or điểm of law in force, prepared for comparison.
type passage struct {
	info  *corpus.DocumentInfo
	chunk *corpus.Chunk
	path  string
	text  string // as it stands
	norm  norm.Norm
	keys  map[string]bool
}

// finder finds passages for statements. It is safe for concurrent use.
type finder struct {
	index retrieval.Index
	on    corpus.Date
	kinds []corpus.Kind
	rank  int
	skip  map[string]bool // keys of documents that are no yardstick

	mu       sync.Mutex
	idf      map[string]float64
	scale    float64 // that makes the idf of the rarest word the same in every store
	prepared map[corpus.ChunkID][]passage
	infos    map[string]*corpus.DocumentInfo
}

// learn looks up how frequent the words of all statements are, at once.
func (f *finder) learn(ctx context.Context, statements []statement) error {
	var names []string
	seen := map[string]bool{}
	add := func(name string) {
		if name != "" && !seen[name] {
			seen[name] = true
			names = append(names, name)
		}
	}
	for i := range statements {
		eachTerm(&statements[i].norm, func(name string, _ bool) { add(name) })
	}
	if len(names) == 0 {
		return nil
	}
	df, n, err := f.index.Frequencies(ctx, names)
	if err != nil {
		return fmt.Errorf("review: frequencies: %w", err)
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.scale = rarest / math.Log(1+max(float64(n), 2))
	for i, name := range names {
		f.idf[name] = math.Log(1 + (float64(n)-float64(df[i])+0.5)/(float64(df[i])+0.5))
		if df[i] == 0 {
			f.idf[name] = -1 // not searched
		}
	}
	return nil
}

// eachTerm calls yield with the index terms of a norm's plain words.
func eachTerm(n *norm.Norm, yield func(name string, pair bool)) {
	for i := range n.Words {
		w := &n.Words[i]
		if w.Kind == norm.Authority {
			for part := range strings.FieldsSeq(w.Value) {
				yield(lexical.Syllable(part), false)
			}
			continue
		}
		if w.Kind != norm.Plain {
			continue
		}
		yield(lexical.Syllable(w.Token.Text), false)
		if i > 0 && n.Words[i-1].Kind == norm.Plain && w.Break < vitext.SentenceBreak {
			yield(lexical.Bigram(n.Words[i-1].Token.Text, w.Token.Text), true)
		}
	}
}

// rarest is the weight of a word that one điều alone has, whatever the size of the
// store; usualWeight is that of a word that was not looked up.
const (
	rarest      = 10.0
	usualWeight = 5.0
)

// weigh is how much a word tells: its idf from 0 to rarest, less for stop words.
func (f *finder) weigh(key string) float64 {
	f.mu.Lock()
	v, ok := f.idf[lexical.Syllable(key)]
	f.mu.Unlock()
	v *= f.scale
	if !ok || v < 0 {
		v = usualWeight
	}
	if wording.StopWords[key] {
		return min(v, 0.4)
	}
	return max(v, 0.4)
}

// terms are the rarest terms of a statement.
func (f *finder) terms(n *norm.Norm) []retrieval.QueryTerm {
	type scored struct {
		retrieval.QueryTerm
		value float64
	}
	var all []scored
	seen := map[string]bool{}
	f.mu.Lock()
	eachTerm(n, func(name string, pair bool) {
		idf := f.idf[name]
		if seen[name] || idf <= 0 {
			return
		}
		seen[name] = true
		w := 1.0
		if pair {
			w = lexical.BigramWeight
		}
		all = append(all, scored{retrieval.QueryTerm{Term: name, Weight: w}, w * idf})
	})
	f.mu.Unlock()
	slices.SortStableFunc(all, func(a, b scored) int { return cmp.Compare(b.value, a.value) })
	var out []retrieval.QueryTerm
	for _, s := range all[:min(len(all), searchTerms)] {
		out = append(out, s.QueryTerm)
	}
	return out
}

// find returns the passages that may speak of what a statement speaks of: those of
// all law of the draft's rank or a higher one, and those of the given documents.
func (f *finder) find(ctx context.Context, s *statement, parents []string) ([]*passage, error) {
	terms := f.terms(&s.norm)
	if len(terms) < 3 {
		return nil, nil
	}
	filter := retrieval.Filter{AsOf: f.on, Kinds: f.kinds}
	found, err := f.index.Lexical(ctx, terms, filter, searchDepth)
	if err != nil {
		return nil, fmt.Errorf("review: search: %w", err)
	}
	if len(parents) > 0 {
		more, err := f.index.Lexical(ctx, terms, retrieval.Filter{AsOf: f.on, Documents: parents}, parentDepth)
		if err != nil {
			return nil, fmt.Errorf("review: search parents: %w", err)
		}
		found = append(found, more...)
	}
	var ids []corpus.ChunkID
	seen := map[corpus.ChunkID]bool{}
	for _, c := range found {
		if !seen[c.Chunk] {
			seen[c.Chunk] = true
			ids = append(ids, c.Chunk)
		}
	}
	lists, err := f.load(ctx, ids)
	if err != nil {
		return nil, err
	}
	type weighed struct {
		key    string
		weight float64
	}
	var words []weighed // of the statement, each once
	known := map[string]bool{}
	var all float64
	for i := range s.norm.Words {
		if w := &s.norm.Words[i]; w.Kind == norm.Plain && !known[w.Key] {
			known[w.Key] = true
			words = append(words, weighed{w.Key, f.weigh(w.Key)})
			all += words[len(words)-1].weight
		}
	}
	var out []*passage
	for _, list := range lists {
		least, most := shareToAlign, mostAligned
		if len(list) > 0 && slices.Contains(parents, list[0].info.Key) {
			least, most = parentShare, 3*mostAligned
		}
		type held struct {
			p     *passage
			share float64
		}
		var best []held
		for i := range list {
			got := 0.0
			for _, w := range words {
				if list[i].keys[w.key] {
					got += w.weight
				}
			}
			if share := got / max(all, 1); share >= least {
				best = append(best, held{&list[i], share})
			}
		}
		slices.SortStableFunc(best, func(a, b held) int { return cmp.Compare(b.share, a.share) })
		for _, h := range best[:min(len(best), most)] {
			out = append(out, h.p)
		}
	}
	return out, nil
}

// load returns the passages of chunks, in that order.
func (f *finder) load(ctx context.Context, ids []corpus.ChunkID) ([][]passage, error) {
	var missing []corpus.ChunkID
	f.mu.Lock()
	for _, id := range ids {
		if _, ok := f.prepared[id]; !ok {
			missing = append(missing, id)
		}
	}
	f.mu.Unlock()
	if len(missing) > 0 {
		chunks, err := f.index.Chunks(ctx, missing)
		if err != nil {
			return nil, fmt.Errorf("review: load chunks: %w", err)
		}
		if err := f.describe(ctx, chunks); err != nil {
			return nil, err
		}
		for i := range chunks {
			c := &chunks[i]
			f.mu.Lock()
			info := f.infos[c.Document]
			f.mu.Unlock()
			list := f.passages(info, c)
			f.mu.Lock()
			f.prepared[c.ID] = list
			f.mu.Unlock()
		}
	}
	out := make([][]passage, 0, len(ids))
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, id := range ids {
		out = append(out, f.prepared[id])
	}
	return out, nil
}

func (f *finder) describe(ctx context.Context, chunks []corpus.Chunk) error {
	var names []string
	f.mu.Lock()
	for i := range chunks {
		if d := chunks[i].Document; f.infos[d] == nil && !slices.Contains(names, d) {
			names = append(names, d)
		}
	}
	f.mu.Unlock()
	if len(names) == 0 {
		return nil
	}
	infos, err := f.index.Infos(ctx, names)
	if err != nil {
		return fmt.Errorf("review: load documents: %w", err)
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	for id, info := range infos {
		f.infos[id] = &info
	}
	return nil
}

// passages cuts a chunk into its khoản and điểm without units below them, each
// with what leads into it. A text that is no yardstick gives none: of lower rank,
// out of force, skipped.
func (f *finder) passages(info *corpus.DocumentInfo, c *corpus.Chunk) []passage {
	if info == nil || info.Rank <= 0 || info.Rank > f.rank || f.skip[info.Key] || over(info.Status, info.Effective, f.on) ||
		c.To != 0 && c.To <= f.on || c.From != 0 && c.From > f.on || c.Status != "" && c.Status != corpus.StatusInForce && c.Status != corpus.StatusPartly {
		return nil
	}
	if amendingHeading(c.Heading) {
		return nil // its new text stands in the text that it amends
	}
	var out []passage
	add := func(path, text, full string) {
		if len(full) < 25 {
			return
		}
		p := passage{info: info, chunk: c, path: path, text: text, norm: norm.Read(full), keys: map[string]bool{}}
		for i := range p.norm.Words {
			p.keys[p.norm.Words[i].Key] = true
		}
		out = append(out, p)
	}
	if len(c.Units) == 0 {
		read := parse.Article(c.Path, c.Text)
		body := c.Text[min(read.Body, len(c.Text)):]
		if c.Window > 0 {
			body = c.Text
		}
		add(c.Path, strings.TrimSpace(body), strings.TrimSpace(body))
		return out
	}
	lead := ""
	if first := c.Units[0].Start; first > 0 {
		read := parse.Article(c.Path, c.Text)
		if read.Body < first {
			lead = strings.TrimSpace(c.Text[read.Body:first])
		}
	}
	leads := map[string]string{c.Path: lead}
	for i, u := range c.Units {
		if u.Start < 0 || u.End > len(c.Text) || u.Start >= u.End {
			continue
		}
		text := strings.TrimSpace(c.Text[u.Start:u.End])
		parent := u.Path[:max(0, strings.LastIndexByte(u.Path, '/'))]
		if i+1 < len(c.Units) && strings.HasPrefix(c.Units[i+1].Path, u.Path+"/") {
			end := max(u.Start, min(c.Units[i+1].Start, len(c.Text)))
			own := strings.TrimSpace(unitLabel.ReplaceAllString(c.Text[u.Start:end], ""))
			leads[u.Path] = own
			continue
		}
		full := unitLabel.ReplaceAllString(text, "")
		if l := leads[parent]; l != "" && len(l) < 400 && (strings.HasSuffix(l, ":") || parent != c.Path) {
			full = joinLead(l, full)
		}
		add(u.Path, text, full)
	}
	return out
}

// amendingHeading says that a điều amends other texts.
func amendingHeading(heading string) bool {
	h := strings.ToLower(heading)
	return strings.HasPrefix(h, "sửa đổi") || strings.HasPrefix(h, "bãi bỏ") || strings.HasPrefix(h, "bổ sung") || strings.HasPrefix(h, "thay thế")
}
