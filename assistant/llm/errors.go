package llm

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"
)

// What can go wrong with a model. Test with errors.Is; [ReaderMessage] has the
// words for each.
var (
	ErrNoModel      = errors.New("no model is configured")
	ErrUnauthorized = errors.New("the server refused the key")             // 401, 403
	ErrRateLimited  = errors.New("the server limits the rate of requests") // 429
	ErrQuota        = errors.New("the account has no quota left")          // 429 insufficient_quota, 402
	ErrUnavailable  = errors.New("the server is not available")            // refused, reset, 5xx
	ErrTimeout      = errors.New("the model did not answer in time")
	ErrCut          = errors.New("the reply broke off")
	ErrEmpty        = errors.New("the reply is empty")
	ErrMalformed    = errors.New("the reply is not understood") // bad JSON, bad event, HTML
	ErrTooLong      = errors.New("the request is too long for the model")
	ErrTooLarge     = errors.New("the reply is larger than allowed")
	ErrFiltered     = errors.New("the server withheld the reply")
	ErrUnknownModel = errors.New("the server does not know the model") // 404
	ErrBadRequest   = errors.New("the server rejected the request")    // other 4xx
	ErrOpen         = errors.New("the model is set aside after repeated failures")
)

// Error is a failure of a model with its kind.
type Error struct {
	Kind       error // one of the sentinels
	Model      string
	Status     int           // HTTP status, 0 when there was none
	RetryAfter time.Duration // what the server asked for, 0 when it did not
	Detail     string        // for logs; never holds the question or the key
	Err        error         // cause
}

// Error describes the failure for logs.
func (e *Error) Error() string {
	var b strings.Builder
	b.WriteString("llm")
	if e.Model != "" {
		b.WriteString(" " + e.Model)
	}
	fmt.Fprintf(&b, ": %v", e.Kind)
	if e.Status != 0 {
		fmt.Fprintf(&b, " (HTTP %d)", e.Status)
	}
	if e.Detail != "" {
		b.WriteString(": " + e.Detail)
	}
	if e.Err != nil && e.Detail == "" {
		fmt.Fprintf(&b, ": %v", e.Err)
	}
	return b.String()
}

// Is says whether target is the kind of the error.
func (e *Error) Is(target error) bool { return target == e.Kind }

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// readerMessages is the one table from a kind of failure to what a reader is
// told. Every message says what happened and what the assistant does instead.
var readerMessages = []struct {
	kind error
	text string
}{
	{ErrNoModel, "Chưa cấu hình mô hình ngôn ngữ. Câu trả lời dưới đây được trích thẳng từ văn bản."},
	{ErrUnauthorized, "Máy chủ mô hình từ chối khóa truy cập. Hãy báo người quản trị; câu trả lời dưới đây được trích thẳng từ văn bản."},
	{ErrQuota, "Tài khoản dùng mô hình đã hết hạn mức. Hãy báo người quản trị; câu trả lời dưới đây được trích thẳng từ văn bản."},
	{ErrRateLimited, "Mô hình đang nhận quá nhiều câu hỏi. Hãy thử lại sau ít phút; câu trả lời dưới đây được trích thẳng từ văn bản."},
	{ErrOpen, "Mô hình vừa gặp lỗi nhiều lần nên tạm được bỏ qua. Câu trả lời dưới đây được trích thẳng từ văn bản."},
	{ErrUnavailable, "Không kết nối được với mô hình. Câu trả lời dưới đây được trích thẳng từ văn bản."},
	{ErrTimeout, "Mô hình không trả lời kịp thời gian cho phép. Câu trả lời dưới đây được trích thẳng từ văn bản."},
	{ErrCut, "Câu trả lời của mô hình bị đứt giữa chừng. Phần đã nhận có thể chưa đủ ý; hãy đối chiếu với văn bản bên dưới."},
	{ErrEmpty, "Mô hình không trả về nội dung nào. Câu trả lời dưới đây được trích thẳng từ văn bản."},
	{ErrMalformed, "Không đọc được nội dung mô hình trả về. Câu trả lời dưới đây được trích thẳng từ văn bản."},
	{ErrTooLong, "Câu hỏi cùng các căn cứ dài quá sức chứa của mô hình. Hãy hỏi gọn lại hoặc tách thành nhiều câu."},
	{ErrTooLarge, "Mô hình trả về quá dài nên đã bị dừng. Phần đã nhận có thể chưa đủ ý; hãy đối chiếu với văn bản bên dưới."},
	{ErrFiltered, "Máy chủ mô hình đã chặn nội dung này. Câu trả lời dưới đây được trích thẳng từ văn bản."},
	{ErrUnknownModel, "Máy chủ không có mô hình đã cấu hình. Hãy báo người quản trị; câu trả lời dưới đây được trích thẳng từ văn bản."},
	{ErrBadRequest, "Máy chủ mô hình không nhận yêu cầu này. Câu trả lời dưới đây được trích thẳng từ văn bản."},
	{context.Canceled, "Câu hỏi đã được dừng theo yêu cầu."},
	{context.DeadlineExceeded, "Mô hình không trả lời kịp thời gian cho phép. Câu trả lời dưới đây được trích thẳng từ văn bản."},
}

// ReaderMessage is what a reader is told about a failure, in Vietnamese,
// without internals. It is "" for a nil error.
func ReaderMessage(err error) string {
	if err == nil {
		return ""
	}
	for _, m := range readerMessages {
		if errors.Is(err, m.kind) {
			return m.text
		}
	}
	return "Mô hình gặp lỗi ngoài dự kiến. Câu trả lời dưới đây được trích thẳng từ văn bản."
}

// Temporary says whether the same request may succeed later: the kinds that
// [Retry] tries again.
func Temporary(err error) bool {
	return errors.Is(err, ErrRateLimited) || errors.Is(err, ErrUnavailable) || errors.Is(err, ErrTimeout)
}

// RetryAfter is how long the server asked to wait, 0 when it did not say.
func RetryAfter(err error) time.Duration {
	var e *Error
	if errors.As(err, &e) {
		return e.RetryAfter
	}
	return 0
}
