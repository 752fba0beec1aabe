package draft

import (
	"context"
	"iter"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"trolyluat/assistant/cases/draft"
	"trolyluat/corpus"
	"trolyluat/corpus/extract"
	"trolyluat/corpus/extract/plain"
)

type texts []*corpus.Document

func (t texts) Documents(context.Context) iter.Seq2[corpus.DocumentInfo, error] {
	return func(yield func(corpus.DocumentInfo, error) bool) {
		for _, d := range t {
			if !yield(d.Info(), nil) {
				return
			}
		}
	}
}

func (t texts) Document(_ context.Context, id string) (*corpus.Document, error) {
	for _, d := range t {
		if d.ID == id {
			return d, nil
		}
	}
	return nil, corpus.ErrNotFound
}

// law is an invented law of six điều of two khoản each.
func law(key string, from, to corpus.Date) *corpus.Document {
	d := &corpus.Document{ID: key, Key: key, Number: key, Kind: corpus.KindLaw, Title: "Luật Giả định " + key[:1], Issued: from, Effective: corpus.Interval{From: from, To: to}}
	var b strings.Builder
	for i := range 6 {
		n := string(rune('1' + i))
		at, start := len(d.Provisions), b.Len()
		b.WriteString("Điều " + n + ". Tên điều\n")
		d.Provisions = append(d.Provisions, corpus.Provision{Path: "d" + n, Level: corpus.LevelArticle, Label: n, Parent: -1})
		for _, k := range []string{"1", "2"} {
			b.WriteString(k + ". Người dân phải nộp đơn và giấy tờ cho cơ quan có thẩm quyền trong thời hạn không quá mười ngày kể từ ngày nhận.\n")
			d.Provisions = append(d.Provisions, corpus.Provision{Path: "d" + n + "/k" + k, Level: corpus.LevelClause, Label: k, Parent: at})
		}
		d.Provisions[at].Span = corpus.Span{Start: start, End: b.Len()}
	}
	d.Text = b.String()
	return d
}

// Invented: văn bản giả định, không có giá trị pháp lý.
const judged = "TÒA ÁN NHÂN DÂN\nHUYỆN M\nBản án số: 01/2030/DS-ST\nNgày: 02-3-2030\nNHÂN DANH\nNƯỚC CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nBị đơn: bà B (vắng mặt)\nNỘI DUNG VỤ ÁN:\nNgày 01/02/2028 ông A cho bà B vay.\nNHẬN ĐỊNH CỦA TÒA ÁN:\n[1] Bà B vắng mặt lần thứ hai.\n[2] Có vay.\n[3] Bà B chịu án phí.\nQUYẾT ĐỊNH:\nBuộc bà B trả.\nĐương sự có quyền kháng cáo.\nBà B chịu án phí.\n"

func TestPlant(t *testing.T) {
	lib, err := newLibrary(t.Context(), texts{law("1/2020/QH1", corpus.NewDate(2020, 1, 1), 0), law("2/2031/QH2", corpus.NewDate(2031, 1, 1), 0)})
	if err != nil {
		t.Fatal(err)
	}
	day := corpus.NewDate(2028, 2, 1)
	drafts := lib.plant("c", judged, day, day, corpus.NewDate(2030, 3, 2), rand.New(rand.NewPCG(1, 1)))
	seen := map[Fault]Draft{}
	for _, d := range drafts {
		seen[d.Fault] = d
		if d.Planted != "" && !strings.Contains(d.Text, d.Planted) {
			t.Errorf("%s: %q is not in the text", d.Fault, d.Planted)
		}
		if !strings.Contains(d.Text, "\nNHẬN ĐỊNH CỦA TÒA ÁN:\n") {
			t.Errorf("%s: the heading is lost", d.Fault)
		}
	}
	for _, f := range []Fault{NoArticle, NoClause, NotInForce, Misquote, NoFees, NoAppeal, NoAbsence, RightQuote, NotInStore, RightClause} {
		if _, ok := seen[f]; !ok {
			t.Errorf("%s is not planted", f)
		}
	}
	if strings.Contains(strings.SplitAfter(seen[NoFees].Text, "NHẬN ĐỊNH")[1], "án phí") {
		t.Error("fees are still there")
	}
	if !strings.Contains(seen[NotInForce].Planted, "2031") {
		t.Errorf("not in force: %q", seen[NotInForce].Planted)
	}
	quote := seen[Misquote].Planted
	if words := quote[strings.Index(quote, "“")+len("“") : strings.Index(quote, "”")]; strings.Contains(lib.docs[0].Text, words) {
		t.Errorf("%q is not spoilt", words)
	}
}

type plainReader struct{}

func (plainReader) Read(ctx context.Context, name string, data []byte) (*extract.Text, error) {
	return plain.Extract(ctx, name, data)
}

// blind is a desk that finds nothing, or fault with every reference.
type blind struct{ alarm bool }

func (b blind) CheckDraft(_ context.Context, d *corpus.Document) (*draft.Report, error) {
	r := &draft.Report{}
	if b.alarm {
		r.Findings = append(r.Findings, draft.Finding{Code: draft.ProvisionMissing, Severity: draft.Fault, Words: "Điều lạ"})
	}
	return r, nil
}

// A measure that cannot tell a blind check from a good one is none.
func TestMeasureCanFail(t *testing.T) {
	file := filepath.Join(t.TempDir(), "c.jsonl")
	row := `{"case_id":"c","judgment_text":` + quoteJSON(judged) + `}`
	if err := os.WriteFile(file, []byte(row), 0o600); err != nil {
		t.Fatal(err)
	}
	store := texts{law("1/2020/QH1", corpus.NewDate(2020, 1, 1), 0)}
	r, err := Run(t.Context(), Options{Source: store, Desk: blind{}, Reader: plainReader{}, Cases: file, Details: true})
	if err != nil {
		t.Fatal(err)
	}
	if r.N != 1 || r.Metrics["recall"] != 0 || len(r.Missed) == 0 {
		t.Errorf("a blind check: %v, %d missed", r.Metrics, len(r.Missed))
	}
	if r, err = Run(t.Context(), Options{Source: store, Desk: blind{alarm: true}, Reader: plainReader{}, Cases: file}); err != nil || r.Metrics["precision"] != 0 || r.Metrics["alarms"] == 0 {
		t.Errorf("a check that finds fault with all: %v, %v", r.Metrics, err)
	}
}

func quoteJSON(s string) string { return `"` + strings.ReplaceAll(s, "\n", `\n`) + `"` }
