package main

import (
	"io"

	"github.com/spf13/cobra"
)

func (a *app) mcpCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "mcp",
		Short: "Làm máy chủ công cụ MCP trên đầu vào, đầu ra chuẩn",
		Long: `Làm máy chủ Model Context Protocol trên đầu vào và đầu ra chuẩn, để các ứng dụng có mô hình ngôn
ngữ tra cứu kho văn bản: search_law, get_provision, check_citation, find_precedents, ask_law,
review_draft; của bàn thẩm phán: find_similar_cases, legal_basis, check_judgment, redact_text. Khai báo trong ứng dụng: lệnh "trolyluat", tham số "mcp" (và --data hoặc --db nếu cần).
Qua HTTP, cùng các công cụ đó ở /mcp của trolyluat serve.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			env, err := a.open(cmd, read)
			if err != nil {
				return err
			}
			defer env.Close()
			server, err := env.tools(env.assistant())
			if err != nil {
				return err
			}
			return server.Run(cmd.Context(), io.NopCloser(a.stdin), open{a.stdout})
		},
	}
}

// open is standard output, which is not closed when a client leaves.
type open struct{ io.Writer }

func (open) Close() error { return nil }
