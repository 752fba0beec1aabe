package llm

import (
	"log/slog"
	"strings"
	"time"
)

// Options say how [Harden] guards models. The zero value is sensible.
type Options struct {
	FirstToken time.Duration // of one try; 0 is 30 s
	Idle       time.Duration // between two pieces; 0 is 30 s
	Total      time.Duration // of all tries together; 0 is 2 min
	Attempts   int           // per model; 0 is 3
	RetryBase  time.Duration // 0 is 500 ms
	RetryMax   time.Duration // 0 is 15 s
	ReplyBytes int           // 0 is 256 KiB
	Failures   int           // in a row that open the breaker; 0 is 5
	Pause      time.Duration // of the open breaker; 0 is 30 s
	Cache      CacheStore    // nil caches nothing
	Ledger     *Ledger       // nil keeps no account
	Log        *slog.Logger  // nil is silent
}

// Harden puts everything around a model that a service needs: cache, account,
// fallback to the other models in order, and for each a breaker, retries, time
// limits and a size cap. Without a model it returns nil.
func Harden(o Options, models ...Generator) Generator {
	var g Generator
	for i := len(models) - 1; i >= 0; i-- {
		if models[i] == nil {
			continue
		}
		one := Generator(&Cap{Next: models[i], Bytes: o.ReplyBytes})
		one = &Limits{Next: one, FirstToken: or(o.FirstToken, 30*time.Second), Idle: or(o.Idle, 30*time.Second)}
		one = &Retry{Next: one, Attempts: o.Attempts, Base: o.RetryBase, Max: o.RetryMax, Log: o.Log}
		one = NewBreaker(one, o.Failures, o.Pause, o.Log)
		if g == nil {
			g = one
		} else {
			g = &Fallback{First: one, Second: g, Log: o.Log}
		}
	}
	if g == nil {
		return nil
	}
	g = &Limits{Next: g, Total: or(o.Total, 2*time.Minute)}
	if o.Ledger != nil {
		g = &Meter{Next: g, Ledger: o.Ledger}
	}
	if o.Cache != nil {
		g = &Cache{Next: g, Store: o.Cache, Log: o.Log}
	}
	return g
}

func or(d, otherwise time.Duration) time.Duration {
	if d == 0 {
		return otherwise
	}
	return d
}

// collector gathers a reply that passes by.
type collector struct {
	text strings.Builder
	r    Reply
	err  error
}

func (c *collector) add(d Delta, err error) {
	c.text.WriteString(d.Text)
	if err != nil {
		c.err = err
	}
	if d.Finish != "" {
		c.r.Finish = d.Finish
	}
	if d.Usage != nil {
		c.r.Usage = *d.Usage
	}
	if d.Model != "" {
		c.r.Model = d.Model
	}
	c.r.Cached = c.r.Cached || d.Cached
}

func (c *collector) reply() Reply {
	r := c.r
	r.Text = c.text.String()
	return r
}
