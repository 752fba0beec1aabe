package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"testing"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// TestReadersMessages: what the system says in English reaches a person in
// Vietnamese, whatever stands around it.
func TestReadersMessages(t *testing.T) {
	dir := t.TempDir()
	_, missing := os.ReadFile(filepath.Join(dir, "mất"))
	_, folder := os.ReadFile(dir)
	_, port := net.Listen("tcp", "127.0.0.1:99999")
	_, refused := net.Dial("tcp", "127.0.0.1:1")
	broken := json.Unmarshal([]byte(`{"a" 1}`), new(any))
	for _, c := range []struct {
		err  error
		want string
	}{
		{fmt.Errorf("render page: %w", missing), "không thực hiện được: " + filepath.Join(dir, "mất") + ": không có tệp hay thư mục này (chi tiết kỹ thuật: render page: " + missing.Error() + ")"},
		{fmt.Errorf("không ghi được báo cáo: %w", folder), "không ghi được báo cáo: " + dir + ": đây là thư mục, cần một tệp"},
		{fmt.Errorf("không ghi được %s: %w", dir, folder), "không ghi được " + dir + ": đây là thư mục, cần một tệp"},
		{fmt.Errorf("không hỏi được mô hình: %w", refused), "không hỏi được mô hình: máy chủ không nhận kết nối"},
		{fmt.Errorf("tệp q.json: %w", broken), "tệp q.json: sai cú pháp JSON ở byte 6"},
		{fmt.Errorf("không nghe được: %w", port), `không nghe được: "99999" không phải địa chỉ hay cổng hợp lệ`},
		{errors.New("đã tiêu hết ngân sách"), "đã tiêu hết ngân sách"},
		{errors.New("the tree has no root"), "không thực hiện được (chi tiết kỹ thuật: the tree has no root)"},
	} {
		if got := readerMessage(c.err); got != c.want {
			t.Errorf("%v:\n got %s\nwant %s", c.err, got, c.want)
		}
	}
	if got := why(missing); got != "không có tệp hay thư mục này" {
		t.Error(got)
	}
	if got := why(errors.New("other")); got != "other" {
		t.Error(got)
	}
}

// TestHelpIsVietnamese: every command and every flag is explained in Vietnamese.
func TestHelpIsVietnamese(t *testing.T) {
	commands, flags := 0, 0
	var each func(c *cobra.Command)
	each = func(c *cobra.Command) {
		commands++
		if !inVietnamese(c.Short) || c.Long != "" && !inVietnamese(c.Long) {
			t.Errorf("%s: %q %q", c.CommandPath(), c.Short, c.Long)
		}
		c.LocalFlags().VisitAll(func(f *pflag.Flag) {
			if flags++; !inVietnamese(f.Usage) {
				t.Errorf("%s --%s: %q", c.CommandPath(), f.Name, f.Usage)
			}
		})
		for _, sub := range c.Commands() {
			each(sub)
		}
	}
	each((&app{getenv: os.Getenv}).rootCommand())
	if commands < 30 || flags < 100 {
		t.Errorf("only %d commands and %d flags seen", commands, flags)
	}
}
