package web

import (
	"cmp"
	"errors"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"trolyluat/corpus"
	"trolyluat/corpus/extract"
)

// bench keeps what readers have uploaded to a desk: in memory alone, each item
// open to its owner, for as long as kept says. It is not public and none of the
// store's.
type bench[T any] struct {
	perOwner, atMost int
	kept             time.Duration

	mu    sync.Mutex
	items map[string]*benched[T]
}

type benched[T any] struct {
	id, owner string
	put       time.Time
	value     T
	drop      func()
}

func newBench[T any](perOwner, atMost int, kept time.Duration) *bench[T] {
	return &bench[T]{perOwner: perOwner, atMost: atMost, kept: kept, items: map[string]*benched[T]{}}
}

// put keeps an item under an id that no one guesses; drop is called when it goes.
// errBusy is for an owner, or a desk, that has as many as it may.
func (b *bench[T]) put(owner, id string, value T, drop func()) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	own := 0
	for _, x := range b.items {
		if x.owner == owner {
			own++
		}
	}
	if own >= b.perOwner || len(b.items) >= b.atMost {
		return errBusy
	}
	x := &benched[T]{id: id, owner: owner, put: time.Now(), value: value, drop: drop}
	b.items[id] = x
	time.AfterFunc(b.kept, func() { b.remove(owner, id) })
	return nil
}

// get finds an owner's item.
func (b *bench[T]) get(owner, id string) (value T, err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if x := b.items[id]; x != nil && x.owner == owner {
		return x.value, nil
	}
	return value, errUnknown
}

// of lists an owner's items, the newest first.
func (b *bench[T]) of(owner string) []*benched[T] {
	b.mu.Lock()
	defer b.mu.Unlock()
	var out []*benched[T]
	for _, x := range b.items {
		if x.owner == owner {
			out = append(out, x)
		}
	}
	slices.SortFunc(out, func(x, y *benched[T]) int { return cmp.Or(y.put.Compare(x.put), cmp.Compare(x.id, y.id)) })
	return out
}

func (b *bench[T]) remove(owner, id string) {
	b.mu.Lock()
	x := b.items[id]
	if x == nil || x.owner != owner {
		b.mu.Unlock()
		return
	}
	delete(b.items, id)
	b.mu.Unlock()
	if x.drop != nil {
		x.drop()
	}
}

// refused is why an upload was not taken: a status and the words for the reader.
type refused struct {
	status int
	text   string
}

// uploaded is the form of an upload with its file; data is nil where no file was
// chosen. Nothing of it is written to disk.
type uploaded struct {
	name string
	data []byte
}

// upload reads a form with a file of up to most bytes.
func upload(w http.ResponseWriter, r *http.Request, most int64) (uploaded, *refused) {
	r.Body = http.MaxBytesReader(w, r.Body, most)
	if err := r.ParseMultipartForm(most); err != nil {
		var large *http.MaxBytesError
		if errors.As(err, &large) {
			return uploaded{}, &refused{http.StatusRequestEntityTooLarge, "Tệp lớn quá " + count(int(most>>20)) + " MB."}
		}
		return uploaded{}, &refused{http.StatusBadRequest, "Không đọc được nội dung gửi lên."}
	}
	defer r.MultipartForm.RemoveAll()
	file, header, err := r.FormFile("tep")
	if errors.Is(err, http.ErrMissingFile) {
		return uploaded{}, nil
	}
	if err != nil {
		return uploaded{}, &refused{http.StatusBadRequest, "Không đọc được tệp gửi lên."}
	}
	defer file.Close()
	u := uploaded{name: header.Filename}
	if u.data, err = io.ReadAll(file); err != nil {
		return uploaded{}, &refused{http.StatusBadRequest, "Không đọc được tệp gửi lên."}
	}
	return u, nil
}

// unreadable says why a file could not be read. Neither its name nor its text is
// logged.
func (s *Server) unreadable(desk string, err error) *refused {
	text, code := "Không đọc được tệp này thành văn bản.", "unreadable"
	if refusal, ok := extract.AsRefusal(err); ok {
		text, code = strings.TrimSuffix(capital(refusal.VN), ".")+".", refusal.Code
	}
	s.Log.Info("upload refused", "desk", desk, "code", code)
	return &refused{http.StatusUnprocessableEntity, text}
}

// formDay reads a day of a form, 0 for none.
func formDay(r *http.Request, name string) (corpus.Date, *refused) {
	d, err := corpus.ParseDate(r.FormValue(name))
	if err != nil {
		return 0, &refused{http.StatusUnprocessableEntity, "Ngày không đọc được; xin nhập dạng ngày/tháng/năm."}
	}
	return d, nil
}

// held hands a reader what an address names by param among their own on a bench;
// a page with title and text where there is none.
func held[T any](s *Server, b *bench[T], param, title, text string, h func(http.ResponseWriter, *http.Request, T)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		value, err := b.get(knownOwner(r), r.PathValue(param))
		if err != nil {
			s.message(w, r, http.StatusNotFound, title, text)
			return
		}
		h(w, r, value)
	}
}
