package postgres

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// extension is the version of pgvector.
type extension struct{ major, minor, patch int }

func parseExtension(v string) (e extension, ok bool) {
	parts := strings.Split(v, ".")
	if len(parts) < 2 {
		return e, false
	}
	for i, p := range []*int{&e.major, &e.minor, &e.patch} {
		if i < len(parts) {
			n, err := strconv.Atoi(parts[i])
			if err != nil {
				return e, false
			}
			*p = n
		}
	}
	return e, true
}

func (e extension) String() string { return fmt.Sprintf("%d.%d.%d", e.major, e.minor, e.patch) }

func (e extension) before(major, minor, patch int) bool {
	if e.major != major {
		return e.major < major
	}
	if e.minor != minor {
		return e.minor < minor
	}
	return e.patch < patch
}

// parallelUnsafe says whether parallel HNSW builds overflow a buffer
// (CVE-2026-3172: 0.6.0 to 0.8.1).
func (e extension) parallelUnsafe() bool { return !e.before(0, 6, 0) && e.before(0, 8, 2) }

func (s *Store) extension(ctx context.Context) (extension, error) {
	v, err := query(ctx, s, pgx.RowTo[string], `SELECT extversion FROM pg_extension WHERE extname = 'vector'`)
	if err != nil {
		return extension{}, fmt.Errorf("postgres: read version of pgvector: %w", err)
	}
	if len(v) == 1 {
		if e, ok := parseExtension(v[0]); ok {
			return e, nil
		}
	}
	return extension{}, fmt.Errorf("postgres: pgvector has versions %q", v)
}

// ExtensionError says that the server has no pgvector, or one without iterative
// scans, under which a filter would starve pages.
type ExtensionError struct{ Have string } // its version; "" for none

func (e *ExtensionError) Error() string {
	if e.Have == "" {
		return "postgres: the server has no pgvector: 0.8.0 is needed, 0.8.4 or newer advised"
	}
	return fmt.Sprintf("postgres: pgvector %s is too old: 0.8.0 is needed, 0.8.4 or newer advised", e.Have)
}

// checkExtension refuses a server without a pgvector of use: the version that is
// installed in the database, else the one that would be.
func checkExtension(ctx context.Context, pool *pgxpool.Pool) error {
	var have string
	err := retry(ctx, readRetry, func() error {
		return pool.QueryRow(ctx, `SELECT coalesce((SELECT extversion FROM pg_extension WHERE extname = 'vector'),
			(SELECT default_version FROM pg_available_extensions WHERE name = 'vector'), '')`).Scan(&have)
	})
	if err != nil {
		return fmt.Errorf("postgres: read version of pgvector: %w", err)
	}
	if v, ok := parseExtension(have); !ok || v.before(0, 8, 0) {
		return &ExtensionError{Have: have}
	}
	return nil
}

// hnswIndex is the name of a model's index.
func hnswIndex(model int32) string { return fmt.Sprintf("embedding_hnsw_%d", model) }

// dueModel is a model whose vectors want an index.
type dueModel struct {
	no, dimension int32
	rows          int64
	index         *bool // valid; nil where there is none
}

// modelsOf lists the models with the state of their indexes.
func (s *Store) modelsOf(ctx context.Context) ([]dueModel, error) {
	scan := func(row pgx.CollectableRow) (m dueModel, err error) {
		return m, row.Scan(&m.no, &m.dimension, &m.rows, &m.index)
	}
	out, err := query(ctx, s, scan, `SELECT m.no, m.dimension, (SELECT count(*) FROM embedding e WHERE e.model = m.no),
			(SELECT i.indisvalid FROM pg_index i WHERE i.indexrelid = to_regclass($1 || '.embedding_hnsw_' || m.no))
		FROM model m ORDER BY m.no`, quote(s.opt.Schema))
	if err != nil {
		return nil, fmt.Errorf("postgres: list models: %w", err)
	}
	return out, nil
}

// indexVectors makes one index that is due, and says whether it did. The index
// is built beside running searches and commits; one that an interrupted build
// left behind is made anew.
func (s *Store) indexVectors(ctx context.Context) (worked bool, err error) {
	models, err := s.modelsOf(ctx)
	if err != nil {
		return false, err
	}
	for _, m := range models {
		if !s.indexDue(m) || m.index != nil && *m.index {
			continue
		}
		if err := s.buildHNSW(ctx, m); err != nil {
			return false, fmt.Errorf("postgres: index %d vectors of model %d: %w", m.rows, m.no, err)
		}
		return true, nil
	}
	return false, nil
}

func (s *Store) buildHNSW(ctx context.Context, m dueModel) error {
	v, err := s.extension(ctx)
	if err != nil {
		return err
	}
	settings := []string{"maintenance_work_mem", "512MB"}
	if v.parallelUnsafe() {
		settings = append(settings, "max_parallel_maintenance_workers", "0")
	}
	name := quote(hnswIndex(m.no))
	if m.index != nil {
		if err := s.long(ctx, "DROP INDEX CONCURRENTLY IF EXISTS "+quote(s.opt.Schema)+"."+name); err != nil {
			return err
		}
	}
	return s.long(ctx, fmt.Sprintf(`CREATE INDEX CONCURRENTLY %s ON embedding
		USING hnsw ((vector::halfvec(%d)) halfvec_cosine_ops) WITH (m = 16, ef_construction = 100) WHERE model = %d`,
		name, m.dimension, m.no), settings...)
}
