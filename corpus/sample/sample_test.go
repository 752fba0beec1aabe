package sample_test

import (
	"context"
	"io/fs"
	"iter"
	"maps"
	"path"
	"slices"
	"strings"
	"testing"

	"trolyluat/corpus"
	"trolyluat/corpus/amend"
	"trolyluat/corpus/extract/formats"
	"trolyluat/corpus/parse"
	"trolyluat/corpus/reference"
	"trolyluat/corpus/sample"
	"trolyluat/corpus/vitext"
)

const (
	mainLaw   = "901/2020/QH-MAU"
	amending  = "915/2023/QH-MAU"
	formerLaw = "655/2009/QH-MAU"
)

// read gives a file of the sample as the importer reads it.
func read(t *testing.T, files fs.FS, name string) *corpus.Document {
	t.Helper()
	data, err := fs.ReadFile(files, name)
	if err != nil {
		t.Fatal(err)
	}
	text, err := formats.Default().Read(context.Background(), name, data)
	if err != nil {
		t.Fatal(err)
	}
	d, err := parse.Parse(text, corpus.Source{URI: name, Name: name})
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// law reads all that the demo loads, by number.
func law(t *testing.T) map[string]*corpus.Document {
	t.Helper()
	all := map[string]*corpus.Document{}
	for _, f := range sample.List() {
		if !f.Other {
			all[f.Number] = read(t, sample.Files(), f.Name)
		}
	}
	return all
}

// at returns the text at a path, the whole for "", and whether it is there.
func at(d *corpus.Document, p string) (string, bool) {
	if d == nil {
		return "", false
	}
	if p == "" {
		return d.Text, true
	}
	i := slices.IndexFunc(d.Provisions, func(u corpus.Provision) bool { return u.Path == p })
	if i < 0 {
		return "", false
	}
	return d.Text[d.Provisions[i].Span.Start:d.Provisions[i].Span.End], true
}

func TestList(t *testing.T) {
	formats := map[string]int{}
	kinds := map[corpus.Kind]int{}
	for _, f := range sample.List() {
		from := sample.Files()
		if f.Other {
			from = sample.Others()
		} else {
			kinds[f.Kind]++
		}
		formats[path.Ext(f.Name)]++
		d := read(t, from, f.Name)
		if !strings.Contains(strings.Join(strings.Fields(d.Text), " "), sample.Mark) {
			t.Errorf("%s does not say that it is invented", f.Name)
		}
		if f.Title == "" || f.Kind == corpus.KindDraft != (f.Name == sample.Draft) {
			t.Errorf("listed as %+v", f)
		}
	}
	for _, ext := range []string{".docx", ".html", ".pdf", ".txt"} {
		if formats[ext] == 0 {
			t.Errorf("no file in %s", ext)
		}
	}
	want := map[corpus.Kind]int{corpus.KindLaw: 3, corpus.KindDecree: 1, corpus.KindCircular: 1,
		corpus.KindPrecedent: 3, corpus.KindJudgment: 4, corpus.KindProcedure: 2}
	for k, n := range want {
		if kinds[k] != n {
			t.Errorf("%d of kind %s, want %d", kinds[k], k, n)
		}
	}
}

func TestAnswerSet(t *testing.T) {
	all := sample.AnswerSet()
	if len(all) != 120 {
		t.Errorf("%d questions, want 120", len(all))
	}
	byID := map[string]sample.Question{}
	asked := map[string]string{}
	roles := map[sample.Role]int{}
	var twins, dated, following int
	for _, q := range all {
		if _, ok := byID[q.ID]; ok || q.ID == "" {
			t.Errorf("id %q is not its own", q.ID)
		}
		byID[q.ID] = q
		if other := asked[q.Text]; other != "" {
			t.Errorf("%s and %s ask the same", other, q.ID)
		}
		asked[q.Text] = q.ID
		roles[q.Role]++
		if !q.AsOf.IsZero() {
			dated++
		}
		if q.Previous != "" {
			following++
			if prev, ok := byID[q.Previous]; !ok || prev.Previous != "" {
				t.Errorf("%s follows up %q, which does not stand before it", q.ID, q.Previous)
			}
		}
		if q.Twin != "" {
			twins++
			of := byID[q.Twin]
			if want := strings.TrimSuffix(vitext.Fold(of.Text), "?"); q.Text != want {
				t.Errorf("%s is %q, want its twin %q", q.ID, q.Text, want)
			}
			if !slices.Equal(q.Gold, of.Gold) || !slices.Equal(q.Points, of.Points) {
				t.Errorf("%s and its twin %s have other answers", q.ID, q.Twin)
			}
		}
		switch q.Kind {
		case sample.Answerable:
			if len(q.Gold) == 0 || len(q.Points) == 0 {
				t.Errorf("%s has no answer", q.ID)
			}
		case sample.Unanswerable:
			if len(q.Gold) != 0 || len(q.Points) != 0 {
				t.Errorf("%s has an answer", q.ID)
			}
		case sample.FalsePremise:
			if len(q.Points) == 0 {
				t.Errorf("%s does not say what corrects it", q.ID)
			}
		default:
			t.Errorf("%s has kind %q", q.ID, q.Kind)
		}
	}
	for _, r := range []sample.Role{sample.Citizen, sample.Official, sample.Judge, sample.Drafter} {
		if roles[r] < 10 {
			t.Errorf("%d questions of a %s", roles[r], r)
		}
	}
	if twins < 8 || dated < 8 || following < 8 {
		t.Errorf("%d twins, %d with a date, %d follow-ups", twins, dated, following)
	}
}

// TestPointsStandInGold finds the first words of every point in a provision
// that the question names as its gold, in the version of its date.
func TestPointsStandInGold(t *testing.T) {
	docs := law(t)
	versions := amended(t, docs)
	for _, q := range append(sample.AnswerSet(), sample.Questions()...) {
		if len(q.Gold) == 0 {
			continue
		}
		day := q.AsOf
		if day.IsZero() {
			day = sample.AskedOn
		}
		var text strings.Builder
		for _, g := range q.Gold {
			s, ok := at(docs[g.Document], g.Path)
			if g.Document == mainLaw && g.Path != "" {
				s, ok = on(docs[mainLaw], versions, g.Path, day)
			}
			if !ok {
				t.Errorf("%s: %s has no %s on %v", q.ID, g.Document, g.Path, day)
			}
			text.WriteString(s + "\n")
		}
		first := q
		first.Points = nil
		for _, p := range q.Points {
			p, _, _ = strings.Cut(p, "|")
			first.Points = append(first.Points, p)
		}
		for i, held := range first.Holds(text.String()) {
			if !held {
				t.Errorf("%s %q: %q does not stand in %v", q.ID, q.Text, first.Points[i], q.Gold)
			}
		}
	}
}

func TestHolds(t *testing.T) {
	q := sample.Question{Points: []string{"5%", "500.000 đồng", "03 năm|3 năm", "Không thu phí"}}
	for _, c := range []struct {
		text string
		want []bool
	}{
		{"Mức 5%, tức 500.000 đồng, trong 3 năm; không  thu\nphí.", []bool{true, true, true, true}},
		{"Mức 15%, tức 1.500.000 đồng, trong 13 năm.", []bool{false, false, false, false}},
		{"Không quá 15%, 25% hay 5%.", []bool{true, false, false, false}},
	} {
		if got := q.Holds(c.text); !slices.Equal(got, c.want) {
			t.Errorf("%q: %v, want %v", c.text, got, c.want)
		}
	}
}

func TestQuestionsToTry(t *testing.T) {
	demo := 0
	roles := map[sample.Role]bool{}
	for _, q := range sample.Questions() {
		if q.Kind != sample.Answerable {
			t.Errorf("%q is not answerable", q.Text)
		}
		if q.Demo {
			demo++
		}
		roles[q.Role] = true
	}
	if demo != 3 || len(roles) != 4 {
		t.Errorf("%d for the demo, %d roles; want 3 and 4", demo, len(roles))
	}
}

// TestDraftFaults finds each planted fault where the list says it is, and the
// provisions that it meets.
func TestDraftFaults(t *testing.T) {
	draft := read(t, sample.Others(), sample.Draft)
	docs := law(t)
	versions := amended(t, docs)
	seen := map[string]bool{}
	for _, f := range sample.DraftFaults() {
		if seen[f.ID] || f.ID == "" || f.Type == "" || f.Explanation == "" {
			t.Errorf("fault %+v", f)
		}
		seen[f.ID] = true
		s, ok := at(draft, f.Path)
		if !ok || !strings.Contains(s, f.Quote) {
			t.Errorf("%s: %q does not stand at %q", f.ID, f.Quote, f.Path)
		}
		for _, g := range f.Meets {
			_, ok := at(docs[g.Document], g.Path)
			if g.Document == mainLaw && !ok {
				_, ok = on(docs[mainLaw], versions, g.Path, sample.AskedOn)
			}
			if !ok {
				t.Errorf("%s meets %v, which is not there", f.ID, g)
			}
		}
	}
	if len(seen) < 20 {
		t.Errorf("only %d faults", len(seen))
	}
}

// TestRelations: what the texts say of one another is what is read of them.
func TestRelations(t *testing.T) {
	docs := law(t)
	library, err := reference.NewIndex(t.Context(), shelf(docs))
	if err != nil {
		t.Fatal(err)
	}
	resolver := reference.NewResolver(library)
	for _, want := range []struct {
		from string
		kind corpus.RelationType
		to   string
	}{
		{mainLaw, corpus.Repeals, formerLaw},
		{amending, corpus.Amends, mainLaw},
		{"902/2021/NĐ-MAU", corpus.BasedOn, mainLaw},
		{"902/2021/NĐ-MAU", corpus.Guides, mainLaw},
		{"904/2021/TT-MAU", corpus.BasedOn, mainLaw},
		{"904/2021/TT-MAU", corpus.BasedOn, "902/2021/NĐ-MAU"},
	} {
		from := docs[want.from]
		rels := amend.Relations(from)
		if err := amend.LinkRelations(t.Context(), from, rels, resolver); err != nil {
			t.Fatal(err)
		}
		rels = append(rels, from.Relations...)
		if !slices.ContainsFunc(rels, func(r corpus.Relation) bool { return r.Type == want.kind && r.To == want.to }) {
			t.Errorf("%s has no relation %s to %s", want.from, want.kind, want.to)
		}
	}
}

// TestFields: judgments, án lệ and procedures give the fields of their kind.
func TestFields(t *testing.T) {
	docs := law(t)
	for number, want := range map[string]struct {
		court, level, plaintiff, defendant string
		day                                corpus.Date
	}{
		"915/2022/DS-ST": {"Tòa án nhân dân huyện Mẫu Hòa, tỉnh An Mẫu", "sơ thẩm", "Trần Văn H", "Vũ Đình K", 20220818},
		"927/2024/DS-ST": {"Tòa án nhân dân thành phố Mẫu Tân, tỉnh Bình Mẫu", "sơ thẩm", "Lê Thị M", "Nguyễn Công D", 20240522},
		"931/2024/DS-PT": {"Tòa án nhân dân tỉnh Bình Mẫu", "phúc thẩm", "Phạm Văn Đ", "Điện máy N", 20240912},
		"942/2025/DS-ST": {"Tòa án nhân dân khu vực 3 - An Mẫu", "sơ thẩm", "Võ Thị N", "Đặng Văn Q", 20251015},
	} {
		j := docs[number].Judgment
		if j == nil || j.Court != want.court || j.Level != want.level || j.Decided != want.day || len(j.Parties) < 2 ||
			!strings.Contains(j.Parties[0].Name, want.plaintiff) || !strings.Contains(j.Parties[1].Name, want.defendant) {
			t.Errorf("%s: %+v, want %+v", number, j, want)
			continue
		}
		text := docs[number].Text
		for _, part := range []struct {
			corpus.Span
			holds string
		}{{j.Facts, "trình bày:"}, {j.Reasoning, "[4]"}, {j.Ruling, "tuyên xử:"}} {
			if !strings.Contains(text[part.Start:part.End], part.holds) {
				t.Errorf("%s: no %q in %q", number, part.holds, text[part.Start:part.End])
			}
		}
		if !strings.Contains(strings.Join(j.Cited, ";"), mainLaw) {
			t.Errorf("%s cites %q", number, j.Cited)
		}
	}
	for _, number := range []string{"901/2022/AL", "902/2023/AL", "903/2025/AL"} {
		p := docs[number].Precedent
		if p == nil || !strings.Contains(p.SourceCase, "DS-PT") || !strings.HasPrefix(p.Position, "Đoạn") || !strings.Contains(p.Situation, "Khách hàng") && !strings.Contains(p.Situation, "khách hàng") ||
			!strings.HasPrefix(p.Solution, "Trường hợp này") || len(p.Keywords) != 4 || len(p.RelatedLaw) == 0 || p.Content.Len() == 0 {
			t.Errorf("%s: %+v", number, p)
		}
	}
	for number, want := range map[string]struct{ authority, deadline, fee string }{
		"9.999901": {"Ủy ban nhân dân cấp xã", "05 ngày làm việc", "150.000 đồng"},
		"9.999902": {"Sở Dịch vụ dân sinh", "10 ngày làm việc", "50.000 đồng"},
	} {
		p := docs[number].Procedure
		if p == nil || !strings.HasPrefix(p.Authority, want.authority) || !strings.HasPrefix(p.Deadline, want.deadline) || !strings.Contains(p.Fee, want.fee) ||
			len(p.Papers) != 4 || len(p.Basis) == 0 || p.Level == "" || p.Applicants == "" || p.Way == "" || p.Steps == "" || p.Result == "" {
			t.Errorf("%s: %+v", number, p)
		}
	}
	if d := docs[mainLaw]; len(d.Tables) != 1 || len(d.Tables[0].Rows) != 5 || len(d.Footnotes) != 1 {
		t.Errorf("the main law has tables %+v, footnotes %+v", d.Tables, d.Footnotes)
	}
}

// shelf is documents by number, as a source of a reference index.
type shelf map[string]*corpus.Document

func (s shelf) Documents(context.Context) iter.Seq2[corpus.DocumentInfo, error] {
	return func(yield func(corpus.DocumentInfo, error) bool) {
		for _, number := range slices.Sorted(maps.Keys(s)) {
			if !yield(s[number].Info(), nil) {
				return
			}
		}
	}
}

func (s shelf) Document(_ context.Context, id string) (*corpus.Document, error) {
	for _, d := range s {
		if d.ID == id {
			return d, nil
		}
	}
	return nil, corpus.ErrNotFound
}

// amended works the amending law into the main law.
func amended(t *testing.T, docs map[string]*corpus.Document) []corpus.Version {
	t.Helper()
	ops := amend.Read(docs[amending])
	versions, problems := amend.Apply(docs[mainLaw], amend.Date(docs[amending], ops))
	for _, p := range problems {
		t.Errorf("not applied: %s %s of %s: %s", p.Op, p.Path, p.FromPath, p.Problem)
	}
	return versions
}

// TestVersions reads provisions of the main law on days before and after each
// stage of the amending law.
func TestVersions(t *testing.T) {
	docs := law(t)
	versions := amended(t, docs)
	for _, c := range []struct {
		path string
		on   corpus.Date
		want string // "" when there is no such unit on that day
	}{
		{"d3/k3", 20240630, "hiệu chỉnh để khôi phục"},
		{"d3/k3", 20240701, "hiệu chỉnh, tư vấn từ xa để khôi phục"},
		{"d3/k4", 20240701, "vị trí"},
		{"d3/k12", 20291231, "Sổ theo dõi sửa chữa"},
		{"d3/k12", 20300101, "Sổ sửa chữa điện tử"},
		{"d3/k13", 20240630, ""},
		{"d3/k13", 20240701, "Nền tảng kết nối sửa chữa"},
		{"d6/k8", 20240701, "đánh giá sai sự thật"},
		{"d8/k2", 20240630, "đồ nhỏ, không thuê lao động và"},
		{"d8/k2", 20240701, "đồ nhỏ và có doanh thu"},
		{"d12a", 20240630, ""},
		{"d12a/k3/đ", 20240701, "Liên đới bồi thường"},
		{"d13/k1/đ", 20240701, "thuê, mượn Giấy chứng nhận"},
		{"d18/k2/d", 20291231, "sổ theo dõi sửa chữa"},
		{"d18/k2/d", 20300101, "sổ sửa chữa điện tử"},
		{"d20/k2/b1", 20240630, ""},
		{"d20/k2/b1", 20240701, "Ảnh chụp"},
		{"d23/k2", 20240630, "10% giá đã báo"},
		{"d23/k2", 20240701, "5% giá đã báo"},
		{"d34/k2/c", 20240630, "từ 50% giá sửa chữa"},
		{"d34/k2/c", 20240701, ""},
		{"d35/k1/b", 20240630, "90 ngày"},
		{"d35/k1/b", 20240701, "120 ngày"},
		{"d41/k2", 20241231, "trừ đi 10%"},
		{"d41/k2", 20250101, "trừ đi 8%"},
		{"d48/k1", 20291231, "05 năm"},
		{"d48/k1", 20300101, "07 năm"},
		{"d54/k1", 20240630, "02 năm"},
		{"d54/k1", 20240701, "03 năm"},
		{"d56/k5a", 20240701, "chủ nền tảng"},
		{"d37/k2", 20300101, "bằng một nửa"},
	} {
		got, _ := on(docs[mainLaw], versions, c.path, c.on)
		if c.want == "" && got != "" && !strings.Contains(got, "bãi bỏ") || !strings.Contains(got, c.want) {
			t.Errorf("%s on %v: %q, want %q in it", c.path, c.on, got, c.want)
		}
	}
}

// on returns the text of a provision of the main law on a day.
func on(d *corpus.Document, versions []corpus.Version, p string, day corpus.Date) (string, bool) {
	article, _, _ := strings.Cut(p, "/")
	known := false
	for _, v := range versions {
		if v.Path != article {
			continue
		}
		known = true
		if !v.Contains(day) || v.Repealed {
			continue
		}
		if p == article {
			return v.Text, true
		}
		for _, u := range v.Units {
			if u.Path == p {
				return v.Text[u.Start:u.End], true
			}
		}
		return "", false
	}
	if known || p == "" {
		return "", false
	}
	return at(d, p)
}
