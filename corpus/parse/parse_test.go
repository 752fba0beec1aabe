package parse

import (
	"strings"
	"testing"

	"trolyluat/corpus"
	"trolyluat/corpus/extract"
)

// plain splits s into paragraphs as the extractor of plain text does.
func plain(s string) *extract.Text {
	t := &extract.Text{Format: "txt"}
	for _, l := range strings.Split(s, "\n") {
		if l = squeeze(l); l != "" {
			t.Blocks = append(t.Blocks, extract.Block{Text: l})
		}
	}
	return t
}

const smallLaw = `QUỐC HỘI -------
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM Độc lập - Tự do - Hạnh phúc --------------- Luật số:
99/2031/QH19
Hà Nội, ngày 5 tháng 6 năm 2031 LUẬT THẢ DIỀU
Căn cứ Hiến pháp nước Cộng hòa xã hội chủ nghĩa Việt Nam;
Quốc hội ban hành Luật Thả diều.
Chương I NHỮNG QUY ĐỊNH CHUNG
Điều 1. Phạm vi điều chỉnh
Luật này quy định việc thả diều nơi công cộng.
Điều 2. Giải thích từ ngữ
1. Diều là vật bay có dây.
2. Dây diều gồm:
a) Dây chính;
b) Dây phụ;
c) Dây khác.
Điều 2a. Bãi thả
Bãi thả do xã quản lý.
Luật này được Quốc hội nước Cộng hòa xã hội chủ nghĩa Việt Nam khóa XIX thông qua ngày 5 tháng 6 năm 2031.
CHỦ TỊCH QUỐC HỘI Lê Văn Gió`

func TestParseSmallLaw(t *testing.T) {
	d, err := Parse(plain(smallLaw), corpus.Source{Name: "dieu.txt"})
	if err != nil {
		t.Fatal(err)
	}
	if d.Key != "99/2031/QH19" || d.Kind != corpus.KindLaw || d.Title != "Luật Thả diều" || d.Signer != "Lê Văn Gió" || d.Issued != 20310605 {
		t.Errorf("header: %+v", d.Info())
	}
	var paths []string
	for _, u := range d.Provisions {
		paths = append(paths, u.Path)
	}
	want := "mo-dau c1 d1 d2 d2/k1 d2/k2 d2/k2/a d2/k2/b d2/k2/c d2a ket"
	if got := strings.Join(paths, " "); got != want {
		t.Errorf("paths\n got %s\nwant %s", got, want)
	}
	if chunks := Chunks(d); len(chunks) != 3 || chunks[1].Label != "Điều 2" || len(chunks[1].Units) != 5 || chunks[1].Context[0] != "Chương I. NHỮNG QUY ĐỊNH CHUNG" {
		t.Errorf("chunks: %+v", chunks)
	}
}
