package basis

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"trolyluat/corpus"
)

// Suggestion is the legal basis proposed for a situation. It says what may apply
// and why, and nothing of who is right.
type Suggestion struct {
	// FactsOn chooses the law of substance, ActOn that of procedure.
	FactsOn corpus.Date `json:"facts_on"`
	ActOn   corpus.Date `json:"act_on"`
	// FactsOnRead says that FactsOn was read from the facts and not given.
	FactsOnRead bool        `json:"facts_on_read"`
	Issues      []Raised    `json:"issues"`
	Substance   []Provision `json:"substance"`
	Procedure   []Provision `json:"procedure"`
	Courts      Courts      `json:"courts"`
	// Missing are laws that the issues point at and of which the store has no text
	// for the date: "chưa có trong kho".
	Missing []Missing `json:"missing"`
	Notes   []string  `json:"notes"`
}

// Raised is an issue for a reader.
type Raised struct {
	ID       string   `json:"id"`
	Side     Side     `json:"side"`
	Title    string   `json:"title"`
	Words    []string `json:"words"`     // by which the situation raises it
	InClaims bool     `json:"in_claims"` // the claims themselves do
}

// Provision is a điều that may apply.
type Provision struct {
	Document   string        `json:"document"`
	DocumentID string        `json:"document_id"`
	Title      string        `json:"title"`
	Path       string        `json:"path"`
	Label      string        `json:"label"` // "Điều 466"
	Heading    string        `json:"heading"`
	Text       string        `json:"text"` // as it stands on the date that counts
	Status     corpus.Status `json:"status"`
	StatusName string        `json:"status_name"`
	From       corpus.Date   `json:"from"`
	To         corpus.Date   `json:"to"`
	SourceID   string        `json:"source_id,omitempty"`
	// Likelihood is how likely a judgment of such a case cites it, 0 to 1.
	Likelihood float64 `json:"likelihood"`
	// Proposed says that it is among those put forward as basis; the rest is to be
	// looked at.
	Proposed bool     `json:"proposed"`
	Why      []string `json:"why"` // Vietnamese
	// Judgments are the likest judgments and án lệ of the store that apply it, at
	// most five; Why tells how many there are.
	Judgments []LikeJudgment `json:"judgments"`
	Choice    string         `json:"choice"` // why this text of the law and not another
	// Other is the same điều in the text that holds when the court acts, where that
	// is another: a transitional article may call it in.
	Other *Other `json:"other,omitempty"`
}

// LikeJudgment is a like judgment that applies a provision.
type LikeJudgment struct {
	Document   string  `json:"document"`
	DocumentID string  `json:"document_id"`
	Number     string  `json:"number"`
	Title      string  `json:"title"`
	Score      float64 `json:"score"` // how like, 0 to 1
}

// Other is a điều of another text of the same law.
type Other struct {
	Document string `json:"document"`
	Path     string `json:"path"`
	Label    string `json:"label"`
	Why      string `json:"why"`
	// Transitional is the transitional article of that text, "" where none was
	// found.
	Transitional string `json:"transitional,omitempty"`
}

// namedLikes is how many like judgments are named beside a provision.
const namedLikes = 5

// shown is how many provisions a side shows.
const shown = 20

// Suggest proposes the legal basis of a situation; likes are the judgments of the
// store that are like it, the likest first, and may be none.
func (s *Suggester) Suggest(ctx context.Context, sit Situation, likes []Like) (*Suggestion, error) {
	matches, err := Read(sit)
	if err != nil {
		return nil, fmt.Errorf("basis: read issues: %w", err)
	}
	d := s.dates(sit)
	list, missing, err := s.candidates(ctx, sit, matches, d)
	if err != nil {
		return nil, err
	}
	if len(likes) > 0 {
		if list, err = s.Consult(ctx, list, sit, likes); err != nil {
			return nil, err
		}
	}
	out := &Suggestion{FactsOn: d.facts, ActOn: d.act, FactsOnRead: d.read, Missing: missing, Issues: []Raised{}, Substance: []Provision{}, Procedure: []Provision{}, Notes: []string{}}
	if out.Missing == nil {
		out.Missing = []Missing{}
	}
	for i := range matches {
		if m := &matches[i]; !m.Issue.always {
			out.Issues = append(out.Issues, Raised{ID: m.Issue.ID, Side: m.Issue.Side, Title: m.Issue.Title, Words: m.Words, InClaims: m.InClaims && !m.Against})
		}
	}
	for _, c := range list {
		into := &out.Substance
		if c.Side == Procedure {
			into = &out.Procedure
		}
		if len(*into) >= shown || c.P < 0.01 && len(*into) > 0 {
			continue
		}
		p, err := s.present(ctx, c, d)
		if err != nil {
			return nil, err
		}
		*into = append(*into, p)
	}
	if out.Courts, err = s.courts(ctx, matches, d); err != nil {
		return nil, err
	}
	switch {
	case d.read:
		out.Notes = append(out.Notes, fmt.Sprintf("Thời điểm của sự việc được đọc từ tình tiết: %s. Nêu ngày cụ thể nếu khác.", d.facts.VN()))
	case sit.FactsOn == 0:
		out.Notes = append(out.Notes, fmt.Sprintf("Tình tiết không cho biết ngày; luật nội dung được chọn tại ngày %s. Nêu ngày cụ thể nếu khác.", d.facts.VN()))
	}
	if len(out.Substance) == 0 {
		out.Notes = append(out.Notes, "Chưa nhận ra quan hệ tranh chấp nào có điều luật nội dung trong kho.")
	}
	return out, nil
}

func (s *Suggester) present(ctx context.Context, c *Candidate, d dates) (Provision, error) {
	on := d.of(c.Side)
	info := c.Document
	p := Provision{Document: info.Key, DocumentID: info.ID, Title: info.Title, Path: c.Path, Label: corpus.PathLabel(c.Path), Heading: c.Heading,
		Text: strings.TrimSpace(c.Text), From: info.Effective.From, To: info.Effective.To, SourceID: c.SourceID, Likelihood: c.P, Proposed: c.P >= s.model.Cut}
	p.Status = corpus.StatusOn(info.Effective, on)
	if v := c.version(on); v != nil {
		p.Heading, p.Text, p.From, p.To = v.Heading, v.Text, v.From, v.To
		p.Status = corpus.StatusOn(v.Interval, on)
		if v.Repealed {
			p.Status = corpus.StatusExpired
		} else if v.Status != "" {
			p.Status = v.Status
		}
	}
	p.StatusName = p.Status.Name()
	p.Why, p.Judgments = why(c), []LikeJudgment{}
	for _, l := range c.Likes[:min(namedLikes, len(c.Likes))] {
		p.Judgments = append(p.Judgments, LikeJudgment{Document: l.Document.Key, DocumentID: l.Document.ID, Number: l.Document.Number, Title: l.Document.Title, Score: l.Score})
	}
	if on >= regional && strings.Contains(words(p.Heading+" "+p.Text), words("Tòa án nhân dân cấp huyện")) {
		p.Why = append(p.Why, "điều này trong kho còn nói đến Tòa án nhân dân cấp huyện; từ "+regional.VN()+" phải đối chiếu luật sửa đổi về Tòa án nhân dân khu vực")
	}
	p.Choice = choiceWords(c, d)
	if c.Side != Substance || c.chosen != onDate || c.named.Law == "" {
		return p, nil
	}
	later, ok := s.finder.Text(c.named.Law, d.act)
	if !ok || later.ID == info.ID {
		return p, nil
	}
	law, err := s.finder.Law(ctx, later)
	if err != nil {
		return p, err
	}
	if a := s.finder.find(law, c.named); a != nil {
		p.Other = &Other{Document: later.Key, Path: a.Path, Label: corpus.PathLabel(a.Path), Transitional: law.transitional(),
			Why: fmt.Sprintf("văn bản có hiệu lực khi Tòa án giải quyết (%s); chỉ áp dụng cho sự việc trước đó khi điều khoản chuyển tiếp cho phép", d.act.VN())}
	}
	return p, nil
}

// transitional is the path of the law's transitional article.
func (l *Law) transitional() string {
	for _, a := range slices.Backward(l.Articles) {
		if strings.Contains(a.heading, " chuyển tiếp ") || strings.Contains(a.plain, " được xác lập trước ngày ") && strings.Contains(a.plain, " có hiệu lực ") {
			return a.Path
		}
	}
	return ""
}

func why(c *Candidate) []string {
	out := []string{}
	for _, m := range c.Matches {
		title := "vấn đề “" + m.Issue.Title + "”"
		found := strings.Join(m.Words[:min(3, len(m.Words))], ", ")
		switch m.level() {
		case byClaims:
			out = append(out, title+": yêu cầu nêu "+found)
		case byFacts:
			out = append(out, title+": tình tiết nêu nhiều lần "+found)
		case inPassing:
			if found != "" {
				out = append(out, title+": có nhắc "+found)
			}
		case always:
			out = append(out, title+": bản án dân sự thường phải nêu")
		}
		if len(out) == 3 {
			break
		}
	}
	if c.Named {
		out = append(out, "đương sự viện dẫn")
	}
	if c.Rank > 0 {
		out = append(out, fmt.Sprintf("lời văn gần với yêu cầu (thứ %d khi tìm trong kho)", c.Rank))
	}
	if len(c.Likes) > 0 {
		out = append(out, fmt.Sprintf("%d trong %d bản án, án lệ tương tự trong kho áp dụng", len(c.Likes), c.heard))
	}
	return out
}

func choiceWords(c *Candidate, d dates) string {
	if c.Side == Procedure {
		switch c.chosen {
		case onAct, another:
			return fmt.Sprintf("kho không có văn bản cùng tên có hiệu lực ngày %s; nêu văn bản gần nhất để tham khảo", d.act.VN())
		}
		return fmt.Sprintf("luật tố tụng tại thời điểm thực hiện hành vi tố tụng (%s)", d.act.VN())
	}
	switch c.chosen {
	case onAct:
		return fmt.Sprintf("kho không có văn bản cùng tên có hiệu lực khi xảy ra sự việc (%s); nêu văn bản có hiệu lực khi Tòa án giải quyết (%s), chỉ áp dụng nếu điều khoản chuyển tiếp cho phép", d.facts.VN(), d.act.VN())
	case another:
		return fmt.Sprintf("kho không có văn bản cùng tên có hiệu lực ngày %s; nêu văn bản gần nhất để tham khảo", d.facts.VN())
	}
	return fmt.Sprintf("luật nội dung tại thời điểm của sự việc (%s)", d.facts.VN())
}
