package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"iter"
	"os"
	"runtime"
	"time"

	"trolyluat/corpus"
	"trolyluat/retrieval"
	"trolyluat/retrieval/checkup"
	"trolyluat/retrieval/lexical"
	"trolyluat/retrieval/record"
)

// Doctor looks at the store and says what is wrong with it and what to do. A
// deep look reads everything: it checks the file's structure, finds rows that
// hang on nothing and holds all postings against the texts.
func (s *Store) Doctor(ctx context.Context, deep bool) ([]retrieval.Finding, error) {
	for try := 1; ; try++ {
		findings, err := s.examine(ctx, deep)
		if try < attempts && errors.Is(err, lexical.ErrNoSegment) {
			continue // merged meanwhile
		}
		if err != nil {
			return nil, fmt.Errorf("sqlite: examine %s: %w", s.path, classify(err))
		}
		return findings, nil
	}
}

// errMoved says that a commit came while the store was examined.
var errMoved = fmt.Errorf("the store changed meanwhile: %w", lexical.ErrNoSegment)

func (s *Store) examine(ctx context.Context, deep bool) ([]retrieval.Finding, error) {
	v, err := s.view(ctx)
	if err != nil {
		return nil, err
	}
	tx, err := s.read.BeginTx(ctx, nil)
	if err != nil {
		return nil, err
	}
	defer func() { _ = tx.Rollback() }()
	f := &checkup.Facts{Segments: len(v.snapshot.Segments()), Orphans: map[string]int{},
		Live: int(v.snapshot.Live().GetCardinality()), Dead: int(v.snapshot.Dead().GetCardinality())}
	var generation int64
	count := func(into *int, query string, args ...any) {
		if err == nil {
			err = tx.QueryRowContext(ctx, query, args...).Scan(into)
		}
	}
	if err = tx.QueryRowContext(ctx, `SELECT generation FROM state`).Scan(&generation); err == nil && generation != v.generation {
		return nil, errMoved
	}
	count(&f.Documents, `SELECT count(*) FROM document`)
	count(&f.Chunks, `SELECT count(*) FROM chunk`)
	count(&f.Unprepared, `SELECT count(*) FROM chunk c WHERE NOT EXISTS (SELECT 1 FROM passage p WHERE p.chunk = c.id AND p.format = ?)`, record.PassageFormat())
	count(&f.Abandoned, `SELECT count(*) FROM segment WHERE made IS NULL AND touched < ?`, time.Now().Add(-abandonedAfter).Unix())
	if err != nil {
		return nil, err
	}
	if f.Models, err = models(ctx, tx); err != nil {
		return nil, err
	}
	if f.Version, err = s.Version(ctx); err != nil {
		return nil, err
	}
	if f.Known, err = s.known(); err != nil {
		return nil, err
	}
	var findings []retrieval.Finding
	if deep {
		if findings, err = integrity(ctx, tx); err != nil {
			return nil, err
		}
		for table, query := range map[string]string{
			"chunk":    `SELECT count(*) FROM chunk WHERE document NOT IN (SELECT no FROM document)`,
			"relation": `SELECT count(*) FROM relation WHERE document NOT IN (SELECT no FROM document)`,
			"vector":   `SELECT count(*) FROM vector WHERE chunk NOT IN (SELECT id FROM chunk) OR model NOT IN (SELECT no FROM model)`,
			"passage":  `SELECT count(*) FROM passage WHERE chunk NOT IN (SELECT id FROM chunk)`,
			"page":     `SELECT count(*) FROM page WHERE id >> 32 NOT IN (SELECT id FROM segment)`,
		} {
			n := 0
			count(&n, query)
			f.Orphans[table] = n
		}
		if err != nil {
			return nil, err
		}
		count(&f.Misshapen, `SELECT count(*) FROM vector v JOIN model m ON m.no = v.model WHERE length(v.vector) <> 4 * m.dimension`)
		if err != nil {
			return nil, err
		}
		if f.Miscounted, err = miscounted(ctx, tx); err != nil {
			return nil, err
		}
		f.Postings, f.Damage = lexical.Verify(ctx, source{s}, v.snapshot, s.stored(ctx, tx))
		if errors.Is(f.Damage, lexical.ErrNoSegment) {
			return nil, f.Damage
		}
	}
	return append(append(checkup.Findings(f), findings...), s.files()...), ctx.Err()
}

// files looks at the folder.
func (s *Store) files() []retrieval.Finding {
	var out []retrieval.Finding
	size := int64(0)
	if info, err := os.Stat(s.path); err == nil {
		size = info.Size()
	}
	out = append(out, checkup.Disk(s.dir, size)...)
	if info, err := os.Stat(s.dir); err == nil && runtime.GOOS != "windows" && info.Mode().Perm()&0o077 != 0 {
		out = append(out, retrieval.Finding{Code: "folder_open", Severity: retrieval.SeverityWarning,
			Message: fmt.Sprintf("Thư mục dữ liệu %s mở cho người dùng khác của máy (quyền %o).", s.dir, info.Mode().Perm()),
			Action:  "Chạy chmod 700 cho thư mục: kho có thể giữ bản án và câu hỏi của người dùng."})
	}
	if info, err := os.Stat(s.path + "-wal"); err == nil && info.Size() > 512<<20 {
		out = append(out, retrieval.Finding{Code: "wal_large", Severity: retrieval.SeverityWarning,
			Message: fmt.Sprintf("Nhật ký ghi của kho đã lên %d MB.", info.Size()>>20),
			Action:  "Đóng các chương trình đang đọc kho lâu, rồi chạy trolyluat optimize."})
	}
	return out
}

// Models returns the embedding models of the store, each with the number of its
// vectors, in order of arrival.
func (s *Store) Models(ctx context.Context) ([]checkup.Model, error) {
	tx, err := s.read.BeginTx(ctx, nil)
	if err != nil {
		return nil, fmt.Errorf("sqlite: list models: %w", classify(err))
	}
	defer func() { _ = tx.Rollback() }()
	out, err := models(ctx, tx)
	if err != nil {
		return nil, fmt.Errorf("sqlite: list models: %w", classify(err))
	}
	return out, nil
}

func models(ctx context.Context, tx *sql.Tx) (out []checkup.Model, err error) {
	rows, err := tx.QueryContext(ctx, `SELECT name, dimension, (SELECT count(*) FROM vector WHERE model = no) FROM model ORDER BY no`)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		var m checkup.Model
		if err := rows.Scan(&m.Name, &m.Dimension, &m.Vectors); err != nil {
			return nil, err
		}
		out = append(out, m)
	}
	return out, rows.Err()
}

// integrity has SQLite check the structure of the file.
func integrity(ctx context.Context, tx *sql.Tx) (out []retrieval.Finding, err error) {
	rows, err := tx.QueryContext(ctx, `PRAGMA integrity_check(10)`)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		var message string
		if err := rows.Scan(&message); err != nil {
			return nil, err
		}
		if message != "ok" {
			out = append(out, retrieval.Finding{Code: "file_damaged", Severity: retrieval.SeverityProblem,
				Message: "Tệp dữ liệu bị hỏng: " + message + ".",
				Action:  "Phục hồi bản sao lưu, hoặc nạp lại từ nguồn vào một thư mục mới."})
		}
	}
	return out, rows.Err()
}

func miscounted(ctx context.Context, tx *sql.Tx) (out []string, err error) {
	rows, err := tx.QueryContext(ctx, `SELECT info, (SELECT count(*) FROM chunk c WHERE c.document = d.no) FROM document d ORDER BY id`)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		var b []byte
		var n int
		if err := rows.Scan(&b, &n); err != nil {
			return nil, err
		}
		info, err := record.ReadInfo(b)
		if err != nil {
			return nil, err
		}
		if info.Chunks != n {
			out = append(out, info.ID)
		}
	}
	return out, rows.Err()
}

// stored walks all chunks with their documents.
func (s *Store) stored(ctx context.Context, tx *sql.Tx) iter.Seq2[lexical.Stored, error] {
	return func(yield func(lexical.Stored, error) bool) {
		rows, err := tx.QueryContext(ctx, `SELECT c.id, c.record, d.no, d.info FROM document d JOIN chunk c ON c.document = d.no ORDER BY d.no, c.id`)
		if err != nil {
			yield(lexical.Stored{}, err)
			return
		}
		defer func() { _ = rows.Close() }()
		last := int64(-1)
		var info corpus.DocumentInfo
		for rows.Next() {
			var id, no int64
			var rec, b []byte
			err := rows.Scan(&id, &rec, &no, &b)
			if err == nil && no != last {
				last = no
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
