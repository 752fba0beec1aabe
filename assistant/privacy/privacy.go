// Package privacy finds personal data in questions and takes them out before
// the text reaches a remote model or a log, and puts them back in the answer.
// It is rule-based and errs on the side of masking what follows a clear cue
// ("số CCCD", "tôi là"), and of leaving alone what law is full of: numbers of
// documents and provisions, amounts, dates.
//
// Masking leaves the facts of a case, which may still identify a person; it is
// no anonymisation. Whether a role may use a remote model at all is the
// operator's decision (package assistant).
//
// It also refuses uploads that are marked as state secrets ([RefuseSecret]).
package privacy

// Kind is a kind of personal data.
type Kind string

// The kinds that are found.
const (
	Identity Kind = "CCCD"     // căn cước, CMND, hộ chiếu
	Phone    Kind = "SDT"      // số điện thoại
	Email    Kind = "EMAIL"    // thư điện tử
	Account  Kind = "TAIKHOAN" // số tài khoản, số thẻ
	Tax      Kind = "MST"      // mã số thuế
	Insured  Kind = "BHXH"     // số bảo hiểm xã hội, thẻ bảo hiểm y tế
	Plate    Kind = "BIENSO"   // biển số xe
	Address  Kind = "DIACHI"   // địa chỉ
	Name     Kind = "TEN"      // họ tên
	Birth    Kind = "NGAYSINH" // ngày sinh
)

// Name is the Vietnamese name of the kind.
func (k Kind) Name() string { return kindNames[k] }

var kindNames = map[Kind]string{Identity: "số căn cước", Phone: "số điện thoại", Email: "thư điện tử",
	Account: "số tài khoản", Tax: "mã số thuế", Insured: "số bảo hiểm", Plate: "biển số xe", Address: "địa chỉ",
	Name: "họ tên", Birth: "ngày sinh"}

// Kinds lists all kinds.
func Kinds() []Kind {
	return []Kind{Identity, Phone, Email, Account, Tax, Insured, Plate, Address, Name, Birth}
}

// Found is one piece of personal data in a text.
type Found struct {
	Kind  Kind
	Start int // byte offsets in the text
	End   int
}
