package llm

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"unicode/utf8"
)

// Object asks for one JSON object and decodes it into T. A reply that cannot be
// read is repaired once: the model gets its own words back with what is wrong.
// The usage is of both requests. The error is ErrMalformed when the second
// reply cannot be read either.
func Object[T any](ctx context.Context, g Generator, r Request) (T, Usage, error) {
	var v T
	reply, err := Collect(g.Generate(ctx, r))
	used := reply.Usage
	if err != nil {
		return v, used, err
	}
	bad := Decode(reply.Text, &v)
	if bad == nil {
		return v, used, nil
	}
	again := r
	again.Purpose = r.Purpose + "/repair"
	again.Scope = nil
	again.Messages = append(append([]Message(nil), r.Messages...),
		Message{Assistant, Trim(reply.Text, 1000)},
		Message{User, "Nội dung trên không phải một đối tượng JSON đọc được. Hãy viết lại, chỉ gồm đúng một đối tượng JSON theo mẫu đã nêu, không có chữ nào khác."})
	reply, err = Collect(g.Generate(ctx, again))
	used.Prompt += reply.Usage.Prompt
	used.Completion += reply.Usage.Completion
	if err != nil {
		return v, used, err
	}
	var second T
	if err := Decode(reply.Text, &second); err != nil {
		return second, used, &Error{Kind: ErrMalformed, Model: g.Model(), Detail: fmt.Sprintf("no JSON object after one repair: %v", err)}
	}
	return second, used, nil
}

// Decode reads the JSON object or array in what a model wrote: alone, in a code
// fence, or amid talk. Where the object is cut short or written loosely
// (trailing commas, comments, curly or single quotes, line breaks in strings,
// Python's True and None, open brackets) it is mended. It never panics.
func Decode(text string, v any) error {
	var first error
	for _, candidate := range candidates(text) {
		err := strictly(candidate, v)
		if err == nil {
			return nil
		}
		if mended := mend(candidate); mended != candidate {
			if strictly(mended, v) == nil {
				return nil
			}
		}
		if first == nil {
			first = err
		}
	}
	if first == nil {
		first = fmt.Errorf("llm: no JSON object in %d letters", utf8.RuneCountInString(text))
	}
	return first
}

func strictly(s string, v any) error {
	d := json.NewDecoder(strings.NewReader(s))
	if err := d.Decode(v); err != nil {
		return fmt.Errorf("llm: decoding the model's JSON: %w", err)
	}
	return nil
}

// candidates are the places where an object may stand, the likeliest first.
func candidates(text string) []string {
	text = strings.TrimPrefix(strings.TrimSpace(text), "\uFEFF")
	var out []string
	if i := strings.Index(text, "```"); i >= 0 {
		body := text[i+3:]
		if j := strings.IndexByte(body, '\n'); j >= 0 && j < 12 {
			body = body[j+1:]
		}
		if j := strings.Index(body, "```"); j >= 0 {
			body = body[:j]
		}
		if k := strings.IndexAny(body, "{["); k >= 0 {
			out = append(out, body[k:])
		}
	}
	for from, n := 0, 0; n < 4; n++ {
		i := strings.IndexAny(text[from:], "{[")
		if i < 0 {
			break
		}
		out = append(out, text[from+i:])
		from += i + 1
	}
	return out
}

// mend rewrites loose JSON strictly and closes what is open.
func mend(s string) string {
	var b bytes.Buffer
	var open []byte
	for i := 0; i < len(s); {
		c := s[i]
		r, n := utf8.DecodeRuneInString(s[i:])
		switch {
		case c == '"' || c == '\'' || r == '“' || r == '”' || r == '‘' || r == '’':
			i = mendString(&b, s, i)
			continue
		case c == '{' || c == '[':
			open = append(open, c+2) // '}' is '{'+2, ']' is '['+2
			b.WriteByte(c)
		case c == '}' || c == ']':
			trimComma(&b)
			if len(open) == 0 {
				return b.String()
			}
			if open[len(open)-1] != c { // closes more than one at once
				b.WriteByte(open[len(open)-1])
				open = open[:len(open)-1]
				if len(open) > 0 {
					continue
				}
				return b.String()
			}
			open = open[:len(open)-1]
			b.WriteByte(c)
			if len(open) == 0 {
				return b.String()
			}
		case c == '/' && strings.HasPrefix(s[i:], "//"):
			if j := strings.IndexByte(s[i:], '\n'); j >= 0 {
				i += j
				continue
			}
			i = len(s)
			continue
		case c == '/' && strings.HasPrefix(s[i:], "/*"):
			if j := strings.Index(s[i:], "*/"); j >= 0 {
				i += j + 2
				continue
			}
			i = len(s)
			continue
		case isWord(c):
			j := i
			for j < len(s) && isWord(s[j]) {
				j++
			}
			i = mendWord(&b, s, i, j)
			continue
		default:
			b.WriteString(s[i : i+n])
		}
		i += n
	}
	trimComma(&b)
	if bytes.HasSuffix(b.Bytes(), []byte(":")) {
		b.WriteString("null")
	}
	for k := len(open) - 1; k >= 0; k-- {
		b.WriteByte(open[k])
	}
	return b.String()
}

func isWord(c byte) bool {
	return c == '_' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
}

// mendWord writes a bare word: a literal, a Python literal, or a key without
// quotes.
func mendWord(b *bytes.Buffer, s string, i, j int) int {
	word := s[i:j]
	// The e of a number.
	if k := b.Len(); k > 0 && (word == "e" || word == "E") {
		if last := b.Bytes()[k-1]; last >= '0' && last <= '9' {
			b.WriteString(word)
			return j
		}
	}
	switch word {
	case "true", "false", "null":
		b.WriteString(word)
	case "True":
		b.WriteString("true")
	case "False":
		b.WriteString("false")
	case "None", "NaN", "undefined", "nil":
		b.WriteString("null")
	default:
		if strings.HasPrefix(strings.TrimLeft(s[j:], " "), ":") {
			b.WriteString(`"` + word + `"`)
		} else if len(s) == j { // a literal cut short
			b.WriteString("null")
		} else {
			b.WriteString(word)
		}
	}
	return j
}

// mendString writes a string from its opening quote on. A quote inside that does
// not end it, because no comma, colon or bracket follows, is escaped.
func mendString(b *bytes.Buffer, s string, i int) int {
	q, n := utf8.DecodeRuneInString(s[i:])
	closing := map[rune]string{'"': `"`, '\'': `'`, '“': "”\"“", '”': "”\"", '‘': "’'", '’': "’'"}[q]
	b.WriteByte('"')
	for i += n; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		switch {
		case r == '\\' && i+1 < len(s):
			_, m := utf8.DecodeRuneInString(s[i+1:])
			if strings.IndexByte(`"\/bfnrtu`, s[i+1]) >= 0 {
				b.WriteString(s[i : i+1+m])
			} else {
				b.WriteString(s[i+1 : i+1+m])
			}
			i += 1 + m
			continue
		case r == '\\':
		case strings.ContainsRune(closing, r) && endsString(s[i+n:]):
			b.WriteByte('"')
			return i + n
		case r == '"':
			b.WriteString(`\"`)
		case r == '\n':
			b.WriteString(`\n`)
		case r == '\t':
			b.WriteString(`\t`)
		case r < ' ':
		case r == utf8.RuneError && n <= 1:
			b.WriteString("\uFFFD")
		default:
			b.WriteString(s[i : i+n])
		}
		i += n
	}
	b.WriteByte('"')
	return len(s)
}

func endsString(rest string) bool {
	rest = strings.TrimLeft(rest, " \t\r\n")
	return rest == "" || strings.IndexByte(",:}]", rest[0]) >= 0
}

func trimComma(b *bytes.Buffer) {
	s := bytes.TrimRight(b.Bytes(), " \t\r\n")
	if len(s) > 0 && s[len(s)-1] == ',' {
		s = s[:len(s)-1]
	}
	b.Truncate(len(s))
}
