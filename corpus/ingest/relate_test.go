package ingest

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"trolyluat/corpus"
	"trolyluat/corpus/extract/formats"
)

// amending is an invented act that changes Điều 1 of 91/2021/QH-THU from 2024.
const amending = `QUỐC HỘI
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Luật số: 95/2023/QH-THU
Hà Nội, ngày 05 tháng 6 năm 2023
LUẬT
SỬA ĐỔI, BỔ SUNG MỘT SỐ ĐIỀU CỦA LUẬT NUÔI MÈO NHÀ
Căn cứ Hiến pháp nước Cộng hòa xã hội chủ nghĩa Việt Nam;
Quốc hội ban hành Luật sửa đổi, bổ sung một số điều của Luật Nuôi mèo nhà số 91/2021/QH-THU.
Điều 1. Sửa đổi, bổ sung một số điều của Luật Nuôi mèo nhà số 91/2021/QH-THU
1. Sửa đổi, bổ sung khoản 1 Điều 1 như sau:
“1. Chủ nuôi cho mèo ăn 05 bữa mỗi ngày.”.
Điều 2. Hiệu lực thi hành
Luật này có hiệu lực thi hành từ ngày 01 tháng 01 năm 2024.
`

// replacing is an invented act that takes the place of 91/2021/QH-THU from 2026.
const replacing = `QUỐC HỘI
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Luật số: 96/2025/QH-THU
Hà Nội, ngày 05 tháng 6 năm 2025
LUẬT
NUÔI MÈO NHÀ
Căn cứ Hiến pháp nước Cộng hòa xã hội chủ nghĩa Việt Nam;
Quốc hội ban hành Luật Nuôi mèo nhà.
Điều 1. Bữa ăn
Mèo ăn tùy thích.
Điều 2. Hiệu lực thi hành
1. Luật này có hiệu lực thi hành từ ngày 01 tháng 01 năm 2026.
2. Luật Nuôi mèo nhà số 91/2021/QH-THU hết hiệu lực kể từ ngày Luật này có hiệu lực thi hành.
`

// guiding is an invented decree under 91/2021/QH-THU.
const guiding = `CHÍNH PHỦ
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Số: 97/2022/NĐ-THU
Hà Nội, ngày 05 tháng 6 năm 2022
NGHỊ ĐỊNH
QUY ĐỊNH CHI TIẾT MỘT SỐ ĐIỀU CỦA LUẬT NUÔI MÈO NHÀ
Căn cứ Luật Nuôi mèo nhà số 91/2021/QH-THU ngày 05 tháng 6 năm 2021;
Chính phủ ban hành Nghị định quy định chi tiết một số điều của Luật Nuôi mèo nhà.
Điều 1. Phạm vi điều chỉnh
Nghị định này quy định chi tiết Điều 1 của Luật Nuôi mèo nhà số 91/2021/QH-THU.
Điều 2. Hiệu lực thi hành
Nghị định này có hiệu lực thi hành từ ngày 01 tháng 8 năm 2022.
`

func TestGuidingTextFallsWithItsParent(t *testing.T) {
	store := newMemory()
	run1(t, store, folder(t, map[string]string{"a.txt": guiding, "b.txt": law("91/2021/QH-THU", 2)}))
	if d := store.entries["97/2022/NĐ-THU"].Document; d.Effective.To != 0 {
		t.Fatalf("the decree ends on %v while its law stands", d.Effective.To)
	}
	run1(t, store, folder(t, map[string]string{"c.txt": replacing}))
	d := store.entries["97/2022/NĐ-THU"].Document
	if d.Effective.To != corpus.NewDate(2026, 1, 1) || !d.EndInferred || !strings.Contains(d.EndReason, "suy ra") || !d.Info().Inferred {
		t.Errorf("the decree: to %v, inferred %v, %q", d.Effective.To, d.EndInferred, d.EndReason)
	}
	p := &Pipeline{Store: store, Reader: formats.Default()}
	if _, _, err := p.Remove(t.Context(), []string{"96/2025/QH-THU"}); err != nil {
		t.Fatal(err)
	}
	if d := store.entries["97/2022/NĐ-THU"].Document; d.Effective.To != 0 || d.EndInferred {
		t.Errorf("after removal the decree ends on %v", d.Effective.To)
	}
}

// TestDraftChangesNothing: what a draft says that it repeals or amends stands.
func TestDraftChangesNothing(t *testing.T) {
	store := newMemory()
	draft := "DỰ THẢO\n" + strings.Replace(replacing, "Luật số: 96/2025/QH-THU\nHà Nội, ngày 05 tháng 6 năm 2025", "Luật số:      /2025/QH-THU\nHà Nội, ngày     tháng     năm 2025", 1)
	run1(t, store, folder(t, map[string]string{"a.txt": law("91/2021/QH-THU", 2), "b.txt": draft}))
	drafts := 0
	for _, e := range store.entries {
		if e.Document.Kind == corpus.KindDraft {
			drafts++
		}
	}
	if d := store.entries["91/2021/QH-THU"].Document; drafts != 1 || d.Effective.To != 0 || d.EndedBy != "" {
		t.Errorf("%d drafts; the law ends on %v by %q", drafts, d.Effective.To, d.EndedBy)
	}
}

// byName is an invented act that amends the law of 2021, and names it by its title
// and its căn cứ alone.
const byName = `QUỐC HỘI
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Luật số: 98/2024/QH-THU
Hà Nội, ngày 05 tháng 6 năm 2024
LUẬT
SỬA ĐỔI, BỔ SUNG MỘT SỐ ĐIỀU CỦA LUẬT NUÔI MÈO NHÀ
Căn cứ Hiến pháp nước Cộng hòa xã hội chủ nghĩa Việt Nam;
Quốc hội ban hành Luật sửa đổi, bổ sung một số điều của Luật Nuôi mèo nhà.
Điều 1. Sửa đổi, bổ sung một số điều của Luật Nuôi mèo nhà
1. Sửa đổi, bổ sung khoản 1 Điều 1 như sau:
“1. Chủ nuôi cho mèo ăn 07 bữa mỗi ngày.”.
2. Bãi bỏ khoản 1 Điều 77.
Điều 2. Hiệu lực thi hành
Luật này có hiệu lực thi hành từ ngày 01 tháng 01 năm 2025.
`

// An act that names what it amends only by its title is worked in whether it
// comes before or after that text; what cannot be worked in is kept as a warning
// and goes with the act.
func TestActKnownByNameInAnyOrder(t *testing.T) {
	const old, changed = "1. Chủ nuôi cho mèo ăn 1 bữa mỗi ngày.", "1. Chủ nuôi cho mèo ăn 07 bữa mỗi ngày."
	texts := map[string]string{"luat": law("91/2021/QH-THU", 2), "sua": byName, "sau": strings.ReplaceAll(replacing, "hết hiệu lực", "còn giá trị tham khảo")}
	for _, order := range []string{"luat sua sau", "sua luat sau", "sua sau luat", "sau sua luat", "luat,sua,sau"} {
		dir, store := t.TempDir(), newMemory()
		for step := range strings.FieldsSeq(order) {
			var paths []string
			for name := range strings.SplitSeq(step, ",") {
				path := filepath.Join(dir, name+".txt")
				if err := os.WriteFile(path, []byte(texts[name]), 0o644); err != nil {
					t.Fatal(err)
				}
				paths = append(paths, path)
			}
			run1(t, store, paths...)
		}
		for date, want := range map[corpus.Date]string{corpus.NewDate(2024, 12, 31): old, corpus.NewDate(2025, 1, 1): changed} {
			if got := standing(t, store, date); got != want {
				t.Errorf("%s: on %v Điều 1 is %q, want %q", order, date, got, want)
			}
		}
		if w := store.entries["91/2021/QH-THU"].Document.Warnings; !slices.Contains(w, "amendment_not_applied: 98/2024/QH-THU d1/k2 → d77/k1: no such article") {
			t.Errorf("%s: warnings %q", order, w)
		}
		p := &Pipeline{Store: store, Reader: formats.Default()}
		if _, _, err := p.Remove(t.Context(), []string{"98/2024/QH-THU"}); err != nil {
			t.Fatal(err)
		}
		base := store.entries["91/2021/QH-THU"].Document
		if standing(t, store, corpus.NewDate(2025, 6, 1)) != old || slices.ContainsFunc(base.Warnings, notApplied) {
			t.Errorf("%s: after removal warnings %q, versions %v", order, base.Warnings, base.Versions)
		}
	}
}

// standing is khoản 1 Điều 1 of the law on a date, "" when the law has ended.
func standing(t *testing.T, store *memory, date corpus.Date) string {
	t.Helper()
	found := ""
	for _, c := range store.entries["91/2021/QH-THU"].Chunks {
		if c.Path == "d1" && c.Contains(date) {
			if found != "" {
				t.Errorf("two versions of Điều 1 on %v", date)
			}
			_, found, _ = strings.Cut(c.Text, "\n")
			found, _, _ = strings.Cut(found, "\n")
		}
	}
	return found
}

func TestAmendmentsInAnyOrder(t *testing.T) {
	const old, changed = "1. Chủ nuôi cho mèo ăn 1 bữa mỗi ngày.", "1. Chủ nuôi cho mèo ăn 05 bữa mỗi ngày."
	texts := map[string]string{"luat": law("91/2021/QH-THU", 2), "sua": amending, "thay": replacing}
	for _, order := range []string{"luat sua thay", "thay sua luat", "sua luat thay", "luat,sua,thay"} {
		dir, store := t.TempDir(), newMemory()
		for step := range strings.FieldsSeq(order) {
			var paths []string
			for name := range strings.SplitSeq(step, ",") {
				path := filepath.Join(dir, name+".txt")
				if err := os.WriteFile(path, []byte(texts[name]), 0o644); err != nil {
					t.Fatal(err)
				}
				paths = append(paths, path)
			}
			run1(t, store, paths...)
		}
		for date, want := range map[corpus.Date]string{
			corpus.NewDate(2022, 6, 1): old, corpus.NewDate(2023, 12, 31): old, corpus.NewDate(2024, 1, 1): changed,
			corpus.NewDate(2025, 12, 31): changed, corpus.NewDate(2026, 1, 1): "",
		} {
			if got := standing(t, store, date); got != want {
				t.Errorf("%s: on %v Điều 1 is %q, want %q", order, date, got, want)
			}
		}
		base := store.entries["91/2021/QH-THU"].Document
		if base.EndedBy != "96/2025/QH-THU" || base.Effective.To != corpus.NewDate(2026, 1, 1) {
			t.Errorf("%s: ended by %q on %v", order, base.EndedBy, base.Effective.To)
		}
		// Taking the acts out undoes what they did.
		p := &Pipeline{Store: store, Reader: formats.Default()}
		if _, _, err := p.Remove(t.Context(), []string{"95/2023/QH-THU", "96/2025/QH-THU"}); err != nil {
			t.Fatal(err)
		}
		base = store.entries["91/2021/QH-THU"].Document
		if got := standing(t, store, corpus.NewDate(2026, 6, 1)); got != old || base.EndedBy != "" || len(base.Versions) != 0 {
			t.Errorf("%s: after removal Điều 1 is %q, versions %v, ended by %q", order, got, base.Versions, base.EndedBy)
		}
	}
}
