package assistant

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"trolyluat/corpus/vitext"
)

// Messages that are no question of law are known by their words, folded to plain
// letters. The rules are narrow: a question about the law on suicide, crime or
// gambling is a question of law.
var (
	selfHarm = regexp.MustCompile(`\b(?:toi|em|minh|con|chau|tao)\b.{0,40}\b(?:muon chet|muon tu tu|muon tu sat|khong muon song|khong thiet song|dinh tu tu|dinh tu sat|se tu tu|se tu sat|chan song|muon ket thuc cuoc doi)\b|` +
		`\b(?:cach|lam sao|lam the nao)\b.{0,20}\b(?:tu tu|tu sat|chet nhanh|chet khong dau)\b|^\s*(?:toi )?muon (?:chet|tu tu|tu sat)\b`)
	howTo = regexp.MustCompile(`\b(?:cach|lam sao|lam the nao|bang cach nao|huong dan|chi (?:toi|em|minh|cho)|giup (?:toi|em|minh)|bi quyet|meo)\b`)
	crime = regexp.MustCompile(`\b(?:giet (?:nguoi|vo|chong|no|han|ai)|dau doc|phi tang|che tao (?:bom|min|thuoc no|sung|ma tuy)|lam bom|nau ma tuy|mua ma tuy|ban ma tuy|van chuyen ma tuy|rua tien|` +
		`lam (?:giay to |bang |so do |con dau |tien |cccd |ho so )?gia|tron thue|lua dao|hack|chiem doat|tron (?:toi|truy na|trach nhiem)|bat coc|tong tien|hiep|dan canh|hoi lo|mua chuoc)\b`)
	undetected = regexp.MustCompile(`\b(?:khong bi (?:phat hien|bat|cong an|lo|truy)|qua mat|ne (?:cong an|phap luat)|lach luat)\b`)
	askingLaw  = regexp.MustCompile(`\b(?:bi phat|xu phat|xu ly|toi gi|hinh phat|muc phat|to cao|to giac|phong chong|phong ngua|quy dinh|trach nhiem hinh su|boi thuong|bao ve)\b`)
	greeting   = regexp.MustCompile(`^(?:xin )?(?:chao|hello|hi|alo|hey)\b|^(?:xin )?cam on|^thank|^tam biet|^ban (?:la ai|ten gi|co the lam gi|lam duoc gi|giup duoc gi)|^tro ly (?:la ai|lam duoc gi)`)
	elsewhere  = regexp.MustCompile(`\b(?:thoi tiet|du bao|ket qua (?:bong da|xo so|tran)|xo so|ty so|cong thuc nau|nau (?:mon|pho|com|canh)|viet (?:code|ma|chuong trinh|bai tho|tho|truyen|bai hat)|lap trinh|` +
		`lam tho|ke (?:chuyen|mot cau chuyen)|dich (?:sang|ra) tieng|gia vang|gia bitcoin|ty gia|giai (?:bai )?toan|boi toan|tu vi|phim hay|bai hat|choi game|mua ve may bay)\b|^\s*\d+\s*[-+*/x]\s*\d+\s*(?:=|bang)`)
	ofLaw = regexp.MustCompile(`\b(?:luat|dieu \d|khoan|nghi dinh|thong tu|quyen|nghia vu|phat|hop dong|toa an|khoi kien|thu tuc|giay phep|bi cam|duoc phep|tranh chap|boi thuong|ban quyen)\b`)
)

// longestGreeting is how many syllables a greeting has at most: "xin chào, cho
// tôi hỏi về …" is a question.
const longestGreeting = 8

// kindOf says what kind of message a text is, as far as words tell.
func kindOf(text string) Kind {
	words := syllables(vitext.Fold(text))
	folded := strings.Join(words, " ")
	switch {
	case selfHarm.MatchString(folded) && !askingLaw.MatchString(folded):
		return KindSafety
	case howTo.MatchString(folded) && (crime.MatchString(folded) && !askingLaw.MatchString(folded) || undetected.MatchString(folded)):
		return KindSafety
	case len(words) <= longestGreeting && greeting.MatchString(folded) && !ofLaw.MatchString(folded):
		return KindGreeting
	case elsewhere.MatchString(folded) && !ofLaw.MatchString(folded):
		return KindOutOfScope
	}
	return KindAnswer
}

// reply answers what is no question of law.
func (t *turn) reply() *Answer {
	u := t.read
	a := &Answer{Question: t.question.Text, Kind: u.Kind, Role: u.Role, AsOf: u.AsOf, Mode: Extractive, Certainty: None, Citations: []Citation{}, Checks: []Check{},
		Notes: []string{}, Sections: []Section{}, Corrections: []Correction{}, FollowUps: []string{}, Understanding: u}
	folded := strings.Join(syllables(vitext.Fold(t.question.Text)), " ")
	switch u.Kind {
	case KindGreeting:
		if strings.Contains(folded, "cam on") || strings.Contains(folded, "thank") || strings.Contains(folded, "tam biet") {
			a.Text = "Rất vui được giúp bạn. Khi cần tra cứu pháp luật, bạn cứ hỏi tiếp."
			break
		}
		a.Text = "Xin chào. Tôi là Trợ lý luật, một hệ thống tự động (AI) tra cứu pháp luật Việt Nam. Bạn hãy hỏi bằng lời thường; tôi tìm các điều luật có liên quan, " +
			"trích nguyên văn và chỉ rõ hiệu lực để bạn đối chiếu. Tôi không phải luật sư và không thay cho tư vấn pháp lý."
		a.FollowUps = []string{"Thời gian thử việc tối đa là bao lâu?", "Điều kiện kết hôn là gì?"}
	case KindOutOfScope:
		a.Text = "Tôi chỉ tra cứu pháp luật Việt Nam trong kho văn bản này nên không trả lời được câu hỏi đó. Nếu bạn muốn biết pháp luật quy định thế nào về việc ấy, xin hỏi rõ hơn."
	case KindSafety:
		if selfHarm.MatchString(folded) {
			a.Text = "Tôi rất tiếc khi biết bạn đang ở trong lúc khó khăn như vậy. Bạn không phải chịu đựng một mình: hãy nói ngay với một người bạn tin cậy"
			if len(t.config.Helplines) > 0 {
				a.Text += ", hoặc gọi " + strings.Join(t.config.Helplines, "; ")
			}
			a.Text += ". Nếu bạn đang gặp nguy hiểm, xin gọi cấp cứu hoặc đến cơ sở y tế gần nhất. Khi bạn đã an toàn, tôi sẵn sàng giúp tra cứu quy định về việc đang làm bạn lo lắng, như nợ, gia đình hay công việc."
			break
		}
		a.Text = "Tôi không giúp thực hiện, che giấu hay né tránh trách nhiệm về một hành vi phạm tội. Tôi có thể cho biết pháp luật quy định gì về hành vi đó, mức xử lý, và cách trình báo nếu bạn là người bị hại hoặc biết việc đang xảy ra."
		if m := crime.FindStringIndex(folded); m != nil {
			a.FollowUps = []string{fmt.Sprintf("Hành vi %s bị xử lý thế nào?", t.words(m, folded))}
		}
	}
	return a
}

// words gives the words of the question at a place of its folded form.
func (t *turn) words(at []int, folded string) string {
	from := strings.Count(folded[:at[0]], " ")
	n := strings.Count(folded[at[0]:at[1]], " ") + 1
	all := syllables(t.question.Text)
	if from+n > len(all) {
		return folded[at[0]:at[1]]
	}
	return strings.Join(slices.Clone(all[from:from+n]), " ")
}
