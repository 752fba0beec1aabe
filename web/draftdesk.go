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
	"slices"
	"strings"
	"time"

	"trolyluat/assistant/review"
	"trolyluat/corpus"
)

func (s *Server) draftRoutes() {
	if s.Reviewer == nil || s.Extractor == nil {
		return
	}
	s.mux.HandleFunc("GET /soan-thao", s.draftHome)
	s.mux.HandleFunc("POST /soan-thao", s.postDraft)
	s.mux.HandleFunc("GET /soan-thao/{draft}", s.withDraft(s.draftPage))
	s.mux.HandleFunc("GET /soan-thao/{draft}/xong", s.withDraft(s.draftDone))
	s.mux.HandleFunc("GET /soan-thao/{draft}/so-sanh", s.withDraft(s.draftComparison))
	s.mux.HandleFunc("GET /soan-thao/{draft}/tai/{form}", s.withDraft(s.draftDownload))
	s.mux.HandleFunc("POST /soan-thao/{draft}/nhan-xet/{finding}", s.withDraft(s.decide))
	s.mux.HandleFunc("POST /soan-thao/{draft}/xoa", s.withDraft(func(w http.ResponseWriter, r *http.Request, d *draft) {
		s.drafts.remove(knownOwner(r), d.id)
		http.Redirect(w, r, "/soan-thao", http.StatusSeeOther)
	}))
}

// withDraft finds the draft of the address among the reader's own.
func (s *Server) withDraft(h func(http.ResponseWriter, *http.Request, *draft)) http.HandlerFunc {
	return held(s, s.drafts, "draft", "Không có dự thảo này", "Dự thảo chỉ được giữ vài giờ trong bộ nhớ của máy chủ và chỉ mở được ở trình duyệt đã tải lên.", h)
}

func (s *Server) draftHome(w http.ResponseWriter, r *http.Request) {
	s.showDraftHome(w, r, http.StatusOK, "")
}

func (s *Server) showDraftHome(w http.ResponseWriter, r *http.Request, status int, problem string) {
	var rows []map[string]any
	for _, x := range s.drafts.of(owner(w, r)) {
		rows = append(rows, map[string]any{"ID": x.id, "Name": x.value.name, "Started": x.put})
	}
	s.render(w, r, status, "draft-home", "soan-thao", "Bàn soạn thảo", map[string]any{"Problem": problem, "Today": s.Today(), "Drafts": rows})
}

// postDraft takes the file of a draft and begins its review.
func (s *Server) postDraft(w http.ResponseWriter, r *http.Request) {
	file, problem := upload(w, r, maxDraft)
	var asOf corpus.Date
	if problem == nil {
		asOf, problem = formDay(r, "ngay")
	}
	if problem == nil && file.data == nil {
		problem = &refused{http.StatusUnprocessableEntity, "Chưa chọn tệp dự thảo."}
	}
	var doc *corpus.Document
	if problem == nil {
		var err error
		if doc, err = review.Read(r.Context(), s.Extractor, file.name, file.data); err != nil {
			problem = s.unreadable("drafts", err)
		}
	}
	if problem != nil {
		s.showDraftHome(w, r, problem.status, problem.text)
		return
	}
	if asOf == 0 {
		asOf = s.Today()
	}
	d, err := s.startReview(owner(w, r), file.name, doc, review.Options{AsOf: asOf})
	if err != nil {
		s.showDraftHome(w, r, http.StatusTooManyRequests, "Bạn đang mở nhiều dự thảo; hãy xóa bớt một dự thảo rồi tải lại.")
		return
	}
	http.Redirect(w, r, "/soan-thao/"+d.id, http.StatusSeeOther)
}

// draftDone tells a script whether the review has ended.
func (s *Server) draftDone(w http.ResponseWriter, _ *http.Request, d *draft) {
	report, problem, _ := d.state()
	writeJSON(w, map[string]any{"done": report != nil || problem != "", "seconds": time.Since(d.started).Seconds()})
}

// findingView is a finding with both texts marked and the decision on it.
type findingView struct {
	review.Finding
	Anchor    string
	DraftText template.HTML
	MeetTexts []meetView
	Decision  *review.Decision
}

type meetView struct {
	review.Met
	Href string
	HTML template.HTML
}

// markWords writes a text with the first place of some words marked.
func markWords(text, words string) template.HTML {
	words = strings.TrimSpace(words)
	i := -1
	if words != "" {
		i = strings.Index(text, words)
	}
	out := html.EscapeString(text)
	if i >= 0 {
		out = html.EscapeString(text[:i]) + "<mark>" + html.EscapeString(words) + "</mark>" + html.EscapeString(text[i+len(words):])
	}
	return template.HTML(strings.ReplaceAll(strings.TrimSpace(out), "\n", "<br>"))
}

func (s *Server) findingViews(list []review.Finding, decisions map[string]review.Decision, asOf corpus.Date) []findingView {
	var out []findingView
	for i := range list {
		f := &list[i]
		v := findingView{Finding: *f, Anchor: fmt.Sprintf("nx-%s", f.ID), DraftText: markWords(f.Text, f.Words)}
		for _, m := range f.Meets {
			x := meetView{Met: m, HTML: markWords(m.Text, m.Words)}
			if m.DocumentID != "" {
				x.Href = Address(m.DocumentID, m.Path)
				if asOf != s.Today() {
					x.Href += "?ngay=" + asOf.String()
				}
			}
			v.MeetTexts = append(v.MeetTexts, x)
		}
		if d, ok := decisions[f.ID]; ok {
			v.Decision = &d
		}
		out = append(out, v)
	}
	return out
}

// draftPage shows the findings beside the draft, or that the review runs.
func (s *Server) draftPage(w http.ResponseWriter, r *http.Request, d *draft) {
	report, problem, took := d.state()
	if report == nil {
		s.render(w, r, http.StatusOK, "wait", "soan-thao", "Đang thẩm định dự thảo", map[string]any{"Name": d.name, "Problem": problem, "Seconds": int(time.Since(d.started).Seconds()),
			"Doing": "Đang so dự thảo với pháp luật trong kho…", "Self": "/soan-thao/" + d.id, "Home": "/soan-thao", "HomeName": "Về bàn soạn thảo"})
		return
	}
	data := map[string]any{"ID": d.id, "Name": d.name}
	e := d.export()
	gravity, class := review.Gravity(r.URL.Query().Get("muc")), review.Class(r.URL.Query().Get("tieu-chi"))
	state := r.URL.Query().Get("trang-thai")
	var shown []review.Finding
	for _, f := range report.Findings {
		decision, decided := e.Decisions[f.ID]
		if gravity != "" && f.Gravity != gravity || class != "" && f.Class != class ||
			state == "con" && decided || state == "nhan" && decision.Choice != review.Accepted || state == "bo" && decision.Choice != review.Dismissed {
			continue
		}
		shown = append(shown, f)
	}
	l := &law{doc: d.doc, info: new(corpus.DocumentInfo), shelf: &catalogue{}, asOf: 0}
	*l.info = d.doc.Info()
	data["Report"], data["Export"], data["Took"] = report, e, secondsVN(took)
	data["Findings"] = s.findingViews(shown, e.Decisions, report.AsOf)
	data["Below"] = s.findingViews(report.Below, e.Decisions, report.AsOf)
	data["Gravities"], data["Classes"] = tally(report.Findings, func(f *review.Finding) (string, string) { return string(f.Gravity), f.GravityName }, string(gravity)),
		tally(report.Findings, func(f *review.Finding) (string, string) { return string(f.Class), f.ClassName }, string(class))
	data["State"], data["Body"] = state, l.body()
	data["Filtered"] = len(shown) != len(report.Findings)
	s.render(w, r, http.StatusOK, "draft", "soan-thao", "Thẩm định: "+cmp.Or(report.Title, d.name), data)
}

// tally counts findings by a property, in the order in which they come.
func tally(list []review.Finding, by func(*review.Finding) (value, name string), chosen string) []facetValue {
	var out []facetValue
	for i := range list {
		value, name := by(&list[i])
		at := slices.IndexFunc(out, func(v facetValue) bool { return v.Value == value })
		if at < 0 {
			out = append(out, facetValue{Value: value, Name: name, On: value == chosen})
			at = len(out) - 1
		}
		out[at].Count++
	}
	return out
}

// decide keeps what the drafter decides of one finding.
func (s *Server) decide(w http.ResponseWriter, r *http.Request, d *draft) {
	if err := r.ParseForm(); err != nil {
		s.message(w, r, http.StatusBadRequest, "Không đọc được lựa chọn", "Hãy mở lại trang và thử lại.")
		return
	}
	id := r.PathValue("finding")
	err := d.decide(review.Decision{Finding: id, Choice: review.Choice(r.PostForm.Get("quyet-dinh")), Reason: strings.TrimSpace(r.PostForm.Get("ly-do")), At: time.Now()})
	switch {
	case errors.Is(err, review.ErrReason):
		s.message(w, r, http.StatusUnprocessableEntity, "Cần ghi lý do", "Muốn bỏ qua một nhận xét, xin ghi lý do để người khác hiểu.")
	case err != nil:
		s.message(w, r, http.StatusUnprocessableEntity, "Chưa lưu được", "Nhận xét này không còn hoặc lựa chọn không hợp lệ.")
	default:
		http.Redirect(w, r, "/soan-thao/"+d.id+"#nx-"+id, http.StatusSeeOther)
	}
}

func (s *Server) draftComparison(w http.ResponseWriter, r *http.Request, d *draft) {
	report, _, _ := d.state()
	if report == nil {
		http.Redirect(w, r, "/soan-thao/"+d.id, http.StatusSeeOther)
		return
	}
	s.render(w, r, http.StatusOK, "draft-comparison", "soan-thao", "Bảng so sánh: "+cmp.Or(report.Title, d.name), map[string]any{"ID": d.id, "Report": report})
}

// draftDownload gives the review away: the report, the comparison table, or all
// with the decisions as JSON.
func (s *Server) draftDownload(w http.ResponseWriter, r *http.Request, d *draft) {
	report, _, _ := d.state()
	if report == nil {
		http.Redirect(w, r, "/soan-thao/"+d.id, http.StatusSeeOther)
		return
	}
	var b bytes.Buffer
	var err error
	name, kind := "", "text/html; charset=utf-8"
	switch r.PathValue("form") {
	case "bao-cao":
		name, err = "bao-cao-tham-dinh.html", review.WriteHTML(&b, report)
	case "bang-so-sanh":
		name, kind, err = "bang-so-sanh.doc", "application/msword", review.WriteComparison(&b, report)
	case "json":
		name, kind, err = "tham-dinh.json", "application/json", review.WriteExport(&b, d.export())
	default:
		s.message(w, r, http.StatusNotFound, "Không có dạng tệp này", "Có thể tải: báo cáo, bảng so sánh, JSON.")
		return
	}
	if err != nil {
		s.fail(w, r, err)
		return
	}
	w.Header().Set("Content-Type", kind)
	w.Header().Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": name}))
	_, _ = w.Write(b.Bytes()) // the reader may have gone away
}
