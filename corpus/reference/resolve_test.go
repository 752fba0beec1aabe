package reference

import (
	"bufio"
	"context"
	"encoding/json"
	"iter"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"trolyluat/corpus"
	"trolyluat/corpus/realdata"
)

// shelf is a source of invented or listed documents.
type shelf []*corpus.Document

func (s shelf) Documents(context.Context) iter.Seq2[corpus.DocumentInfo, error] {
	return func(yield func(corpus.DocumentInfo, error) bool) {
		for _, d := range s {
			if !yield(d.Info(), nil) {
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

func act(key string, kind corpus.Kind, title string, issued, from corpus.Date, paths ...string) *corpus.Document {
	d := &corpus.Document{ID: key, Key: key, Number: key, Kind: kind, Title: title, Issued: issued}
	d.Effective.From = from
	for _, p := range paths {
		d.Provisions = append(d.Provisions, corpus.Provision{Path: p})
	}
	return d
}

func TestResolve(t *testing.T) {
	lib, err := NewIndex(t.Context(), shelf{
		act("10/1993/QH9", corpus.KindLaw, "Luật Đất đai", 19930714, 19931015, "d1", "d2"),
		act("11/2003/QH11", corpus.KindLaw, "Luật Đất đai", 20031126, 20040701, "d1", "d2"),
		act("12/2013/QH13", corpus.KindLaw, "Luật Đất đai", 20131129, 20140701, "d1", "d1/k1", "d1/k1/a", "d5", "d5/k2"),
		act("13/2018/QH14", corpus.KindLaw, "Luật sửa đổi, bổ sung một số điều của Luật Đất đai", 20180601, 20190101, "d1"),
		act("20/2015/QH13", corpus.KindCode, "Bộ luật Tố tụng dân sự", 20151125, 20160701, "p1", "p1/c3", "p1/c3/m2", "d1"),
		act("21/2015/QH13", corpus.KindCode, "Bộ luật Tố tụng hình sự", 20151127, 20180101, "d1"),
		act("100/2019/NĐ-CP", corpus.KindDecree, "Nghị định quy định xử phạt", 20191230, 20200101, "d1", "kt1", "kt1/d1", "kt1/d1/k1"),
	})
	if err != nil {
		t.Fatal(err)
	}
	r := NewResolver(lib)
	land := Act{ID: "12/2013/QH13", Key: "12/2013/QH13", Issued: 20131129}
	for _, c := range []struct {
		text, at string
		act      Act
		on       corpus.Date
		want     string
	}{
		{"Điều 1 Luật Đất đai năm 2003", "", Act{}, 0, "11/2003/QH11#d1 exact"},
		{"Điều 1 Luật Đất đai", "", Act{}, 20100101, "11/2003/QH11#d1 exact"},
		{"Điều 1 Luật Đất đai", "", Act{}, 20200101, "12/2013/QH13#d1 exact"},
		{"Điều 1 Luật Đất đai", "", Act{}, 0, "#? ambiguous"},
		{"Điều 9 LĐĐ 2013", "", Act{}, 0, "12/2013/QH13#? provision missing"},
		{"Luật Đất đai năm 1987", "", Act{}, 0, "# document missing"},
		{"Luật Nhà ở", "", Act{}, 20200101, "# document missing"},
		{"Điều 1 Luật sửa đổi, bổ sung một số điều của Luật Đất đai", "", Act{}, 0, "13/2018/QH14#d1 exact"},
		{"khoản 2 Điều 5 của Luật này", "d1/k1", land, 0, "12/2013/QH13#d5/k2 exact"},
		{"điểm a khoản này", "d1/k1/a", land, 0, "12/2013/QH13#d1/k1/a exact"},
		{"khoản 1 Điều này", "d1/k1", land, 0, "12/2013/QH13#d1/k1 exact"},
		{"Mục 2 Chương III Bộ luật Tố tụng dân sự", "", Act{}, 0, "20/2015/QH13#p1/c3/m2 exact"},
		{"Điều 1 Bộ luật Tố tụng", "", Act{}, 0, "#? ambiguous"},
		{"Điều 1 Quy chế ban hành kèm theo Nghị định số 100/2019/NĐ-CP", "", Act{}, 0, "100/2019/NĐ-CP#kt1/d1 exact"},
		{"Điều 1 Nghị định 100/2019", "", Act{}, 0, "100/2019/NĐ-CP#d1 exact"},
		{"Điều 1 nghi dinh 100", "", Act{}, 0, "100/2019/NĐ-CP#d1 exact"},
		{"Điều 5", "", Act{}, 0, "#? document missing"},
	} {
		refs := FindQuery(c.text)
		if len(refs) != 1 {
			t.Errorf("%q: %d references", c.text, len(refs))
			continue
		}
		got, err := r.Resolve(t.Context(), refs[0], Place{Act: c.act, Path: c.at, On: c.on})
		if err != nil {
			t.Fatal(err)
		}
		form := got.Act.Key + "#"
		for i, u := range got.Units {
			if i > 0 {
				form += ","
			}
			if u.Outcome != Exact {
				form += "?"
			}
			form += u.Path
		}
		if form += " " + got.Outcome.String(); form != c.want {
			t.Errorf("%q: got %s, want %s", c.text, form, c.want)
		}
	}
}

// judgedLaws are the laws of the alqac2026 set, whose files carry numbers and no
// titles.
var judgedLaws = shelf{
	act("91/2015/QH13", corpus.KindCode, "Bộ luật Dân sự", 20151124, 20170101),
	act("92/2015/QH13", corpus.KindCode, "Bộ luật Tố tụng dân sự", 20151125, 20160701),
	act("100/2015/QH13", corpus.KindCode, "Bộ luật Hình sự", 20151127, 20180101),
	act("93/2015/QH13", corpus.KindLaw, "Luật Tố tụng hành chính", 20151125, 20160701),
	act("47/2010/QH12", corpus.KindLaw, "Luật Các tổ chức tín dụng", 20100616, 20110101),
	act("52/2014/QH13", corpus.KindLaw, "Luật Hôn nhân và gia đình", 20140619, 20150101),
	act("60/2014/QH13", corpus.KindLaw, "Luật Hộ tịch", 20141120, 20160101),
	act("45/2013/QH13", corpus.KindLaw, "Luật Đất đai", 20131129, 20140701),
	act("26/2008/QH12", corpus.KindLaw, "Luật Thi hành án dân sự", 20081114, 20090701),
	act("02/2011/QH13", corpus.KindLaw, "Luật Khiếu nại", 20111111, 20120701),
	act("50/2014/QH13", corpus.KindLaw, "Luật Xây dựng", 20140618, 20150101),
	act("66/2014/QH13", corpus.KindLaw, "Luật Kinh doanh bất động sản", 20141125, 20150701),
	act("52/2010/QH12", corpus.KindLaw, "Luật Nuôi con nuôi", 20100617, 20110101),
	act("39/2009/QH12", corpus.KindLaw, "Luật Người cao tuổi", 20091123, 20100701),
	act("326/2016/UBTVQH14", corpus.KindResolution, "Nghị quyết quy định về mức thu, miễn, giảm, thu, nộp, quản lý và sử dụng án phí và lệ phí Tòa án", 20161230, 20170101),
	act("37/2015/NĐ-CP", corpus.KindDecree, "Nghị định quy định chi tiết về hợp đồng xây dựng", 20150422, 20150615),
	act("24/2012/NĐ-CP", corpus.KindDecree, "Nghị định về quản lý hoạt động kinh doanh vàng", 20120403, 20120525),
	act("19/2011/NĐ-CP", corpus.KindDecree, "Nghị định quy định chi tiết thi hành một số điều của Luật Nuôi con nuôi", 20110321, 20110508),
}

// TestJudgmentLaws maps the free-text law names of real judgments to the laws of
// their set; testdata/judgment_laws.tsv says what a reader takes each for.
func TestJudgmentLaws(t *testing.T) {
	path := filepath.Join(realdata.Dir(t), "alqac2026/judgments.jsonl")
	f, err := os.Open(path)
	if err != nil {
		t.Skip(err)
	}
	defer f.Close()
	type judgment struct {
		Date string `json:"judgment_date"`
		Laws string `json:"related_law_provisions"`
	}
	var judgments []judgment
	sc := bufio.NewScanner(f)
	sc.Buffer(nil, 16<<20)
	for sc.Scan() {
		var j judgment
		if err := json.Unmarshal(sc.Bytes(), &j); err != nil {
			t.Fatal(err)
		}
		judgments = append(judgments, j)
	}
	name := func(line string) string {
		n, _, _ := strings.Cut(line, "|")
		return strings.TrimSpace(n)
	}
	gold, err := os.ReadFile("testdata/judgment_laws.tsv")
	if err != nil {
		t.Fatal(err)
	}
	want := make(map[string]string)
	for line := range strings.Lines(string(gold)) {
		if place, law, ok := strings.Cut(strings.TrimSpace(line), "\t"); ok {
			r, l, _ := strings.Cut(place, ":")
			i, _ := strconv.Atoi(r)
			k, _ := strconv.Atoi(l)
			want[name(strings.Split(judgments[i].Laws, "\n")[k])] = law
		}
	}
	lib, err := NewIndex(t.Context(), judgedLaws)
	if err != nil {
		t.Fatal(err)
	}
	r := NewResolver(lib)
	inSet, right, outside, wrong := 0, 0, 0, 0
	for _, j := range judgments {
		on, err := corpus.ParseDate(strings.ReplaceAll(j.Date, " ", ""))
		if err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(j.Laws) {
			n := name(strings.TrimRight(line, "\r\n"))
			if n == "" {
				continue
			}
			law, ok := want[n]
			if !ok {
				t.Fatalf("a spelling without gold in a judgment of %s", on)
			}
			got := ""
			for _, ref := range Find(line) {
				ref.Targets = nil
				res, err := r.Resolve(t.Context(), ref, Place{On: on})
				if err != nil {
					t.Fatal(err)
				}
				if res.Outcome == Exact {
					got = res.Act.Key
				}
				break
			}
			switch {
			case law == "-":
				outside++
				if got != "" {
					wrong++
					t.Logf("%q taken for %s, is outside the set", n, got)
				}
			case got == law:
				inSet++
				right++
			default:
				inSet++
				if got != "" {
					wrong++
				}
				t.Logf("%q: got %q, want %s", n, got, law)
			}
		}
	}
	rate := float64(right) / float64(inSet)
	t.Logf("%d spellings; %d lines of the set, %d mapped (%.4f); %d lines outside it; %d taken for a wrong law", len(want), inSet, right, rate, outside, wrong)
	if rate < 0.95 || wrong > 0 {
		t.Errorf("mapping rate %.4f with %d wrong, want 0.95 with none", rate, wrong)
	}
}

// A text means no act that is younger than itself, and by a bare name the act
// that it is based on.
func TestNamesAsTheCitingTextDatesThem(t *testing.T) {
	lib, err := NewIndex(t.Context(), shelf{
		act("12/2013/QH13", corpus.KindLaw, "Luật Đất đai", 20131129, 20140701, "d1"),
		act("31/2024/QH15", corpus.KindLaw, "Luật Đất đai", 20240118, 20240801, "d1"),
		act("20/2015/QH13", corpus.KindCode, "Bộ luật Tố tụng dân sự", 20151125, 20160701, "d1"),
	})
	if err != nil {
		t.Fatal(err)
	}
	r := NewResolver(lib)
	basis := []string{"Căn cứ Luật Tổ chức Chính phủ ngày 19 tháng 6 năm 2015;", "Căn cứ Luật Đất đai ngày 18 tháng 01 năm 2024;"}
	for _, c := range []struct {
		text   string
		issued corpus.Date
		basis  []string
		want   string
	}{
		{"Điều 1 BLTTDS", 20140301, nil, "document missing"},
		{"Điều 1 BLTTDS", 20170301, nil, "20/2015/QH13"},
		{"Điều 1 Luật Đất đai", 20240715, nil, "12/2013/QH13"},
		{"Điều 1 Luật Đất đai", 20240715, basis, "31/2024/QH15"}, // issued under the new law before it began
		{"Điều 1 Luật Đất đai năm 2013", 20240715, basis, "12/2013/QH13"},
		{"Điều 1 Luật Đất đai", 20240715, append(basis, "Căn cứ Luật Đất đai ngày 29 tháng 11 năm 2013;"), "12/2013/QH13"},
		{"Điều 1 Luật Tổ chức Chính phủ", 20240715, basis, "document missing"},
	} {
		found, err := r.Resolve(t.Context(), Find(c.text)[0], Place{Act: Act{Issued: c.issued}, Years: BasisYears(c.basis)})
		if err != nil {
			t.Fatal(err)
		}
		got := found.Act.Key
		if found.Outcome != Exact {
			got = found.Outcome.String()
		}
		if got != c.want {
			t.Errorf("%s in a text of %v: %s, want %s", c.text, c.issued, got, c.want)
		}
	}
}
