package vitext_test

import (
	"fmt"
	"strings"

	"trolyluat/corpus/vitext"
)

func ExampleNormalize() {
	fmt.Println(vitext.Normalize("Ðiều\u00a05. Quyền của ng\u00adười lao độ\u200bng"))
	// Output: Điều 5. Quyền của người lao động
}

func ExampleCanonicalTone() {
	fmt.Println(vitext.CanonicalTone("hoà giải, thuỷ lợi, quý vị"))
	// Output: hòa giải, thủy lợi, quý vị
}

func ExampleSyllables() {
	for _, t := range vitext.Syllables("Theo Nghị định 15/2020/NĐ-CP, hoà giải.") {
		fmt.Print(t.Text, " ")
		if parts := t.Parts(); parts != nil {
			fmt.Print("(")
			for _, p := range parts {
				fmt.Print(" ", p.Text)
			}
			fmt.Print(" ) ")
		}
	}
	// Output: theo nghị định 15/2020/nđ-cp ( 15 2020 nđ cp ) hòa giải
}

// A match in folded text is shown in the original.
func ExampleFoldMap() {
	text := "Thời gian thử việc tối đa"
	folded := vitext.FoldMap(text)
	i := strings.Index(folded.Text, "thu viec")
	from, to := folded.Span(i, i+len("thu viec"))
	fmt.Println(text[from:to])
	// Output: thử việc
}
