package main

import (
	"context"
	"fmt"
	"strings"

	"trolyluat/assistant"
	"trolyluat/retrieval"
)

// eachAlso opens the stores of --also STORE=FILE flags, gives each with its
// questions to add, and names the files among the inputs of the run. The returned
// function closes the stores, also after an error.
func (a *app) eachAlso(ctx context.Context, cfg Config, also []string, inputs map[string]string, add func(file string, searcher *retrieval.Searcher, terms assistant.TermStats)) (closeAll func(), err error) {
	var opened []*env
	closeAll = func() {
		for _, e := range opened {
			e.Close()
		}
	}
	for i, pair := range also {
		data, file, ok := strings.Cut(pair, "=")
		if !ok {
			return closeAll, usageError{fmt.Sprintf("--also %q không có dạng KHO=TỆP", pair)}
		}
		cfg.Data, cfg.DB = data, ""
		more, err := a.openWith(ctx, cfg, read)
		if err != nil {
			return closeAll, err
		}
		opened = append(opened, more)
		inputs[fmt.Sprintf("also %d", i+1)] = file
		add(file, more.searcher, more.store)
	}
	return closeAll, nil
}
