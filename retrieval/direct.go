package retrieval

import "context"

// direct returns the provisions that the query names by number, in the order
// in which it names them.
func (s *Searcher) direct(ctx context.Context, a *analysis, q Query) ([]Hit, []string, error) {
	return nil, nil, nil
}
