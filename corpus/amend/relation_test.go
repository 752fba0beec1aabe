package amend

import (
	"context"
	"fmt"
	"iter"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"trolyluat/corpus"
	"trolyluat/corpus/reference"
)

const decree = `CHÍNH PHỦ
Số: 31/2021/NĐ-CP
NGHỊ ĐỊNH
QUY ĐỊNH CHI TIẾT MỘT SỐ ĐIỀU CỦA LUẬT NUÔI ONG
Căn cứ Luật Tổ chức Chính phủ số 76/2015/QH13;
Căn cứ khoản 2 Điều 3 Luật Nuôi ong số 10/2018/QH14 đã được sửa đổi theo Luật số 20/2020/QH14;
Chính phủ ban hành Nghị định quy định chi tiết một số điều của Luật Nuôi ong.
Điều 1. Phạm vi điều chỉnh
Nghị định này quy định chi tiết khoản 2 Điều 3 và Điều 4 của Luật Nuôi ong số 10/2018/QH14.
Điều 2. Trại ong
1. Trại ong có hợp đồng theo Điều 500 Bộ luật Dân sự năm 2015.
2. Sửa đổi, bổ sung khoản 1 Điều 7 Nghị định số 12/2019/NĐ-CP như sau:
“1. Thuốc cho ong theo Luật Thú y số 79/2015/QH13.”.
Điều 3. Hiệu lực thi hành
1. Nghị định này có hiệu lực thi hành từ ngày 01 tháng 8 năm 2021.
2. Nghị định này thay thế Nghị định số 11/2019/NĐ-CP ngày 02 tháng 02 năm 2019 của Chính phủ quy định về trại ong.
3. Bãi bỏ Điều 9 Nghị định số 12/2019/NĐ-CP; Nghị định số 13/2019/NĐ-CP hết hiệu lực kể từ ngày Nghị định này có hiệu lực.
TM. CHÍNH PHỦ
`

func TestRelations(t *testing.T) {
	var got []string
	for _, r := range Relations(parseText(t, "decree.txt", decree)) {
		got = append(got, fmt.Sprintf("%s %s → %s %s %s", r.FromPath, r.Type, r.To, r.ToPath, r.From))
	}
	want := []string{
		"d2/k2 amends → 12/2019/NĐ-CP d7/k1 2021-08-01",
		"d3/k3 repeals → 12/2019/NĐ-CP d9 2021-08-01",
		"d3/k3 repeals → 13/2019/NĐ-CP  2021-08-01",
		" based_on → 76/2015/QH13  ",
		" based_on → 10/2018/QH14 d3/k2 ",
		" guides → name:Luật Nuôi ong  ",
		"d1 guides → 10/2018/QH14 d3/k2 ",
		"d1 guides → 10/2018/QH14 d4 ",
		"d3/k2 replaces → 11/2019/NĐ-CP  2021-08-01",
		"d1 cites → 10/2018/QH14 d3/k2 ",
		"d1 cites → 10/2018/QH14 d4 ",
		"d2/k1 cites → name:Bộ luật Dân sự năm 2015 d500 ",
		"d3/k2 cites → 11/2019/NĐ-CP  ",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}

// shelf is a source of documents for a resolver.
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
	if i := slices.IndexFunc(s, func(d *corpus.Document) bool { return d.ID == id }); i >= 0 {
		return s[i], nil
	}
	return nil, corpus.ErrNotFound
}

func TestLink(t *testing.T) {
	law := func(key, title string, issued corpus.Date) *corpus.Document {
		return &corpus.Document{ID: key, Key: key, Number: key, Kind: corpus.KindLaw, Title: title, Issued: issued, Effective: corpus.Interval{From: issued}}
	}
	index, err := reference.NewIndex(t.Context(), shelf{
		law("10/2008/QH12", "Luật Đất đai", 20080101), law("10/2018/QH14", "Luật Đất đai", 20180101), law("11/2018/QH14", "Luật Nhà ở", 20180101)})
	if err != nil {
		t.Fatal(err)
	}
	r := reference.NewResolver(index)
	act := &corpus.Document{Key: "1/2020/QH14", Issued: 20200601}
	ops := []corpus.Amendment{{TargetName: "Luật Đất đai", Path: "d1"}, {TargetName: "Luật Đất đai năm 2008", Path: "d1"}, {TargetName: "Luật Hải quan", Path: "d1"}, {Target: "11/2018/QH14"}}
	if err := Link(t.Context(), act, ops, r); err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, op := range ops {
		got = append(got, op.Target+"|"+op.Problem)
	}
	if g := strings.Join(got, " "); g != "10/2018/QH14| 10/2008/QH12| |the amended act is not at hand 11/2018/QH14|" {
		t.Errorf("got %s", g)
	}
	rels := []corpus.Relation{{To: NamePrefix + "Luật Nhà ở"}, {To: "9/1999/QH9"}}
	if err := LinkRelations(t.Context(), act, rels, r); err != nil {
		t.Fatal(err)
	}
	if rels[0].To != "11/2018/QH14" || rels[1].To != "9/1999/QH9" {
		t.Errorf("relations linked to %s and %s", rels[0].To, rels[1].To)
	}
}

func TestStatusOf(t *testing.T) {
	from := func(doc string, typ corpus.RelationType, path string, on corpus.Date) corpus.IncomingRelation {
		return corpus.IncomingRelation{Document: doc, Relation: corpus.Relation{Type: typ, ToPath: path, From: on}}
	}
	in := corpus.Interval{From: 20100101}
	for _, c := range []struct {
		why      string
		in       StatusInput
		on       corpus.Date
		status   corpus.Status
		to       corpus.Date
		inferred bool
	}{
		{"in force", StatusInput{Effective: in}, 20200101, corpus.StatusInForce, 0, false},
		{"not yet", StatusInput{Effective: in}, 20090101, corpus.StatusPending, 0, false},
		{"replaced", StatusInput{Effective: in, Incoming: []corpus.IncomingRelation{from("b~x", corpus.Replaces, "", 20150701)}}, 20200101, corpus.StatusExpired, 20150701, false},
		{"to be replaced", StatusInput{Effective: in, Incoming: []corpus.IncomingRelation{from("b", corpus.Replaces, "", 20150701)}}, 20140101, corpus.StatusInForce, 20150701, false},
		{"partly", StatusInput{Effective: in, Incoming: []corpus.IncomingRelation{from("b", corpus.Amends, "d5", 20150701)}}, 20200101, corpus.StatusPartly, 0, false},
		{"partly, later", StatusInput{Effective: in, Incoming: []corpus.IncomingRelation{from("b", corpus.Amends, "d5", 20150701)}}, 20140101, corpus.StatusInForce, 0, false},
		{"suspended", StatusInput{Effective: in, Incoming: []corpus.IncomingRelation{from("b", corpus.Suspends, "", 20150701)}}, 20200101, corpus.StatusSuspended, 0, false},
		{"parent expired before 1/4/2025", StatusInput{Effective: in, Parents: []Parent{{"p", 20240801}}}, 20250101, corpus.StatusExpired, 20240801, true},
		{"parent expired in between", StatusInput{Effective: in, Parents: []Parent{{"p", 20250501}}}, 20250601, corpus.StatusInForce, 0, true},
		{"parent expired since 1/7/2025", StatusInput{Effective: in, Parents: []Parent{{"p", 20250701}}}, 20250801, corpus.StatusExpired, 20250701, true},
		{"announced to continue", StatusInput{Effective: in, Parents: []Parent{{"p", 20250701}}, Continued: true}, 20250801, corpus.StatusInForce, 0, true},
		{"one parent lives", StatusInput{Effective: in, Parents: []Parent{{"p", 20240801}, {"q", 0}}}, 20250101, corpus.StatusInForce, 0, false},
		{"unknown", StatusInput{Declared: corpus.StatusInForce}, 20250101, corpus.StatusInForce, 0, false},
	} {
		e := StatusOf(c.in, c.on)
		if e.Status != c.status || e.Interval.To != c.to || e.Inferred != c.inferred {
			t.Errorf("%s: %s to %s inferred %v (%s)", c.why, e.Status, e.Interval.To, e.Inferred, e.Reason)
		}
		if e.Inferred != strings.HasPrefix(e.Reason, "suy ra") {
			t.Errorf("%s: reason %q", c.why, e.Reason)
		}
	}
}

// TestExpiryRules holds the rules to be an unbroken row of periods.
func TestExpiryRules(t *testing.T) {
	if len(expiryRules) != 3 {
		t.Fatalf("%d rules", len(expiryRules))
	}
	for i, r := range expiryRules {
		switch r.effect {
		case "with_parent", "where_fitting", "unless_announced":
		default:
			t.Errorf("rule %d: effect %q", i, r.effect)
		}
		if i > 0 && r.From != expiryRules[i-1].To || r.basis == "" {
			t.Errorf("rule %d: from %s, basis %q", i, r.From, r.basis)
		}
	}
}
