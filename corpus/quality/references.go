package quality

import (
	"context"
	"fmt"
	"strings"

	"trolyluat/corpus"
	"trolyluat/corpus/reference"
)

// brokenAtMost bounds the references listed of one document.
const brokenAtMost = 20

// Resolver is References over the store's own documents.
type Resolver struct{ resolver *reference.Resolver }

// NewResolver reads the names and numbers of the store's documents.
func NewResolver(ctx context.Context, lib Library) (*Resolver, error) {
	index, err := reference.NewIndex(ctx, lib)
	if err != nil {
		return nil, fmt.Errorf("quality: index documents: %w", err)
	}
	return &Resolver{reference.NewResolver(index)}, nil
}

// Broken lists the references of the document whose document is in the store
// and has no such provision: at most 20, as the text writes them.
func (r *Resolver) Broken(ctx context.Context, d *corpus.Document) ([]string, error) {
	// In an amending act a bare "Điều 5" or "Luật này" is mostly the amended act's.
	amending := len(d.Amendments) > 0 || strings.Contains(strings.ToLower(d.Title), "sửa đổi")
	self := reference.Act{ID: d.ID, Key: d.Key, Kind: d.Kind, Title: d.Title, Issued: d.Issued, Effective: d.Effective}
	years := reference.BasisYears(d.Basis)
	amendsHere := amending
	var broken []string
	for i := range d.Provisions {
		p := &d.Provisions[i]
		if p.Level == corpus.LevelPreamble || p.Level == corpus.LevelClosing || p.Path == "chu-thich" {
			continue // notes of a consolidation quote its amending acts
		}
		if p.Level == corpus.LevelArticle {
			whole := strings.ToLower(d.Text[p.Span.Start:p.Span.End])
			amendsHere = amending || strings.Contains(whole, "sửa đổi, bổ sung")
		}
		text := d.Text[p.Own.Start:p.Own.End]
		for _, ref := range reference.Find(text) {
			if own := ref.Document.IsZero() || ref.Document.This; own && (amendsHere || relative(ref)) {
				continue
			}
			found, err := r.resolver.Resolve(ctx, ref, reference.Place{Act: self, Path: p.Path, Years: years})
			if err != nil {
				return nil, err
			}
			if found.Outcome != reference.ProvisionMissing || found.Act.Key == "" || reference.Translation(found.Act.Key) {
				continue
			}
			broken = append(broken, fmt.Sprintf("%s: %s → %s", inWords(p.Path), text[ref.Span.Start:ref.Span.End], found.Act.Key))
			if len(broken) == brokenAtMost {
				return broken, nil
			}
		}
	}
	return broken, nil
}

// relative says that a reference names units by the chapter around it ("Mục 3
// Chương này") or annexes, which more often are another text's.
func relative(ref reference.Reference) bool {
	for _, t := range ref.Targets {
		article := strings.HasPrefix(t.Path, "d") || t.This == corpus.LevelArticle || t.This == corpus.LevelClause
		if article {
			return false
		}
	}
	return len(ref.Targets) > 0
}
