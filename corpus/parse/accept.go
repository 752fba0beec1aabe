package parse

import "strings"

// acceptArticle says whether the điều label of line i opens a điều of this
// tree: it continues the count.
func (b *builder) acceptArticle(i int) bool {
	t := b.p.lines[i].token
	last := b.lastArticle
	if !t.strong {
		// "Điều 5 Người sử dụng đất …", the label of old texts, without a stop.
		next := t.num == last.num+1 || t.num == last.num && t.suffix > last.suffix || b.articles == 0 && t.num == 1
		l := &b.p.lines[i]
		rest := withoutNotes(b.p.text[l.start+t.rest : l.end])
		if next && !b.amending && t.num == last.num+1 && b.nextArticleFollows(i, t.num) {
			return true // no other line is that điều
		}
		return next && (b.p.bareLabels || b.amending && (amendsLaw(rest) || b.p.ownSubject(rest) > 0))
	}
	if b.articles == 0 {
		return t.num <= 1 || b.nextArticleFollows(i, t.num) || t.strong && b.above() >= 0 || b.p.lines[i].bold
	}
	switch {
	case t.num == last.num && t.suffix != "" && t.suffix > last.suffix:
		return true
	case t.num == last.num+1:
		return true
	case t.num > last.num+1:
		if t.num-last.num <= 3 || b.nextArticleFollows(i, t.num) {
			b.p.warn("gap_in_articles: d%s → d%s", last.label, t.label)
			return true
		}
	}
	return false
}

// nextArticleFollows looks whether Điều num+1 stands among the lines after i.
func (b *builder) nextArticleFollows(i, num int) bool {
	for j := i + 1; j < len(b.p.lines) && j < i+400; j++ {
		t := &b.p.lines[j].token
		if t.kind == lineArticle && !t.quoted && t.strong {
			return t.num == num+1 || t.num == num && t.suffix != ""
		}
	}
	return false
}

// ownInstruction keeps the khoản and điểm of new text out of an amending điều:
// there, a unit of the act's own gives an instruction.
func (b *builder) ownInstruction(l *line) bool {
	return !b.amendArticle || isInstruction(b.p.text[l.start+l.rest:l.end])
}

// acceptClause says whether label t of line i continues the khoản of the open
// điều.
func (b *builder) acceptClause(i int, t token) bool {
	last := b.lastClause
	switch {
	case last.num == 0:
		if t.num == 2 && t.strong && i > 0 && b.hasOwnText(i) {
			// The number of khoản 1 was lost with the list that gave it.
			b.p.warn("gap_in_clauses: %s → k2", b.pathOf(b.article))
			return true
		}
		return t.num == 1 && t.suffix == ""
	case t.num == last.num:
		return t.suffix != "" && t.suffix > last.suffix
	case t.num == last.num+1:
		return true
	case t.num > last.num && t.strong && (t.num == last.num+2 || t.num <= last.num+5 && b.follows(i, lineClause, t.num+1)):
		b.p.warn("gap_in_clauses: %s → k%s", b.pathOf(b.clause), t.label)
		return true
	}
	return false
}

// bareClause reads a khoản whose number lost its stop, "23 Đề nghị người …", where
// the count goes on with it and after it, or the điều ends with it.
func (b *builder) bareClause(i int) (token, bool) {
	l := &b.p.lines[i]
	indent := skipSpace(b.p.text[l.start:l.end], 0)
	s := b.p.text[l.start+indent : l.end]
	num, w := digitsAt(s, 0, 2)
	if w == 0 || b.article < 0 || b.amendArticle || l.quoted || b.p.noteMarks != nil || num != b.lastClause.num+1 || w >= len(s) || s[w] != ' ' || !capitalised(s[w+1:]) {
		return token{}, false
	}
	if !b.follows(i, lineClause, num+1) && !(num > 1 && b.endsArticle(i)) {
		return token{}, false
	}
	return token{kind: lineClause, label: itoa(num), num: num, rest: indent + w + 1}, true
}

// endsArticle says that a điều, or a unit above it, begins below line i.
func (b *builder) endsArticle(i int) bool {
	for j := i + 1; j < len(b.p.lines); j++ {
		l := &b.p.lines[j]
		if l.start == l.end {
			continue
		}
		return !l.quoted && !l.table && l.strong && (l.kind == lineArticle || l.kind == lineChapter || l.kind == lineSection)
	}
	return false
}

// hasOwnText says that the open điều has text of its own, below its label, before
// line i.
func (b *builder) hasOwnText(i int) bool {
	if b.article < 0 {
		return false
	}
	l := &b.p.lines[i-1]
	return l.start > b.units[b.article].Span.Start && !l.quoted
}

// follows looks for the label num of that kind below line i in the same điều.
func (b *builder) follows(i int, kind lineKind, num int) bool {
	for j := i + 1; j < len(b.p.lines) && j < i+120; j++ {
		l := &b.p.lines[j]
		switch {
		case l.table || l.quoted:
		case l.kind == kind:
			return l.num == num
		case l.kind == lineArticle || l.kind == lineChapter || kind == linePoint && l.kind == lineClause:
			return false
		}
	}
	return false
}

// acceptPoint says whether label t of line i continues the điểm of the open
// khoản.
func (b *builder) acceptPoint(i int, t token) bool {
	last := b.lastPoint
	switch {
	case last.num == 0:
		return t.num == 1 && t.suffix == ""
	case t.num == last.num && t.suffix == "":
		// "c) … đ) … đ) …": d was misprinted.
		if b.pointGap {
			b.pointGap = false
			return true
		}
		return false
	case t.num == last.num:
		// "c1)" below "c) … gồm:" numbers the parts of điểm c.
		return t.suffix > last.suffix && !(last.suffix == "" && b.pointLeads())
	}
	next := last.num + 1
	for next < t.num && unusualPoint(next) {
		next++
	}
	if t.num == next || b.p.english && t.num == next+1 && next == pointOrder('đ') {
		return true // a translation has no đ
	}
	if t.num == next+1 || t.num > next && t.num <= next+4 && b.follows(i, linePoint, nextPoint(t.num)) {
		b.pointGap = true
		b.p.warn("gap_in_points: %s → %s", b.pathOf(b.point), t.label)
		return true
	}
	return false
}

// nextPoint is the order of the letter after order that the rule uses.
func nextPoint(order int) int {
	order++
	for unusualPoint(order) {
		order++
	}
	return order
}

// pointLeads says that the open điểm announces a list ("… gồm:").
func (b *builder) pointLeads() bool {
	if b.point < 0 {
		return false
	}
	start := b.units[b.point].Span.Start
	end := start
	if j := strings.IndexByte(b.p.text[start:], '\n'); j >= 0 {
		end += j
	} else {
		end = len(b.p.text)
	}
	return strings.HasSuffix(strings.TrimRight(b.p.text[start:end], " \u00a0"), ":")
}

// articlesGoOn says that the next điều below line i continues the count, so
// that neither the closing nor an appendix can begin at i.
func (b *builder) articlesGoOn(i int) bool {
	for j := i + 1; j < len(b.p.lines); j++ {
		l := &b.p.lines[j]
		if l.kind == lineArticle && l.strong && !l.quoted && !l.table {
			return l.num == b.lastArticle.num+1 || l.num == b.lastArticle.num && l.suffix > b.lastArticle.suffix
		}
	}
	return false
}
