package amend

import (
	"strings"

	"trolyluat/corpus"
)

// emit turns the actions of a sentence into operations.
func (r *reader) emit(s *sentence, in *instruction, p *corpus.Provision, ctx setting) {
	var ops []corpus.Amendment
	var waiting []int // operations that wait for the announced new text
	for k := range s.actions {
		a := &s.actions[k]
		first := len(ops)
		wait := false
		switch {
		case s.phraseAction(a):
			ops = append(ops, r.phraseOps(s, a, ctx)...)
		case a.verb == verbReplace && s.carriesOn(k, in):
			// "Sửa đổi khoản 3 Điều 10 như sau: Thay cụm từ …": the phrase is the change
			s.actions[k+1].from = a.from
		case a.verb == verbInsert:
			ops = append(ops, r.insertOps(s, a, in, ctx)...)
			wait = true
		case a.verb == verbRepeal:
			ops = append(ops, r.unitOps(s, a, corpus.OpRepeal, ctx)...)
		case a.verb == verbSuspend:
			ops = append(ops, r.unitOps(s, a, corpus.OpSuspend, ctx)...)
		case a.verb == verbStandIn:
			ops = append(ops, r.unitOps(s, a, corpus.OpStandIn, ctx)...)
		case a.verb == verbMove:
			ops = append(ops, r.moveOps(s, a, ctx)...)
		case a.verb == verbRename:
			ops = append(ops, r.renameOps(s, a, ctx)...)
			wait = true
		case a.verb == verbCorrect:
			ops = append(ops, r.unitOps(s, a, corpus.OpCorrect, ctx)...)
			wait = true
		default:
			ops = append(ops, r.unitOps(s, a, corpus.OpReplace, ctx)...)
			r.appendixTexts(s, a, ops[first:])
			wait = true
		}
		if wait {
			for i := first; i < len(ops); i++ {
				if ops[i].New == "" {
					waiting = append(waiting, i)
				}
			}
		}
	}
	pointers := make([]*corpus.Amendment, len(waiting))
	for i, k := range waiting {
		pointers[i] = &ops[k]
	}
	assign(in.blocks, pointers)
	for _, op := range pointers {
		if op.New == "" && op.Problem == "" {
			op.Problem = "no new text"
		}
	}
	r.add(ops, in, p)
}

// carriesOn says that action k only names the units in which the phrase of the
// next one is changed.
func (s *sentence) carriesOn(k int, in *instruction) bool {
	if k+1 >= len(s.actions) || len(in.blocks) > 0 {
		return false
	}
	next := &s.actions[k+1]
	return s.phraseAction(next) && len(s.placesIn(next.from, next.to)) == 0
}

// add finishes operations and keeps them.
func (r *reader) add(ops []corpus.Amendment, in *instruction, p *corpus.Provision) {
	ops = ops[:min(len(ops), maxOperations)]
	for _, op := range ops {
		if op.Target == "" && op.TargetName == "" {
			continue
		}
		op.FromPath = p.Path
		op.Span = corpus.Span{Start: in.span.Start, End: in.end()}
		if op.Effective == (corpus.Interval{}) {
			op.Effective = corpus.Interval{From: r.dates.of(p.Path)}
		}
		if strings.HasPrefix(op.Path, "?") {
			op.Path = op.Path[1:]
			op.Problem = "the article is not named"
		}
		r.out = append(r.out, op)
	}
}

// target fills the act of an operation; ok is false when the place is of the
// amending text itself.
func target(q *place, op corpus.AmendOp) (corpus.Amendment, bool) {
	if q.this || q.act.IsZero() {
		return corpus.Amendment{}, false
	}
	a := corpus.Amendment{Op: op, Target: q.act.Key, Path: q.path}
	if a.Target == "" {
		a.TargetName = actName(q.act)
	}
	return a, true
}

// actName is the name under which Link looks an act up: with the year where the
// text gives one.
func actName(a actRef) string {
	name := a.Name
	if a.Amending {
		name = "~" + name
	}
	if a.Year != 0 && name != "" {
		name += " năm " + itoa(a.Year)
	}
	return name
}

func itoa(n int) string {
	if n == 0 {
		return "0"
	}
	var b [12]byte
	i := len(b)
	for ; n > 0; n /= 10 {
		i--
		b[i] = byte('0' + n%10)
	}
	return string(b[i:])
}

// unitOps makes one operation for every unit that an action names.
func (r *reader) unitOps(s *sentence, a *action, op corpus.AmendOp, ctx setting) []corpus.Amendment {
	var out []corpus.Amendment
	to := a.to
	if a.passive {
		to = a.start
	} else if i := indexFold(s.masked, a.from, "bằng"); i > 0 && i < to {
		to = i // "thay thế Phụ lục II bằng Phụ lục ban hành kèm theo Thông tư này"
	}
	places := s.placesIn(a.from, to)
	partial := ctx.partial && a.start == s.body && len(s.actions) == 0
	if len(places) > 0 && !s.directlyBehind(a, places[0]) {
		if op != corpus.OpRepeal || !s.partly(a, places[0]) {
			return out
		}
		partial = true
	}
	wholeActs := true
	for _, i := range places {
		if s.places[i].path != "" {
			wholeActs = false
		}
	}
	for _, i := range places {
		q := &s.places[i]
		if q.path == "" {
			if !wholeActs && (op != corpus.OpRepeal || !s.coordinated(a, q)) || op != corpus.OpRepeal && op != corpus.OpSuspend || strings.Contains(s.wordsBefore(a.from, q.refStart), "một số") || strings.Contains(s.wordsBefore(a.from, q.refStart), "một phần") {
				continue
			}
		}
		act, ok := target(q, op)
		if !ok {
			continue
		}
		if partial {
			if q.path == "" {
				continue
			}
			act.Problem = "a part of the unit is repealed, told in words"
		}
		if op == corpus.OpStandIn {
			act.New = strings.TrimSpace(s.text[s.body:])
		}
		if op == corpus.OpSuspend || op == corpus.OpStandIn {
			act.Effective = spellOf(s.masked, r.dates.from)
		}
		if strings.HasSuffix(q.path, ":ten") || op == corpus.OpCorrect {
			if qs := s.quotesIn(q.end, a.to); len(qs) > 0 {
				act.New = qs[len(qs)-1].text
				if len(qs) > 1 && op == corpus.OpCorrect {
					act.Old = qs[0].text
				}
			}
		}
		out = append(out, act)
	}
	return out
}

// directlyBehind says that the first place follows the verb with nothing but
// fillers between: "Bãi bỏ quy định về … tại Điều 5" repeals no unit.
func (s *sentence) directlyBehind(a *action, first int) bool {
	words := s.wordsBefore(a.from, s.places[first].refStart)
	if a.passive {
		return strings.TrimSpace(skipFillers(words+" ")) == ""
	}
	if skipFillers(words+" ") == "" || strings.TrimSpace(skipFillers(words+" ")) == "" {
		return true
	}
	rest := strings.TrimSpace(skipFillers(words + " "))
	for _, w := range [...]string{"khoản", "điểm", "điều", "đoạn", "mục", "chương", "tên", "tên điều", "cụm từ", "từ", "tên chương"} {
		rest = strings.Trim(strings.TrimPrefix(rest, w), " ,")
		rest = strings.TrimSpace(skipFillers(rest + " "))
	}
	return rest == "" || rest == "và"
}

// coordinated says that an act without units stands beside units of others as a
// thing repealed ("Bãi bỏ Điều 9 Nghị định A; Nghị định B"), and does not describe
// one of them.
func (s *sentence) coordinated(a *action, q *place) bool {
	from := a.from
	for k := range s.places {
		if p := &s.places[k]; p.end <= q.refStart && p.end > from {
			from = p.end
		}
	}
	words := s.masked[from:q.refStart]
	if i := strings.LastIndexByte(words, ';'); i >= 0 {
		return strings.TrimSpace(words[i+1:]) == ""
	}
	words = strings.TrimSpace(words)
	return words == "và" || words == ","
}

// partly says that the words before the first place name a matter ("Bãi bỏ các
// nội dung quy định về tỷ giá tại khoản 4 Điều 86"): the unit stays with less.
func (s *sentence) partly(a *action, first int) bool {
	words := s.wordsBefore(a.from, s.places[first].refStart)
	return partialWords(words) && (strings.HasSuffix(words, "tại") || strings.HasSuffix(words, "của") || strings.HasSuffix(words, "trong"))
}

// partialWords says that words speak of what is ruled on a matter.
func partialWords(words string) bool {
	return strings.Contains(words, "quy định về") || strings.Contains(words, "quy định liên quan") || strings.Contains(words, "nội dung về") || strings.Contains(words, "quy định tại")
}

// renameOps reads "Đổi tên Chương II thành “…”".
func (r *reader) renameOps(s *sentence, a *action, ctx setting) []corpus.Amendment {
	var out []corpus.Amendment
	for _, i := range s.placesIn(a.from, a.to) {
		q := s.places[i]
		if q.path == "" {
			continue
		}
		unit, _ := SplitPart(q.path)
		q.path = unit + ":ten"
		act, ok := target(&q, corpus.OpReplace)
		if !ok {
			continue
		}
		if qs := s.quotesIn(q.end, a.to); len(qs) > 0 {
			act.New = qs[len(qs)-1].text
		}
		out = append(out, act)
		break
	}
	return out
}

// moveOps reads "Chuyển khoản 3 và khoản 4 Điều 5 thành khoản 4 và khoản 5 Điều
// 5": New is the new path.
func (r *reader) moveOps(s *sentence, a *action, ctx setting) []corpus.Amendment {
	mid := indexFold(s.masked, a.from, "thành")
	if mid < 0 || mid > a.to {
		return nil
	}
	from, to := s.placesIn(a.from, mid), s.placesIn(mid, a.to)
	if len(from) == 0 || len(from) != len(to) {
		return nil
	}
	var out []corpus.Amendment
	for k := range from {
		act, ok := target(&s.places[from[k]], corpus.OpRenumber)
		if !ok || act.Path == "" {
			return nil
		}
		act.New = s.places[to[k]].path
		out = append(out, act)
	}
	return out
}
