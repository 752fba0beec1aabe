//go:build slow

package postgres

import (
	"context"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/pgvector/pgvector-go"

	"trolyluat/corpus"
	"trolyluat/corpus/vitext"
	"trolyluat/retrieval"
	"trolyluat/retrieval/postgres/postgrestest"
	"trolyluat/retrieval/storetest"
)

// TestGrowth prints what searching costs over 62,323 and 249,292 chunks, beside
// PostgreSQL's own text search (a tsvector of the same words with a GIN index,
// ranked by ts_rank) and pgvector's exact scan.
func TestGrowth(t *testing.T) {
	ctx := context.Background()
	url, name := postgrestest.Schema(t)
	s := open(t, url, Options{Schema: name, Migrate: true, StatementTimeout: 10 * time.Minute}) // the stock search reads all
	walk := open(t, url, Options{Schema: name, VectorBytes: -1, NoMaintenance: true})           // by the index alone
	real := storetest.Real(t)
	run(t, s, `CREATE TABLE stock (id bigint GENERATED ALWAYS AS IDENTITY, words tsvector)`)
	filled := 0
	// The words of the stock search are filled in when it is first asked at a size.
	fill := func() error {
		var have int
		if err := s.pool.QueryRow(ctx, `SELECT count(*) FROM chunk`).Scan(&have); err != nil || have == filled {
			return err
		}
		filled = have
		run(t, s, `DROP INDEX IF EXISTS stock_words`)
		run(t, s, `TRUNCATE stock`)
		rows, err := s.pool.Query(ctx, `SELECT record FROM chunk`)
		if err != nil {
			return err
		}
		defer rows.Close()
		var texts []string
		flush := func() error {
			_, err := s.pool.Exec(ctx, `INSERT INTO stock (words) SELECT to_tsvector('simple', x) FROM unnest($1::text[]) x`, texts)
			texts = texts[:0]
			return err
		}
		for rows.Next() {
			var b []byte
			if err := rows.Scan(&b); err != nil {
				return err
			}
			c, err := s.codec.ReadChunk(b)
			if err != nil {
				return err
			}
			texts = append(texts, words(&c))
			if len(texts) == 1000 {
				if err := flush(); err != nil {
					return err
				}
			}
		}
		if err := rows.Err(); err != nil {
			return err
		}
		if err := flush(); err != nil {
			return err
		}
		return s.long(ctx, `CREATE INDEX stock_words ON stock USING gin (words)`)
	}
	storetest.Growth(t, storetest.Growing{
		Name:  "PostgreSQL",
		Store: s,
		Size: func() int64 {
			var size int64
			_ = s.pool.QueryRow(ctx, `SELECT sum(pg_total_relation_size(oid)) FROM pg_class
				WHERE relnamespace = $1::regnamespace AND relkind = 'r' AND relname <> 'stock'`, name).Scan(&size)
			return size
		},
		Also: map[string]func(int) error{
			"nearest by HNSW, nothing in memory": func(i int) error {
				_, err := walk.Nearest(ctx, storetest.EmbedModel, real.Vectors[i], retrieval.Filter{}, 100)
				return err
			},
		},
		// The store itself has no such index while vectors fit in memory; rows that
		// go into one by one would be what is timed.
		Clear: func() error { return s.long(ctx, `DROP INDEX IF EXISTS `+quote(hnswIndex(1))) },
		Tidy:  func() error { return walk.Optimize(ctx) },
		Stock: map[string]func(int) error{
			"GIN and ts_rank": func(i int) error {
				if err := fill(); err != nil {
					return err
				}
				var terms []string
				for _, tok := range vitext.Syllables(real.Questions[i].Text) {
					terms = append(terms, "'"+strings.ReplaceAll(tok.Text, "'", "''")+"'")
				}
				_, err := s.pool.Exec(ctx, `SELECT id FROM stock WHERE words @@ $1::tsquery ORDER BY ts_rank(words, $1::tsquery) DESC LIMIT 100`,
					strings.Join(terms, " | "))
				return err
			},
			"exact scan by pgvector": func(i int) error {
				_, err := s.pool.Exec(ctx, `SELECT chunk FROM embedding WHERE model = 1 ORDER BY vector <=> $1 LIMIT 100`,
					pgvector.NewVector(real.Vectors[i]))
				return err
			},
		},
	}, 3, os.Stdout)
}

func words(c *corpus.Chunk) string {
	var out []string
	for _, tok := range vitext.Syllables(c.Heading + ". " + c.Text) {
		out = append(out, tok.Text)
	}
	return strings.Join(out, " ")
}
