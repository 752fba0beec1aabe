package reading

import "testing"

// festival is invented.
const festival = `Điều 9. Người tổ chức hội thả diều
1. Người tổ chức hội thả diều có quyền sau đây:
a) Thu phí của người dự thi;
b) Từ chối người dự thi không đăng ký;
c) Chọn ban giám khảo.
2. Người tổ chức hội thả diều có nghĩa vụ sau đây:
a) Thông báo cho công an xã;
b) Dọn sạch bãi thả;
c) Mua bảo hiểm cho khán giả;
d) Trả giải đúng hạn.`

// banned is invented.
const banned = `Điều 12. Nơi không được thả diều
1. Hành lang an toàn lưới điện.
2. Khu vực cách sân bay dưới 5.000 mét.
3. Đường quốc lộ.`

func listOf(t *testing.T, stem, text string, choices ...string) (*choiceReader, *enumeration) {
	t.Helper()
	r := readText(t, stem, text)
	all := stem
	var list []Choice
	for i, c := range choices {
		all += "\n" + c
		list = append(list, Choice{string(rune('A' + i)), c})
	}
	w, err := NewWords(all, rare)
	if err != nil {
		t.Fatal(err)
	}
	reader := &choiceReader{Words: w, stem: stem, asked: r.Asked, passages: r.passages, comparers: r.compared(), cut: r.cut, prob: r.prob}
	reader.shared = reader.sharedWords(list)
	return reader, reader.listFor(list)
}

// TestStemIsTurnedAgainstItsList tells stems that ask for what a list has from
// those that ask for what it has not.
func TestStemIsTurnedAgainstItsList(t *testing.T) {
	for _, c := range []struct {
		stem, text string
		want       bool
	}{
		{"Người tổ chức hội thả diều có quyền nào sau đây?", festival, false},
		{"Người tổ chức hội thả diều không có quyền nào sau đây?", festival, true},
		{"Đâu KHÔNG phải là nghĩa vụ của người tổ chức hội thả diều?", festival, true},
		{"Nơi nào sau đây không được thả diều?", banned, false},
		{"Nơi nào sau đây được phép thả diều?", banned, true},
		{"Người thả diều mà không đăng ký thì người tổ chức hội thả diều có quyền nào?", festival, false},
	} {
		r, l := listOf(t, c.stem, c.text, "Thu phí của người dự thi", "Khu vực cách sân bay dưới 5.000 mét", "Đường quốc lộ", "Chọn ban giám khảo")
		if got := r.turned(l); got != c.want {
			t.Errorf("%s: turned %v", c.stem, got)
		}
	}
}

// TestListIsCounted answers how many items a list has.
func TestListIsCounted(t *testing.T) {
	r, l := listOf(t, "Người tổ chức hội thả diều có bao nhiêu nghĩa vụ?", festival, "3", "04", "5 nghĩa vụ", "Thu phí")
	for choice, want := range map[string]float64{"3": -1, "04": 1, "5 nghĩa vụ": -1, "Thu phí": 0} {
		if got := r.counted(choice, l); got != want {
			t.Errorf("%s: %v, want %v", choice, got, want)
		}
	}
}

// TestMemberOfTheListThatIsMeant prefers what stands in the list of the stem to
// what stands in the other one.
func TestMemberOfTheListThatIsMeant(t *testing.T) {
	_, l := listOf(t, "Người tổ chức hội thả diều có nghĩa vụ nào?", festival, "Mua bảo hiểm cho khán giả", "Chọn ban giám khảo", "Trả giải", "Bay lên trời")
	if l.member[0] < 0.9 || l.member[0] <= l.member[1] || l.member[0] <= l.member[2] || l.member[3] > 0.2 {
		t.Errorf("members %.2f", l.member)
	}
}

// TestWholeListBeforeItsParts chooses the choice that names all that the law does.
func TestWholeListBeforeItsParts(t *testing.T) {
	text := "Điều 3. Ban tổ chức\nBan tổ chức hội thả diều gồm đại diện xã, đoàn thanh niên và câu lạc bộ diều."
	claims, err := readText(t, "Ban tổ chức hội thả diều gồm những ai?", text).Choose([]Choice{{"A", "Đại diện xã"}, {"B", "Đoàn thanh niên"},
		{"C", "Đại diện xã, đoàn thanh niên và câu lạc bộ diều"}, {"D", "Câu lạc bộ bóng đá"}})
	if err != nil {
		t.Fatal(err)
	}
	for i, c := range claims {
		if i != 2 && c.True >= claims[2].True {
			t.Errorf("%s before the whole: %+v", c.Letter, claims)
		}
	}
}
