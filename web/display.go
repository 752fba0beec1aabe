package web

import (
	"net/http"
	"slices"
	"strings"
	"time"
)

// displayCookie keeps how a reader wants the pages to look. It holds nothing
// else, and without it the system's settings count.
const displayCookie = "hien_thi"

// display is the reader's choice of looks; its fields are values of attributes
// on <html>.
type display struct {
	Theme    string // "", "light", "dark"
	Size     string // "", "large", "largest"
	Contrast string // "", "high"
	Easy     bool
}

// option is a choice of the display menu.
type option struct{ Value, Name string }

var (
	themes    = []option{{"", "Theo máy"}, {"light", "Sáng"}, {"dark", "Tối"}}
	sizes     = []option{{"", "Thường"}, {"large", "Lớn"}, {"largest", "Rất lớn"}}
	contrasts = []option{{"", "Thường"}, {"high", "Cao"}}
)

// among returns value if it is one of the options, else the first.
func among(options []option, value string) string {
	if slices.ContainsFunc(options, func(o option) bool { return o.Value == value }) {
		return value
	}
	return options[0].Value
}

func displayOf(r *http.Request) display {
	cookie, err := r.Cookie(displayCookie)
	if err != nil {
		return display{}
	}
	parts := strings.Split(cookie.Value, ".")
	if len(parts) != 4 {
		return display{}
	}
	return display{Theme: among(themes, parts[0]), Size: among(sizes, parts[1]), Contrast: among(contrasts, parts[2]), Easy: parts[3] == "1"}
}

func (d display) String() string {
	easy := ""
	if d.Easy {
		easy = "1"
	}
	return strings.Join([]string{d.Theme, d.Size, d.Contrast, easy}, ".")
}

// setDisplay takes the display menu's form and goes back to the page.
func (s *Server) setDisplay(w http.ResponseWriter, r *http.Request) {
	if err := r.ParseForm(); err != nil {
		s.message(w, r, http.StatusBadRequest, "Không đọc được lựa chọn", "Hãy mở lại trang và thử lại.")
		return
	}
	d := display{Theme: among(themes, r.PostForm.Get("theme")), Size: among(sizes, r.PostForm.Get("size")),
		Contrast: among(contrasts, r.PostForm.Get("contrast")), Easy: r.PostForm.Get("easy") == "1"}
	http.SetCookie(w, &http.Cookie{Name: displayCookie, Value: d.String(), Path: "/", MaxAge: int((365 * 24 * time.Hour).Seconds()),
		HttpOnly: true, SameSite: http.SameSiteStrictMode})
	http.Redirect(w, r, localPath(r.PostForm.Get("ve")), http.StatusSeeOther)
}

// localPath returns an address on this server, "/" for any other.
func localPath(address string) string {
	if !strings.HasPrefix(address, "/") || strings.HasPrefix(address, "//") || strings.ContainsAny(address, "\\\r\n\t") {
		return "/"
	}
	return address
}
