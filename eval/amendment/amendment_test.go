package amendment

import (
	"os"
	"path/filepath"
	"testing"
)

const base = `QUỐC HỘI
Luật số: 10/2018/QH14
LUẬT
NUÔI ONG
Căn cứ Hiến pháp nước Cộng hòa xã hội chủ nghĩa Việt Nam;
Quốc hội ban hành Luật Nuôi ong.
Điều 1. Phạm vi điều chỉnh
Luật này quy định về nuôi ong.
Điều 2. Giải thích từ ngữ
1. Trại ong là nơi đặt mười đàn ong.
2. Chủ trại là người đứng tên trại ong.
Điều 3. Đăng ký
Chủ trại đăng ký trại ong.
Điều 4. Hiệu lực thi hành
Luật này có hiệu lực thi hành từ ngày 01 tháng 01 năm 2019.
Luật này đã được Quốc hội khóa XIV thông qua ngày 12 tháng 6 năm 2018.
`

const act = `QUỐC HỘI
Luật số: 20/2020/QH14
LUẬT
SỬA ĐỔI, BỔ SUNG MỘT SỐ ĐIỀU CỦA LUẬT NUÔI ONG
Căn cứ Hiến pháp nước Cộng hòa xã hội chủ nghĩa Việt Nam;
Quốc hội ban hành Luật sửa đổi, bổ sung một số điều của Luật Nuôi ong số 10/2018/QH14.
Điều 1. Sửa đổi, bổ sung một số điều của Luật Nuôi ong
1. Sửa đổi, bổ sung khoản 2 Điều 2 như sau:
“2. Chủ trại là người nuôi ong.”.
2. Bãi bỏ Điều 3.
Điều 2. Hiệu lực thi hành
Luật này có hiệu lực thi hành từ ngày 01 tháng 7 năm 2021.
Luật này đã được Quốc hội khóa XIV thông qua ngày 15 tháng 11 năm 2020.
`

const merged = `VĂN PHÒNG QUỐC HỘI
Số: 05/VBHN-VPQH
VĂN BẢN HỢP NHẤT
LUẬT NUÔI ONG
Luật Nuôi ong số 10/2018/QH14 ngày 12 tháng 6 năm 2018 của Quốc hội, có hiệu lực kể từ ngày 01 tháng 01 năm 2019, được sửa đổi, bổ sung bởi:
Luật số 20/2020/QH14 ngày 15 tháng 11 năm 2020 của Quốc hội sửa đổi, bổ sung một số điều của Luật Nuôi ong, có hiệu lực kể từ ngày 01 tháng 7 năm 2021.
Căn cứ Hiến pháp nước Cộng hòa xã hội chủ nghĩa Việt Nam;
Quốc hội ban hành Luật Nuôi ong[1].
Điều 1. Phạm vi điều chỉnh
Luật này quy định về nuôi ong.
Điều 2. Giải thích từ ngữ
1. Trại ong là nơi đặt mười đàn ong.
2.[2] Chủ trại là người nuôi ong.
Điều 3.[3] (được bãi bỏ)
Điều 4. Hiệu lực thi hành
Luật này có hiệu lực thi hành từ ngày 01 tháng 01 năm 2019.
XÁC THỰC VĂN BẢN HỢP NHẤT
`

// TestRun rebuilds an invented consolidated text and looks its relations up.
func TestRun(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{"base.txt": base, "act.txt": act, "merged.txt": merged, "notes.txt": "",
		"relations.jsonl": `{"target_doc": "10/2018/QH14", "target_article": "Điều 2", "by_doc": "20/2020/QH14"}
{"target_doc": "10/2018/QH14", "target_article": "Điều 1, Điều 3", "by_doc": "20/2020/QH14"}
{"target_doc": "99/2018/QH14", "target_article": "Điều 1", "by_doc": "20/2020/QH14"}
`} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	r, err := Run(t.Context(), Options{Files: dir, Relations: filepath.Join(dir, "relations.jsonl")})
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]float64{"rebuild.pairs": 1, "rebuild.articles": 2, "rebuild.identical": 1, "rebuild.do_nothing": 0,
		"rebuild.untouched": 2, "rebuild.untouched_unchanged": 1, "rebuild.problems": 0, "relations.gold": 3, "relations.recall": 2.0 / 3} {
		if got := r.Metrics[name]; got != want {
			t.Errorf("%s = %v, want %v", name, got, want)
		}
	}
	if len(r.Relations) != 1 || len(r.Relations[0].Missed) != 1 || r.Relations[0].Missed[0] != "d1" {
		t.Errorf("relations %+v", r.Relations)
	}
	if len(r.Skipped) != 1 {
		t.Errorf("skipped %v, want the empty file", r.Skipped)
	}
}

func TestSame(t *testing.T) {
	for _, c := range []struct {
		a, b string
		same bool
	}{
		{"Điều 1. Hoà giải\n1. Một.", "Điều 1.[12] Hòa giải\n1.[3] Một./.", true},
		{"5. Đất", "5.12 Đất", true},
		{"Luật hải quan", "Luật hải quan1", true},
		{"Điều 1. (được bãi bỏ)", "Điều 1. 13 (được bãi bỏ)", true},
		{"Điều 1. A [Điều này được hướng dẫn bởi Điều 2 Nghị định 1/2020/NĐ-CP]", "Điều 1. A", true},
		{"trung ương", "Trung ương", false},
		{"một, hai", "một hai", false},
	} {
		if got := Same(c.a, c.b); got != c.same {
			t.Errorf("%q and %q: %v", c.a, c.b, got)
		}
	}
}

// TestDifference tells slips of the base file from what amendments did.
func TestDifference(t *testing.T) {
	issued := "1. Một đàn ong lạc. 2. Hai trại ong lớn ở làng."
	if d := difference("d1", "", "", issued, nil, "1. Một đàn ong lạc. 2. Ba trại gà lớn ở làng.", "1. Một đàn ong mật. 2. Ba trại gà lớn ở làng."); d.Class != classBase {
		t.Errorf("a slip of the base is %q", d.Class)
	}
	if d := difference("d1", "", "", issued, nil, "1. Một đàn ong lạc. 2. Ba trại gà lớn ở làng.", "1. Một đàn ong lạc. 2. Ba trại vịt lớn ở làng."); d.Class == classBase {
		t.Error("a wrong amendment is taken for a slip of the base")
	}
	given := []string{"2. Ba trại gà lớn ở làng."}
	if d := difference("d1", "", "", issued, given, "1. Một đàn ong lạc. 2. Ba trại gà lớn ở làng.", "1. Một đàn ong lạc. 2. Ba trại gà to ở làng."); d.Class != classAct {
		t.Errorf("a slip of the amending act's file is %q", d.Class)
	}
	if d := difference("d1", "", "", issued, given, "1. Một đàn ong lạc. 2. Ba trại vịt lớn ở làng.", "1. Một đàn ong lạc. 2. Ba trại gà lớn ở làng."); d.Class == classAct {
		t.Error("a wrong amendment is taken for a slip of the act's file")
	}
}
