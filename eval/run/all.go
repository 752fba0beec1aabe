package run

import (
	"context"
	"fmt"
)

// All measures all tasks, kept nowhere, and fails with the first item that could
// not be measured: for callers that want figures over everything or none.
func All(ctx context.Context, m Manifest, tasks []Task, o Options) (*Result, error) {
	r, err := Do(ctx, "", m, tasks, o)
	if err != nil {
		return nil, err
	}
	for i := range r.Items {
		if it := &r.Items[i]; it.Outcome == Error {
			return nil, fmt.Errorf("eval %s: %s: %s", m.Suite, it.ID, it.Error)
		}
	}
	return r, nil
}
