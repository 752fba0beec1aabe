package cases

import (
	"context"
	"iter"
	"slices"
	"strconv"
	"strings"
	"testing"

	"trolyluat/assistant/cases/basis"
	"trolyluat/assistant/cases/draft"
	"trolyluat/assistant/cases/similar"
	"trolyluat/corpus"
	"trolyluat/corpus/reference"
)

// memory is a store of documents; generation counts its states.
type memory struct {
	docs       []*corpus.Document
	relations  []corpus.IncomingRelation
	generation uint64
}

func (m *memory) Documents(context.Context) iter.Seq2[corpus.DocumentInfo, error] {
	return func(yield func(corpus.DocumentInfo, error) bool) {
		for _, d := range m.docs {
			if !yield(d.Info(), nil) {
				return
			}
		}
	}
}

func (m *memory) Document(_ context.Context, id string) (*corpus.Document, error) {
	for _, d := range m.docs {
		if d.ID == id {
			return d, nil
		}
	}
	return nil, corpus.ErrNotFound
}

func (m *memory) RelationsTo(context.Context, string) ([]corpus.IncomingRelation, error) {
	return m.relations, nil
}

func (m *memory) Generation(context.Context) (uint64, error) { return m.generation, nil }

var day = corpus.NewDate

// law makes an invented law: "heading|first khoản|second khoản …".
func law(key, title string, kind corpus.Kind, from, to corpus.Date, articles ...string) *corpus.Document {
	year, _ := strconv.Atoi(strings.Split(key, "/")[1])
	d := &corpus.Document{ID: key, Key: key, Number: key, Kind: kind, Title: title, Issued: day(year, 1, 1), Effective: corpus.Interval{From: from, To: to}, Fictional: true}
	var b strings.Builder
	for i, a := range articles {
		parts := strings.Split(a, "|")
		label := string(rune('1' + i))
		at := len(d.Provisions)
		start := b.Len()
		b.WriteString("Điều " + label + ". " + parts[0] + "\n")
		d.Provisions = append(d.Provisions, corpus.Provision{Path: "d" + label, Level: corpus.LevelArticle, Label: label, Heading: parts[0], Parent: -1, Own: corpus.Span{Start: start, End: b.Len()}})
		for k, text := range parts[1:] {
			from := b.Len()
			n := string(rune('1' + k))
			b.WriteString(n + ". " + text + "\n")
			d.Provisions = append(d.Provisions, corpus.Provision{Path: "d" + label + "/k" + n, Level: corpus.LevelClause, Label: n, Parent: at, Span: corpus.Span{Start: from, End: b.Len()}, Own: corpus.Span{Start: from, End: b.Len()}})
		}
		d.Provisions[at].Span = corpus.Span{Start: start, End: b.Len()}
	}
	d.Text = b.String()
	return d
}

// judgment makes an invented judgment.
func judgment(key string, decided corpus.Date, head, facts, reasoning, ruling string) *corpus.Document {
	d := &corpus.Document{ID: key, Key: key, Number: key, Kind: corpus.KindJudgment, Title: "Bản án số " + key, Issued: decided, Fictional: true,
		Text: head + "\n" + facts + "\n" + reasoning + "\n" + ruling}
	a := len(head) + 1
	b := a + len(facts) + 1
	c := b + len(reasoning) + 1
	d.Judgment = &corpus.Judgment{Court: "Tòa án nhân dân huyện M", Level: "sơ thẩm", Decided: decided, Facts: corpus.Span{Start: a, End: a + len(facts)},
		Reasoning: corpus.Span{Start: b, End: b + len(reasoning)}, Ruling: corpus.Span{Start: c, End: len(d.Text)}, Cited: []string{ruling}}
	return d
}

const loan = "Năm 2018 ông An cho bà Bình vay tiền theo giấy vay tiền viết tay, bà Bình hứa trả cả gốc và lãi nhưng đến hạn không trả, nhiều lần đòi nợ không được."

func desk() (*Desk, *memory) {
	civil := law("91/2015/QH13", "Bộ luật Dân sự", corpus.KindCode, day(2017, 1, 1), 0,
		"Nghĩa vụ trả nợ của bên vay|Bên vay tài sản là tiền thì phải trả đủ tiền khi đến hạn theo thỏa thuận.|Bên vay không phải trả lãi nếu không có thỏa thuận về lãi.", "Lãi suất|Lãi suất vay do các bên thỏa thuận.")
	procedure := law("92/2015/QH13", "Bộ luật Tố tụng dân sự", corpus.KindCode, day(2016, 7, 1), 0,
		"Nghĩa vụ chịu án phí sơ thẩm|Đương sự phải chịu án phí.", "Thời hạn kháng cáo|Thời hạn kháng cáo là 15 ngày.",
		"Xét xử trong trường hợp đương sự, người bảo vệ quyền và lợi ích của đương sự vắng mặt tại phiên tòa|Tòa án vẫn tiến hành xét xử.")
	later := law("31/2024/QH15", "Luật Đất đai", corpus.KindLaw, day(2024, 8, 1), 0, "Người sử dụng đất|Là người được giao đất.")
	yes := judgment("01/2019/DS-ST", day(2019, 5, 1), "Nguyên đơn có mặt", strings.ReplaceAll(loan, "An", "Xuân"), "[1] Có vay.", "Chấp nhận toàn bộ yêu cầu khởi kiện. Áp dụng Điều 1 Bộ luật Dân sự năm 2015; Điều 9 Luật Lạ số 9/2001/QH10.")
	no := judgment("02/2019/DS-ST", day(2019, 6, 1), "Nguyên đơn có mặt", "Chị Cúc kiện anh Dũng đòi nợ vay tiền, giấy vay tiền viết tay mất, anh Dũng không nhận là có vay, không trả gốc và lãi.", "[1] Không có chứng cứ.", "Không chấp nhận yêu cầu khởi kiện của nguyên đơn.")
	other := judgment("03/2019/DS-ST", day(2019, 7, 1), "", "Hàng xóm xây hàng rào lấn ranh giới hai thửa đất.", "[1] Có lấn.", "Buộc tháo dỡ.")
	precedent := &corpus.Document{ID: "99/2020/AL", Key: "99/2020/AL", Number: "99/2020/AL", Kind: corpus.KindPrecedent, Title: "Án lệ số 99/2020/AL (giả định)",
		Effective: corpus.Interval{From: day(2020, 3, 1)}, Inferred: true, Fictional: true,
		Precedent: &corpus.Precedent{Situation: "Bên vay tiền viết giấy vay tiền viết tay, hứa trả gốc và lãi, đến hạn không trả.", Solution: "Phải trả."}}
	m := &memory{docs: []*corpus.Document{civil, procedure, later, yes, no, other, precedent}}
	return New(Config{Store: m, Today: func() corpus.Date { return day(2021, 1, 1) }}), m
}

func TestAlikeGroupsByOutcomeAndSaysWhy(t *testing.T) {
	d, m := desk()
	got, err := d.Alike(t.Context(), Situation{Facts: loan}, 2, 0)
	if err != nil {
		t.Fatal(err)
	}
	if len(got.Groups) != 2 || got.Groups[0].Outcome != similar.Accepted || got.Groups[1].Outcome != similar.Rejected {
		t.Fatalf("groups %+v", got.Groups)
	}
	first := got.Groups[0].Cases[0]
	if first.Document != "01/2019/DS-ST" || len(first.Same) == 0 || !strings.Contains(first.Decision, "Chấp nhận toàn bộ") {
		t.Errorf("%+v", first)
	}
	var store, lost bool
	for _, p := range first.Provisions {
		store = store || p.Document == "91/2015/QH13" && p.Path == "d1"
		lost = lost || p.Document == "" && strings.Contains(p.Words, "9/2001/QH10")
	}
	if !store || !lost {
		t.Errorf("provisions %+v: one of the store and one that it lacks are wanted", first.Provisions)
	}
	if len(got.Precedents) != 1 || got.Precedents[0].Effect != Applies || got.Precedents[0].FromInferred == "" {
		t.Errorf("án lệ %+v", got.Precedents)
	}
	// What is ingested later is seen.
	m.docs = m.docs[:3]
	m.generation++
	if got, err = d.Alike(t.Context(), Situation{Facts: loan}, 2, 0); err != nil || len(got.Groups) != 0 || len(got.Notes) == 0 {
		t.Errorf("after the judgments are gone: %+v, %v", got, err)
	}
	if _, err := d.Alike(t.Context(), Situation{Facts: " "}, 2, 0); err != ErrEmpty {
		t.Errorf("empty: %v", err)
	}
}

func TestPrecedentEffect(t *testing.T) {
	doc := &corpus.Document{Effective: corpus.Interval{From: day(2020, 3, 1)}}
	repeal := []corpus.IncomingRelation{{Document: "9/QD-CA", Relation: corpus.Relation{Type: corpus.Repeals, From: day(2022, 1, 1)}}}
	for _, c := range []struct {
		on   corpus.Date
		want Effect
	}{{day(2020, 2, 29), NotYet}, {day(2020, 3, 1), Applies}, {day(2021, 12, 31), Applies}, {day(2022, 1, 1), NoLonger}} {
		var by string
		if got := EffectOn(doc, repeal, c.on, &by); got != c.want || (got == NoLonger) != (by != "") {
			t.Errorf("%s: %s by %q, want %s", c.on, got, by, c.want)
		}
	}
	var by string
	if got := EffectOn(&corpus.Document{}, nil, day(2020, 1, 1), &by); got != NotKnown {
		t.Errorf("without dates: %s", got)
	}
}

func TestBasisNeverSaysWhoWins(t *testing.T) {
	d, _ := desk()
	got, err := d.Basis(t.Context(), Situation{Facts: loan, Claims: "Ông An kiện bà Bình về hợp đồng vay tài sản."})
	if err != nil {
		t.Fatal(err)
	}
	if len(got.Substance) == 0 || got.Substance[0].Document != "91/2015/QH13" || len(got.Substance[0].Why) == 0 || got.Substance[0].Choice == "" {
		t.Errorf("%+v", got.Substance)
	}
	if got.FactsOn != day(2018, 12, 31) || !got.FactsOnRead {
		t.Errorf("facts on %s", got.FactsOn)
	}
	if !slices.ContainsFunc(got.Missing, func(m basis.Missing) bool { return m.Law == "Nghị quyết 326/2016/UBTVQH14" }) {
		t.Errorf("missing %v: the store has no text on court fees", got.Missing)
	}
	if got.Courts.First != "Tòa án nhân dân cấp huyện" {
		t.Errorf("courts on %s: %+v", got.ActOn, got.Courts)
	}
	after, err := d.Basis(t.Context(), Situation{Facts: loan, ActOn: day(2025, 7, 1)})
	if err != nil {
		t.Fatal(err)
	}
	if after.Courts.First != "Tòa án nhân dân khu vực" || len(after.Courts.Unknown) == 0 {
		t.Errorf("courts since 1/7/2025: %+v", after.Courts)
	}
}

func TestCheckDraft(t *testing.T) {
	d, _ := desk()
	check := func(decided corpus.Date, head, reasoning, ruling string) map[draft.Code]int {
		t.Helper()
		r, err := d.CheckDraft(t.Context(), judgment("09/2019/DS-ST", decided, head, loan, reasoning, ruling))
		if err != nil {
			t.Fatal(err)
		}
		out := map[draft.Code]int{}
		for _, f := range r.Findings {
			if f.Severity == draft.Fault {
				out[f.Code]++
			}
		}
		return out
	}
	const fees = " Về án phí: bà Bình phải chịu. Các đương sự có quyền kháng cáo trong hạn 15 ngày."
	sound := check(day(2019, 5, 1), "Bị đơn có mặt", "Theo khoản 2 Điều 1 Bộ luật Dân sự năm 2015 quy định: “Bên vay không phải trả lãi nếu không có thỏa thuận về lãi”.", "Buộc bà Bình trả."+fees)
	if len(sound) != 0 {
		t.Errorf("a sound draft: %v", sound)
	}
	for _, c := range []struct {
		name, head, reasoning, ruling string
		want                          draft.Code
	}{
		{"no such điều", "", "Áp dụng Điều 700 Bộ luật Dân sự năm 2015.", fees, draft.ProvisionMissing},
		{"no such khoản", "", "Áp dụng khoản 5 Điều 1 Bộ luật Dân sự năm 2015.", fees, draft.ProvisionMissing},
		{"not yet in force", "", "Áp dụng Điều 1 Luật Đất đai số 31/2024/QH15.", fees, draft.NotYet},
		{"misquoted", "", "Điều 1 Bộ luật Dân sự năm 2015 quy định: “Bên vay phải trả lãi nếu không có thỏa thuận về lãi”.", fees, draft.Misquoted},
		{"no fees", "", "Có vay.", "Các đương sự có quyền kháng cáo.", draft.NoFees},
		{"no appeal", "", "Có vay.", "Bà Bình chịu án phí.", draft.NoAppeal},
		{"absence", "Bị đơn: bà Bình (vắng mặt)", "Có vay.", fees, draft.NoAbsence},
		{"án lệ too early", "", "Theo Án lệ số 99/2020/AL thì phải trả.", fees, draft.PrecedentNotYet},
	} {
		if got := check(day(2019, 5, 1), c.head, c.reasoning, "Buộc trả."+c.ruling); got[c.want] != 1 || len(got) != 1 {
			t.Errorf("%s: %v, want one %s", c.name, got, c.want)
		}
	}
	if got := check(day(2019, 5, 1), "bà Bình (vắng mặt)", "Áp dụng Điều 3 Bộ luật Tố tụng dân sự năm 2015.", "Buộc trả."+fees); len(got) != 0 {
		t.Errorf("absence with its provision: %v", got)
	}
	// What the store does not hold is no fault.
	if got := check(day(2019, 5, 1), "", "Áp dụng Điều 5 Nghị định số 999/2012/NĐ-CP và Điều 1a Bộ luật Dân sự năm 2015.", "Buộc trả."+fees); len(got) != 0 {
		t.Errorf("not in the store: %v", got)
	}
}

func TestDraftIsToldOfPrecedents(t *testing.T) {
	d, _ := desk()
	r, err := d.CheckDraft(t.Context(), judgment("09/2020/DS-ST", day(2020, 9, 1), "", loan, "Có vay.", "Bà Bình chịu án phí; có quyền kháng cáo."))
	if err != nil {
		t.Fatal(err)
	}
	if !slices.ContainsFunc(r.Findings, func(f draft.Finding) bool { return f.Code == draft.Precedent && f.Severity == draft.Note }) {
		t.Errorf("%+v", r.Findings)
	}
}

func FuzzDesk(f *testing.F) {
	f.Add("Áp dụng khoản 5 Điều 1 Bộ luật Dân sự năm 2015 quy định: “Bên vay phải trả”. Án lệ số 99/2020/AL.")
	f.Add("Điều 1 Bộ luật Dân sự quy định “”")
	d, _ := desk()
	f.Fuzz(func(t *testing.T, text string) {
		text = strings.ToValidUTF8(text, "")
		r, err := d.CheckDraft(t.Context(), judgment("1/2020", day(2020, 1, 1), "", loan, text, "án phí, kháng cáo"))
		if err != nil {
			t.Fatal(err)
		}
		whole := len(loan) + len(text) + len("án phí, kháng cáo") + 3
		for _, x := range r.Findings {
			if x.Span.Start < 0 || x.Span.Start > x.Span.End || x.Span.End > whole {
				t.Errorf("%s at %v of %d", x.Code, x.Span, whole)
			}
		}
		if _, err := d.Alike(t.Context(), Situation{Facts: loan, Claims: text}, 3, 0); err != nil {
			t.Error(err)
		}
		if _, err := d.Basis(t.Context(), Situation{Facts: loan, Claims: text}); err != nil {
			t.Error(err)
		}
	})
}

func TestBasisHearsLikeJudgments(t *testing.T) {
	d, m := desk()
	find := func() basis.Provision {
		t.Helper()
		got, err := d.Basis(t.Context(), Situation{Facts: strings.ReplaceAll(loan, "An", "Xuân") + " Bà Bình hứa lại lần nữa.", FactsOn: day(2018, 1, 1)})
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range got.Substance {
			if p.Document == "91/2015/QH13" && p.Path == "d1" {
				return p
			}
		}
		t.Fatalf("not proposed at all: %+v", got.Substance)
		return basis.Provision{}
	}
	with := find()
	if len(with.Judgments) != 1 || with.Judgments[0].Number != "01/2019/DS-ST" || with.Judgments[0].Score <= 0 {
		t.Fatalf("judgments %+v, want the one that applies it", with.Judgments)
	}
	if !strings.Contains(strings.Join(with.Why, "; "), "1 trong ") {
		t.Errorf("why %v does not tell of it", with.Why)
	}
	m.docs = m.docs[:3] // without judgments
	m.generation++
	without := find()
	if len(without.Judgments) != 0 || without.Likelihood >= with.Likelihood {
		t.Errorf("likelihood %.3f with the judgment, %.3f without: %v", with.Likelihood, without.Likelihood, without.Judgments)
	}
}

func TestCitedByLeavesTheNoticeOfEnforcementOut(t *testing.T) {
	enforcement := law("26/2008/QH12", "Luật Thi hành án dân sự", corpus.KindLaw, day(2009, 7, 1), 0, "Thỏa thuận thi hành án|Đương sự thỏa thuận.", "Thời hiệu|Năm năm.")
	j := judgment("09/2019/DS-ST", day(2019, 5, 1), "", "Vay tiền.", "[1] Chấp hành viên làm theo Điều 2 Luật Thi hành án dân sự và Điều 1 Bộ luật Dân sự.",
		"Áp dụng Điều 1 Bộ luật Dân sự; Điều 2 Bộ luật Tố tụng dân sự. Bản án được thi hành theo Điều 1 Luật Thi hành án dân sự.")
	_, m := desk()
	m.docs = append(m.docs, enforcement)
	index, err := reference.NewIndex(t.Context(), m)
	if err != nil {
		t.Fatal(err)
	}
	got, err := CitedBy(t.Context(), reference.NewResolver(index), j)
	if err != nil {
		t.Fatal(err)
	}
	want := []basis.Unit{{Document: "26/2008/QH12", Path: "d2"}, {Document: "91/2015/QH13", Path: "d1"}, {Document: "92/2015/QH13", Path: "d2"}}
	if !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}
