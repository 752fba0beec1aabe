package web

import (
	"strings"

	"trolyluat/corpus"
	"trolyluat/corpus/amend"
)

// banner is what a reader must know of a document's effect before reading on.
type banner struct {
	Status     corpus.Status
	Period     string // "từ ngày 01/01/2021"
	AsOf       string
	Inferred   string // what of it no text tells: "ngày hiệu lực"
	EndedBy    *corpus.DocumentInfo
	EndedByKey string
	EndReason  string
	Fictional  bool
}

func (o *opened) banner() banner {
	b := banner{Status: statusOf(*o.info, o.asOf), AsOf: o.asOf.VN(), Fictional: o.info.Fictional}
	b.Period = period(b.Status, o.info.Effective.From, o.info.Effective.To, "ngày ")
	switch {
	case o.doc.Inferred:
		b.Inferred = "ngày có hiệu lực"
	case o.doc.EndInferred:
		b.Inferred = "ngày hết hiệu lực"
	}
	if o.doc.EndInferred {
		b.EndReason = capital(o.doc.EndReason)
	}
	if o.doc.EndedBy != "" {
		b.EndedByKey, b.EndedBy = keyName(o.doc.EndedBy), o.shelf.ByKey[o.doc.EndedBy]
	}
	return b
}

// period writes an interval of effect behind the name of a status: what is in
// force holds "từ 01/01/2021", what is not, or ends, applied "áp dụng từ … đến
// hết …". word stands before the dates.
func period(status corpus.Status, from, to corpus.Date, word string) string {
	if from == 0 && to == 0 {
		return ""
	}
	text := ""
	if to != 0 || status != corpus.StatusInForce {
		text = "áp dụng "
	}
	if from != 0 {
		text += "từ " + word + from.VN()
	}
	if to != 0 {
		text = strings.TrimSpace(text) + " đến hết " + word + to.AddDays(-1).VN()
	}
	return text
}

// keyName is the key of a text as a reader knows it: what a text names without a
// number is keyed by that name.
func keyName(key string) string { return strings.TrimPrefix(key, amend.NamePrefix) }

// statusOf is the document's status on a date: what its interval says, unless
// only the source knows.
func statusOf(info corpus.DocumentInfo, d corpus.Date) corpus.Status {
	status := corpus.StatusOn(info.Effective, d)
	if status == corpus.StatusUnknown && info.Status != "" {
		return info.Status
	}
	if status == corpus.StatusInForce && (info.Status == corpus.StatusPartly || info.Status == corpus.StatusSuspended) {
		return info.Status
	}
	return status
}
