package phapdien

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"trolyluat/corpus"
	"trolyluat/corpus/extract"
)

// page is an invented đề mục in the portal's markup, with its slips: text with a
// bare "<", a provision without a note, a chapter that has references itself.
const page = "\ufeff<h3>Đề mục 50.1<br />Cây xanh</h3><p style='display: none'><a class='viewDSVB' href='#' onclick=\"ViewDanhSachVB(this,'x')\"></a></p>" +
	"<div class='_content'><p class='pChuong'><a name='500010000000000010'></a>Chương I</p><p class='pChuong'>QUY ĐỊNH CHUNG</p>" +
	"<p class='pChiDan'>(Chương này có nội dung liên quan đến <a href='#' onclick=\"ViewNoiDungPhapDien('5000100002'); return false;\">Điều 50.1.LQ.2. Giải thích</a>)</p>" +
	"<p class='pDieu'><a name='5000100001'></a>Điều 50.1.LQ.1. Phạm vi</p>" +
	"<p class='pGhiChu'><a href='http://vbpl.vn/TW/Pages/vbpq-toanvan.aspx?ItemID=11#Chuong_I_Dieu_1' target='_blank'>(Điều 1 Luật số 90/2031/QH20 Luật Cây xanh ngày 05/06/2031 của Quốc hội, có hiệu lực thi hành kể từ ngày 01/01/2032)</a></p>" +
	"<p class='pNoiDung'><p>\n\t1. Cây có đường kính&nbsp;<0,5 m.</p><p>2. Cây lấy\u00ad gỗ:</p><table><tr><td>Loài</td><td>Số</td></tr><tr><td>Thông<br>ba lá</td><td>3</td></tr></table><p>a) Thông;</p></p>" +
	"<p class='pChiDan'>(Điều này có nội dung liên quan đến <a href='http://vbpl.vn/TW/Pages/vbpq-toanvan.aspx?ItemID=12#Dieu_3' target='_blank'>Điều 3. Trồng cây của Nghị định 15/2032/NĐ-CP Về trồng cây ban hành ngày 02/03/2032</a>; <a href='#' onclick=\"ViewNoiDungPhapDien('5000199999'); return false;\">Điều 50.2.LQ.1. Rừng</a>)</p>" +
	"<p class='pDieu'><a name='5000100002'></a>Điều 50.1.LQ.2. Giải thích</p><p class='pNoiDung'><p>Từ ngữ.</p></p>" +
	"<p class='pDieu'><a name='5000100003'></a>Điều 50.1.NĐ.1.10. Cũ</p>" +
	"<p class='pGhiChu'><a href='http://vbpl.vn/TW/Pages/vbpq-toanvan.aspx?ItemID=12#Dieu_10' target='_blank'>(Điều 10 Nghị định số 15/2032/NĐ-CP Về trồng cây ngày 02/03/2032 của Chính phủ, có hiệu lực thi hành kể từ ngày 01/05/2032</a>, có nội dung được sửa đổi, có nội dung bị bãi bỏ bởi <a href='http://vbpl.vn/TW/Pages/vbpq-toanvan.aspx?ItemID=13#Dieu_1' target='_blank'>Điều 1, Điều 2 Nghị định số 7/2034/NĐ-CP có hiệu lực thi hành kể từ ngày 01/06/2034</a>; Điều 3 Nghị định số 8/2035/NĐ-CP có hiệu lực thi hành kể từ ngày 01/07/2035)</p>" +
	"<p class='pNoiDung'></p>" +
	"<p class='pDieu'><a name='5000100004'></a>Điều 50.1.NĐ.1.9a. Thêm</p>" +
	"<p class='pGhiChu'>(Điều 9a Nghị định số 15/2032/NĐ-CP, có hiệu lực thi hành kể từ ngày 01/05/2032, được bổ sung theo quy định tại Điều 1 Nghị định số 7/2034/NĐ-CP, có hiệu lực thi hành kể từ ngày 01/06/2034)</p>" +
	"<p class='pNoiDung'><p>Đoạn một.</p></p></div>"

func TestRead(t *testing.T) {
	d, err := Read(context.Background(), "demuc/abc.html", []byte(page))
	if err != nil {
		t.Fatal(err)
	}
	if d.ID != "abc" || d.Number != "50.1" || d.Title != "Cây xanh" || len(d.Provisions) != 4 {
		t.Fatalf("got đề mục %q %q %q with %d provisions", d.ID, d.Number, d.Title, len(d.Provisions))
	}
	p := d.Provisions[0]
	want := Source{Article: "1", Unit: "Điều 1", Number: "90/2031/QH20", Kind: "Luật", Name: "Luật Cây xanh", Issuer: "Quốc hội",
		Issued: 20310605, Effective: 20320101, ItemID: "11", URL: p.Source.URL, Chapter: "I"}
	if diff := cmp.Diff(want, p.Source); diff != "" {
		t.Errorf("source: %s", diff)
	}
	if want := "1. Cây có đường kính <0,5 m.\n2. Cây lấy gỗ:\nLoài | Số\nThông ba lá | 3\na) Thông;"; p.Text != want {
		t.Errorf("text %q, want %q", p.Text, want)
	}
	if len(p.Tables) != 1 || p.Text[p.Tables[0].Span.Start:p.Tables[0].Span.End] != "Loài | Số\nThông ba lá | 3" || p.Tables[0].Rows[1][0] != "Thông\nba lá" {
		t.Errorf("tables %+v", p.Tables)
	}
	if !p.Main || p.Heading != "Phạm vi" || p.Label != "50.1.LQ.1" || p.Above != 0 || len(p.Links) != 2 {
		t.Errorf("provision %+v", p)
	}
	if h := d.Headings[0]; h.Label != "I" || h.Title != "QUY ĐỊNH CHUNG" || h.Level != corpus.LevelChapter || len(h.Links) != 1 {
		t.Errorf("heading %+v", h)
	}
	changed := d.Provisions[2]
	wantChanges := []Amendment{
		{Types: []corpus.RelationType{corpus.Amends, corpus.Repeals}, Article: "Điều 1, Điều 2", Kind: "Nghị định", Number: "7/2034/NĐ-CP", From: 20340601},
		{Types: []corpus.RelationType{corpus.Amends, corpus.Repeals}, Article: "Điều 3", Kind: "Nghị định", Number: "8/2035/NĐ-CP", From: 20350701},
	}
	for i := range changed.Amendments {
		changed.Amendments[i].Note, changed.Amendments[i].URL = "", ""
	}
	if diff := cmp.Diff(wantChanges, changed.Amendments); diff != "" {
		t.Errorf("amendments: %s", diff)
	}
	if a := d.Provisions[3].Amendments; len(a) != 1 || !a[0].Whole || a[0].Types[0] != corpus.Supplements {
		t.Errorf("amendments of the added provision: %+v", a)
	}
}

func TestReadRefuses(t *testing.T) {
	_, err := Read(context.Background(), "x.html", []byte("<html><p>Trang khác</p></html>"))
	if r, ok := extract.AsRefusal(err); !ok || r.Code != extract.CodeCorrupt {
		t.Errorf("error %v, want a refusal", err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := Read(ctx, "x.html", []byte(page)); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v after cancel", err)
	}
}

func TestDocuments(t *testing.T) {
	d, err := Read(context.Background(), "abc.html", []byte(page))
	if err != nil {
		t.Fatal(err)
	}
	c := Documents("phapdien.zip", slices.Values([]*DeMuc{d}))
	if len(c.Documents) != 2 || c.Provisions != 4 || c.Links != 2 || c.Resolved != 1 || len(c.Dangling) != 1 {
		t.Fatalf("%d documents, %d provisions, %d links, %d resolved, %d dangling", len(c.Documents), c.Provisions, c.Links, c.Resolved, len(c.Dangling))
	}
	decree, law := c.Documents[0], c.Documents[1]
	checkTree(t, decree)
	checkTree(t, law)
	if law.Key != "90/2031/QH20" || law.Title != "Luật Cây xanh" || law.Kind != corpus.KindLaw || law.Issued != 20310605 || law.Effective.From != 20320101 {
		t.Errorf("law %+v", law.Info())
	}
	// The provision without a note belongs to the text of the others of its label.
	if law.Provisions[len(law.Provisions)-1].SourceID != "5000100002" {
		t.Errorf("provisions of the law: %+v", law.Provisions)
	}
	if decree.Title != "Nghị định về trồng cây" || decree.Issuer != "Chính phủ" {
		t.Errorf("decree %+v", decree.Info())
	}
	var paths []string
	for _, p := range decree.Provisions {
		if p.Level == corpus.LevelArticle {
			paths = append(paths, p.Path)
		}
	}
	if !slices.Equal(paths, []string{"d9a", "d10"}) {
		t.Errorf("điều %v, want d9a before d10", paths)
	}
	wantVersions := []corpus.Version{
		{Path: "d9a", Interval: corpus.Interval{From: 20340601}, By: "07/2034/NĐ-CP", ByPath: "d1", Heading: "Thêm", Text: "Điều 9a. Thêm\nĐoạn một."},
		{Path: "d10", Interval: corpus.Interval{From: 20320501, To: 20340601}, Status: corpus.StatusUnknown, Heading: "Cũ"},
		{Path: "d10", Interval: corpus.Interval{From: 20340601, To: 20350701}, By: "07/2034/NĐ-CP", ByPath: "d1", Status: corpus.StatusUnknown, Heading: "Cũ"},
		{Path: "d10", Interval: corpus.Interval{From: 20350701}, By: "08/2035/NĐ-CP", ByPath: "d3", Heading: "Cũ", Text: "Điều 10. Cũ"},
	}
	if diff := cmp.Diff(wantVersions, decree.Versions); diff != "" {
		t.Errorf("versions: %s", diff)
	}
	var cites []string
	for _, r := range law.Relations {
		cites = append(cites, r.FromPath+" → "+r.To+" "+r.ToPath)
	}
	if got := strings.Join(cites, "; "); got != "c1 → 90/2031/QH20 d2; d1 → 15/2032/NĐ-CP d3" {
		t.Errorf("relations of the law: %s", got)
	}
	if len(c.Outside) != 7 { // 2 types × (2 điều + 1) + the added one
		t.Errorf("%d changes by texts outside, want 7: %+v", len(c.Outside), c.Outside)
	}
}

// checkTree fails when paths repeat, or when the leaves do not give the text.
func checkTree(t testing.TB, d *corpus.Document) {
	t.Helper()
	parents := make(map[int]bool)
	seen := make(map[string]bool)
	for i, p := range d.Provisions {
		parents[p.Parent] = true
		if seen[p.Path] {
			t.Errorf("%s: path %s stands twice", d.Key, p.Path)
		}
		seen[p.Path] = true
		if p.Parent >= i {
			t.Errorf("%s: %s comes before its parent", d.Key, p.Path)
		}
		if p.Parent >= 0 {
			if up := d.Provisions[p.Parent].Span; p.Span.Start < up.Start || p.Span.End > up.End {
				t.Errorf("%s: %s %v is not within its parent %v", d.Key, p.Path, p.Span, up)
			}
		}
	}
	at := 0
	for i, p := range d.Provisions {
		s := p.Span
		if parents[i] {
			s = p.Own
		}
		if s.Len() == 0 {
			continue
		}
		if s.Start != at {
			t.Errorf("%s: text from %d to %d stands in no provision (%s)", d.Key, at, s.Start, p.Path)
			return
		}
		at = s.End
	}
	if at != len(d.Text) {
		t.Errorf("%s: text ends at %d, provisions at %d", d.Key, len(d.Text), at)
	}
}

func TestReadIndex(t *testing.T) {
	x := ReadIndex([]byte(`var jdChuDe = [{"Value":"c1","Text":"Môi trường","STT":"1"}];
var jdDeMuc = [{"Value":"abc","Text":"Cây xanh","ChuDe":"c1","STT":"1"}]; var jdAllTree = [{"ID":"1"`))
	if x.Topic["abc"] != "Môi trường" || x.Title["abc"] != "Cây xanh" {
		t.Errorf("index %+v", x)
	}
}

func TestReadEntries(t *testing.T) {
	entries := func(yield func(extract.Entry, error) bool) {
		_ = yield(extract.Entry{Name: "a.zip!jsonData.js", Data: []byte(`var jdChuDe=[{"Value":"c","Text":"Môi trường"}];var jdDeMuc=[{"Value":"abc","ChuDe":"c"}];`)}, nil) &&
			yield(extract.Entry{Name: "a.zip!lib/css/style.css", Data: []byte("p{}")}, nil) &&
			yield(extract.Entry{Name: "a.zip!bad"}, errors.New("broken entry")) &&
			yield(extract.Entry{Name: "a.zip!demuc/abc.html", Data: []byte(page)}, nil)
	}
	c, refused, err := ReadEntries(context.Background(), "a.zip", entries)
	if err != nil || len(refused) != 1 || refused[0].Name != "a.zip!bad" {
		t.Fatalf("error %v, refused %v", err, refused)
	}
	if len(c.Documents) != 2 || c.Documents[1].Source.URI != "a.zip#90/2031/QH20" || c.Documents[1].Source.Tag != Tag {
		t.Errorf("%d documents, source %+v", len(c.Documents), c.Documents[1].Source)
	}
	none := func(yield func(extract.Entry, error) bool) {
		yield(extract.Entry{Name: "x.txt", Data: []byte("x")}, nil)
	}
	if _, _, err := ReadEntries(context.Background(), "b.zip", none); !errors.Is(err, ErrNotPhapDien) {
		t.Errorf("error %v for an archive without đề mục", err)
	}
}

func TestOrdinal(t *testing.T) {
	for label, want := range map[string]string{"IV": "4", "thứ hai": "2", "IIa": "2a", "XXIX": "29", "3": "3", "thứ mười một": "11", "": ""} {
		if got := ordinal(label); got != want {
			t.Errorf("ordinal(%q) = %q, want %q", label, got, want)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte(page))
	f.Add([]byte("<p class='pDieu'><a name='1'><table><td><p class='pNoiDung'><table><tr></table><b0,5"))
	f.Add([]byte("<h3>Đề mục 1.1<table><tr><td><p class='pGhiChu'>(Điều 1 Luật số 1/2000/QH1, có hiệu lực kể từ ngày 1/1/2000, bị bãi bỏ bởi bởi"))
	f.Fuzz(func(t *testing.T, data []byte) {
		d, err := Read(context.Background(), "f.html", data)
		if err != nil {
			return
		}
		for _, doc := range Documents("f", slices.Values([]*DeMuc{d})).Documents {
			checkTree(t, doc)
		}
	})
}
