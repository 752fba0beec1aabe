package run

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

// LineError says what is wrong with a row of a file that a suite reads, for the
// reader.
type LineError struct {
	File   string // "" where only a reader was given
	Line   int    // where the row begins, from 1
	Reason string // Vietnamese, naming the field
}

func (e *LineError) Error() string {
	if e.File == "" {
		return fmt.Sprintf("dòng %d: %s", e.Line, e.Reason)
	}
	return fmt.Sprintf("%s, dòng %d: %s", e.File, e.Line, e.Reason)
}

// NotJSON is a row that is no JSON, or not of the form that is read. The reader is
// told where the decoder stopped; its own words, which are English, are left out.
func NotJSON(line int, err error) *LineError {
	var field *json.UnmarshalTypeError
	if errors.As(err, &field) && field.Field != "" {
		return &LineError{Line: line, Reason: fmt.Sprintf("trường %s không thể là %s", field.Field, field.Value)}
	}
	var syntax *json.SyntaxError
	switch {
	case errors.As(err, &syntax):
		return &LineError{Line: line, Reason: fmt.Sprintf("không phải JSON: sai cú pháp ở byte %d", syntax.Offset)}
	case errors.Is(err, io.ErrUnexpectedEOF):
		return &LineError{Line: line, Reason: "không phải JSON: nội dung bị cụt"}
	}
	return &LineError{Line: line, Reason: "không phải một đối tượng JSON đúng dạng"}
}

// In names the file of a [LineError]; other errors say that reading it failed.
func In(file string, err error) error {
	var line *LineError
	if errors.As(err, &line) {
		return &LineError{File: file, Line: line.Line, Reason: line.Reason}
	}
	return fmt.Errorf("eval: read %s: %w", file, err)
}
