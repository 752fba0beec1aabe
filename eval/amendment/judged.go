package amendment

import (
	"context"
	_ "embed"
	"fmt"
	"strings"

	"trolyluat/corpus/amend"
	"trolyluat/eval/run"
)

//go:embed testdata/judged.tsv
var judgedList string

// judgedOp is a line of the list: an operation of a file that a person judged.
type judgedOp struct {
	op    string // from path, operation, target, path
	right bool
}

// judgedTasks compare the operations that were read by hand with those that are
// read now, file by file: precision is the share of right ones among the judged
// that are still given. An operation that is no longer given counts as gone.
func (lib *library) judgedTasks() ([]run.Task, error) {
	var files []string
	of := make(map[string][]judgedOp)
	for line := range strings.Lines(judgedList) {
		f := strings.Split(strings.TrimRight(line, "\n"), "\t")
		if strings.HasPrefix(line, "#") || strings.TrimSpace(line) == "" {
			continue
		}
		if len(f) != 6 {
			return nil, fmt.Errorf("amendment: judged.tsv: %d columns in %q", len(f), line)
		}
		if lib.files[f[0]] == nil {
			continue
		}
		if of[f[0]] == nil {
			files = append(files, f[0])
		}
		of[f[0]] = append(of[f[0]], judgedOp{strings.Join(f[1:5], "\t"), f[5] == "right"})
	}
	var tasks []run.Task
	for _, file := range files {
		tasks = append(tasks, run.Task{ID: "judged/" + file, Do: func(context.Context) (run.Item, run.Cost, error) {
			it, err := lib.judge(file, of[file])
			return it, run.Cost{}, err
		}})
	}
	return tasks, nil
}

func (lib *library) judge(file string, ops []judgedOp) (run.Item, error) {
	given := make(map[string]bool)
	for _, op := range amend.Read(lib.files[file]) {
		target := op.Target
		if target == "" {
			target = op.TargetName
		}
		given[strings.Join([]string{op.FromPath, string(op.Op), target, op.Path}, "\t")] = true
	}
	it := run.Item{Question: file}
	var k kept
	right, wrong, gone := 0, 0, 0
	for _, o := range ops {
		plain := strings.ReplaceAll(o.op, "\t", " ")
		switch {
		case !given[o.op]:
			if gone++; o.right {
				k.Lost = append(k.Lost, file+" "+plain)
				it.Notes = append(it.Notes, "không còn đọc được: "+plain+";")
			}
		case o.right:
			right++
		default:
			wrong++
			it.Notes = append(it.Notes, "đọc sai: "+plain+";")
		}
	}
	it.Ratios = map[string]run.Ratio{"precision": run.RatioOf(right, right+wrong), "judged.precision": run.RatioOf(right, right+wrong)}
	it.Counts = map[string]float64{"judged.given": float64(right + wrong), "judged.gone": float64(gone)}
	return it, it.Keep(k)
}
