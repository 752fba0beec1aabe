package amend

import (
	"slices"
	"strings"

	"trolyluat/corpus"
)

// phraseAction says that an action works on words and not on units: a quoted
// phrase stands in it, with "cụm từ", "từ", "bằng".
func (s *sentence) phraseAction(a *action) bool {
	qs := s.quotesIn(a.from, a.to)
	if a.passive {
		qs = s.quotesIn(s.body, len(s.masked))
	}
	if len(qs) == 0 {
		return false
	}
	if a.verb == verbRename || a.verb == verbMove {
		return false
	}
	before := strings.ToLower(s.masked[a.from:qs[0].start])
	if a.passive {
		before = strings.ToLower(s.masked[s.body:qs[0].start])
	}
	tail := lastWords(before, 3)
	if strings.Contains(tail, "từ") || strings.Contains(tail, "cụm") || strings.Contains(tail, "chữ") || strings.Contains(tail, "số") || strings.Contains(tail, "dấu") {
		return true
	}
	// "Thay “A” bằng “B” tại …"
	return strings.TrimSpace(before) == "" && (a.verb == verbRepeal || len(qs) > 1)
}

func lastWords(s string, n int) string {
	f := strings.Fields(s)
	return strings.Join(f[max(0, len(f)-n):], " ")
}

// role of a phrase in its action.
type role uint8

const (
	roleOld role = iota
	roleNew
	roleAfter
	roleBefore
)

// roles tells the phrases of an action apart by the words before each.
func (s *sentence) roles(from int, qs []quoted, v verb) []role {
	out := make([]role, len(qs))
	for i, q := range qs {
		start := from
		if i > 0 {
			start = qs[i-1].end
		}
		words := " " + strings.ToLower(s.masked[start:q.start]) + " "
		last := lastWords(words, 6)
		switch {
		case hasWord(last, "bằng") || hasWord(last, "thành"):
			out[i] = roleNew
		case v == verbInsert && hasWord(last, "sau"):
			out[i] = roleAfter
		case v == verbInsert && hasWord(last, "trước"):
			out[i] = roleBefore
		case v == verbInsert:
			out[i] = roleNew
		case i > 0 && out[i-1] == roleNew && strings.TrimSpace(strings.Trim(words, " ,_")) == "":
			out[i] = roleNew
		}
	}
	return out
}

// phraseOps reads "Thay thế cụm từ “A” bằng cụm từ “B” tại …", "Bỏ cụm từ “A” và
// cụm từ “B” tại …", "Bổ sung cụm từ “A” vào sau cụm từ “B” tại …", and lists of
// them ("cụm từ “A” tại khoản 1 Điều 2; cụm từ “B” tại Điều 3").
func (r *reader) phraseOps(s *sentence, a *action, ctx setting) []corpus.Amendment {
	from, to := a.from, a.to
	if a.passive {
		from, to = s.body, len(s.masked)
	}
	qs := s.quotesIn(from, to)
	roles := s.roles(from, qs, a.verb)
	at := s.placesIn(from, to)
	starts := roleOld
	if a.verb == verbInsert {
		starts = roleNew
	}
	var groups []phraseGroup
	first, k := 0, 0 // of the open group
	for i := range qs {
		if i == first || roles[i] != starts {
			continue
		}
		end := k
		for end < len(at) && s.places[at[end]].start < qs[i].start {
			end++
		}
		if end == k {
			continue // two phrases before their places
		}
		groups = append(groups, phraseGroup{qs[first:i:i], roles[first:i:i], at[k:end]})
		first, k = i, end
	}
	groups = append(groups, phraseGroup{qs[first:], roles[first:], at[k:]})
	var out []corpus.Amendment
	for i := range groups {
		g := &groups[i]
		if a.verb == verbSwap && !slices.Contains(g.roles, roleNew) {
			// "“A” tại Điều 1 và “B” tại Điều 2 bằng “C”": one new phrase for both
			for j := i + 1; j < len(groups); j++ {
				if n := slices.Index(groups[j].roles, roleNew); n >= 0 {
					g.quotes, g.roles = append(g.quotes, groups[j].quotes[n]), append(g.roles, roleNew)
					break
				}
			}
		}
		out = append(out, r.phrasesAt(s, a.verb, g.quotes, g.roles, g.at, ctx)...)
	}
	return out
}

// phraseGroup is phrases with the places where they stand.
type phraseGroup struct {
	quotes []quoted
	roles  []role
	at     []int
}

// phrasesAt makes one operation for every phrase at every place.
func (r *reader) phrasesAt(s *sentence, v verb, qs []quoted, roles []role, at []int, ctx setting) []corpus.Amendment {
	var places []place
	for _, i := range at {
		q := s.places[i]
		if q.this {
			if q.path == "" {
				continue // "kể từ ngày Luật này có hiệu lực"
			}
			return nil
		}
		places = append(places, q)
	}
	unclear := ""
	// an act alone stands for all of it only when no unit is named
	units := places[:0:0]
	for _, q := range places {
		if q.path != "" {
			units = append(units, q)
		}
	}
	if len(units) > 0 {
		places = units
	}
	if len(places) == 0 {
		if ctx.act.IsZero() {
			return nil
		}
		places = []place{{act: ctx.act, path: ctx.path}}
		if last := qs[len(qs)-1].end; last < len(s.masked) && indexFold(s.masked, last, "tại") >= 0 {
			unclear = "the place of the phrase was not understood"
		}
	}
	var out []corpus.Amendment
	emit := func(op corpus.AmendOp, old, text, after string) {
		for k := range places {
			act, ok := target(&places[k], op)
			if !ok || len(out) >= maxOperations {
				continue
			}
			act.Old, act.New, act.After, act.Problem = old, text, after, unclear
			out = append(out, act)
		}
	}
	switch v {
	case verbRepeal:
		for i := range qs {
			emit(corpus.OpDeletePhrase, qs[i].text, "", "")
		}
	case verbInsert:
		text, anchor, after := "", "", ""
		for i := range qs {
			switch roles[i] {
			case roleNew:
				if text == "" {
					text = qs[i].text
				}
			case roleAfter:
				anchor = qs[i].text
			case roleBefore:
				anchor, after = qs[i].text, "<"
			}
		}
		if text != "" {
			emit(corpus.OpInsertPhrase, anchor, text, after)
			if anchor == "" {
				words := strings.ToLower(s.masked)
				switch {
				case strings.Contains(words, "vào đầu") || strings.Contains(words, "vào trước"):
					after = "<"
				case strings.Contains(words, "vào cuối") || strings.Contains(words, "vào sau"):
					after = ">"
				}
			}
			for k := range out {
				out[k].After = after
			}
			if anchor == "" && after == "" {
				for k := range out {
					out[k].Problem = "the place of the phrase is not told by words"
				}
			}
		}
	default:
		op := corpus.OpReplacePhrase
		if v == verbCorrect {
			op = corpus.OpCorrect
		}
		// olds up to a new one are all replaced by it
		var olds []string
		for i := range qs {
			if roles[i] == roleOld {
				olds = append(olds, qs[i].text)
				continue
			}
			for _, old := range olds {
				emit(op, old, qs[i].text, "")
			}
			olds = nil
		}
		if len(olds) > 0 && len(out) == 0 {
			for _, old := range olds {
				emit(op, old, "", "")
			}
			for k := range out {
				out[k].Problem = "the new phrase is not told"
			}
		}
	}
	return out
}

// emitList applies the verb and phrases of a list's head to an item that names
// only places.
func (r *reader) emitList(s *sentence, in *instruction, p *corpus.Provision, ctx setting) {
	at := s.placesIn(s.body, len(s.masked))
	if len(ctx.phrases) > 0 {
		head := &sentence{masked: ctx.masked}
		roles := head.roles(0, ctx.phrases, ctx.verb)
		r.add(r.phrasesAt(s, ctx.verb, ctx.phrases, roles, at, ctx), in, p)
		return
	}
	if ctx.verb != verbRepeal {
		return
	}
	a := &action{verb: verbRepeal, start: s.body, from: s.body, to: len(s.masked)}
	r.add(r.unitOps(s, a, corpus.OpRepeal, ctx), in, p)
}
