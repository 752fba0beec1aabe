package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"trolyluat/retrieval/postgres"
	"trolyluat/retrieval/sqlite"
)

func (a *app) migrateCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "migrate",
		Short: "Nâng cấu trúc kho lên phiên bản của chương trình",
		Long: `Nâng cấu trúc kho lên phiên bản của chương trình. Kho nhúng (--data) được nâng khi mở, sau khi
chép dự phòng; cơ sở dữ liệu (--db) chỉ được nâng bằng lệnh này hoặc khi thêm --migrate.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			cfg, err := loadConfig(cmd.Flags(), a.getenv)
			if err != nil {
				return err
			}
			var from, to int64
			if cfg.DB != "" {
				from, to, err = postgres.Migrate(cmd.Context(), cfg.DB, postgres.Options{Logger: a.logger(cfg)})
			} else {
				from, to, err = migrateFolder(cmd, cfg, a)
			}
			if err != nil {
				return fmt.Errorf("không nâng được cấu trúc kho: %w", err)
			}
			if a.asJSON {
				return a.printJSON(map[string]int64{"from": from, "to": to})
			}
			if from == to {
				fmt.Fprintf(a.stdout, "Cấu trúc kho đã ở phiên bản %d.\n", to)
			} else {
				fmt.Fprintf(a.stdout, "Đã nâng cấu trúc kho từ phiên bản %d lên %d.\n", from, to)
			}
			return nil
		},
	}
}

func migrateFolder(cmd *cobra.Command, cfg Config, a *app) (from, to int64, err error) {
	s, err := sqlite.Open(cmd.Context(), cfg.Data, sqlite.Options{Logger: a.logger(cfg)})
	if err != nil {
		return 0, 0, err
	}
	defer s.Close()
	to, err = s.Version(cmd.Context())
	return to, to, err
}
