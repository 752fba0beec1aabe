package review

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"

	"trolyluat/assistant/privacy"
	"trolyluat/corpus"
	"trolyluat/corpus/amend"
	"trolyluat/corpus/extract"
	"trolyluat/corpus/parse"
)

// Extractor reads the bytes of a file; extract.Registry is one.
type Extractor interface {
	Read(ctx context.Context, name string, data []byte) (*extract.Text, error)
}

// Read reads the file of a draft into a document. A file with a secrecy marking
// is refused ([privacy.RefuseSecret]). Other refusals are those of the extractor
// and the parser.
func Read(ctx context.Context, x Extractor, name string, data []byte) (*corpus.Document, error) {
	text, err := x.Read(ctx, name, data)
	if err != nil {
		return nil, fmt.Errorf("review: read %s: %w", name, err)
	}
	if err := privacy.RefuseSecret(text); err != nil {
		return nil, fmt.Errorf("review: read %s: %w", name, err)
	}
	sum := sha256.Sum256(data)
	src := corpus.Source{Name: name, URI: name, SHA256: hex.EncodeToString(sum[:]), Size: int64(len(data)),
		Format: text.Format, Encoding: text.Encoding, How: text.How, Pages: text.Pages}
	doc, err := parse.Parse(text, src)
	if err != nil {
		return nil, fmt.Errorf("review: read %s: %w", name, err)
	}
	doc.Source = src
	doc.Amendments = amend.Read(doc)
	doc.Relations = amend.Relations(doc)
	return doc, nil
}
