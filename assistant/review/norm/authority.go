package norm

import (
	"slices"
	"unicode"
	"unicode/utf8"

	"trolyluat/assistant/wording"
	"trolyluat/corpus/vitext"
)

// heads are the words by which the name of an authority (cơ quan, chức danh có
// thẩm quyền) begins.
var heads = makeTable("x:chính phủ,thủ tướng chính phủ,thủ tướng,bộ trưởng,thủ trưởng cơ quan ngang bộ,bộ,ủy ban thường vụ quốc hội,quốc hội,chủ tịch nước," +
	"ủy ban nhân dân,chủ tịch ủy ban nhân dân,hội đồng nhân dân,thường trực hội đồng nhân dân,tòa án nhân dân tối cao,tòa án nhân dân,tòa án,viện kiểm sát nhân dân," +
	"viện kiểm sát nhân dân tối cao,viện kiểm sát,chánh án,viện trưởng,kiểm toán nhà nước,tổng kiểm toán nhà nước,sở,giám đốc sở,cục trưởng,tổng cục trưởng,chi cục trưởng," +
	"chánh thanh tra,thanh tra,trưởng thôn,trưởng công an,giám đốc công an,cơ quan thuế,cơ quan hải quan,ngân hàng nhà nước,thống đốc ngân hàng nhà nước,cơ quan thi hành án," +
	"hội đồng thẩm phán,đoàn đại biểu quốc hội,mặt trận tổ quốc việt nam,chủ tịch hội đồng nhân dân,trưởng ban")

// authorityAt returns how many tokens at i name an authority: a known head with
// the capitalised words and the level ("cấp tỉnh", "tối cao") behind it. The name
// must begin with a capital letter, as law writes it.
func authorityAt(text string, tokens []wording.Token, i int) int {
	m, ok := match(heads, tokens, i)
	if !ok || !capital(text, tokens[i]) {
		return 0
	}
	end := i + m.length
	if w := tokens[i].Key; m.length == 1 && (w == "bộ" || w == "sở") && (end >= len(tokens) || !capital(text, tokens[end]) || tokens[end].Break > vitext.NoBreak) {
		return 0
	}
	for end < len(tokens) && !tokens[end].Skip {
		t := &tokens[end]
		next := func(k int, keys ...string) bool {
			return end+k < len(tokens) && tokens[end+k].Break == vitext.NoBreak && slices.Contains(keys, tokens[end+k].Key)
		}
		switch {
		case t.Break == vitext.NoBreak && capital(text, *t):
			end += nameWord(text, tokens, end)
		case t.Break == vitext.NoBreak && t.Key == "và" && end+1 < len(tokens) && tokens[end+1].Break == vitext.NoBreak && capital(text, tokens[end+1]) && !headAt(tokens, end+1):
			end += 1 + nameWord(text, tokens, end+1)
		case t.Break == vitext.PunctBreak && capital(text, *t) && !headAt(tokens, end) && text[tokens[end-1].End:t.Start] == ", ":
			end += nameWord(text, tokens, end)
		case next(0, "cấp") && next(1, "tỉnh", "huyện", "xã"), next(0, "tối") && next(1, "cao"), next(0, "các") && next(1, "cấp"):
			end += 2
		default:
			return end - i
		}
	}
	return end - i
}

// nameWord is how many tokens the capitalised word at i has: two syllables, one of
// them small ("Tài chính"), but one for the head of another name ("Bộ", "Cục").
func nameWord(text string, tokens []wording.Token, i int) int {
	switch tokens[i].Key {
	case "bộ", "sở", "cục", "vụ":
		return 1
	}
	if i+1 < len(tokens) && tokens[i+1].Break == vitext.NoBreak && !tokens[i+1].Skip {
		return 2
	}
	return 1
}

func headAt(tokens []wording.Token, i int) bool {
	_, ok := match(heads, tokens, i)
	return ok
}

func capital(text string, t wording.Token) bool {
	r, _ := utf8.DecodeRuneInString(text[t.Start:])
	return unicode.IsUpper(r)
}
