package amendment

import (
	"bufio"
	"cmp"
	"encoding/json"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"

	"trolyluat/corpus/amend"
	"trolyluat/corpus/reference"
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

// relations compares the recorded relations between acts at hand with the
// instructions that were read.
func (lib *library) relations(path string, r *Report) error {
	f, err := os.Open(path)
	if err != nil {
		return fmt.Errorf("amendment: relations: %w", err)
	}
	defer f.Close()
	type pair struct{ by, target string }
	gold := make(map[pair]map[string]bool)
	sc := bufio.NewScanner(f)
	sc.Buffer(nil, 1<<20)
	for sc.Scan() {
		var v recorded
		if err := json.Unmarshal(sc.Bytes(), &v); err != nil {
			return fmt.Errorf("amendment: relations: %w", err)
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
		return fmt.Errorf("amendment: relations: %w", err)
	}
	total, found := 0, 0
	for p, want := range gold {
		have := lib.touched(p.by, p.target)
		ap := ActPair{By: p.by, Target: p.target}
		for a := range want {
			ap.Gold++
			if have[a] {
				ap.Found++
			} else {
				ap.Missed = append(ap.Missed, a)
			}
		}
		slices.Sort(ap.Missed)
		total += ap.Gold
		found += ap.Found
		r.Relations = append(r.Relations, ap)
	}
	slices.SortFunc(r.Relations, func(a, b ActPair) int {
		return cmp.Or(strings.Compare(a.By, b.By), strings.Compare(a.Target, b.Target))
	})
	r.Metrics["relations.gold"] = float64(total)
	r.Metrics["relations.recall"] = ratio(found, total)
	r.Metrics["relations.act_pairs"] = float64(len(r.Relations))
	return nil
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
