package web

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"html"
	"html/template"
	"mime"
	"net/http"
	"path"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"trolyluat/assistant/history"
	"trolyluat/assistant/redact"
	"trolyluat/corpus"
)

// redactHome is the address of the page that anonymises judgments.
const redactHome = "/an-danh"

// Limits of judgments that are anonymised. They are kept in memory alone, and not
// for long: their names are what is to be protected.
const (
	maxRedaction       = 16 << 20 // bytes of the file
	redactionsPerOwner = 3
	redactionsAtMost   = 32
	redactionKept      = time.Hour
	textAtMost         = 3 << 19 // bytes of text, some 500 pages
	placesAtMost       = 8000    // cuts that are decided one by one
	additionsAtMost    = 100
	unsure             = 0.8 // cuts below are shown first
)

// redaction is a judgment with the cuts that are proposed and what its reader
// decided.
type redaction struct {
	id, name string
	file     *redact.File
	plan     *redact.Plan
	groups   []cutGroup

	mu       sync.Mutex
	decision redact.Decision
	groupOff map[int]bool
}

// cutGroup is the cuts of the same words by the same.
type cutGroup struct {
	redact.Mention       // the first of them
	Places         []int // in the plan
	Least          float64
	Reasons        []string
}

// groupCuts gathers the cuts of a plan, those that are not sure first.
func groupCuts(p *redact.Plan) []cutGroup {
	at := map[string]int{}
	var out []cutGroup
	for i, m := range p.Mentions {
		key := string(m.Kind) + "\x00" + strings.Join(strings.Fields(m.Text), " ") + "\x00" + m.Replacement
		k, ok := at[key]
		if !ok {
			k = len(out)
			at[key] = k
			out = append(out, cutGroup{Mention: m, Least: m.Confidence})
		}
		g := &out[k]
		g.Places = append(g.Places, i)
		g.Least = min(g.Least, m.Confidence)
		if !slices.Contains(g.Reasons, m.Why) {
			g.Reasons = append(g.Reasons, m.Why)
		}
	}
	slices.SortStableFunc(out, func(a, b cutGroup) int {
		return cmp.Compare(min(a.Least, unsure), min(b.Least, unsure))
	})
	return out
}

func (s *Server) redactRoutes() {
	if s.Extractor == nil {
		return
	}
	s.mux.HandleFunc("GET "+redactHome, func(w http.ResponseWriter, r *http.Request) { s.showRedactHome(w, r, http.StatusOK, "") })
	s.mux.HandleFunc("POST "+redactHome, s.postRedaction)
	s.mux.HandleFunc("GET "+redactHome+"/{judgment}", s.withRedaction(func(w http.ResponseWriter, r *http.Request, d *redaction) {
		s.showRedaction(w, r, d, http.StatusOK, "")
	}))
	s.mux.HandleFunc("POST "+redactHome+"/{judgment}", s.withRedaction(s.decideRedaction))
	s.mux.HandleFunc("POST "+redactHome+"/{judgment}/xoa", s.withRedaction(func(w http.ResponseWriter, r *http.Request, d *redaction) {
		s.redactions.remove(knownOwner(r), d.id)
		http.Redirect(w, r, redactHome, http.StatusSeeOther)
	}))
}

// withRedaction finds the judgment of the address among the reader's own.
func (s *Server) withRedaction(h func(http.ResponseWriter, *http.Request, *redaction)) http.HandlerFunc {
	return held(s, s.redactions, "judgment", "Không có bản án này", "Bản án gửi lên chỉ được giữ một giờ trong bộ nhớ của máy chủ và chỉ mở được ở trình duyệt đã gửi lên.", h)
}

func (s *Server) showRedactHome(w http.ResponseWriter, r *http.Request, status int, problem string) {
	var rows []map[string]any
	for _, x := range s.redactions.of(owner(w, r)) {
		rows = append(rows, map[string]any{"ID": x.id, "Name": x.value.name, "Started": x.put})
	}
	s.render(w, r, status, "redact-home", "an-danh", "Che thông tin cá nhân trong bản án", map[string]any{"Problem": problem, "Judgments": rows})
}

// postRedaction takes a judgment and proposes the cuts.
func (s *Server) postRedaction(w http.ResponseWriter, r *http.Request) {
	file, problem := upload(w, r, maxRedaction)
	if problem == nil && file.data == nil {
		problem = &refused{http.StatusUnprocessableEntity, "Chưa chọn tệp bản án."}
	}
	var d *redaction
	if problem == nil {
		opened, err := redact.Open(r.Context(), s.Extractor, file.name, file.data)
		if err != nil {
			problem = s.unreadable("redact", err)
		} else if len(opened.Text) > textAtMost {
			problem = &refused{http.StatusUnprocessableEntity, "Văn bản dài quá 1,5 MB chữ; hãy tách thành nhiều tệp hoặc dùng lệnh trolyluat redact."}
		} else {
			d = &redaction{id: history.NewID(), name: file.name, file: opened, groupOff: map[int]bool{}}
			d.plan = redact.Find(opened.Text, redact.Options{Parcels: r.FormValue("thua-dat") != ""})
			d.groups = groupCuts(d.plan)
		}
	}
	if problem == nil && s.redactions.put(owner(w, r), d.id, d, nil) != nil {
		problem = &refused{http.StatusTooManyRequests, "Bạn đang mở nhiều bản án; hãy xóa bớt một bản rồi gửi lại."}
	}
	if problem != nil {
		s.showRedactHome(w, r, problem.status, problem.text)
		return
	}
	http.Redirect(w, r, redactHome+"/"+d.id, http.StatusSeeOther)
}

// decided is the plan as its reader has decided.
func (d *redaction) decided() (*redact.Plan, redact.Decision) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.plan.Decide(d.file.Text, d.decision), d.decision
}

// cutView is a group of cuts on the list.
type cutView struct {
	cutGroup
	Index    int
	On       bool
	KindName string
	Unsure   bool
	Each     []placeView
	First    string // where the first stands in the text
}

// placeView is one cut with the words around it.
type placeView struct {
	Index         int
	On            bool
	Before, After string
	Text          string
	Anchor        string
}

func (s *Server) showRedaction(w http.ResponseWriter, r *http.Request, d *redaction, status int, problem string) {
	plan, decision := d.decided()
	d.mu.Lock()
	var list []cutView
	each := len(d.plan.Mentions) <= placesAtMost
	for i, g := range d.groups {
		v := cutView{cutGroup: g, Index: i, On: !d.groupOff[i], KindName: g.Kind.Name(), Unsure: g.Least < unsure, First: fmt.Sprintf("#c-%d", g.Places[0])}
		if each && len(g.Places) > 1 {
			for _, k := range g.Places {
				m := d.plan.Mentions[k]
				before, after := around(d.file.Text, m.Start, m.End)
				v.Each = append(v.Each, placeView{k, d.groupOff[i] || !decision.Off[k], before, after, m.Text, fmt.Sprintf("#c-%d", k)})
			}
		}
		list = append(list, v)
	}
	d.mu.Unlock()
	cuts := map[string]int{}
	for _, m := range plan.Mentions {
		cuts[m.Kind.Name()]++
	}
	var kinds []facetValue
	for _, k := range []redact.Kind{redact.Person, redact.Company, redact.Place, redact.Number, redact.Parcel} {
		if n := cuts[k.Name()]; n > 0 {
			kinds = append(kinds, facetValue{Name: k.Name(), Count: n})
		}
	}
	s.render(w, r, status, "redact", "an-danh", "Che thông tin: "+d.name, map[string]any{"ID": d.id, "Self": redactHome + "/" + d.id, "Name": d.name, "Word": d.file.Word,
		"Problem": problem, "Publication": d.plan.Publication, "Groups": list, "Cuts": len(plan.Mentions), "Proposed": len(d.plan.Mentions), "Kinds": kinds, "Kept": keptView(d.plan.Kept),
		"Added": decision.Added, "Left": d.plan.Left(d.file.Text, plan), "Paper": d.paper(plan, decision)})
}

// around is the words before and after a stretch, in one line.
func around(text string, start, end int) (before, after string) {
	from, to := max(0, start-60), min(len(text), end+60)
	for from < start && !utf8.RuneStart(text[from]) {
		from++
	}
	for to > end && to < len(text) && !utf8.RuneStart(text[to]) {
		to--
	}
	flat := func(s string) string { return strings.Join(strings.Fields(s), " ") }
	return flat(text[from:start]), flat(text[end:to])
}

// keptView lists names that stay, each once.
func keptView(kept []redact.Mention) []facetValue {
	var out []facetValue
	for _, m := range kept {
		name := strings.Join(strings.Fields(m.Text), " ")
		i := slices.IndexFunc(out, func(v facetValue) bool { return v.Name == name })
		if i < 0 {
			out = append(out, facetValue{Name: name, Value: m.Why})
			i = len(out) - 1
		}
		out[i].Count++
	}
	return out
}

// paper is the text as it will read, each proposed cut marked with its place on
// the list, cut or not.
func (d *redaction) paper(plan *redact.Plan, decision redact.Decision) template.HTML {
	var spots []spot
	proposed := map[int]bool{}
	for i, m := range d.plan.Mentions {
		proposed[m.Start] = true
		x := spot{Span: corpus.Span{Start: m.Start, End: m.End}, ID: fmt.Sprintf("c-%d", i), Class: "cut", Whole: true}
		shown := m.Replacement
		if decision.Off[i] {
			x.Class, shown = "cut off", m.Text
		}
		x.Inner = template.HTML(fmt.Sprintf(`<span data-on="%s" data-off="%s">%s</span>`, html.EscapeString(m.Replacement), html.EscapeString(m.Text), html.EscapeString(shown)))
		spots = append(spots, x)
	}
	for _, m := range plan.Mentions {
		if !proposed[m.Start] {
			spots = append(spots, spot{Span: corpus.Span{Start: m.Start, End: m.End}, Class: "cut", Inner: template.HTML(html.EscapeString(m.Replacement)), Whole: true})
		}
	}
	return paper(d.file.Text, spots)
}

// keep takes what a form decides: cuts whose tick is gone are off, with their
// group or alone.
func (d *redaction) keep(form map[string][]string) {
	ticked := func(name string) map[int]bool {
		on := map[int]bool{}
		for _, v := range form[name] {
			if n, err := strconv.Atoi(v); err == nil {
				on[n] = true
			}
		}
		return on
	}
	groups, places := ticked("nhom"), ticked("cho")
	each := len(d.plan.Mentions) <= placesAtMost
	d.mu.Lock()
	defer d.mu.Unlock()
	off, groupOff := map[int]bool{}, map[int]bool{}
	for i, g := range d.groups {
		groupOff[i] = !groups[i]
		for _, k := range g.Places {
			off[k] = !groups[i] || each && len(g.Places) > 1 && !places[k]
		}
	}
	d.decision.Off, d.groupOff = off, groupOff
	var added []redact.Addition
	for i, words := range form["them"] {
		with := ""
		if i < len(form["bang"]) {
			with = strings.TrimSpace(form["bang"][i])
		}
		if words = strings.TrimSpace(words); words != "" && len(added) < additionsAtMost {
			added = append(added, redact.Addition{Words: words, Replacement: with})
		}
	}
	d.decision.Added = added
}

// decideRedaction keeps what the reader decided and shows it, or gives it away.
func (s *Server) decideRedaction(w http.ResponseWriter, r *http.Request, d *redaction) {
	if err := r.ParseForm(); err != nil {
		s.message(w, r, http.StatusBadRequest, "Không đọc được lựa chọn", "Hãy mở lại trang và thử lại.")
		return
	}
	d.keep(r.PostForm)
	plan, _ := d.decided()
	base := strings.TrimSuffix(path.Base(strings.ReplaceAll(d.name, `\`, "/")), path.Ext(d.name)) + ".da-che"
	var data []byte
	var err error
	name, kind := "", "text/plain; charset=utf-8"
	switch r.PostForm.Get("viec") {
	case "docx":
		name, kind = base+".docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
		data, err = d.file.DOCX(plan)
	case "txt":
		name, data = base+".txt", []byte(plan.Apply(d.file.Text))
	case "csv":
		var b bytes.Buffer
		name, kind = base+".xem-lai.csv", "text/csv; charset=utf-8"
		err = redact.WriteReview(&b, plan)
		data = b.Bytes()
	case "bang":
		name, kind = base+".bang-tra", "application/octet-stream"
		data, err = redact.SealMap(plan.Pairs(), r.PostForm.Get("cum-tu"))
		if errors.Is(err, redact.ErrShortPhrase) {
			s.showRedaction(w, r, d, http.StatusUnprocessableEntity, "Bảng tra ngược cần một cụm mật khẩu ít nhất 12 ký tự.")
			return
		}
	default:
		http.Redirect(w, r, redactHome+"/"+d.id, http.StatusSeeOther)
		return
	}
	if err != nil {
		s.fail(w, r, err)
		return
	}
	w.Header().Set("Content-Type", kind)
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": name}))
	_, _ = w.Write(data) // the reader may have gone away
}
