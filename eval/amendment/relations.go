package amendment

import (
	"bufio"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"

	"trolyluat/corpus/amend"
	"trolyluat/corpus/reference"
	"trolyluat/eval/run"
)

// ActPair is the recorded amendments of one act by another, and what was read of
// them.
type ActPair struct {
	By     string   `json:"by"`
	Target string   `json:"target"`
	Gold   int      `json:"gold"`
	Found  int      `json:"found"`
	Missed []string `json:"missed,omitempty"` // điều
}

// recorded is one relation of the file.
type recorded struct {
	Target    string   `json:"target_doc"`
	Article   string   `json:"target_article"`
	By        string   `json:"by_doc"`
	Relations []string `json:"relations"`
}

var articleNumber = regexp.MustCompile(`\d+[a-zđ]?`)

// relationTasks compare the recorded relations between acts at hand with the
// instructions that were read, pair by pair of acts.
func (lib *library) relationTasks(path string) ([]run.Task, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("amendment: relations: %w", err)
	}
	defer f.Close()
	type pair struct{ by, target string }
	gold := make(map[pair]map[string]bool)
	sc := bufio.NewScanner(f)
	sc.Buffer(nil, 1<<20)
	for n := 1; sc.Scan(); n++ {
		var v recorded
		if err := json.Unmarshal(sc.Bytes(), &v); err != nil {
			return nil, run.In(path, run.NotJSON(n, err))
		}
		p := pair{reference.NormalizeNumber(v.By), reference.NormalizeNumber(v.Target)}
		if lib.byKey[p.by] == nil || lib.byKey[p.target] == nil || p.by == p.target {
			continue
		}
		if gold[p] == nil {
			gold[p] = make(map[string]bool)
		}
		for _, n := range articleNumber.FindAllString(v.Article, -1) {
			gold[p]["d"+n] = true
		}
	}
	if err := sc.Err(); err != nil {
		return nil, fmt.Errorf("amendment: relations: %w", err)
	}
	pairs := slices.SortedFunc(maps.Keys(gold), func(a, b pair) int {
		return cmp.Or(strings.Compare(a.by, b.by), strings.Compare(a.target, b.target))
	})
	var tasks []run.Task
	for _, p := range pairs {
		tasks = append(tasks, run.Task{ID: "relations/" + p.by + " → " + p.target, Do: func(context.Context) (run.Item, run.Cost, error) {
			it, err := lib.relation(p.by, p.target, gold[p])
			return it, run.Cost{}, err
		}})
	}
	return tasks, nil
}

func (lib *library) relation(by, target string, want map[string]bool) (run.Item, error) {
	have := lib.touched(by, target)
	ap := ActPair{By: by, Target: target, Gold: len(want)}
	for a := range want {
		if have[a] {
			ap.Found++
		} else {
			ap.Missed = append(ap.Missed, a)
		}
	}
	slices.Sort(ap.Missed)
	it := run.Item{Question: by + " → " + target, Ratios: map[string]run.Ratio{"recall": run.RatioOf(ap.Found, ap.Gold), "relations.recall": run.RatioOf(ap.Found, ap.Gold)},
		Counts: map[string]float64{"relations.gold": float64(ap.Gold), "relations.act_pairs": 1}}
	if len(ap.Missed) > 0 {
		it.Notes = append(it.Notes, "sót "+strings.Join(ap.Missed, ", "))
	}
	return it, it.Keep(kept{Relation: &ap})
}

// touched lists the điều of target that the instructions of an act change.
func (lib *library) touched(by, target string) map[string]bool {
	out := make(map[string]bool)
	d := lib.byKey[target]
	for _, op := range lib.ops[by] {
		if op.Target != target && !(op.Target == "" && sameName(op.TargetName, d.Title)) {
			continue
		}
		named := amend.Touches(op)
		for _, a := range named {
			out[a] = true
		}
		if reference.Article(op.Path) != "" {
			continue
		}
		// a chương: the điều below it
		for i := range d.Provisions {
			p := &d.Provisions[i]
			for q := p.Parent; q >= 0; q = d.Provisions[q].Parent {
				unit, _, _ := strings.Cut(op.Path, ":")
				if up := d.Provisions[q].Path; unit != "" && !strings.Contains(op.Path, ":") && (up == unit || strings.HasSuffix(up, "/"+unit)) {
					out[p.Path] = true
				}
			}
		}
	}
	return out
}
