package redact

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"regexp"
	"strings"
)

// What surrounds the text of a Word package: relations, types, attributes.

var attribute = regexp.MustCompile(`\s+(?:[A-Za-z0-9]+:)?([A-Za-z0-9]+)\s*=\s*(?:"[^"]*"|'[^']*')`)

// withoutTales takes the attributes out of a start tag that tell of people.
func withoutTales(tag string) (string, bool) {
	clean := attribute.ReplaceAllStringFunc(tag, func(a string) string {
		if m := attribute.FindStringSubmatch(a); tellTale[m[1]] {
			return ""
		}
		return a
	})
	return clean, clean != tag
}

// relations drops the relations of parts that are gone, and the targets of links
// that leave the document.
func (p *part) relations() error {
	return p.each("Relationship", func(t xml.StartElement) (drop bool, with string) {
		target, kind, mode := attr(t, "Target"), attr(t, "Type"), attr(t, "TargetMode")
		full := strings.TrimPrefix(target, "/")
		if !strings.Contains(full, "/") && strings.HasPrefix(p.name, "word/") {
			full = "word/" + full
		}
		for _, k := range []string{"/comments", "/people", "/customXml", "-properties", "/thumbnail", "/glossaryDocument", "/attachedTemplate", "/oleObject", "/vbaProject"} {
			if strings.Contains(kind, k) {
				return true, ""
			}
		}
		if gone(full) || gone(strings.TrimPrefix(full, "../")) {
			return true, ""
		}
		if mode == "External" {
			return false, `<Relationship Id="` + escape(attr(t, "Id")) + `" Type="` + escape(kind) + `" Target="about:blank" TargetMode="External"/>`
		}
		return false, ""
	})
}

// contentTypes drops the types of parts that are gone.
func (p *part) contentTypes() error {
	return p.each("Override", func(t xml.StartElement) (bool, string) {
		return gone(strings.TrimPrefix(attr(t, "PartName"), "/")), ""
	})
}

// each looks at the elements of a name: dropped, replaced, or left when both are
// empty.
func (p *part) each(name string, look func(xml.StartElement) (drop bool, with string)) error {
	dec := xml.NewDecoder(bytes.NewReader(p.data))
	var open *edit
	for {
		start := int(dec.InputOffset())
		tok, err := dec.RawToken()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		end := int(dec.InputOffset())
		switch t := tok.(type) {
		case xml.StartElement:
			if t.Name.Local != name {
				continue
			}
			drop, with := look(t)
			if drop || with != "" {
				open = &edit{start, end, with}
			}
			if strings.HasSuffix(string(p.data[start:end]), "/>") && open != nil {
				p.edits = append(p.edits, *open)
				open = nil
			}
		case xml.EndElement:
			if t.Name.Local == name && open != nil {
				open.end = max(open.end, end)
				p.edits = append(p.edits, *open)
				open = nil
			}
		}
	}
}

func attr(t xml.StartElement, name string) string {
	for _, a := range t.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

func escape(s string) string {
	var b bytes.Buffer
	_ = xml.EscapeText(&b, []byte(s)) // a buffer does not fail
	return b.String()
}
