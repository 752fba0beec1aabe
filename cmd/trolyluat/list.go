package main

import (
	"encoding/json"
	"fmt"
	"runtime"
	"runtime/debug"
	"strings"

	"github.com/spf13/cobra"

	"trolyluat/corpus"
)

func (a *app) listCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "list",
		Short: "Liệt kê văn bản trong kho",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			env, err := a.open(cmd, read)
			if err != nil {
				return err
			}
			defer env.Close()
			infos := []corpus.DocumentInfo{}
			for info, err := range env.store.Documents(cmd.Context()) {
				if err != nil {
					return fmt.Errorf("không liệt kê được văn bản: %w", err)
				}
				infos = append(infos, info)
			}
			if a.asJSON {
				return a.printJSON(map[string]any{"documents": infos})
			}
			var rows [][]string
			for _, d := range infos {
				rows = append(rows, []string{d.ID, d.Kind.Name(), shorten(d.Title, 60), d.Effective.From.VN(), fmt.Sprint(d.Articles)})
			}
			if err := printTable(a.stdout, []string{"MÃ", "LOẠI", "TÊN", "HIỆU LỰC TỪ", "ĐIỀU"}, rows); err != nil {
				return err
			}
			_, err = fmt.Fprintf(a.stdout, "%d văn bản\n", len(infos))
			return err
		},
	}
}

func (a *app) removeCommand() *cobra.Command {
	return &cobra.Command{
		Use:     "remove VĂN-BẢN...",
		Short:   "Gỡ văn bản khỏi kho cùng mọi thứ thuộc về nó",
		Example: "  trolyluat remove 45/2019/QH14",
		Args:    cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			env, err := a.open(cmd, read)
			if err != nil {
				return err
			}
			defer env.Close()
			removed, missing, err := env.pipeline().Remove(cmd.Context(), args)
			if err != nil {
				return err
			}
			if a.asJSON {
				err = a.printJSON(map[string]any{"removed": removed, "missing": missing})
			} else {
				if len(removed) > 0 {
					fmt.Fprintf(a.stdout, "Đã gỡ: %s\n", strings.Join(removed, ", "))
				}
				if len(missing) > 0 {
					fmt.Fprintf(a.stderr, "Không có trong kho: %s\n", strings.Join(missing, ", "))
				}
			}
			if err == nil && len(missing) > 0 {
				err = silentError{fmt.Errorf("documents not in the store: %v", missing)}
			}
			return err
		},
	}
}

func (a *app) configCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "config",
		Short: "Cho xem cấu hình đang dùng, khóa được che",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			cfg, err := loadConfig(cmd.Flags(), a.getenv)
			if err != nil {
				return err
			}
			raw, err := json.Marshal(cfg.hidden())
			if err != nil {
				return fmt.Errorf("không ghi được cấu hình: %w", err)
			}
			values := map[string]any{}
			if err := json.Unmarshal(raw, &values); err != nil {
				return fmt.Errorf("không đọc lại được cấu hình: %w", err)
			}
			values["timeout"] = cfg.Timeout.String()
			if a.asJSON {
				return a.printJSON(values)
			}
			var rows [][]string
			for _, c := range configKeys {
				rows = append(rows, []string{c.key, fmt.Sprint(values[c.key]), c.help})
			}
			return printTable(a.stdout, []string{"MỤC", "GIÁ TRỊ", "Ý NGHĨA"}, rows)
		},
	}
}

func (a *app) versionCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "version",
		Short: "Cho xem phiên bản",
		Args:  cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			if a.asJSON {
				return a.printJSON(map[string]string{"version": version(), "go": runtime.Version()})
			}
			_, err := fmt.Fprintf(a.stdout, "trolyluat %s (%s)\n", version(), runtime.Version())
			return err
		},
	}
}

// version is the module's version as built in, or the commit.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "không rõ"
	}
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" {
			return s.Value[:min(12, len(s.Value))]
		}
	}
	if info.Main.Version == "" {
		return "(devel)"
	}
	return info.Main.Version
}
