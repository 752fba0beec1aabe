package main

import (
	"errors"
	"fmt"
	"net/url"

	"trolyluat/corpus"
	"trolyluat/retrieval"
	"trolyluat/retrieval/postgres"
	"trolyluat/retrieval/sqlite"
)

// storeError says why a store could not be opened, with what to do.
type storeError struct {
	err     error
	finding retrieval.Finding
}

func (e storeError) Error() string { return e.err.Error() }
func (e storeError) Unwrap() error { return e.err }

// storeTrouble judges an error of opening or upgrading the configured store.
func storeTrouble(cfg Config, err error) retrieval.Finding {
	f := retrieval.Finding{Code: "store_unreadable", Severity: retrieval.SeverityProblem}
	var version *postgres.VersionError
	var newer *sqlite.NewerError
	var extension *postgres.ExtensionError
	switch {
	case errors.As(err, &version) && version.Have < version.Want:
		f.Code = "schema_version"
		f.Message = fmt.Sprintf("Cấu trúc cơ sở dữ liệu ở phiên bản %d, chương trình cần phiên bản %d.", version.Have, version.Want)
		f.Action = "Sao lưu rồi chạy: trolyluat migrate --db …"
	case errors.As(err, &version):
		f.Code = "schema_version"
		f.Message = fmt.Sprintf("Cấu trúc cơ sở dữ liệu ở phiên bản %d, chương trình này chỉ biết đến phiên bản %d.", version.Have, version.Want)
		f.Action = "Dùng bản chương trình mới hơn."
	case errors.As(err, &newer):
		f.Code = "schema_version"
		f.Message = fmt.Sprintf("Kho ở %s có cấu trúc phiên bản %d, chương trình này chỉ biết đến phiên bản %d.", cfg.Data, newer.Have, newer.Known)
		f.Action = "Dùng bản chương trình mới hơn."
	case errors.As(err, &extension) && extension.Have == "":
		f.Code = "pgvector_missing"
		f.Message = "Máy chủ cơ sở dữ liệu không có pgvector."
		f.Action = "Cài pgvector 0.8.4 hoặc mới hơn trên máy chủ (gói postgresql-17-pgvector)."
	case errors.As(err, &extension):
		f.Code = "pgvector_old"
		f.Message = fmt.Sprintf("pgvector %s quá cũ: tìm theo nghĩa có bộ lọc sẽ sót kết quả; cần 0.8.0, nên dùng 0.8.4 trở lên.", extension.Have)
		f.Action = "Nâng pgvector trên máy chủ rồi chạy: ALTER EXTENSION vector UPDATE."
	case errors.Is(err, postgres.ErrDenied):
		f.Code = "database_denied"
		f.Message = fmt.Sprintf("Máy chủ cơ sở dữ liệu từ chối %s (%v).", databaseName(cfg), err)
		f.Action = "Kiểm tra tên người dùng, mật khẩu, tên cơ sở dữ liệu trong --db và quyền tạo bảng, tạo extension."
	case errors.Is(err, corpus.ErrUnavailable):
		f.Code = "database_unreachable"
		f.Message = fmt.Sprintf("Không kết nối được cơ sở dữ liệu %s.", databaseName(cfg))
		f.Action = "Kiểm tra địa chỉ trong --db và máy chủ PostgreSQL đã chạy chưa."
	case errors.Is(err, corpus.ErrBusy):
		f.Code = "store_busy"
		f.Message = "Một tiến trình khác đang ghi vào kho."
		f.Action = "Đợi tiến trình đó xong rồi chạy lại."
	case cfg.DB != "":
		f.Message = fmt.Sprintf("Không mở được cơ sở dữ liệu %s: %s.", databaseName(cfg), why(err))
		f.Action = "Kiểm tra máy chủ và nhật ký của nó."
	default:
		f.Message = fmt.Sprintf("Không mở được kho ở %s: %s.", cfg.Data, why(err))
		f.Action = "Kiểm tra quyền đọc ghi của thư mục, hoặc phục hồi bản sao lưu."
	}
	return f
}

// databaseName is where the database is, without the password.
func databaseName(cfg Config) string {
	u, err := url.Parse(cfg.DB)
	if err != nil {
		return ""
	}
	return u.Host + u.Path
}

// storeMessage words the errors of a store that a person can do something about.
func storeMessage(err error) (string, bool) {
	var opening storeError
	switch {
	case errors.As(err, &opening):
		return opening.finding.Message + " " + opening.finding.Action, true
	case errors.Is(err, corpus.ErrUnavailable):
		return "kho dữ liệu không trả lời; kiểm tra máy chủ cơ sở dữ liệu rồi chạy lại" + technical(err), true
	case errors.Is(err, corpus.ErrBusy):
		return "một tiến trình khác đang ghi vào kho; đợi xong rồi chạy lại" + technical(err), true
	}
	return "", false
}
