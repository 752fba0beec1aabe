package postgres

import (
	"context"
	"errors"
	"fmt"
	"iter"

	"github.com/jackc/pgx/v5"

	"trolyluat/corpus"
	"trolyluat/retrieval"
	"trolyluat/retrieval/checkup"
	"trolyluat/retrieval/lexical"
	"trolyluat/retrieval/record"
)

// Doctor looks at the server and the schema and says what is wrong and what to
// do. A deep look reads everything: it finds rows that hang on nothing and holds
// all postings against the texts.
func (s *Store) Doctor(ctx context.Context, deep bool) ([]retrieval.Finding, error) {
	for try := 1; ; try++ {
		findings, err := s.examine(ctx, deep)
		if try < attempts && errors.Is(err, lexical.ErrNoSegment) {
			continue // merged meanwhile
		}
		if err != nil {
			return nil, fmt.Errorf("postgres: examine schema %s: %w", s.opt.Schema, classify(err))
		}
		return findings, nil
	}
}

// errMoved says that a commit came while the store was examined.
var errMoved = fmt.Errorf("the store changed meanwhile: %w", lexical.ErrNoSegment)

func (s *Store) examine(ctx context.Context, deep bool) ([]retrieval.Finding, error) {
	v, err := s.fresh(ctx)
	if err != nil {
		return nil, err
	}
	f := &checkup.Facts{Segments: len(v.snapshot.Segments()), Orphans: map[string]int{},
		Live: int(v.snapshot.Live().GetCardinality()), Dead: int(v.snapshot.Dead().GetCardinality())}
	if f.Version, err = s.Version(ctx); err != nil {
		return nil, err
	}
	if f.Known, err = known(); err != nil {
		return nil, err
	}
	findings, err := s.server(ctx)
	if err != nil {
		return nil, err
	}
	opt := pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly}
	err = pgx.BeginTxFunc(ctx, s.pool, opt, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, `SET LOCAL statement_timeout = 0`); err != nil {
			return err
		}
		return s.facts(ctx, tx, v, f, deep)
	})
	if err != nil {
		return nil, err
	}
	return append(checkup.Findings(f), findings...), nil
}

func (s *Store) facts(ctx context.Context, tx pgx.Tx, v *view, f *checkup.Facts, deep bool) error {
	var generation int64
	err := tx.QueryRow(ctx, `SELECT generation, (SELECT count(*) FROM document), (SELECT count(*) FROM chunk),
		(SELECT count(*) FROM segment WHERE made IS NULL AND touched < now() - make_interval(secs => $1)) FROM state`,
		abandonedAfter.Seconds()).Scan(&generation, &f.Documents, &f.Chunks, &f.Abandoned)
	if err != nil {
		return err
	}
	if generation != v.generation {
		return errMoved
	}
	rows, err := tx.Query(ctx, `SELECT name, dimension, (SELECT count(*) FROM embedding WHERE model = no) FROM model ORDER BY no`)
	if err != nil {
		return err
	}
	f.Models, err = pgx.CollectRows(rows, func(row pgx.CollectableRow) (m checkup.Model, err error) {
		return m, row.Scan(&m.Name, &m.Dimension, &m.Vectors)
	})
	if err != nil || !deep {
		return err
	}
	for table, sql := range map[string]string{
		"chunk":     `SELECT count(*) FROM chunk c WHERE NOT EXISTS (SELECT FROM document d WHERE d.id = c.document)`,
		"relation":  `SELECT count(*) FROM relation r WHERE NOT EXISTS (SELECT FROM document d WHERE d.id = r.document)`,
		"embedding": `SELECT count(*) FROM embedding e WHERE NOT EXISTS (SELECT FROM chunk c WHERE c.document = e.document AND c.id = e.chunk)`,
		"page":      `SELECT count(*) FROM page p WHERE NOT EXISTS (SELECT FROM segment s WHERE s.id = p.id >> 32)`,
	} {
		n := 0
		if err := tx.QueryRow(ctx, sql).Scan(&n); err != nil {
			return err
		}
		f.Orphans[table] = n
	}
	rows, err = tx.Query(ctx, `SELECT d.id FROM document d WHERE (d.info ->> 'chunks')::bigint <>
		(SELECT count(*) FROM chunk c WHERE c.document = d.id) ORDER BY d.id`)
	if err != nil {
		return err
	}
	if f.Miscounted, err = pgx.CollectRows(rows, pgx.RowTo[string]); err != nil {
		return err
	}
	f.Postings, f.Damage = lexical.Verify(ctx, source{s}, v.snapshot, s.stored(ctx, tx))
	if errors.Is(f.Damage, lexical.ErrNoSegment) || unavailable(f.Damage) {
		return f.Damage
	}
	return ctx.Err()
}

// server looks at PostgreSQL, pgvector and the vector indexes.
func (s *Store) server(ctx context.Context) ([]retrieval.Finding, error) {
	var out []retrieval.Finding
	add := func(severity retrieval.Severity, code, action, format string, args ...any) {
		out = append(out, retrieval.Finding{Code: code, Severity: severity, Message: fmt.Sprintf(format, args...), Action: action})
	}
	var number int
	var name, encoding, fsync string
	var size int64
	err := s.pool.QueryRow(ctx, `SELECT current_setting('server_version_num')::int, current_setting('server_version'),
		current_setting('server_encoding'), current_setting('fsync'), pg_database_size(current_database())`).
		Scan(&number, &name, &encoding, &fsync, &size)
	if err != nil {
		return nil, err
	}
	add(retrieval.SeverityNote, "server", "", "PostgreSQL %s; cơ sở dữ liệu chiếm %d MB.", name, size>>20)
	if number < 150000 {
		add(retrieval.SeverityWarning, "server_old", "Nâng PostgreSQL lên bản 17 hoặc mới hơn.", "PostgreSQL %s cũ hơn các bản đã thử.", name)
	}
	if encoding != "UTF8" {
		add(retrieval.SeverityProblem, "server_encoding", "Tạo lại cơ sở dữ liệu với ENCODING 'UTF8'.",
			"Cơ sở dữ liệu dùng bảng mã %s, không giữ được tiếng Việt.", encoding)
	}
	if fsync != "on" {
		add(retrieval.SeverityWarning, "fsync_off", "Đặt fsync = on trong postgresql.conf (máy thử nghiệm thì bỏ qua).",
			"PostgreSQL đang tắt fsync: mất điện là có thể hỏng dữ liệu.")
	}
	v, err := s.extension(ctx)
	if err != nil {
		return nil, err
	}
	text := fmt.Sprintf("%d.%d.%d", v.major, v.minor, v.patch)
	switch {
	case v.parallelUnsafe():
		add(retrieval.SeverityWarning, "pgvector_cve_range", "Nâng pgvector lên 0.8.4 hoặc mới hơn rồi ALTER EXTENSION vector UPDATE.",
			"pgvector %s có lỗ hổng CVE-2026-3172 khi dựng chỉ mục HNSW song song. Chương trình dựng không song song; đừng tự dựng bằng tay.", text)
	case v.before(0, 8, 4):
		add(retrieval.SeverityNote, "pgvector_update", "Nâng pgvector lên 0.8.4 hoặc mới hơn.", "pgvector %s; bản 0.8.4 sửa thêm lỗi khi VACUUM chỉ mục HNSW.", text)
	}
	models, err := s.modelsOf(ctx)
	if err != nil {
		return nil, err
	}
	for _, m := range models {
		switch {
		case m.index != nil && !*m.index:
			add(retrieval.SeverityWarning, "hnsw_invalid", "Để chương trình chạy yên vài phút, hoặc chạy trolyluat optimize để dựng lại.",
				"Chỉ mục vector %s dựng dở dang, không dùng được.", hnswIndex(m.no))
		case m.index == nil && m.dimension > maxHNSW:
			add(retrieval.SeverityWarning, "hnsw_dimension", "Dùng mô hình nhúng có số chiều nhỏ hơn.",
				"Vector %d chiều vượt giới hạn %d của chỉ mục HNSW: mọi tìm kiếm theo nghĩa phải so từng vector.", m.dimension, maxHNSW)
		case m.index == nil && m.rows >= int64(s.opt.IndexFrom):
			add(retrieval.SeverityWarning, "hnsw_missing", "Để chương trình chạy yên vài phút, hoặc chạy trolyluat optimize.",
				"Chưa có chỉ mục vector cho mô hình số %d (%d vector): tìm theo nghĩa chậm.", m.no, m.rows)
		}
	}
	return out, nil
}

// stored walks all chunks with their documents.
func (s *Store) stored(ctx context.Context, tx pgx.Tx) iter.Seq2[lexical.Stored, error] {
	return func(yield func(lexical.Stored, error) bool) {
		rows, err := tx.Query(ctx, `SELECT c.id, c.record, d.id, d.info FROM document d JOIN chunk c ON c.document = d.id ORDER BY d.id, c.id`)
		if err != nil {
			yield(lexical.Stored{}, err)
			return
		}
		defer rows.Close()
		last := ""
		var info corpus.DocumentInfo
		for rows.Next() {
			var id int64
			var rec, b []byte
			var document string
			err := rows.Scan(&id, &rec, &document, &b)
			if err == nil && document != last {
				last = document
				info, err = record.ReadInfo(b)
			}
			var c corpus.Chunk
			if err == nil {
				c, err = s.codec.ReadChunk(rec)
			}
			if !yield(lexical.Stored{ID: corpus.ChunkID(id), Document: &info, Chunk: &c}, err) || err != nil {
				return
			}
		}
		if err := rows.Err(); err != nil {
			yield(lexical.Stored{}, err)
		}
	}
}
