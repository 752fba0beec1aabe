package quality

import (
	"encoding/xml"
	"fmt"
	"io"
	"strings"
)

// ReadAKN reads back what WriteAKN wrote: the texts in document order, each
// under the eId that holds it ("" outside the body). It checks that the XML is
// well-formed and that ids are unique.
func ReadAKN(r io.Reader) (texts []AKNText, err error) {
	decoder := xml.NewDecoder(r)
	ids := map[string]bool{}
	var stack []string
	inMeta := 0
	for {
		token, err := decoder.Token()
		if err == io.EOF {
			return texts, nil
		}
		if err != nil {
			return nil, fmt.Errorf("quality: read akn: %w", err)
		}
		switch t := token.(type) {
		case xml.StartElement:
			id := ""
			if len(stack) > 0 {
				id = stack[len(stack)-1]
			}
			for _, at := range t.Attr {
				if at.Name.Local == "eId" {
					if ids[at.Value] {
						return nil, fmt.Errorf("quality: read akn: eId %q twice", at.Value)
					}
					ids[at.Value] = true
					id = at.Value
				}
			}
			stack = append(stack, id)
			if t.Name.Local == "meta" {
				inMeta++
			}
		case xml.EndElement:
			stack = stack[:len(stack)-1]
			if t.Name.Local == "meta" {
				inMeta--
			}
		case xml.CharData:
			if s := strings.TrimSpace(string(t)); s != "" && inMeta == 0 {
				if len(stack) == 0 {
					return nil, fmt.Errorf("quality: read akn: text %.20q outside of the root element", s)
				}
				texts = append(texts, AKNText{EID: stack[len(stack)-1], Text: s})
			}
		}
	}
}

// AKNText is a piece of text of an Akoma Ntoso file with the eId that holds it.
type AKNText struct{ EID, Text string }
