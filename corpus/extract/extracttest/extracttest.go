// Package extracttest writes extracted texts down so that the tests of the readers
// can compare them.
package extracttest

import (
	"fmt"
	"strings"

	"trolyluat/corpus/extract"
)

// Dump writes a text for comparison: a line for what it says of the whole, a line
// for each block with its layout. Encoding "utf-8" is left out.
func Dump(text *extract.Text) string {
	var b strings.Builder
	if text.Encoding != "utf-8" {
		fmt.Fprintf(&b, "encoding %s\n", text.Encoding)
	}
	if text.Pages > 0 {
		fmt.Fprintf(&b, "pages %d\n", text.Pages)
	}
	for _, w := range text.Warnings {
		fmt.Fprintf(&b, "warning %s\n", w)
	}
	for _, k := range text.Blocks {
		b.WriteString([]string{"p", "table", "note", "header", "footer"}[k.Kind])
		if k.Page > 0 {
			fmt.Fprintf(&b, " page=%d", k.Page)
		}
		if k.Bold {
			b.WriteString(" bold")
		}
		if k.Italic {
			b.WriteString(" italic")
		}
		if k.Centered {
			b.WriteString(" centered")
		}
		if k.Indent != 0 {
			fmt.Fprintf(&b, " indent=%g", k.Indent)
		}
		if k.Class != "" {
			fmt.Fprintf(&b, " class=%s", k.Class)
		}
		if k.Label != "" {
			fmt.Fprintf(&b, " label=%q", k.Label)
		}
		if k.Mark != "" {
			fmt.Fprintf(&b, " mark=%s", k.Mark)
		}
		for _, n := range k.Notes {
			fmt.Fprintf(&b, " note=%s@%d", n.Mark, n.At)
		}
		if k.Kind == extract.TableBlock {
			fmt.Fprintf(&b, ": %q\n", k.Rows)
			continue
		}
		fmt.Fprintf(&b, ": %s\n", k.Text)
	}
	return b.String()
}
