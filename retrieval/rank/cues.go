package rank

import "trolyluat/corpus/vitext"

// cueWordings are the words by which a question shows what it asks for.
var cueWordings = []struct {
	cue   Cue
	words [][]Token
}{
	{AsksDefinition, [][]Token{phrase("là", "gì"), phrase("được", "hiểu"), phrase("hiểu", "như", "thế", "nào"), phrase("khái", "niệm"),
		phrase("định", "nghĩa"), phrase("nghĩa", "là"), phrase("thế", "nào", "là"), phrase("hiểu", "thế", "nào")}},
	{AsksPenalty, [][]Token{phrase("phạt"), phrase("xử", "lý"), phrase("chế", "tài"), phrase("phạt", "tù")}},
	{AsksQuantity, [][]Token{phrase("bao", "nhiêu"), phrase("bao", "lâu"), phrase("mấy"), phrase("mức")}},
	{AsksWho, [][]Token{phrase("ai"), phrase("cơ", "quan", "nào"), phrase("thẩm", "quyền"), phrase("người", "nào")}},
	{AsksProcedure, [][]Token{phrase("thủ", "tục"), phrase("hồ", "sơ"), phrase("trình", "tự"), phrase("giấy", "tờ")}},
}

// CuesOf reads the cues of a question.
func CuesOf(text string) Cue {
	tokens := AppendTokens(nil, vitext.Syllables(text))
	var c Cue
	for _, w := range cueWordings {
		if contains(tokens, w.words...) > 0 {
			c |= w.cue
		}
	}
	return c
}
