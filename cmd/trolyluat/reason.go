package main

import (
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"os"
	"strings"
	"syscall"
	"unicode"
)

// problems are the failures of the system under the program that a person at the
// terminal can do something about, the narrower ones first.
var problems = []struct {
	err  error
	text string
}{
	{fs.ErrNotExist, "không có tệp hay thư mục này"},
	{fs.ErrPermission, "không có quyền đọc hay ghi ở đó"},
	{fs.ErrExist, "đã có tệp hay thư mục mang tên này"},
	{syscall.EISDIR, "đây là thư mục, cần một tệp"},
	{syscall.ENOTDIR, "một phần của đường dẫn là tệp, không phải thư mục"},
	{syscall.ENOSPC, "đĩa đã đầy"},
	{syscall.EROFS, "ổ đĩa chỉ cho đọc"},
	{syscall.EMFILE, "chương trình mở quá nhiều tệp cùng lúc"},
	{syscall.EADDRINUSE, "cổng này đang được chương trình khác dùng"},
	{syscall.EADDRNOTAVAIL, "máy này không có địa chỉ đó"},
	{syscall.ECONNREFUSED, "máy chủ không nhận kết nối"},
	{syscall.ECONNRESET, "máy chủ cắt kết nối"},
	{context.DeadlineExceeded, "quá thời gian chờ"},
	{os.ErrDeadlineExceeded, "quá thời gian chờ"},
	{io.ErrUnexpectedEOF, "nội dung bị cụt"},
}

// reason says in Vietnamese what made an operation fail, and which part of the
// error it words. Where it knows no words for it, it gives "".
func reason(err error) (text string, of error) {
	var path *fs.PathError
	var link *os.LinkError
	var op *net.OpError
	var name *net.DNSError
	var address *net.AddrError
	var syntax *json.SyntaxError
	var field *json.UnmarshalTypeError
	var cell *csv.ParseError
	switch {
	case errors.As(err, &syntax):
		return fmt.Sprintf("sai cú pháp JSON ở byte %d", syntax.Offset), syntax
	case errors.As(err, &field):
		return fmt.Sprintf("trường %s không thể là %s", field.Field, field.Value), field
	case errors.As(err, &cell):
		return fmt.Sprintf("sai cú pháp CSV ở dòng %d, cột %d", cell.Line, cell.Column), cell
	case errors.As(err, &name) && strings.HasSuffix(name.Err, "unknown port"):
		return "không có cổng này", outer(err, name)
	case errors.As(err, &name):
		return fmt.Sprintf("không tìm thấy %s trên mạng", name.Name), outer(err, name)
	case errors.As(err, &address):
		return fmt.Sprintf("%q không phải địa chỉ hay cổng hợp lệ", address.Addr), outer(err, address)
	}
	for _, p := range problems {
		if !errors.Is(err, p.err) {
			continue
		}
		switch {
		case errors.As(err, &path):
			return path.Path + ": " + p.text, path
		case errors.As(err, &link):
			return link.New + ": " + p.text, link
		case errors.As(err, &op):
			return p.text, op
		}
		return p.text, p.err
	}
	return "", nil
}

// outer is the whole failed operation of the network around its cause, where the
// error holds one.
func outer(err, cause error) error {
	if op := (*net.OpError)(nil); errors.As(err, &op) {
		return op
	}
	return cause
}

// why is the reason of an error for a sentence that names already what failed; the
// error's own text where there are no words for it.
func why(err error) string {
	text, of := reason(err)
	if text == "" {
		return err.Error()
	}
	if path, ok := of.(*fs.PathError); ok {
		return strings.TrimPrefix(text, path.Path+": ")
	}
	return text
}

// worded is an error's text in Vietnamese: its own where a command has given it
// one, with the system's part of it put into words, or a sentence that says what is
// known and keeps the rest for whoever is asked to help.
func worded(err error) string {
	text := err.Error()
	known, of := reason(err)
	own := text
	if known != "" {
		own = strings.Replace(text, of.Error(), "", 1)
	}
	hasOwn := inVietnamese(own)
	switch {
	case hasOwn && known != "":
		if path, ok := of.(*fs.PathError); ok && strings.Contains(own, path.Path) {
			known = why(of)
		}
		return strings.Replace(text, of.Error(), known, 1)
	case hasOwn:
		return text
	case known != "":
		return "không thực hiện được: " + known + technical(err)
	}
	return "không thực hiện được" + technical(err)
}

// technical is an error in the log's words, for whoever is asked to help.
func technical(err error) string { return " (chi tiết kỹ thuật: " + err.Error() + ")" }

// inVietnamese tells a text of ours for a person from one for the log: hardly a
// Vietnamese sentence does without a letter beyond ASCII, and no English one of ours
// has any.
func inVietnamese(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool { return r > unicode.MaxASCII && unicode.IsLetter(r) })
}
