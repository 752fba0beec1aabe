package compare

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"trolyluat/eval/metrics"
	"trolyluat/eval/run"
)

// GateOptions say what is too much. The zero value is the defaults.
type GateOptions struct {
	// MaxDrop fails a measure that got worse by more than this, whatever chance
	// says; default 0.05. It weighs shares; times and counts are left out.
	MaxDrop float64
	// Only names the measures to hold; empty is all that both have.
	Only []string
}

// Verdict is what the gate says.
type Verdict struct {
	Suite   string             `json:"suite"` // "gate"
	N       int                `json:"n"`
	Passed  bool               `json:"passed"`
	Failed  []string           `json:"failed"` // Vietnamese, one a measure
	Metrics map[string]float64 `json:"metrics"`
}

// Gate holds a run against its baseline; each is the folder of a run or a file
// with the JSON of `eval … --json`. Of two folders a measure fails when it is
// significantly worse (paired, p < 0.05) or worse by more than MaxDrop; where a
// side has no items, when its value lies below the baseline's interval or is
// worse by more than MaxDrop. More items in error than before fail too: an error
// is no wrong answer, but a run full of them says nothing.
func Gate(baseline, candidate string, o GateOptions) (*Verdict, error) {
	if o.MaxDrop == 0 {
		o.MaxDrop = 0.05
	}
	a, err := load(baseline)
	if err != nil {
		return nil, err
	}
	b, err := load(candidate)
	if err != nil {
		return nil, err
	}
	if a.report.Suite != b.report.Suite {
		return nil, &OtherSuiteError{baseline, a.report.Suite, candidate, b.report.Suite}
	}
	v := &Verdict{Suite: "gate", N: b.report.N, Failed: []string{}, Metrics: map[string]float64{}}
	var paired *Report
	if a.result != nil && b.result != nil {
		if paired, err = Runs(a.result, b.result); err != nil {
			return nil, err
		}
	}
	held := 0
	for _, name := range slices.Sorted(maps.Keys(a.report.Metrics)) {
		was := a.report.Metrics[name]
		now, ok := b.report.Metrics[name]
		if bound(name) || len(o.Only) > 0 && !slices.Contains(o.Only, name) {
			continue
		}
		if !ok {
			v.fail("%s: lượt mới không đo", name)
			continue
		}
		v.Metrics[name+"_a"], v.Metrics[name+"_b"] = was, now
		worse := was - now
		if metrics.LowerIsBetter(name) {
			worse = now - was
		}
		held++
		switch {
		case name == "errors":
			if now > was {
				v.fail("errors: %d mục không đo được, trước là %d", int(now), int(was))
			}
		case !metrics.IsShare(name):
			held--
		case worse > o.MaxDrop:
			v.fail("%s: %.4f → %.4f, kém hơn mức cho phép %.4f", name, was, now, o.MaxDrop)
		case paired != nil && slices.Contains(paired.measures, name):
			if c := paired.Of(name); c.Significant() && worse > 0 {
				v.fail("%s: %.4f → %.4f, kém đi có ý nghĩa (p = %.4f)", name, was, now, c.P)
			}
		case paired == nil && worse > 0 && outside(a.report.Metrics, name, now):
			v.fail("%s: %.4f → %.4f, ngoài khoảng tin cậy của mốc", name, was, now)
		}
	}
	if held == 0 {
		return nil, fmt.Errorf("eval gate: %s and %s: %w", baseline, candidate, ErrNoMeasure)
	}
	v.Passed = len(v.Failed) == 0
	return v, nil
}

func (v *Verdict) fail(format string, args ...any) {
	v.Failed = append(v.Failed, fmt.Sprintf(format, args...))
}

// bound says that a name is the end of another's interval.
func bound(name string) bool { return strings.HasSuffix(name, "_lo") || strings.HasSuffix(name, "_hi") }

// outside says that now lies beyond the interval of the baseline on the worse
// side.
func outside(was map[string]float64, name string, now float64) bool {
	if metrics.LowerIsBetter(name) {
		hi, ok := was[name+"_hi"]
		return ok && now > hi
	}
	lo, ok := was[name+"_lo"]
	return ok && now < lo
}

type side struct {
	report run.Report
	result *run.Result // nil for a summary alone
}

func load(path string) (side, error) {
	info, err := os.Stat(path)
	if err != nil {
		return side{}, fmt.Errorf("eval gate: %w", err)
	}
	if info.IsDir() {
		r, err := run.Read(path)
		if err != nil {
			return side{}, err
		}
		return side{r.Report, r}, nil
	}
	data, err := os.ReadFile(filepath.Clean(path))
	if err != nil {
		return side{}, fmt.Errorf("eval gate: %w", err)
	}
	var s side
	if err := json.Unmarshal(data, &s.report); err != nil {
		return side{}, fmt.Errorf("eval gate: read %s: %w", path, err)
	}
	if len(s.report.Metrics) == 0 {
		return side{}, fmt.Errorf("eval gate: %s: %w", path, ErrNoMeasure)
	}
	return s, nil
}
