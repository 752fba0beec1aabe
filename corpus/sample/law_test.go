package sample_test

import (
	"context"
	"iter"
	"maps"
	"slices"
	"strings"
	"testing"

	"trolyluat/corpus"
	"trolyluat/corpus/amend"
	"trolyluat/corpus/reference"
)

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
