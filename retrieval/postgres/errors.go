package postgres

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5/pgconn"

	"trolyluat/corpus"
)

// ErrUnavailable is returned when the database cannot be reached or is going
// down. The store recovers by itself once the database is back.
var ErrUnavailable = fmt.Errorf("postgres: the database cannot be reached: %w", corpus.ErrUnavailable)

// ErrBusy is returned when other commits kept this one waiting for too long.
var ErrBusy = fmt.Errorf("postgres: other commits are in the way: %w", corpus.ErrBusy)

// ErrDenied is returned when the server refuses the login, does not know the
// database, or withholds a right.
var ErrDenied = errors.New("postgres: the server refuses")

// denied tells the codes of [ErrDenied].
func denied(code string) bool {
	return code == "42501" || code == "3D000" || len(code) == 5 && code[:2] == "28"
}

// passing tells whether an error may be gone a moment later: lost connections, a
// server that stops or starts, and transactions that got in each other's way.
func passing(err error) bool {
	return unavailable(err) || conflict(err)
}

func conflict(err error) bool {
	var e *pgconn.PgError
	if !errors.As(err, &e) {
		return false
	}
	switch e.Code {
	case "40001", "40P01": // serialization failure, deadlock
		return true
	}
	return false
}

func unavailable(err error) bool {
	if err == nil || errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return false
	}
	var e *pgconn.PgError
	if errors.As(err, &e) {
		switch e.Code {
		case "57P01", "57P02", "57P03", // shutting down, crashed, starting up
			"53300", // too many connections
			"25P03": // this session was idle in a transaction
			return true
		}
		return len(e.Code) == 5 && e.Code[:2] == "08"
	}
	var connect *pgconn.ConnectError
	var network net.Error
	if errors.As(err, &connect) || errors.As(err, &network) || pgconn.SafeToRetry(err) {
		return true
	}
	// The connection ended in the middle of an answer.
	for _, target := range []error{io.EOF, io.ErrUnexpectedEOF, net.ErrClosed, syscall.ECONNRESET, syscall.EPIPE} {
		if errors.Is(err, target) {
			return true
		}
	}
	return false
}

// classify puts the sentinels of this package before errors that are theirs.
func classify(err error) error {
	var e *pgconn.PgError
	switch {
	case err == nil || errors.Is(err, ErrUnavailable) || errors.Is(err, ErrBusy) || errors.Is(err, ErrDenied):
		return err
	case unavailable(err):
		return fmt.Errorf("%w: %w", ErrUnavailable, err)
	case errors.As(err, &e) && e.Code == "55P03": // lock_timeout
		return fmt.Errorf("%w: %w", ErrBusy, err)
	case conflict(err):
		return fmt.Errorf("%w: %w", ErrBusy, err)
	case errors.As(err, &e) && denied(e.Code):
		return fmt.Errorf("%w: %w", ErrDenied, err)
	}
	return err
}

// retry runs do until it succeeds, fails for good, or the time is up. The last
// error comes back classified.
func retry(ctx context.Context, limit time.Duration, do func() error) error {
	start := time.Now()
	wait := 20 * time.Millisecond
	for {
		err := do()
		if err == nil || !passing(err) {
			return classify(err)
		}
		pause := wait/2 + rand.N(wait)
		if time.Since(start)+pause > limit {
			return classify(err)
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("%w: %w", ctx.Err(), err)
		case <-time.After(pause):
		}
		wait = min(2*wait, 2*time.Second)
	}
}

// grace is how much longer than a statement may take its answer is waited for.
const grace = 2 * time.Second

// read runs a read of one statement or a few, trying again for a moment where
// that may help. A server or network that hangs, so that its own timeouts do not
// fire, is given up as unavailable.
func (s *Store) read(ctx context.Context, do func(context.Context) error) error {
	return retry(ctx, readRetry, func() error { return bounded(ctx, s.opt.StatementTimeout+grace, do) })
}

// bounded runs do for at most limit.
func bounded(ctx context.Context, limit time.Duration, do func(context.Context) error) error {
	within, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	err := do(within)
	if errors.Is(err, context.DeadlineExceeded) && ctx.Err() == nil {
		return fmt.Errorf("%w: no answer within %v: %w", ErrUnavailable, limit, err)
	}
	return err
}

// readRetry is how long a read is tried again.
const readRetry = time.Second
