package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"trolyluat/corpus/extract"
)

// app carries what every command needs of the outside.
type app struct {
	getenv         func(string) string
	stdin          io.Reader
	stdout, stderr io.Writer
	asJSON         bool
}

// usageError is a mistake in the command line or configuration, in Vietnamese.
type usageError struct{ text string }

func (e usageError) Error() string { return e.text }

// silentError ends a command with the failure code when it has said why itself.
type silentError struct{ error }

// readerMessage is what a person at the terminal is told of an error.
func readerMessage(err error) string {
	if errors.Is(err, context.Canceled) {
		return "đã dừng theo yêu cầu; những văn bản đã lưu vẫn còn nguyên vẹn"
	}
	if message, ok := storeMessage(err); ok {
		return message
	}
	if r, ok := extract.AsRefusal(err); ok {
		return r.VN + technical(err)
	}
	return worded(err)
}

// rootCommand builds the whole command tree.
func (a *app) rootCommand() *cobra.Command {
	root := &cobra.Command{
		Use:   "trolyluat",
		Short: "Trợ lý luật: nạp văn bản pháp luật, tìm kiếm và trả lời có căn cứ",
		Long: `Trợ lý luật đọc văn bản pháp luật Việt Nam như cơ quan ban hành công bố, lưu theo
điều khoản và theo thời gian, rồi trả lời câu hỏi bằng các đoạn văn bản mở ra đối chiếu được.

Bắt đầu nhanh: trolyluat demo`,
		SilenceUsage: true, SilenceErrors: true,
		CompletionOptions: cobra.CompletionOptions{HiddenDefaultCmd: true},
		PersistentPreRunE: func(cmd *cobra.Command, _ []string) error { return nil },
	}
	root.PersistentFlags().BoolVar(&a.asJSON, "json", false, "in kết quả dạng JSON")
	root.PersistentFlags().String("config", "", "tệp cấu hình YAML")
	for _, c := range configKeys {
		if c.key == "addr" || c.key == "listen_anywhere" {
			continue
		}
		if c.key == "migrate" {
			root.PersistentFlags().Bool(c.key, false, c.help)
			continue
		}
		root.PersistentFlags().String(flagName(c.key), "", c.help)
	}
	root.AddCommand(a.ingestCommand(), a.searchCommand(), a.askCommand(), a.redactCommand(), a.casesCommand(), a.listCommand(), a.removeCommand(),
		a.evalCommand(), a.trainCommand(), a.reviewCommand(), a.showCommand(), a.reportCommand(), a.exportCommand(), a.serveCommand(), a.mcpCommand(), a.demoCommand(), a.migrateCommand(), a.optimizeCommand(), a.doctorCommand(), a.configCommand(), a.versionCommand())
	vietnamese(root)
	root.SetFlagErrorFunc(func(_ *cobra.Command, err error) error { return usageError{flagProblem(err)} })
	return root
}

// vietnamese sets the frame of the help texts and the argument errors of every
// command.
func vietnamese(root *cobra.Command) {
	root.SetHelpCommand(&cobra.Command{Use: "help [lệnh]", Short: "Xem cách dùng một lệnh", Hidden: true,
		RunE: func(cmd *cobra.Command, args []string) error {
			target, _, err := root.Find(args)
			if err != nil || target == nil {
				return usageError{fmt.Sprintf("không có lệnh %q", strings.Join(args, " "))}
			}
			return target.Help()
		}})
	root.SetUsageTemplate(`Cách dùng:{{if .Runnable}}
  {{.UseLine}}{{end}}{{if .HasAvailableSubCommands}}
  {{.CommandPath}} [lệnh]{{end}}{{if .HasExample}}

Ví dụ:
{{.Example}}{{end}}{{if .HasAvailableSubCommands}}

Các lệnh:{{range .Commands}}{{if .IsAvailableCommand}}
  {{rpad .Name .NamePadding }} {{.Short}}{{end}}{{end}}{{end}}{{if .HasAvailableLocalFlags}}

Tùy chọn:
{{.LocalFlags.FlagUsages | trimTrailingWhitespaces}}{{end}}{{if .HasAvailableInheritedFlags}}

Tùy chọn chung:
{{.InheritedFlags.FlagUsages | trimTrailingWhitespaces}}{{end}}{{if .HasAvailableSubCommands}}

Gõ "{{.CommandPath}} [lệnh] --help" để xem chi tiết một lệnh.{{end}}
`)
	root.SetHelpTemplate(`{{with (or .Long .Short)}}{{. | trimTrailingWhitespaces}}

{{end}}{{if or .Runnable .HasSubCommands}}{{.UsageString}}{{end}}`)
	var each func(c *cobra.Command)
	each = func(c *cobra.Command) {
		c.DisableFlagsInUseLine = true
		c.Flags().BoolP("help", "h", false, "xem cách dùng")
		if args := c.Args; args != nil {
			c.Args = func(cmd *cobra.Command, given []string) error {
				if err := args(cmd, given); err != nil {
					return usageError{fmt.Sprintf("lệnh %s: số tham số không đúng (cách dùng: %s)", cmd.Name(), cmd.UseLine())}
				}
				return nil
			}
		}
		for _, sub := range c.Commands() {
			each(sub)
		}
	}
	each(root)
	root.Args = func(_ *cobra.Command, given []string) error {
		if len(given) > 0 {
			return usageError{fmt.Sprintf("không có lệnh %q", given[0])}
		}
		return nil
	}
	root.RunE = func(cmd *cobra.Command, _ []string) error { return cmd.Help() }
}

// flagProblem words a parse error of a flag in Vietnamese.
func flagProblem(err error) string {
	var missing *pflag.NotExistError
	var value *pflag.InvalidValueError
	var required *pflag.ValueRequiredError
	switch {
	case errors.As(err, &missing):
		return fmt.Sprintf("không có tùy chọn --%s", missing.GetSpecifiedName())
	case errors.As(err, &value):
		return fmt.Sprintf("giá trị %q của --%s không hợp lệ", value.GetValue(), value.GetFlag().Name)
	case errors.As(err, &required):
		return fmt.Sprintf("tùy chọn --%s cần một giá trị", required.GetSpecifiedName())
	}
	return err.Error()
}

var logLevels = map[string]slog.Level{"debug": slog.LevelDebug, "info": slog.LevelInfo, "warn": slog.LevelWarn, "error": slog.LevelError}

// logger writes English lines to standard error.
func (a *app) logger(cfg Config) *slog.Logger {
	return slog.New(slog.NewTextHandler(a.stderr, &slog.HandlerOptions{Level: logLevels[cfg.LogLevel]}))
}

// terminal says whether w is a screen rather than a file or pipe.
func terminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	if !ok {
		return false
	}
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}
