package main

import (
	"errors"
	"fmt"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"
	"trolyluat/assistant"
	"trolyluat/web/local"

	"github.com/knadh/koanf/parsers/yaml"
	"github.com/knadh/koanf/providers/confmap"
	"github.com/knadh/koanf/providers/file"
	"github.com/knadh/koanf/v2"
	"github.com/spf13/pflag"
)

// Config is everything that can be set from outside. A value comes from the
// first of: flag, environment (TROLYLUAT_*), configuration file, default.
type Config struct {
	Data string `koanf:"data" json:"data"` // folder of the embedded store
	DB   string `koanf:"db" json:"db"`     // PostgreSQL URL; when set it is the store
	Addr string `koanf:"addr" json:"addr"` // listen address of serve and demo
	// Migrate lets a command bring the database to the program's version.
	Migrate bool `koanf:"migrate" json:"migrate"`

	OpenAIBaseURL string `koanf:"openai_base_url" json:"openai_base_url"`
	OpenAIAPIKey  string `koanf:"openai_api_key" json:"openai_api_key"`
	Model         string `koanf:"model" json:"model"`             // chat model; "" answers without a model
	EmbedModel    string `koanf:"embed_model" json:"embed_model"` // embedding model on the same server; "" uses the local one
	EmbedDim      int    `koanf:"embed_dim" json:"embed_dim"`     // dimensions to ask for; 0 the model's own
	// What stands before questions and passages, as E5 and other models want it.
	EmbedQueryPrefix   string  `koanf:"embed_query_prefix" json:"embed_query_prefix"`
	EmbedPassagePrefix string  `koanf:"embed_passage_prefix" json:"embed_passage_prefix"`
	EmbedPerMinute     int     `koanf:"embed_per_minute" json:"embed_per_minute"` // requests; 0 is no limit
	EmbedPrice         float64 `koanf:"embed_price" json:"embed_price"`           // of a million tokens, in any currency
	// How much the chat model takes, who is asked when it fails, and who may be sent
	// to a model that is not on this machine.
	ModelContext  int           `koanf:"model_context" json:"model_context"`     // tokens, prompt and reply together
	FallbackModel string        `koanf:"fallback_model" json:"fallback_model"`   // on the same server; "" for none
	Prices        string        `koanf:"prices" json:"prices"`                   // of chat models, see parsePrices
	Currency      string        `koanf:"currency" json:"currency"`               // of all prices
	RemoteRoles   string        `koanf:"remote_roles" json:"remote_roles"`       // readers besides citizens, "judge,official"
	Entail        bool          `koanf:"entail" json:"entail"`                   // the model checks statements that code could not confirm
	LegalAid      string        `koanf:"legal_aid" json:"legal_aid"`             // line at the end of a citizen's answer
	Helplines     string        `koanf:"helplines" json:"helplines"`             // for people in despair, separated by ";"
	Timeout       time.Duration `koanf:"timeout" json:"timeout"`                 // for one model answer
	RetentionDays int           `koanf:"retention_days" json:"retention_days"`   // conversations are kept so long after their last use; 0 for good
	LogLevel      string        `koanf:"log_level" json:"log_level"`             // debug, info, warn, error
	Listen        bool          `koanf:"listen_anywhere" json:"listen_anywhere"` // allow addresses beyond loopback
}

// configKeys are the settings in the order in which `config` prints them, each
// with its default and its line of help.
var configKeys = []struct{ key, def, help string }{
	{"data", "", "thư mục kho dữ liệu nhúng (mặc định: thư mục dữ liệu của người dùng)"},
	{"db", "", "URL PostgreSQL; nếu có thì dùng thay cho kho nhúng"},
	{"migrate", "false", "nâng cấu trúc cơ sở dữ liệu khi mở nếu cần"},
	{"addr", "127.0.0.1:8080", "địa chỉ phục vụ"},
	{"openai_base_url", "", "địa chỉ máy chủ mô hình tương thích OpenAI"},
	{"openai_api_key", "", "khóa của máy chủ mô hình"},
	{"model", "", "tên mô hình trò chuyện; để trống thì trả lời bằng trích dẫn"},
	{"embed_model", "", "tên mô hình nhúng trên máy chủ; để trống thì dùng mô hình nhúng cục bộ"},
	{"embed_dim", "0", "số chiều véc-tơ yêu cầu máy chủ trả về"},
	{"embed_query_prefix", "", "chuỗi đặt trước câu hỏi khi nhúng (ví dụ \"query: \")"},
	{"embed_passage_prefix", "", "chuỗi đặt trước đoạn văn bản khi nhúng (ví dụ \"passage: \")"},
	{"embed_per_minute", "0", "số yêu cầu nhúng tối đa mỗi phút; 0 là không hạn chế"},
	{"embed_price", "0", "giá một triệu token nhúng, để tính chi phí"},
	{"model_context", "8192", "số token mô hình trò chuyện nhận được, kể cả câu trả lời"},
	{"fallback_model", "", "mô hình dự phòng trên cùng máy chủ khi mô hình chính lỗi"},
	{"prices", "", "giá mô hình trò chuyện cho một triệu token, dạng \"tên=vào/ra\" hay \"tên=vào/ra/vào-đã-lưu\", cách nhau bằng dấu chấm phẩy"},
	{"currency", "USD", "đơn vị tiền của giá mô hình"},
	{"remote_roles", "", "vai trò ngoài người dân được gửi câu hỏi tới mô hình ở máy khác, cách nhau bằng dấu phẩy (judge,drafter,official)"},
	{"entail", "false", "nhờ mô hình đối chiếu những câu mà chương trình chưa xác nhận được"},
	{"legal_aid", "", "dòng liên hệ trợ giúp pháp lý ở cuối câu trả lời cho người dân"},
	{"helplines", "", "nơi gọi khi người hỏi có ý định tự hại, cách nhau bằng dấu chấm phẩy"},
	{"timeout", "60s", "thời gian chờ một câu trả lời của mô hình"},
	{"log_level", "warn", "mức ghi nhật ký: debug, info, warn, error"},
	{"retention_days", "365", "số ngày giữ hội thoại kể từ lần dùng cuối; 0 là giữ mãi"},
	{"listen_anywhere", "false", "cho phép lắng nghe ngoài địa chỉ 127.0.0.1"},
}

// loadConfig reads file, environment and the flags that were set, and validates
// the whole once.
func loadConfig(flags *pflag.FlagSet, getenv func(string) string) (Config, error) {
	k := koanf.New(".")
	defaults := map[string]any{}
	for _, c := range configKeys {
		defaults[c.key] = c.def
	}
	defaults["data"] = defaultDataDir(getenv)
	if err := k.Load(confmap.Provider(defaults, "."), nil); err != nil {
		return Config{}, fmt.Errorf("config: defaults: %w", err)
	}
	path := configPath(flags, getenv)
	if path != "" {
		if err := k.Load(file.Provider(path), yaml.Parser()); err != nil {
			return Config{}, usageError{fmt.Sprintf("tệp cấu hình %s không đọc được: %s", path, why(err))}
		}
	}
	known := map[string]bool{}
	set := map[string]any{}
	for _, c := range configKeys {
		known[c.key] = true
		if strings.HasPrefix(c.key, "openai_") {
			if v := getenv(strings.ToUpper(c.key)); v != "" {
				set[c.key] = v
			}
		}
		if v := getenv("TROLYLUAT_" + strings.ToUpper(c.key)); v != "" {
			set[c.key] = v
		}
		if f := flags.Lookup(flagName(c.key)); f != nil && f.Changed {
			set[c.key] = f.Value.String()
		}
	}
	for _, key := range k.Keys() {
		if !known[key] {
			return Config{}, usageError{fmt.Sprintf("tệp cấu hình %s có mục lạ %q", path, key)}
		}
	}
	// A --data given on the command line means that folder, whatever database
	// the environment or file names; and the other way round.
	if f := flags.Lookup("data"); f != nil && f.Changed {
		if db := flags.Lookup("db"); db == nil || !db.Changed {
			set["db"] = ""
		}
	}
	if err := k.Load(confmap.Provider(set, "."), nil); err != nil {
		return Config{}, fmt.Errorf("config: settings: %w", err)
	}
	var cfg Config
	if err := k.Unmarshal("", &cfg); err != nil {
		return Config{}, usageError{fmt.Sprintf("cấu hình có giá trị sai kiểu: %v", err)}
	}
	return cfg, cfg.validate()
}

// configPath is the configuration file in use, "" for none.
func configPath(flags *pflag.FlagSet, getenv func(string) string) string {
	if f := flags.Lookup("config"); f != nil && f.Changed {
		return f.Value.String()
	}
	return getenv("TROLYLUAT_CONFIG")
}

func flagName(key string) string { return strings.ReplaceAll(key, "_", "-") }

func (c Config) validate() error {
	var problems []error
	bad := func(key, format string, args ...any) {
		problems = append(problems, fmt.Errorf("%s: %s", flagName(key), fmt.Sprintf(format, args...)))
	}
	if host, _, err := net.SplitHostPort(c.Addr); err != nil {
		bad("addr", "%q không phải địa chỉ dạng máy:cổng", c.Addr)
	} else if !c.Listen && !local.Address(host) {
		bad("addr", "%q không phải địa chỉ nội bộ (127.0.0.1); thêm --listen-anywhere nếu thật sự muốn mở ra ngoài", c.Addr)
	}
	if c.DB != "" {
		if u, err := url.Parse(c.DB); err != nil || (u.Scheme != "postgres" && u.Scheme != "postgresql") {
			bad("db", "cần URL dạng postgres://người-dùng@máy/tên")
		}
	}
	if c.OpenAIBaseURL != "" {
		if u, err := url.Parse(c.OpenAIBaseURL); err != nil || (u.Scheme != "http" && u.Scheme != "https") || u.Host == "" {
			bad("openai_base_url", "%q không phải địa chỉ http(s)", c.OpenAIBaseURL)
		}
	}
	if c.EmbedDim < 0 || c.EmbedDim > 16000 {
		bad("embed_dim", "%d ngoài khoảng 0–16000", c.EmbedDim)
	}
	if c.EmbedPerMinute < 0 {
		bad("embed_per_minute", "%d là số âm", c.EmbedPerMinute)
	}
	if c.EmbedPrice < 0 {
		bad("embed_price", "%v là số âm", c.EmbedPrice)
	}
	if _, err := parsePrices(c.Prices); err != nil {
		bad("prices", "%v", err)
	}
	if c.ModelContext < 2048 || c.ModelContext > 4<<20 {
		bad("model_context", "%d ngoài khoảng 2048–4194304", c.ModelContext)
	}
	for _, r := range splitList(c.RemoteRoles, ",") {
		if !assistant.Role(r).Valid() {
			bad("remote_roles", "%q không phải judge, drafter, official hay citizen", r)
		}
	}
	if c.Timeout < time.Second || c.Timeout > time.Hour {
		bad("timeout", "%s ngoài khoảng 1s–1h", c.Timeout)
	}
	if c.RetentionDays < 0 || c.RetentionDays > 36500 {
		bad("retention_days", "%d ngoài khoảng 0–36500", c.RetentionDays)
	}
	if _, ok := logLevels[c.LogLevel]; !ok {
		bad("log_level", "%q không phải debug, info, warn hay error", c.LogLevel)
	}
	if len(problems) == 0 {
		return nil
	}
	return usageError{"cấu hình sai: " + strings.ReplaceAll(errors.Join(problems...).Error(), "\n", "; ")}
}

// hidden returns the configuration with secrets replaced, for printing.
func (c Config) hidden() Config {
	if c.OpenAIAPIKey != "" {
		c.OpenAIAPIKey = "***"
	}
	if u, err := url.Parse(c.DB); err == nil {
		c.DB = u.Redacted()
	}
	return c
}

// splitList cuts a list at sep and drops what is empty.
func splitList(s, sep string) []string {
	var out []string
	for part := range strings.SplitSeq(s, sep) {
		if part = strings.TrimSpace(part); part != "" {
			out = append(out, part)
		}
	}
	return out
}

// remote says that the model's server is another machine than this one.
func (c Config) remote() bool {
	u, err := url.Parse(c.OpenAIBaseURL)
	return err != nil || c.OpenAIBaseURL == "" || !local.Address(u.Hostname())
}

func defaultDataDir(getenv func(string) string) string {
	if dir := getenv("XDG_DATA_HOME"); dir != "" {
		return filepath.Join(dir, "trolyluat")
	}
	if dir, err := os.UserConfigDir(); err == nil && getenv("HOME") == "" {
		return filepath.Join(dir, "trolyluat")
	}
	return filepath.Join(getenv("HOME"), ".local", "share", "trolyluat")
}
