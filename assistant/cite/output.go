package cite

import (
	"net/url"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/text/unicode/norm"

	"trolyluat/assistant/wording"
)

// Rules say what may stand in an answer beside words.
type Rules struct {
	// Hosts that links may point to ("vbpl.vn"); any other link is taken out. A
	// host covers its subdomains.
	Hosts []string
	// Secret are texts that must not be told: the system prompt. An answer that
	// repeats secretRun words of one in a row loses that sentence.
	Secret []string
	// Fence is the line that enclosed data in the prompt; it is taken out.
	Fence string
	// Known are texts that telephone numbers, accounts and mail addresses may come
	// from: the passages, the question, the operator's contact line. Others are
	// taken out: nobody is to be sent to a stranger. Nil leaves all.
	Known []string
}

// Finding is something taken out of an answer.
type Finding struct {
	Kind  string // "link", "image", "html", "script", "prompt", "fence", "hidden", "contact", "chat"
	Words string // what was taken out, cut to 80 letters
}

// Output cleans the text of a model before a reader sees it: no images, no HTML,
// no links but to known hosts, no code addresses (javascript:, data:), no
// invisible letters, no strangers' numbers, nothing of the prompt. What is left
// is the same text otherwise; a link's words stay. Call it before [Check].
func Output(text string, rules Rules) (string, []Finding) {
	c := cleaner{rules: rules}
	return strings.TrimSpace(c.clean(text)), c.found
}

// OutputStream cleans a text that comes in pieces, a sentence or line at a time.
type OutputStream struct {
	c    cleaner
	held string
}

// NewOutputStream starts cleaning a stream.
func NewOutputStream(rules Rules) *OutputStream { return &OutputStream{c: cleaner{rules: rules}} }

// maxHeld bounds how much a stream holds back without the end of a sentence.
const maxHeld = 4000

var sentenceEnd = regexp.MustCompile(`(?s)^.*(?:\n|[.!?;:](?:\s*\[\d{1,3}\])*\s)`)

// Next takes a piece and returns the sentences that are complete.
func (o *OutputStream) Next(piece string) string {
	o.held += piece
	n := len(sentenceEnd.FindString(o.held))
	if n == 0 && len(o.held) > maxHeld {
		n = strings.LastIndexByte(o.held, ' ') + 1
	}
	// A tag, link or mark that is still open may be one.
	if i := strings.LastIndexAny(o.held[:n], "<[("); i >= 0 && n-i < maxHeld && !strings.ContainsAny(o.held[i:n], ">])") {
		n = i
	}
	ready := o.held[:n]
	o.held = o.held[n:]
	return o.emit(ready)
}

// Flush returns what was held back.
func (o *OutputStream) Flush() string {
	ready := o.held
	o.held = ""
	return o.emit(ready)
}

// Found lists what was taken out so far.
func (o *OutputStream) Found() []Finding { return o.c.found }

func (o *OutputStream) emit(s string) string {
	core := strings.TrimSpace(s)
	if core == "" {
		return s
	}
	i := strings.Index(s, core)
	return s[:i] + strings.TrimSpace(o.c.clean(core)) + s[i+len(core):]
}

func (c *cleaner) clean(text string) string {
	text = c.hidden(text)
	for range 3 { // what one step takes out may lay bare another
		before := text
		text = c.images(text)
		text = c.html(text)
		text = c.links(text)
		text = c.bare(text)
		if text == before {
			break
		}
	}
	text = c.fences(text)
	text = c.contacts(text)
	return c.secrets(text)
}

type cleaner struct {
	rules Rules
	found []Finding
}

func (c *cleaner) note(kind, words string) {
	r := []rune(strings.Join(strings.Fields(words), " "))
	if len(r) > 80 {
		r = append(r[:80], '…')
	}
	c.found = append(c.found, Finding{kind, string(r)})
}

// hidden takes out letters that nobody sees: they may carry text between models.
func (c *cleaner) hidden(text string) string {
	n := 0
	text = strings.Map(func(r rune) rune {
		switch {
		case r >= 0xE0000 && r <= 0xE01EF, r >= 0xFE00 && r <= 0xFE0F, r >= 0x200B && r <= 0x200F, r >= 0x202A && r <= 0x202E,
			r >= 0x2060 && r <= 0x206F, r == 0xFEFF, r == 0xAD, r < ' ' && r != '\n' && r != '\t' && r != '\r', r >= 0x7F && r <= 0x9F:
			n++
			return -1
		}
		return r
	}, strings.ToValidUTF8(text, "\uFFFD"))
	if n > 0 {
		c.note("hidden", "")
	}
	return text
}

var (
	imageForm    = regexp.MustCompile(`!\[([^\]]*)\]\s*(?:\([^)]*\)|\[[^\]]*\])`)
	linkForm     = regexp.MustCompile(`\[([^\[\]]+)\]\(\s*<?([^)\s>]*)>?(?:\s+["'(][^)]*)?\)`)
	linkRefs     = regexp.MustCompile(`(?m)^[ \t]*\[[^\]\n]+\]:[ \t]*\S+.*$`)
	scriptForm   = regexp.MustCompile(`(?is)<\s*(script|style|iframe|object|svg|math|template|noscript)\b.*?(?:<\s*/\s*(?:script|style|iframe|object|svg|math|template|noscript)\s*>|$)`)
	htmlForm     = regexp.MustCompile(`(?s)<!--.*?(?:-->|$)|</?[A-Za-z][A-Za-z0-9:\-]*(?:\s[^<>]*)?/?>|<[A-Za-z/!][^<>\n]{0,200}$`)
	autoLink     = regexp.MustCompile(`<((?:https?|ftp|mailto):[^<>\s]+)>`)
	addressForm  = regexp.MustCompile(`(?i)\b(?:https?|ftp|file|wss?)\s*:\s*/\s*/[^\s<>()\[\]“”"']+|\bwww\.[^\s<>()\[\]“”"']+`)
	codeAddress  = regexp.MustCompile(`(?i)\b(?:javascript|vbscript|data|blob)\s*:\s*[^\s]{2,}`)
	dataWord     = regexp.MustCompile(`(?i)^data\s*:\s*(?:[a-z]+/[a-z0-9.+\-]+|;|,)`)
	chatForm     = regexp.MustCompile(`(?i)<\s*\|[^|<>\n]{0,40}\|\s*>?|\[\s*/?\s*INST\s*\]|<<\s*/?\s*SYS\s*>>`)
	entityBraces = regexp.MustCompile(`(?i)&(?:lt|gt|#0*60|#0*62|#x0*3c|#x0*3e);?`)
)

func (c *cleaner) images(text string) string {
	return imageForm.ReplaceAllStringFunc(text, func(s string) string {
		c.note("image", s)
		return ""
	})
}

func (c *cleaner) html(text string) string {
	text = entityBraces.ReplaceAllStringFunc(text, func(s string) string {
		c.note("html", s)
		return ""
	})
	text = chatForm.ReplaceAllStringFunc(text, func(s string) string {
		c.note("chat", s)
		return ""
	})
	text = scriptForm.ReplaceAllStringFunc(text, func(s string) string {
		c.note("script", s)
		return ""
	})
	text = autoLink.ReplaceAllString(text, "$1")
	return htmlForm.ReplaceAllStringFunc(text, func(s string) string {
		c.note("html", s)
		return ""
	})
}

// links keeps the words of a link and its address only for a known host.
func (c *cleaner) links(text string) string {
	text = linkForm.ReplaceAllStringFunc(text, func(s string) string {
		m := linkForm.FindStringSubmatch(s)
		if c.known(m[2]) {
			return s
		}
		c.note("link", s)
		return m[1]
	})
	return linkRefs.ReplaceAllStringFunc(text, func(s string) string {
		c.note("link", s)
		return ""
	})
}

// bare takes out addresses that stand in the text.
func (c *cleaner) bare(text string) string {
	text = codeAddress.ReplaceAllStringFunc(text, func(s string) string {
		if strings.HasPrefix(strings.ToLower(s), "data") && !dataWord.MatchString(s) {
			return s
		}
		c.note("script", s)
		return ""
	})
	return addressForm.ReplaceAllStringFunc(text, func(s string) string {
		trail := s[len(strings.TrimRight(s, ".,;:!?")):]
		if c.known(strings.TrimRight(s, ".,;:!?")) {
			return s
		}
		c.note("link", s)
		return trail
	})
}

func (c *cleaner) known(address string) bool {
	if !strings.Contains(address, "://") {
		if !strings.HasPrefix(strings.ToLower(address), "www.") {
			return false
		}
		address = "https://" + address
	}
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.User != nil {
		return false
	}
	host := strings.ToLower(u.Hostname())
	return slices.ContainsFunc(c.rules.Hosts, func(h string) bool {
		h = strings.ToLower(h)
		return host == h || strings.HasSuffix(host, "."+h)
	})
}

var (
	mailForm   = regexp.MustCompile(`[\pL\d._%+\-]+@[A-Za-z0-9\-]+(?:\.[A-Za-z0-9\-]+)+`)
	digitRun   = regexp.MustCompile(`\+?\d(?:[ .\-]?\d){7,24}`)
	grouped    = regexp.MustCompile(`^\d{1,3}(?:[.,]\d{3})+$`)
	afterCount = regexp.MustCompile(`(?i)^\s*(?:đồng|đ\b|vnd|vnđ|triệu|tỷ|usd|%)`)
)

// NoContact stands where a stranger's number was.
const NoContact = "(đã bỏ thông tin liên hệ không có trong căn cứ)"

// contacts takes out mail addresses and long numbers that come from nowhere.
func (c *cleaner) contacts(text string) string {
	if c.rules.Known == nil {
		return text
	}
	known := func(s string) bool {
		return slices.ContainsFunc(c.rules.Known, func(k string) bool { return strings.Contains(digitsOf(k), digitsOf(s)) })
	}
	text = mailForm.ReplaceAllStringFunc(text, func(s string) string {
		for _, k := range c.rules.Known {
			if strings.Contains(strings.ToLower(k), strings.ToLower(s)) {
				return s
			}
		}
		c.note("contact", s)
		return NoContact
	})
	var b strings.Builder
	at := 0
	for _, m := range digitRun.FindAllStringIndex(text, -1) {
		s := text[m[0]:m[1]]
		if grouped.MatchString(s) || afterCount.MatchString(text[m[1]:]) || known(s) ||
			m[1] < len(text) && (text[m[1]] == '/' || text[m[1]] == ']') || m[0] > 0 && strings.IndexByte("/,[{_", text[m[0]-1]) >= 0 || len(strings.Fields(s)) > 4 {
			continue
		}
		// Dates and years: "01.01.2021", "2015-2020", "2019 2020".
		if n := digitsOf(s); len(n) == 8 && (strings.HasPrefix(n, "19") || strings.HasPrefix(n, "20") || strings.Contains(s, ".") || strings.Contains(s, "-")) {
			continue
		}
		c.note("contact", s)
		b.WriteString(text[at:m[0]])
		b.WriteString(NoContact)
		at = m[1]
	}
	b.WriteString(text[at:])
	return b.String()
}

func digitsOf(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, s)
}

var fenceLine = regexp.MustCompile(`(?m)^.*={3,}\s*DỮ LIỆU.*$\n?`)

// fences takes out the lines that enclosed data in the prompt.
func (c *cleaner) fences(text string) string {
	text = fenceLine.ReplaceAllStringFunc(norm.NFC.String(text), func(s string) string {
		c.note("fence", s)
		return ""
	})
	if c.rules.Fence != "" && strings.Contains(text, c.rules.Fence) {
		c.note("fence", c.rules.Fence)
		text = strings.ReplaceAll(text, c.rules.Fence, "")
	}
	return text
}

// secretRun is how many words in a row of a secret text are a leak. Shorter runs
// are ordinary language.
const secretRun = 9

// secrets takes out the sentences that repeat the prompt.
func (c *cleaner) secrets(text string) string {
	if len(c.rules.Secret) == 0 {
		return text
	}
	grams := map[string]bool{}
	for _, s := range c.rules.Secret {
		eachGram(wording.Tokenize(s), func(g string, _, _ int) { grams[g] = true })
	}
	tokens := wording.Tokenize(text)
	var leaks [][2]int
	eachGram(tokens, func(g string, from, to int) {
		if grams[g] {
			leaks = append(leaks, [2]int{from, to})
		}
	})
	if len(leaks) == 0 {
		return text
	}
	var b strings.Builder
	at := 0
	for _, s := range split(text) {
		leaking := slices.ContainsFunc(leaks, func(l [2]int) bool { return l[0] < s.span.End && s.span.Start < l[1] })
		if !leaking {
			continue
		}
		c.note("prompt", text[s.span.Start:s.span.End])
		b.WriteString(text[at:s.span.Start])
		at = s.span.End
	}
	b.WriteString(text[at:])
	return tidy(b.String())
}

// eachGram calls f with every run of secretRun words and its span.
func eachGram(tokens []wording.Token, f func(gram string, from, to int)) {
	for i := 0; i+secretRun <= len(tokens); i++ {
		keys := make([]string, secretRun)
		for k := range keys {
			keys[k] = tokens[i+k].Key
		}
		f(strings.Join(keys, " "), tokens[i].Start, tokens[i+secretRun-1].End)
	}
}
