package lookup

import (
	"context"
	"fmt"
	"strings"

	"trolyluat/corpus"
)

// Relations are the ties of a document to others.
type Relations struct {
	Document   string     `json:"document"` // key
	DocumentID string     `json:"document_id"`
	Title      string     `json:"title"`
	Outgoing   []Relation `json:"outgoing"` // what this text does to others
	Incoming   []Relation `json:"incoming"` // what others do to it
}

// Relation ties a unit of the document to one of another.
type Relation struct {
	Type     corpus.RelationType `json:"type"`
	TypeName string              `json:"type_name"`      // as seen from the document asked for
	Path     string              `json:"path,omitempty"` // unit of the document asked for, "" the whole
	Other    Other               `json:"other"`
	Since    corpus.Date         `json:"since"`
	How      string              `json:"how"`             // text, metadata, model
	Words    string              `json:"words,omitempty"` // the words it was read from
}

// Other is the other side of a relation.
type Other struct {
	Document string `json:"document"`        // key
	Title    string `json:"title,omitempty"` // "" where the store does not have it
	Path     string `json:"path,omitempty"`
	URL      string `json:"url,omitempty"`
}

// The names of relations as seen from their source and from their target.
var (
	outgoingNames = map[corpus.RelationType]string{
		corpus.Amends: "Sửa đổi", corpus.Supplements: "Bổ sung", corpus.Replaces: "Thay thế", corpus.Repeals: "Bãi bỏ",
		corpus.Suspends: "Ngưng hiệu lực", corpus.StandsInFor: "Quy định khác trong một thời hạn", corpus.Guides: "Hướng dẫn",
		corpus.BasedOn: "Căn cứ", corpus.Cites: "Viện dẫn", corpus.Corrects: "Đính chính", corpus.Consolidates: "Hợp nhất",
	}
	incomingNames = map[corpus.RelationType]string{
		corpus.Amends: "Được sửa đổi bởi", corpus.Supplements: "Được bổ sung bởi", corpus.Replaces: "Được thay thế bởi",
		corpus.Repeals: "Bị bãi bỏ bởi", corpus.Suspends: "Bị ngưng hiệu lực bởi", corpus.StandsInFor: "Có quy định khác trong một thời hạn tại",
		corpus.Guides: "Được hướng dẫn bởi", corpus.BasedOn: "Là căn cứ của", corpus.Cites: "Được viện dẫn tại",
		corpus.Corrects: "Được đính chính bởi", corpus.Consolidates: "Được hợp nhất tại",
	}
)

// Relations lists what ties a document to others, or one unit of it with what is
// under it.
func (d *Desk) Relations(ctx context.Context, document, path string) (*Relations, error) {
	c, err := d.catalogue(ctx)
	if err != nil {
		return nil, err
	}
	info, err := c.find(ctx, document, d.today())
	if err != nil {
		return nil, err
	}
	if path != "" {
		if path, err = readPath(path); err != nil {
			return nil, err
		}
	}
	doc, err := d.load(ctx, info)
	if err != nil {
		return nil, err
	}
	in, err := d.library.RelationsTo(ctx, info.Key)
	if err != nil {
		return nil, fmt.Errorf("lookup: relations to %s: %w", info.Key, err)
	}
	wanted := func(unit string) bool { return path == "" || unit == path || strings.HasPrefix(unit, path+"/") }
	out := &Relations{Document: info.Key, DocumentID: info.ID, Title: info.Title, Outgoing: []Relation{}, Incoming: []Relation{}}
	for i := range doc.Relations {
		r := &doc.Relations[i]
		if r.To == "" || !wanted(r.FromPath) {
			continue
		}
		out.Outgoing = append(out.Outgoing, d.relation(r, outgoingNames[r.Type], r.FromPath, d.other(c.ByKey[r.To], r.To, r.ToPath)))
	}
	for i := range in {
		r := &in[i].Relation
		if !wanted(r.ToPath) {
			continue
		}
		other := c.ByID[in[i].Document]
		out.Incoming = append(out.Incoming, d.relation(r, incomingNames[r.Type], r.ToPath, d.other(other, corpus.KeyOf(in[i].Document), r.FromPath)))
	}
	return out, nil
}

func (d *Desk) relation(r *corpus.Relation, name, path string, other Other) Relation {
	return Relation{Type: r.Type, TypeName: name, Path: path, Other: other, Since: r.From, How: r.How, Words: r.Note}
}

func (d *Desk) other(info *corpus.DocumentInfo, key, path string) Other {
	o := Other{Document: key, Path: path}
	if info != nil {
		o.Document, o.Title, o.URL = info.Key, info.Title, d.address(info.ID, path, 0)
	}
	return o
}
