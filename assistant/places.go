package assistant

import (
	_ "embed"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"trolyluat/corpus"
	"trolyluat/corpus/vitext"
)

// placesChanged is the day from which there are 34 provinces and no districts
// (design, section 4).
var placesChanged = corpus.NewDate(2025, 7, 1)

//go:embed places.txt
var placesFile string

// formerPlace is a province that is a part of another since placesChanged.
type formerPlace struct {
	name, now string   // "tỉnh Hà Nam", "tỉnh Ninh Bình"
	words     []string // of the name without its kind, without diacritics
}

// formerPlaces are all of them, as the file lists them.
var formerPlaces = sync.OnceValue(func() []formerPlace {
	var out []formerPlace
	for line := range strings.Lines(placesFile) {
		now, list, ok := strings.Cut(strings.TrimSpace(line), "\t")
		if !ok || strings.HasPrefix(now, "#") {
			continue
		}
		for name := range strings.SplitSeq(list, "|") {
			name = strings.TrimSpace(name)
			words := syllables(vitext.Fold(strings.TrimPrefix(name, "tỉnh ")))
			out = append(out, formerPlace{name, now, words})
		}
	}
	return out
})

// placeLeads are words, without diacritics, behind which the name of a place
// stands though it is typed in small letters.
var placeLeads = map[string]bool{"tinh": true, "o": true, "tai": true, "ve": true, "ra": true, "vao": true, "que": true, "ubnd": true}

// formerPlacesIn are the former provinces that a text names: in capitals, or
// behind a word that leads into a place ("hòa bình" alone is none).
func formerPlacesIn(text string) []formerPlace {
	tokens := vitext.Syllables(text)
	var out []formerPlace
	for _, p := range formerPlaces() {
		for i := 0; i+len(p.words) <= len(tokens); i++ {
			named, capitals := true, true
			for k, w := range p.words {
				t := tokens[i+k]
				first, _ := utf8.DecodeRuneInString(text[t.Start:])
				named, capitals = named && vitext.Fold(t.Text) == w, capitals && unicode.IsUpper(first)
			}
			if named && (capitals || i > 0 && placeLeads[vitext.Fold(tokens[i-1].Text)]) {
				out = append(out, p)
				break
			}
		}
	}
	return out
}

var districtWords = regexp.MustCompile(`(?i)(?:ubnd|ủy ban nhân dân|phòng|công an|tòa án nhân dân)?\s*(?:cấp )?(?:quận|huyện|thị xã)(?:\s|$|,|\?)`)

// placeNotes tell of names of places and levels in a question that the date does
// not have, or that have changed since.
func placeNotes(question string, on, today corpus.Date) []string {
	var notes []string
	for _, p := range formerPlacesIn(question) {
		if on >= placesChanged {
			notes = append(notes, fmt.Sprintf("%s nay thuộc %s từ %s (Nghị quyết 202/2025/QH15); việc của cơ quan %s cũ do cơ quan %s thực hiện.",
				capital(p.name), p.now, placesChanged.VN(), p.name, p.now))
		} else if today >= placesChanged {
			notes = append(notes, fmt.Sprintf("Tại ngày %s còn %s; từ %s nơi này thuộc %s (Nghị quyết 202/2025/QH15).", on.VN(), p.name, placesChanged.VN(), p.now))
		}
	}
	if on >= placesChanged && districtWords.MatchString(question) {
		notes = append(notes, "Từ 01/7/2025 không còn cấp huyện; việc của cấp huyện do cơ quan khác thực hiện theo văn bản phân định thẩm quyền. Tên địa danh, cơ quan trong câu hỏi là tên cũ.")
	}
	return slices.Compact(notes)
}

// capital begins a sentence.
func capital(s string) string {
	first, n := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(first)) + s[n:]
}
