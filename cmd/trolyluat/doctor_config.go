package main

import (
	"fmt"
	"net/url"
	"os"
	"runtime"

	"trolyluat/retrieval"
	"trolyluat/retrieval/checkup"
	"trolyluat/web/local"
)

// configFindings judges the settings; path is the configuration file, "" for
// none.
func configFindings(cfg Config, path string) (out []retrieval.Finding) {
	add := func(severity retrieval.Severity, code, action, format string, args ...any) {
		out = append(out, retrieval.Finding{Code: code, Severity: severity, Message: fmt.Sprintf(format, args...), Action: action})
	}
	if cfg.DB != "" {
		add(retrieval.SeverityNote, "config_store", "", "Dùng cơ sở dữ liệu %s.", databaseName(cfg))
	} else {
		add(retrieval.SeverityNote, "config_store", "", "Dùng kho nhúng ở %s.", cfg.Data)
	}
	if path != "" && runtime.GOOS != "windows" && cfg.secrets() {
		if info, err := os.Stat(path); err == nil && info.Mode().Perm()&0o077 != 0 {
			add(retrieval.SeverityWarning, "config_file_open", "Chạy chmod 600 cho tệp cấu hình.",
				"Tệp cấu hình %s có khóa hoặc mật khẩu mà người dùng khác của máy đọc được (quyền %o).", path, info.Mode().Perm())
		}
	}
	if u, err := url.Parse(cfg.OpenAIBaseURL); err == nil && u.Scheme == "http" && !local.Address(u.Hostname()) {
		add(retrieval.SeverityWarning, "model_plain", "Dùng địa chỉ https, hoặc đặt máy chủ mô hình trên cùng máy.",
			"Câu hỏi gửi tới máy chủ mô hình %s mà không mã hóa.", u.Host)
	}
	if cfg.OpenAIBaseURL != "" && cfg.Model == "" && cfg.EmbedModel == "" {
		add(retrieval.SeverityWarning, "model_unnamed", "Đặt --model, --embed-model, hoặc bỏ --openai-base-url.",
			"Có địa chỉ máy chủ mô hình nhưng không nêu mô hình nào: câu trả lời vẫn chỉ là trích dẫn.")
	}
	if cfg.Listen {
		add(retrieval.SeverityWarning, "listen_anywhere", "Đặt một máy chủ proxy có TLS và đăng nhập ở phía trước.",
			"Trang hỏi đáp được phép lắng nghe ngoài máy này (%s).", cfg.Addr)
	}
	if cfg.DB != "" && cfg.Migrate {
		add(retrieval.SeverityWarning, "migrate_always", "Bỏ --migrate khỏi cấu hình thường dùng; nâng bằng trolyluat migrate sau khi sao lưu.",
			"Mọi lệnh đều được phép nâng cấu trúc cơ sở dữ liệu.")
	}
	if cfg.DB != "" { // what is derived from the database is kept in the folder
		if _, err := os.Stat(cfg.Data); err == nil {
			out = append(out, checkup.Disk(cfg.Data, 0)...)
		}
	}
	return out
}

// secrets says whether the settings hold a key or a password.
func (c Config) secrets() bool {
	u, err := url.Parse(c.DB)
	if err != nil || u.User == nil {
		return c.OpenAIAPIKey != ""
	}
	_, password := u.User.Password()
	return password || c.OpenAIAPIKey != ""
}

// modelFindings compares the embedding models of the store with the one in use,
// "" for none.
func modelFindings(models []checkup.Model, using string) (out []retrieval.Finding) {
	have := false
	for _, m := range models {
		if m.Name == using {
			have = have || m.Vectors > 0
			continue
		}
		if m.Vectors > 0 {
			out = append(out, retrieval.Finding{Code: "vectors_unused", Severity: retrieval.SeverityNote,
				Message: fmt.Sprintf("Kho có %d vector của mô hình %s mà cấu hình hiện không dùng.", m.Vectors, m.Name),
				Action:  "Đặt lại mô hình nhúng đó nếu muốn tìm theo nghĩa bằng nó."})
		}
	}
	if using != "" && !have {
		out = append(out, retrieval.Finding{Code: "vectors_absent", Severity: retrieval.SeverityWarning,
			Message: fmt.Sprintf("Kho chưa có vector nào của mô hình %s đang dùng: chỉ tìm được theo từ.", using),
			Action:  "Chạy trolyluat train embedder --keep (tính lại véc-tơ) nếu dùng mô hình cục bộ; với mô hình khác, gỡ rồi nạp lại văn bản (trolyluat remove, trolyluat ingest)."})
	}
	return out
}
