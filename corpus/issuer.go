package corpus

import "strings"

// issuers are the central bodies that a part of a number stands for ("TT-BTC":
// Bộ Tài chính), under the name that they had when they used it. Local marks
// (UBND, HĐND) tell no body by themselves.
var issuers = map[string]string{
	"CP": "Chính phủ", "TTG": "Thủ tướng Chính phủ", "CTN": "Chủ tịch nước", "QH": "Quốc hội",
	"UBTVQH": "Ủy ban Thường vụ Quốc hội", "VPQH": "Văn phòng Quốc hội", "VPCP": "Văn phòng Chính phủ",
	"HĐTP":   "Hội đồng Thẩm phán Tòa án nhân dân tối cao",
	"TANDTC": "Tòa án nhân dân tối cao", "VKSNDTC": "Viện kiểm sát nhân dân tối cao", "KTNN": "Kiểm toán nhà nước",
	"TTCP": "Thanh tra Chính phủ", "NHNN": "Ngân hàng Nhà nước Việt Nam", "UBDT": "Ủy ban Dân tộc",
	"BTC": "Bộ Tài chính", "BCA": "Bộ Công an", "BQP": "Bộ Quốc phòng", "BTP": "Bộ Tư pháp", "BYT": "Bộ Y tế",
	"BCT": "Bộ Công Thương", "BXD": "Bộ Xây dựng", "BNV": "Bộ Nội vụ", "BNG": "Bộ Ngoại giao",
	"BGDĐT": "Bộ Giáo dục và Đào tạo", "BGD&ĐT": "Bộ Giáo dục và Đào tạo", "BGTVT": "Bộ Giao thông vận tải",
	"BTNMT": "Bộ Tài nguyên và Môi trường", "BNNMT": "Bộ Nông nghiệp và Môi trường",
	"BNN": "Bộ Nông nghiệp và Phát triển nông thôn", "BNNPTNT": "Bộ Nông nghiệp và Phát triển nông thôn",
	"BLĐTBXH": "Bộ Lao động - Thương binh và Xã hội", "BKHCN": "Bộ Khoa học và Công nghệ",
	"BKHĐT": "Bộ Kế hoạch và Đầu tư", "BKH": "Bộ Kế hoạch và Đầu tư", "BTTTT": "Bộ Thông tin và Truyền thông",
	"BVHTTDL": "Bộ Văn hóa, Thể thao và Du lịch", "BDTTG": "Bộ Dân tộc và Tôn giáo",
}

// IssuerOfNumber is the one central body that the last part of a document's
// number names ("15/2020/TT-BTC", "45/2019/QH14"); "" where it names none, or
// several (thông tư liên tịch).
func IssuerOfNumber(number string) string {
	last := strings.ToUpper(number[strings.LastIndexByte(number, '/')+1:])
	last, _, _ = strings.Cut(last, "@")
	found := ""
	for part := range strings.FieldsFuncSeq(last, func(r rune) bool { return r == '-' || r == '.' || r == ' ' }) {
		name := issuers[part]
		if name == "" {
			name = issuers[strings.TrimRight(part, "0123456789")] // QH14, UBTVQH15
		}
		switch {
		case name == "" && (part == "TTLT" || part == "NQLT"):
			return ""
		case name == "" || name == found:
		case found != "":
			return ""
		default:
			found = name
		}
	}
	return found
}
