package docx

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
)

// scanner reads the XML of office files, several times faster than encoding/xml:
// it keeps no copies, resolves only the namespaces that matter here, and knows no
// entities but those that XML predefines. A document type is refused.
type scanner struct {
	data []byte
	pos  int

	// The current token.
	kind  tokenKind
	ns    namespace
	local []byte
	attrs []attribute
	text  []byte // of a text token, entities resolved; valid until the next token

	prefixes  []prefix
	last      []byte // the prefix looked up last, nil none
	lastNS    namespace
	stack     [][]byte // qualified names of the open elements
	selfClose bool
	buf       []byte
}

type tokenKind uint8

const (
	startToken tokenKind = iota
	endToken
	textToken
)

type namespace uint8

// The namespaces of interest; both the transitional and the strict names of a
// part count as one.
const (
	nsOther    namespace = iota
	nsW                  // WordprocessingML
	nsR                  // relationships of the document
	nsMC                 // markup compatibility
	nsMath               // Office Math
	nsA                  // DrawingML
	nsWPS                // shapes
	nsV                  // VML
	nsPackage            // package relationships
	nsXML                // xml:
	nsReserved           // xmlns:
)

var namespaces = map[string]namespace{
	"http://schemas.openxmlformats.org/wordprocessingml/2006/main":        nsW,
	"http://purl.oclc.org/ooxml/wordprocessingml/main":                    nsW,
	"http://schemas.openxmlformats.org/officeDocument/2006/relationships": nsR,
	"http://purl.oclc.org/ooxml/officeDocument/relationships":             nsR,
	"http://schemas.openxmlformats.org/markup-compatibility/2006":         nsMC,
	"http://schemas.openxmlformats.org/officeDocument/2006/math":          nsMath,
	"http://purl.oclc.org/ooxml/officeDocument/math":                      nsMath,
	"http://schemas.openxmlformats.org/drawingml/2006/main":               nsA,
	"http://purl.oclc.org/ooxml/drawingml/main":                           nsA,
	"http://schemas.microsoft.com/office/word/2010/wordprocessingShape":   nsWPS,
	"urn:schemas-microsoft-com:vml":                                       nsV,
	"http://schemas.openxmlformats.org/package/2006/relationships":        nsPackage,
}

type prefix struct {
	name  []byte
	ns    namespace
	depth int
}

type attribute struct {
	name  []byte // qualified
	local []byte
	value []byte // entities resolved
}

var (
	errXML     = errors.New("malformed XML")
	errDoctype = errors.New("XML with a document type")
)

// maxDepth bounds nesting; Word writes a few dozen levels.
const maxDepth = 400

func newScanner(data []byte) *scanner {
	return &scanner{data: toUTF8(data)}
}

// next moves to the next token. The error is io.EOF after the root element,
// io.ErrUnexpectedEOF where the part breaks off, errXML for bad markup.
func (s *scanner) next() error {
	if s.selfClose {
		s.selfClose = false
		return s.close()
	}
	for {
		if s.pos >= len(s.data) {
			if len(s.stack) > 0 {
				return io.ErrUnexpectedEOF
			}
			return io.EOF
		}
		if s.data[s.pos] != '<' {
			end := bytes.IndexByte(s.data[s.pos:], '<')
			if end < 0 {
				end = len(s.data) - s.pos
			}
			raw := s.data[s.pos : s.pos+end]
			s.pos += end
			if len(s.stack) == 0 {
				continue // white space around the root
			}
			s.kind = textToken
			s.buf = s.buf[:0]
			s.text = s.unescape(raw)
			return nil
		}
		rest := s.data[s.pos:]
		switch {
		case len(rest) < 2:
			return io.ErrUnexpectedEOF
		case rest[1] == '/':
			return s.endTag()
		case rest[1] == '?':
			if err := s.skipPast("?>"); err != nil {
				return err
			}
		case bytes.HasPrefix(rest, []byte("<!--")):
			if err := s.skipPast("-->"); err != nil {
				return err
			}
		case bytes.HasPrefix(rest, []byte("<![CDATA[")):
			start := s.pos + len("<![CDATA[")
			if err := s.skipPast("]]>"); err != nil {
				return err
			}
			if len(s.stack) == 0 {
				return errXML
			}
			s.kind, s.text = textToken, s.data[min(start, s.pos-3):s.pos-3]
			return nil
		case rest[1] == '!':
			return errDoctype
		default:
			return s.startTag()
		}
	}
}

func (s *scanner) skipPast(mark string) error {
	i := bytes.Index(s.data[s.pos:], []byte(mark))
	if i < 0 {
		return io.ErrUnexpectedEOF
	}
	s.pos += i + len(mark)
	return nil
}

func (s *scanner) endTag() error {
	end := bytes.IndexByte(s.data[s.pos:], '>')
	if end < 0 {
		return io.ErrUnexpectedEOF
	}
	name := bytes.TrimRight(s.data[s.pos+2:s.pos+end], " \t\r\n")
	s.pos += end + 1
	if len(s.stack) == 0 || !bytes.Equal(name, s.stack[len(s.stack)-1]) {
		return fmt.Errorf("%w: unexpected </%.40s>", errXML, name)
	}
	return s.close()
}

// close makes the end token of the innermost open element.
func (s *scanner) close() error {
	name := s.stack[len(s.stack)-1]
	s.kind = endToken
	s.attrs = s.attrs[:0]
	s.ns, s.local = s.resolve(name, true)
	for n := len(s.prefixes); n > 0 && s.prefixes[n-1].depth == len(s.stack); n-- {
		s.prefixes = s.prefixes[:n-1]
		s.last = nil
	}
	s.stack = s.stack[:len(s.stack)-1]
	return nil
}

func isSpace(c byte) bool { return c == ' ' || c == '\t' || c == '\n' || c == '\r' }

func (s *scanner) startTag() error {
	d := s.data
	i := s.pos + 1
	start := i
	for i < len(d) && d[i] != '>' && d[i] != '/' && !isSpace(d[i]) {
		i++
	}
	name := d[start:i]
	if len(name) == 0 || len(s.stack) >= maxDepth {
		return fmt.Errorf("%w: bad or too deep element", errXML)
	}
	s.stack = append(s.stack, name)
	s.attrs = s.attrs[:0]
	s.buf = s.buf[:0]
	for {
		for i < len(d) && isSpace(d[i]) {
			i++
		}
		if i >= len(d) {
			return io.ErrUnexpectedEOF
		}
		if d[i] == '>' {
			i++
			break
		}
		if d[i] == '/' {
			if i+1 >= len(d) {
				return io.ErrUnexpectedEOF
			}
			if d[i+1] != '>' {
				return fmt.Errorf("%w: stray slash", errXML)
			}
			s.selfClose = true
			i += 2
			break
		}
		start = i
		for i < len(d) && d[i] != '=' && d[i] != '>' && !isSpace(d[i]) {
			i++
		}
		key := d[start:i]
		for i < len(d) && isSpace(d[i]) {
			i++
		}
		if i >= len(d) {
			return io.ErrUnexpectedEOF
		}
		if d[i] != '=' || len(key) == 0 {
			return fmt.Errorf("%w: attribute without value", errXML)
		}
		for i++; i < len(d) && isSpace(d[i]); i++ {
		}
		if i >= len(d) {
			return io.ErrUnexpectedEOF
		}
		quote := d[i]
		if quote != '"' && quote != '\'' {
			return fmt.Errorf("%w: unquoted attribute", errXML)
		}
		end := bytes.IndexByte(d[i+1:], quote)
		if end < 0 {
			return io.ErrUnexpectedEOF
		}
		value := s.unescape(d[i+1 : i+1+end])
		i += end + 2
		if bytes.HasPrefix(key, []byte("xmlns")) && (len(key) == 5 || key[5] == ':') {
			s.prefixes = append(s.prefixes, prefix{name: bytes.TrimPrefix(key[5:], []byte(":")), ns: namespaces[strings.TrimSpace(string(value))], depth: len(s.stack)})
			s.last = nil
			continue
		}
		s.attrs = append(s.attrs, attribute{name: key, local: key[bytes.IndexByte(key, ':')+1:], value: value})
	}
	s.pos = i
	s.kind = startToken
	s.ns, s.local = s.resolve(name, true)
	return nil
}

// resolve splits a qualified name. The default namespace holds for elements only.
func (s *scanner) resolve(name []byte, element bool) (namespace, []byte) {
	var p []byte
	local := name
	if i := bytes.IndexByte(name, ':'); i >= 0 {
		p, local = name[:i], name[i+1:]
	} else if !element {
		return nsOther, name
	}
	if s.last != nil && bytes.Equal(s.last, p) {
		return s.lastNS, local
	}
	for i := len(s.prefixes) - 1; i >= 0; i-- {
		if bytes.Equal(s.prefixes[i].name, p) {
			s.last, s.lastNS = p, s.prefixes[i].ns
			return s.lastNS, local
		}
	}
	return nsOther, local
}

// attr returns an attribute of the current start token by its local name, in
// any namespace; ok is false where there is none.
func (s *scanner) attr(local string) (value string, ok bool) {
	for i := range s.attrs {
		if string(s.attrs[i].local) == local {
			return string(s.attrs[i].value), true
		}
	}
	return "", false
}

// attrNS is attr for names that two namespaces share.
func (s *scanner) attrNS(ns namespace, local string) string {
	for i := range s.attrs {
		if string(s.attrs[i].local) != local {
			continue
		}
		if got, _ := s.resolve(s.attrs[i].name, false); got == ns {
			return string(s.attrs[i].value)
		}
	}
	return ""
}

// skip moves past the end of the element whose start token is current.
func (s *scanner) skip() error {
	depth := len(s.stack)
	for {
		if err := s.next(); err != nil {
			return unexpected(err)
		}
		if s.kind == endToken && len(s.stack) < depth {
			return nil
		}
	}
}
