package reference

// keyword is a word that the grammar of references knows.
type keyword uint8

// The keywords. Their spelling is in keywordForms.
const (
	kwNone keyword = iota
	kwDieu
	kwKhoan
	kwDiem
	kwTiet
	kwDoan
	kwGach
	kwChuong
	kwMuc
	kwTieu
	kwPhan
	kwPhu
	kwLuc
	kwTen
	kwLuat
	kwBo
	kwHien
	kwPhap
	kwLenh
	kwSac
	kwNghi
	kwQuyet
	kwDinh
	kwQuy
	kwChi
	kwThi
	kwThong
	kwTu // tư
	kwLien
	kwTich
	kwCong
	kwVan
	kwBan // bản
	kwHop
	kwNhat
	kwAn
	kwLe
	kwNoi
	kwChe
	kwTrinh
	kwNay
	kwCac
	kwNhung
	kwVa
	kwHoac
	kwHay
	kwDen
	kwCua
	kwTai
	kwThuoc
	kwTrong
	kwTuu // từ
	kwThu
	kwHai
	kwBa
	kwTuBon // bốn
	kwNam
	kwSau
	kwBay
	kwTam
	kwChin
	kwMuoi
	kwSo
	kwNgay
	kwThang
	kwSua
	kwDoi
	kwBoo // bổ
	kwSung
	kwMot
	kwDau
	kwDong
	kwNgang
	kwMo
	kwCuoi
	kwBanHanh // ban
	kwHanh
	kwKem
	kwTheo
	kwVe
	kwNuoc
	kwMau
	kwDan
	kwQuyChuan // chuẩn
	kwCount
)

// keywordForms lists the spellings of each keyword, the right one first; the
// others are frequent slips of typing and OCR.
var keywordForms = [kwCount][]string{
	kwDieu: {"điều", "điểu", "điêu", "đìều"}, kwKhoan: {"khoản"}, kwDiem: {"điểm"}, kwTiet: {"tiết"}, kwDoan: {"đoạn"},
	kwGach: {"gạch"}, kwChuong: {"chương"}, kwMuc: {"mục"}, kwTieu: {"tiểu"}, kwPhan: {"phần"}, kwPhu: {"phụ"},
	kwLuc: {"lục"}, kwTen: {"tên"}, kwLuat: {"luật"}, kwBo: {"bộ"}, kwHien: {"hiến"}, kwPhap: {"pháp"},
	kwLenh: {"lệnh"}, kwSac: {"sắc"}, kwNghi: {"nghị"}, kwQuyet: {"quyết"}, kwDinh: {"định"}, kwQuy: {"quy", "qui"},
	kwChi: {"chỉ"}, kwThi: {"thị"}, kwThong: {"thông"}, kwTu: {"tư"}, kwLien: {"liên"}, kwTich: {"tịch"},
	kwCong: {"công"}, kwVan: {"văn"}, kwBan: {"bản"}, kwHop: {"hợp"}, kwNhat: {"nhất"}, kwAn: {"án"}, kwLe: {"lệ"},
	kwNoi: {"nội"}, kwChe: {"chế"}, kwTrinh: {"trình"}, kwNay: {"này", "nầy"}, kwCac: {"các"}, kwNhung: {"những"},
	kwVa: {"và"}, kwHoac: {"hoặc"}, kwHay: {"hay"}, kwDen: {"đến"}, kwCua: {"của"}, kwTai: {"tại"}, kwThuoc: {"thuộc"},
	kwTrong: {"trong"}, kwTuu: {"từ"}, kwThu: {"thứ"}, kwHai: {"hai"}, kwBa: {"ba"}, kwTuBon: {"bốn"}, kwNam: {"năm"},
	kwSau: {"sáu"}, kwBay: {"bảy"}, kwTam: {"tám"}, kwChin: {"chín"}, kwMuoi: {"mười"}, kwSo: {"số"}, kwNgay: {"ngày"},
	kwThang: {"tháng"}, kwSua: {"sửa"}, kwDoi: {"đổi"}, kwBoo: {"bổ"}, kwSung: {"sung"}, kwMot: {"một"}, kwDau: {"đầu"},
	kwDong: {"dòng"}, kwNgang: {"ngang"}, kwMo: {"mở"}, kwCuoi: {"cuối"}, kwBanHanh: {"ban"}, kwHanh: {"hành"},
	kwKem: {"kèm"}, kwTheo: {"theo"}, kwVe: {"về"}, kwNuoc: {"nước"}, kwMau: {"mẫu"}, kwDan: {"dẫn"}, kwQuyChuan: {"chuẩn"},
}

// form is the hashed spelling of a word.
type form struct{ fold, exact uint64 }

var (
	keywordHash [kwCount][]form
	// starters maps the folded word to the keyword with which a reference may
	// begin; kwNone for all other words.
	starters map[uint64]bool
)

// starterWords are the folded words that make Find look closer.
var starterWords = []keyword{kwDieu, kwKhoan, kwDiem, kwTiet, kwDoan, kwGach, kwChuong, kwMuc, kwTieu, kwPhan, kwPhu,
	kwTen, kwLuat, kwBo, kwHien, kwPhap, kwSac, kwNghi, kwQuyet, kwQuy, kwChi, kwThong, kwCong, kwVan, kwAn, kwNoi}

func init() {
	starters = make(map[uint64]bool)
	for k := range keywordForms {
		for _, w := range keywordForms[k] {
			keywordHash[k] = append(keywordHash[k], hashWord(w))
		}
	}
	for _, k := range starterWords {
		starters[keywordHash[k][0].fold] = true
	}
	loadLexicon()
}

// hashWord tokenizes one word.
func hashWord(w string) form {
	var s scan
	s.tokenize(w)
	return form{s.tokens[0].fold, s.tokens[0].exact}
}

// matches says whether a word token is the spelled word: by its exact letters,
// or by its folded letters when it was typed without diacritics.
func (t *token) matches(f form) bool {
	return t.fold == f.fold && (t.exact == f.exact || t.flags&marked == 0)
}

// has says whether token i is that keyword.
func (s *scan) has(i int, k keyword) bool {
	t := s.at(i)
	if t.kind != word {
		return false
	}
	for _, f := range keywordHash[k] {
		if t.matches(f) {
			return true
		}
	}
	return false
}

// hasAll says whether the tokens from i on are those keywords.
func (s *scan) hasAll(i int, ks ...keyword) bool {
	for j, k := range ks {
		if !s.has(i+j, k) {
			return false
		}
	}
	return true
}
