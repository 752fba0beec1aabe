package postgres

import (
	"context"
	"fmt"
	"net"
	"strings"

	"github.com/jackc/pgx/v5"

	"trolyluat/retrieval"
	"trolyluat/retrieval/checkup"
)

// serverFacts is what the server says about itself.
type serverFacts struct {
	number                  int // 170012
	name, encoding          string
	fsync, vacuum, recovery bool
	encrypted               bool
	size                    int64 // of the database, bytes
	buffers                 int64 // shared_buffers, bytes
	connections, reserved   int
	folder                  string // "" where this user may not know
	extension               extension
	models                  []dueModel
	invalid                 []string // indexes, but those of vectors
}

func (s *Store) askServer(ctx context.Context) (f serverFacts, err error) {
	err = s.read(ctx, func(ctx context.Context) error {
		return s.pool.QueryRow(ctx, `SELECT current_setting('server_version_num')::int, current_setting('server_version'),
			current_setting('server_encoding'), current_setting('fsync')::bool, current_setting('autovacuum')::bool, pg_is_in_recovery(),
			coalesce((SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()), false),
			pg_database_size(current_database()),
			(SELECT setting::bigint * 8192 FROM pg_settings WHERE name = 'shared_buffers'),
			current_setting('max_connections')::int, current_setting('superuser_reserved_connections')::int,
			coalesce((SELECT setting FROM pg_settings WHERE name = 'data_directory'), '')`).
			Scan(&f.number, &f.name, &f.encoding, &f.fsync, &f.vacuum, &f.recovery, &f.encrypted,
				&f.size, &f.buffers, &f.connections, &f.reserved, &f.folder)
	})
	if err != nil {
		return f, err
	}
	if f.extension, err = s.extension(ctx); err != nil {
		return f, err
	}
	if f.models, err = s.modelsOf(ctx); err != nil {
		return f, err
	}
	f.invalid, err = query(ctx, s, pgx.RowTo[string], `SELECT c.relname FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
		JOIN pg_namespace n ON n.oid = c.relnamespace
		WHERE n.nspname = $1 AND NOT i.indisvalid AND c.relname NOT LIKE 'embedding\_hnsw\_%' ORDER BY 1`, s.opt.Schema)
	return f, err
}

// server looks at PostgreSQL, pgvector and the vector indexes.
func (s *Store) server(ctx context.Context) ([]retrieval.Finding, error) {
	f, err := s.askServer(ctx)
	if err != nil {
		return nil, err
	}
	cfg := s.pool.Config()
	local := nearby(cfg.ConnConfig.Host)
	out := f.findings(int(cfg.MaxConns), local)
	out = append(out, f.vectorFindings(s.indexDue, func(m dueModel) bool { return s.inMemory(m.rows, m.dimension) })...)
	if local && f.folder != "" {
		out = append(out, checkup.Disk(f.folder, f.size)...)
	} else {
		out = append(out, retrieval.Finding{Code: "disk_unknown", Severity: retrieval.SeverityNote,
			Message: "Không xem được ổ đĩa của máy chủ cơ sở dữ liệu từ đây.", Action: "Theo dõi dung lượng trống ngay trên máy chủ đó."})
	}
	return out, nil
}

// nearby says whether a host of a connection is this machine.
func nearby(host string) bool {
	if strings.HasPrefix(host, "/") || host == "localhost" {
		return true
	}
	ip := net.ParseIP(host)
	return ip != nil && ip.IsLoopback()
}

// findings judges the server for an instance with so many connections; local
// says that no network lies between.
func (f *serverFacts) findings(maxConns int, local bool) (out []retrieval.Finding) {
	add := func(severity retrieval.Severity, code, action, format string, args ...any) {
		out = append(out, retrieval.Finding{Code: code, Severity: severity, Message: fmt.Sprintf(format, args...), Action: action})
	}
	add(retrieval.SeverityNote, "server", "", "PostgreSQL %s; cơ sở dữ liệu chiếm %d MB.", f.name, f.size>>20)
	if f.number < 150000 {
		add(retrieval.SeverityWarning, "server_old", "Nâng PostgreSQL lên bản 17 hoặc mới hơn.", "PostgreSQL %s cũ hơn các bản đã thử.", f.name)
	}
	if f.encoding != "UTF8" {
		add(retrieval.SeverityProblem, "server_encoding", "Tạo lại cơ sở dữ liệu với ENCODING 'UTF8'.",
			"Cơ sở dữ liệu dùng bảng mã %s, không giữ được tiếng Việt.", f.encoding)
	}
	if f.recovery {
		add(retrieval.SeverityWarning, "server_read_only", "Nạp văn bản qua máy chủ chính; máy dự phòng chỉ dùng để tìm.",
			"Máy chủ đang là bản dự phòng chỉ đọc: mọi lệnh ghi sẽ thất bại.")
	}
	if !f.fsync {
		add(retrieval.SeverityWarning, "fsync_off", "Đặt fsync = on trong postgresql.conf (máy thử nghiệm thì bỏ qua).",
			"PostgreSQL đang tắt fsync: mất điện là có thể hỏng dữ liệu.")
	}
	if !f.vacuum {
		add(retrieval.SeverityWarning, "autovacuum_off", "Đặt autovacuum = on trong postgresql.conf.",
			"PostgreSQL đang tắt autovacuum: kho phình ra và tìm kiếm chậm dần.")
	}
	if free := f.connections - f.reserved; free < 2*maxConns {
		add(retrieval.SeverityWarning, "connections_few", "Tăng max_connections, hoặc giảm pool_max_conns trong URL (thêm ?pool_max_conns=8).",
			"Máy chủ nhận tối đa %d kết nối, mỗi phiên bản chương trình dùng tới %d: không đủ cho hai phiên bản.", free, maxConns)
	}
	if f.buffers < 128<<20 {
		add(retrieval.SeverityWarning, "buffers_small", "Đặt shared_buffers khoảng một phần tư bộ nhớ của máy chủ.",
			"shared_buffers chỉ %d MB: chỉ mục phải đọc lại từ đĩa.", f.buffers>>20)
	}
	if !f.encrypted && !local {
		add(retrieval.SeverityWarning, "connection_plain", "Bật SSL trên máy chủ và thêm sslmode=verify-full vào URL.",
			"Kết nối tới cơ sở dữ liệu đi qua mạng mà không mã hóa.")
	}
	if len(f.invalid) > 0 {
		add(retrieval.SeverityProblem, "index_invalid", "Chạy REINDEX INDEX CONCURRENTLY cho từng chỉ mục.",
			"Chỉ mục không dùng được: %s.", strings.Join(f.invalid, ", "))
	}
	switch v := f.extension; {
	case v.parallelUnsafe():
		add(retrieval.SeverityWarning, "pgvector_cve_range", "Nâng pgvector lên 0.8.4 hoặc mới hơn rồi ALTER EXTENSION vector UPDATE.",
			"pgvector %s có lỗ hổng CVE-2026-3172 khi dựng chỉ mục HNSW song song. Chương trình dựng không song song; đừng tự dựng bằng tay.", v)
	case v.before(0, 8, 4):
		add(retrieval.SeverityNote, "pgvector_update", "Nâng pgvector lên 0.8.4 hoặc mới hơn.", "pgvector %s; bản 0.8.4 sửa thêm lỗi khi VACUUM chỉ mục HNSW.", v)
	}
	return out
}

// vectorFindings judges the vector indexes of the models that are due to have
// one; those held in memory can do without.
func (f *serverFacts) vectorFindings(due, held func(dueModel) bool) (out []retrieval.Finding) {
	add := func(code, action, format string, args ...any) {
		out = append(out, retrieval.Finding{Code: code, Severity: retrieval.SeverityWarning, Message: fmt.Sprintf(format, args...), Action: action})
	}
	for _, m := range f.models {
		switch {
		case m.index != nil && !*m.index:
			add("hnsw_invalid", "Để chương trình chạy yên vài phút, hoặc chạy trolyluat optimize để dựng lại.",
				"Chỉ mục vector %s dựng dở dang, không dùng được.", hnswIndex(m.no))
		case m.index == nil && m.dimension > maxHNSW && !held(m):
			add("hnsw_dimension", "Dùng mô hình nhúng có số chiều nhỏ hơn.",
				"Vector %d chiều vượt giới hạn %d của chỉ mục HNSW: mọi tìm kiếm theo nghĩa phải so từng vector.", m.dimension, maxHNSW)
		case m.index == nil && due(m):
			add("hnsw_missing", "Để chương trình chạy yên vài phút, hoặc chạy trolyluat optimize.",
				"Chưa có chỉ mục vector cho mô hình số %d (%d vector): tìm theo nghĩa chậm.", m.no, m.rows)
		}
	}
	return out
}
