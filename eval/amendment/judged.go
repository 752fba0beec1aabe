package amendment

import (
	_ "embed"
	"strings"

	"trolyluat/corpus/amend"
)

//go:embed testdata/judged.tsv
var judgedList string

// judged compares the operations that were read by hand with those that are read
// now: precision is the share of right ones among the judged that are still
// given. An operation that is no longer given counts as gone.
func (lib *library) judged(r *Report) {
	given := make(map[string]map[string]bool) // by file
	var right, wrong, gone int
	for line := range strings.Lines(judgedList) {
		f := strings.Split(strings.TrimRight(line, "\n"), "\t")
		if len(f) != 6 || strings.HasPrefix(line, "#") {
			continue
		}
		d := lib.files[f[0]]
		if d == nil {
			continue
		}
		if given[f[0]] == nil {
			given[f[0]] = make(map[string]bool)
			for _, op := range amend.Read(d) {
				target := op.Target
				if target == "" {
					target = op.TargetName
				}
				given[f[0]][strings.Join([]string{op.FromPath, string(op.Op), target, op.Path}, "\t")] = true
			}
		}
		switch {
		case !given[f[0]][strings.Join(f[1:5], "\t")]:
			gone++
			if f[5] == "right" {
				r.Lost = append(r.Lost, strings.Join(f[:5], " "))
			}
		case f[5] == "right":
			right++
		default:
			wrong++
		}
	}
	if right+wrong == 0 {
		return
	}
	r.Metrics["judged.precision"] = ratio(right, right+wrong)
	r.Metrics["judged.given"] = float64(right + wrong)
	r.Metrics["judged.gone"] = float64(gone)
}
