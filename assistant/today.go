package assistant

import (
	"context"
	"fmt"

	"trolyluat/retrieval"
)

// byLawOfToday looks for the answer in the law of today where that of the day of the
// facts, as far as the store holds it, gives none: what was then in force is often
// not in the store, and later law often says what becomes of earlier facts (Điều 688
// of the Civil Code 2015, by Án lệ 26/2018/AL for a death of 1972). What is found is
// said to be today's law. Where there is none either, everything stays as it was.
func (t *turn) byLawOfToday(ctx context.Context, before retrieval.Result) (retrieval.Result, Certainty, error) {
	q, u := &t.question, t.read
	then, hits, reading, marks, text := q.AsOf, t.hits, t.reading, t.marks, t.text
	q.AsOf = t.today()
	found, err := t.search.Search(ctx, retrieval.Query{Text: t.searchText(), K: searchDepth, Filter: retrieval.Filter{AsOf: q.AsOf}})
	if err != nil {
		return before, None, fmt.Errorf("assistant: search as of today: %w", err)
	}
	t.hits = lawFirst(found.Hits, q.Role, t.asked)
	if err := t.readHits(ctx, found.Analysis); err != nil {
		return before, None, err
	}
	certainty := t.judge(found)
	if certainty == None {
		q.AsOf, t.hits, t.reading, t.marks, t.text = then, hits, reading, marks, text
		return before, None, nil
	}
	u.AsOf, u.AsOfFrom = q.AsOf.String(), AsOfInstead
	u.AsOfReason = fmt.Sprintf("Câu hỏi nói tới thời điểm %s nhưng kho không có quy định trả lời có hiệu lực khi đó; câu trả lời theo pháp luật hiện hành (%s).", then.VN(), q.AsOf.VN())
	t.notes = append(t.notes, u.AsOfReason+" Có áp dụng được cho sự việc trước đó hay không còn tùy điều khoản chuyển tiếp.")
	t.sendUnderstood()
	return found, certainty, nil
}
