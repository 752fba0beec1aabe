package main

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"trolyluat/assistant"
)

func (a *app) askCommand() *cobra.Command {
	var role, asOf string
	cmd := &cobra.Command{
		Use:     "ask CÂU-HỎI",
		Short:   "Hỏi và nhận câu trả lời kèm căn cứ",
		Example: "  trolyluat ask \"Thời gian thử việc tối đa là bao lâu?\"\n  trolyluat ask --role judge --as-of 2015-06-01 \"...\"",
		Args:    cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			q := assistant.Question{Text: strings.Join(args, " "), Role: assistant.Role(role)}
			if strings.TrimSpace(q.Text) == "" {
				return usageError{"câu hỏi trống"}
			}
			if q.Role != "" && !q.Role.Valid() {
				return usageError{fmt.Sprintf("--role %q không hợp lệ (citizen, judge, drafter, official)", role)}
			}
			var err error
			if asOf != "" { // else the date of the facts that the question tells, or today
				if q.AsOf, err = parseAsOf(asOf); err != nil {
					return err
				}
			}
			env, err := a.open(cmd, read)
			if err != nil {
				return err
			}
			defer env.Close()
			return a.stream(cmd, env.assistant(), q)
		},
	}
	cmd.Flags().StringVar(&role, "role", "", "người đọc: citizen, judge, drafter, official (mặc định đề xuất theo câu hỏi)")
	cmd.Flags().StringVar(&asOf, "as-of", "", "pháp luật tại ngày (mặc định ngày của sự việc mà câu hỏi nêu, hoặc hôm nay)")
	return cmd
}

// linkOfReader is a link to the reader's page.
var linkOfReader = regexp.MustCompile(`\[([^\]]+)\]\((/vb/[^)]+)\)`)

// stream prints an answer as it comes, then its sources.
func (a *app) stream(cmd *cobra.Command, assist *assistant.Assistant, q assistant.Question) error {
	for event, err := range assist.Ask(cmd.Context(), q) {
		if err != nil {
			return err
		}
		switch {
		case event.Type == assistant.Done && a.asJSON:
			return a.printJSON(event.Answer)
		case event.Type == assistant.Done:
			return a.printSources(event.Answer)
		case event.Type == assistant.Text && !a.asJSON:
			fmt.Fprint(a.stdout, linkOfReader.ReplaceAllString(strings.NewReplacer("**", "", "\n> ", "\n  ").Replace(event.Text), "$1: $2"))
		}
	}
	return nil
}

func (a *app) printSources(answer *assistant.Answer) error {
	fmt.Fprintln(a.stdout)
	if len(answer.Citations) > 0 {
		fmt.Fprintln(a.stdout, "\nCăn cứ:")
	}
	for _, c := range answer.Citations {
		fmt.Fprintf(a.stdout, "[%d] %s, %s %s (%s) %s\n", c.Number, place(c.Quoted, c.Heading), c.Title, c.Printed, c.Effect(), c.URL)
		if c.Fictional {
			fmt.Fprintln(a.stdout, "    Văn bản giả định, không có giá trị pháp lý.")
		}
	}
	for _, check := range answer.Checks {
		for _, problem := range check.Problems {
			fmt.Fprintf(a.stdout, "! %s: %s\n", shorten(check.Statement, 80), problem)
		}
	}
	if u := answer.Understanding; u != nil && u.Read != "" && u.Rewritten == "" {
		fmt.Fprintf(a.stdout, "Lưu ý: Câu hỏi được đọc là: “%s”.\n", u.Read)
	}
	for _, note := range answer.Notes {
		fmt.Fprintln(a.stdout, "Lưu ý: "+note)
	}
	if u := answer.Usage; u != nil {
		cost := ""
		if u.Cost > 0 {
			cost = fmt.Sprintf(", chi phí %.4g %s", u.Cost, u.Currency)
		}
		fmt.Fprintf(a.stdout, "Mô hình %s: %d lượt, %d token đưa vào, %d token viết ra%s.\n", u.Model, u.Calls, u.Prompt, u.Completion, cost)
	}
	_, err := fmt.Fprintln(a.stdout, "Câu trả lời do hệ thống tự động (AI) đưa ra; hãy mở căn cứ để đối chiếu.")
	return err
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
