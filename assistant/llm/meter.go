package llm

import (
	"cmp"
	"context"
	"iter"
	"slices"
	"sync"
	"time"
)

// Price is what a model costs per million tokens, in any currency.
type Price struct {
	Prompt     float64 `json:"prompt"`
	Cached     float64 `json:"cached"` // of prompt tokens that the server had cached; 0 is Prompt
	Completion float64 `json:"completion"`
}

// Of is the cost of a usage.
func (p Price) Of(u Usage) float64 {
	cached := p.Cached
	if cached == 0 {
		cached = p.Prompt
	}
	return (float64(u.Prompt-u.Cached)*p.Prompt + float64(u.Cached)*cached + float64(u.Completion)*p.Completion) / 1e6
}

// Account is what one model used for one purpose.
type Account struct {
	Model    string        `json:"model"`
	Purpose  string        `json:"purpose"`
	Requests int           `json:"requests"`
	Failed   int           `json:"failed"`
	FromHere int           `json:"from_cache"` // answered from this system's cache, for nothing
	Usage    Usage         `json:"usage"`
	Cost     float64       `json:"cost"`
	Time     time.Duration `json:"time"`
}

// Ledger adds up what models used. It is safe for concurrent use.
type Ledger struct {
	prices map[string]Price
	mu     sync.Mutex
	by     map[[2]string]*Account
}

// NewLedger makes a ledger with the prices of models; one without a price costs
// nothing.
func NewLedger(prices map[string]Price) *Ledger {
	return &Ledger{prices: prices, by: map[[2]string]*Account{}}
}

func (l *Ledger) add(purpose string, r Reply, failed bool, took time.Duration) {
	l.mu.Lock()
	defer l.mu.Unlock()
	key := [2]string{r.Model, purpose}
	a := l.by[key]
	if a == nil {
		a = &Account{Model: r.Model, Purpose: purpose}
		l.by[key] = a
	}
	a.Requests++
	a.Time += took
	if failed {
		a.Failed++
	}
	if r.Cached {
		a.FromHere++
		return
	}
	a.Usage.Prompt += r.Usage.Prompt
	a.Usage.Completion += r.Usage.Completion
	a.Usage.Cached += r.Usage.Cached
	a.Usage.Estimated = a.Usage.Estimated || r.Usage.Estimated
	a.Cost += l.prices[r.Model].Of(r.Usage)
}

// Accounts lists all accounts by model and purpose.
func (l *Ledger) Accounts() []Account {
	l.mu.Lock()
	defer l.mu.Unlock()
	out := make([]Account, 0, len(l.by))
	for _, a := range l.by {
		out = append(out, *a)
	}
	slices.SortFunc(out, func(a, b Account) int {
		return cmp.Or(cmp.Compare(a.Model, b.Model), cmp.Compare(a.Purpose, b.Purpose))
	})
	return out
}

// Cost is what all requests cost together.
func (l *Ledger) Cost() float64 {
	var sum float64
	for _, a := range l.Accounts() {
		sum += a.Cost
	}
	return sum
}

// Meter writes every request into a ledger. Tokens that the server did not tell
// are estimated, those of a reply that broke off too.
type Meter struct {
	Next   Generator
	Ledger *Ledger
}

// Model names the model.
func (m *Meter) Model() string { return m.Next.Model() }

// Generate streams the reply and accounts for it when it ends.
func (m *Meter) Generate(ctx context.Context, req Request) iter.Seq2[Delta, error] {
	return func(yield func(Delta, error) bool) {
		start := time.Now()
		var keep collector
		defer func() {
			r := keep.reply()
			if r.Model == "" {
				r.Model = m.Next.Model()
			}
			if r.Usage == (Usage{}) && (r.Text != "" || keep.err == nil) {
				r.Usage = Usage{Prompt: CountMessages(req.Messages), Completion: Count(r.Text), Estimated: true}
			}
			m.Ledger.add(req.Purpose, r, keep.err != nil, time.Since(start))
		}()
		for d, err := range m.Next.Generate(ctx, req) {
			keep.add(d, err)
			if !yield(d, err) || err != nil {
				return
			}
		}
	}
}
