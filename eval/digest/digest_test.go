package digest

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"trolyluat/corpus/extract/formats"
	"trolyluat/corpus/realdata"
)

// TestAgainstGold holds the digest of real judgments to what it reaches, with room.
func TestAgainstGold(t *testing.T) {
	r, err := Run(t.Context(), Options{Cases: filepath.Join(realdata.Dir(t), "alqac2026", "judgments.jsonl"), Reader: formats.Default(), Seed: 1, Details: true})
	if err != nil {
		t.Fatal(err)
	}
	if r.N != 20 || r.Metrics["placed"] < 0.99 || len(r.Absent) > 0 {
		t.Errorf("%d judgments, %.3f of the gold placed, absent %v", r.N, r.Metrics["placed"], r.Absent)
	}
	for name, least := range map[string]float64{"parties_recall": 0.95, "parties_precision": 0.95, "claims_recall": 0.95, "claims_precision": 0.92,
		"dates_recall": 0.98, "dates_precision": 0.98, "amounts_recall": 0.98, "amounts_precision": 0.98} {
		if got := r.Metrics[name]; got < least {
			t.Errorf("%s %.3f, want %.2f", name, got, least)
		}
	}
	if t.Failed() {
		t.Logf("missed:\n%s\nwrong:\n%s", strings.Join(r.Missed, "\n"), strings.Join(r.Wrong, "\n"))
	}
}

// TestMeasureCanFail measures an invented judgment (giả định) with a gold that it
// does not meet.
func TestMeasureCanFail(t *testing.T) {
	text := "Nguyên đơn: Ông An Bình\nBị đơn: Bà Chi\nNỘI DUNG VỤ ÁN:\nÔng An Bình trình bày: Ngày 02/3/2030 bà Chi vay 5.000.000 đồng.\n2\n\nÔng yêu cầu Tòa án buộc bà Chi trả nợ.\nNHẬN ĐỊNH CỦA TÒA ÁN:\n[1] Có vay.\nQUYẾT ĐỊNH:\nBuộc trả."
	head := "TÒA ÁN NHÂN DÂN HUYỆN M\nBản án số: 1/2030/DS-ST\nNgày: 05-5-2030\nNHÂN DANH\nNƯỚC CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\n"
	all := head + text
	at := func(words string) string {
		i := strings.Index(all, words)
		return itoa(i) + "," + itoa(i+len(words))
	}
	dir := t.TempDir()
	cases, gold := filepath.Join(dir, "cases.jsonl"), filepath.Join(dir, "gold.jsonl")
	write := func(file, content string) {
		t.Helper()
		if err := os.WriteFile(file, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write(cases, `{"case_id":"x","judgment_text":`+quote(all)+`}`)
	write(gold, `{"case_id":"x","from":`+itoa(strings.Index(all, "Ông An Bình trình"))+`,"until":`+itoa(strings.Index(all, "NHẬN ĐỊNH"))+
		`,"parties":[["nguyen_don",`+at("An Bình")+`],["bi_don",`+at("Có vay")+`]],"claims":[[`+at("Ông yêu cầu Tòa án buộc bà Chi trả nợ.")+`],[`+at("bà Chi vay")+`]],"open":[],"dates":[[`+at("Ngày 02/3/2030")+`]],"amounts":[[`+at("5.000.000 đồng")+`],[`+at("trình bày")+`]]}`)
	r, err := Run(t.Context(), Options{Cases: cases, Gold: gold, Reader: formats.Default(), Details: true})
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]float64{"parties_recall": 0.5, "parties_precision": 0.5, "claims_recall": 0.5, "claims_precision": 1, "dates_recall": 1, "dates_precision": 1, "amounts_recall": 0.5, "amounts_precision": 1} {
		if got := r.Metrics[name]; got != want {
			t.Errorf("%s %v, want %v; missed %v, wrong %v", name, got, want, r.Missed, r.Wrong)
		}
	}
	write(gold, `{"case_id":"y","from":0,"until":5}`)
	if _, err := Run(t.Context(), Options{Cases: cases, Gold: gold, Reader: formats.Default()}); !errors.Is(err, ErrNoCases) {
		t.Errorf("a gold of other judgments: %v", err)
	}
	write(gold, `{"case_id":"x","from":5,"until":5}`)
	if _, err := Run(t.Context(), Options{Cases: cases, Gold: gold, Reader: formats.Default()}); err == nil {
		t.Error("a gold of nothing was measured")
	}
}

func TestAlign(t *testing.T) {
	raw := "Ông A cho bà B vay tiền theo giấy vay viết tay.\n\n3\n\n\fĐến hạn bà B không trả nợ cho ông A, ông A kiện."
	read := "Ông A cho bà B vay tiền theo giấy vay viết tay.\nĐến hạn bà B không trả nợ cho ông A, ông A kiện."
	at := align(raw, read)
	for _, words := range []string{"Ông A cho", "viết tay.", "Đến hạn", "kiện."} {
		if i := strings.Index(raw, words); at[i] != strings.Index(read, words) {
			t.Errorf("%q stands at %d", words, at[i])
		}
	}
	if at[strings.Index(raw, "3")] != -1 {
		t.Error("the number of the page is somewhere")
	}
}

func itoa(n int) string { return strconv.Itoa(n) }

func quote(s string) string {
	data, err := json.Marshal(s)
	if err != nil {
		panic(err) // strings always encode
	}
	return string(data)
}
