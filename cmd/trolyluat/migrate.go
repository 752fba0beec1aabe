package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"trolyluat/retrieval/postgres"
	"trolyluat/retrieval/sqlite"
)

// migrated is what `migrate --json` prints.
type migrated struct {
	From int64  `json:"from"`
	To   int64  `json:"to"`
	Copy string `json:"copy,omitempty"` // of an embedded store as it was before
}

func (a *app) migrateCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "migrate",
		Short: "Nâng cấu trúc kho lên phiên bản của chương trình",
		Long: `Nâng cấu trúc kho lên phiên bản của chương trình. Kho nhúng (--data) được nâng khi mở, sau khi
chép dự phòng; cơ sở dữ liệu (--db) chỉ được nâng bằng lệnh này hoặc khi thêm --migrate: hãy sao lưu
(pg_dump) trước.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			cfg, err := loadConfig(cmd.Flags(), a.getenv)
			if err != nil {
				return err
			}
			var m migrated
			if cfg.DB != "" {
				m.From, m.To, err = postgres.Migrate(cmd.Context(), cfg.DB, postgres.Options{Logger: a.logger(cfg)})
			} else {
				m, err = migrateFolder(cmd, cfg, a)
			}
			if err != nil {
				return storeError{err, storeTrouble(cfg, err)}
			}
			if a.asJSON {
				return a.printJSON(m)
			}
			switch {
			case m.From == m.To:
				fmt.Fprintf(a.stdout, "Cấu trúc kho đã ở phiên bản %d.\n", m.To)
			case m.From == 0:
				fmt.Fprintf(a.stdout, "Đã tạo cấu trúc kho phiên bản %d.\n", m.To)
			default:
				fmt.Fprintf(a.stdout, "Đã nâng cấu trúc kho từ phiên bản %d lên %d.\n", m.From, m.To)
			}
			if m.Copy != "" {
				fmt.Fprintf(a.stdout, "Bản sao trước khi nâng: %s\n", m.Copy)
			}
			return nil
		},
	}
}

func migrateFolder(cmd *cobra.Command, cfg Config, a *app) (migrated, error) {
	s, err := sqlite.Open(cmd.Context(), cfg.Data, sqlite.Options{Logger: a.logger(cfg), NoMerge: true})
	if err != nil {
		return migrated{}, err
	}
	defer s.Close()
	return migrated(s.Migrated()), nil
}
