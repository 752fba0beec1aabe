package api

import (
	"context"
	"errors"
	"net/http"

	"trolyluat/assistant/lookup"
)

// errNoCases says that no judge's desk is served.
var errNoCases = errors.New("api: no judge's desk")

// ofCases makes the handler of an operation of the judge's desk. What people write
// of their case stands in the body and in no log.
func ofCases[In, Out any](s *Server, do func(*lookup.Cases, context.Context, In) (*Out, error)) func(http.ResponseWriter, *http.Request) error {
	return func(w http.ResponseWriter, r *http.Request) error {
		if s.Cases == nil {
			return errNoCases
		}
		var q In
		if err := readJSON(r, &q); err != nil {
			return err
		}
		ctx, cancel := s.lookupContext(r)
		defer cancel()
		found, err := do(s.Cases, ctx, q)
		if err != nil {
			return err
		}
		return writeJSON(w, http.StatusOK, found)
	}
}
