package ingest

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"trolyluat/corpus/extract"
)

// Fetcher downloads over HTTP into a folder, so that a broken download goes on
// where it stopped and an unchanged file is not fetched again. The zero value
// uses the user's cache folder and allows 2 GiB.
type Fetcher struct {
	Dir      string
	Client   *http.Client
	MaxBytes int64
	// Retries is how often a broken download is taken up again, default 3, after
	// Wait and its multiples, default 1 s.
	Retries int
	Wait    time.Duration
}

// download is what is remembered beside a file.
type download struct {
	URL          string    `json:"url"`
	ETag         string    `json:"etag,omitempty"`
	LastModified string    `json:"last_modified,omitempty"`
	SHA256       string    `json:"sha256,omitempty"` // set when the file is whole
	Size         int64     `json:"size"`
	Fetched      time.Time `json:"fetched"`
}

// get returns the path of the downloaded file.
func (f Fetcher) get(ctx context.Context, url string) (string, error) {
	if f.Dir == "" {
		cache, err := os.UserCacheDir()
		if err != nil {
			return "", fmt.Errorf("fetch %s: no cache folder: %w", url, err)
		}
		f.Dir = filepath.Join(cache, "trolyluat", "download")
	}
	if f.Client == nil {
		f.Client = &http.Client{Timeout: time.Hour}
	}
	if f.MaxBytes == 0 {
		f.MaxBytes = 2 << 30
	}
	if f.Retries == 0 {
		f.Retries = 3
	}
	if f.Wait == 0 {
		f.Wait = time.Second
	}
	if err := os.MkdirAll(f.Dir, 0o755); err != nil {
		return "", fmt.Errorf("fetch %s: %w", url, err)
	}
	sum := sha256.Sum256([]byte(url))
	base := filepath.Join(f.Dir, hex.EncodeToString(sum[:12]))
	var last error
	for try := range f.Retries + 1 {
		if try > 0 {
			select {
			case <-time.After(time.Duration(try) * f.Wait):
			case <-ctx.Done():
				return "", ctx.Err()
			}
		}
		again, err := f.once(ctx, url, base)
		if err == nil {
			return base + ".data", nil
		}
		if last = err; !again || ctx.Err() != nil {
			break
		}
	}
	return "", fmt.Errorf("fetch %s: %w", url, last)
}

// once makes one request; again says that another may go on where it stopped.
func (f Fetcher) once(ctx context.Context, url, base string) (again bool, err error) {
	meta := readDownload(base + ".json")
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return false, err
	}
	request.Header.Set("Accept-Encoding", "identity")
	request.Header.Set("User-Agent", "trolyluat")
	partial := int64(0)
	whole := meta.SHA256 != "" && fileSize(base+".data") == meta.Size
	switch {
	case whole && meta.ETag != "":
		request.Header.Set("If-None-Match", meta.ETag)
	case whole && meta.LastModified != "":
		request.Header.Set("If-Modified-Since", meta.LastModified)
	case !whole && meta.validator() != "":
		if partial = fileSize(base + ".part"); partial > 0 {
			request.Header.Set("Range", "bytes="+strconv.FormatInt(partial, 10)+"-")
			request.Header.Set("If-Range", meta.validator())
		}
	}
	response, err := f.Client.Do(request)
	if err != nil {
		return true, refuseFetch("không kết nối được tới địa chỉ", err.Error())
	}
	defer response.Body.Close()
	flags := os.O_CREATE | os.O_WRONLY | os.O_TRUNC
	switch response.StatusCode {
	case http.StatusNotModified:
		return false, nil
	case http.StatusOK:
		partial = 0
	case http.StatusPartialContent:
		flags = os.O_CREATE | os.O_WRONLY | os.O_APPEND
	case http.StatusRequestedRangeNotSatisfiable:
		_ = os.Remove(base + ".part") // start over
		return true, refuseFetch("máy chủ không gửi tiếp được phần còn lại", response.Status)
	default:
		return response.StatusCode >= 500 || response.StatusCode == http.StatusTooManyRequests,
			refuseFetch("máy chủ trả lời lỗi "+strconv.Itoa(response.StatusCode), response.Status)
	}
	expected := response.ContentLength
	if expected > 0 && partial+expected > f.MaxBytes {
		return false, extract.TooLarge(partial+expected, f.MaxBytes)
	}
	meta = download{URL: url, ETag: response.Header.Get("ETag"), LastModified: response.Header.Get("Last-Modified"), Fetched: time.Now().UTC()}
	if err := writeDownload(base+".json", meta); err != nil {
		return false, err
	}
	part, err := os.OpenFile(base+".part", flags, 0o644)
	if err != nil {
		return false, err
	}
	n, err := io.Copy(part, io.LimitReader(response.Body, f.MaxBytes-partial+1))
	if closeErr := part.Close(); err == nil {
		err = closeErr
	}
	if err == nil && expected >= 0 && n < expected {
		err = io.ErrUnexpectedEOF
	}
	if err != nil {
		return true, refuseFetch("tải bị đứt giữa chừng", err.Error())
	}
	if partial+n > f.MaxBytes {
		_ = os.Remove(base + ".part") // nothing of it is kept
		return false, extract.TooLarge(partial+n, f.MaxBytes)
	}
	if meta.SHA256, err = hashFile(base + ".part"); err != nil {
		return false, err
	}
	meta.Size = partial + n
	if err := os.Rename(base+".part", base+".data"); err != nil {
		return false, err
	}
	return false, writeDownload(base+".json", meta)
}

// validator is what If-Range takes; a weak ETag cannot join two parts.
func (d download) validator() string {
	if d.ETag != "" && d.ETag[0] == '"' {
		return d.ETag
	}
	return d.LastModified
}

func refuseFetch(vn, detail string) error {
	return &extract.Refusal{Code: "download", VN: vn, Detail: detail}
}

func readDownload(path string) (d download) {
	raw, err := os.ReadFile(path)
	if err == nil && json.Unmarshal(raw, &d) != nil {
		return download{}
	}
	return d
}

func writeDownload(path string, d download) error {
	raw, err := json.Marshal(d)
	if err != nil {
		return err
	}
	if err := os.WriteFile(path+".tmp", raw, 0o644); err != nil {
		return err
	}
	return os.Rename(path+".tmp", path)
}

func fileSize(path string) int64 {
	info, err := os.Stat(path)
	if errors.Is(err, os.ErrNotExist) || err != nil {
		return 0
	}
	return info.Size()
}

func hashFile(path string) (string, error) {
	file, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer file.Close()
	sum := sha256.New()
	if _, err := io.Copy(sum, file); err != nil {
		return "", err
	}
	return hex.EncodeToString(sum.Sum(nil)), nil
}
