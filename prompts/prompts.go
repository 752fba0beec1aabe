// Package prompts holds what models are told: Vietnamese templates embedded in
// the program, rendered by typed functions. Package assistant calls it before
// every request to a model, and keeps [Prompt.Hash] in cache keys and beside
// stored answers.
//
// Everything that comes from outside (question, conversation, passages) is
// given to the model as data between fences (see [Fence]); the templates say
// that nothing between fences is an instruction.
package prompts

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"
	"strings"
	"sync"
	"text/template"
)

// Version of the set of prompts, raised by hand when their meaning changes; the
// hash tells every change.
const Version = "1"

//go:embed *.tmpl
var templates embed.FS

// Reader is for whom an answer is written.
type Reader string

// The four readers.
const (
	Citizen  Reader = "citizen"  // người dân
	Judge    Reader = "judge"    // thẩm phán, thư ký
	Drafter  Reader = "drafter"  // người soạn thảo văn bản
	Official Reader = "official" // cán bộ, công chức
)

// Passage is one numbered piece of evidence as the model sees it.
type Passage struct {
	Number int    // from 1; the mark is [Number]
	Title  string // "Bộ luật Lao động số 45/2019/QH14"
	Label  string // "Điều 25. Thời gian thử việc"
	Status string // "còn hiệu lực từ 01/01/2021"
	Text   string
}

// Turn is an earlier question or answer of the conversation.
type Turn struct {
	Assistant bool
	Text      string
}

// Prompt is what a model is given: two messages, and what made them.
type Prompt struct {
	Name   string // of the template: "answer/citizen"
	System string
	User   string
	Fence  string // what encloses data in User
	// Secret is what an answer must not repeat: System without what it is to tell
	// readers.
	Secret  string
	Hash    string // of the templates it was rendered from, hex, 16 letters
	Version string
}

// AnswerInput is what the answer prompt is rendered from.
type AnswerInput struct {
	Reader   Reader
	Question string
	AsOf     string // "23/11/2026": the date of the law that applies
	Today    string // "23/11/2026"
	Passages []Passage
	History  []Turn   // earlier turns, oldest first
	Notes    []string // what the program found out: "câu hỏi nêu Điều 700, văn bản này chỉ có 689 điều"
	Contact  string   // line on free legal aid for citizens, from the configuration
	MaxWords int      // 0 is 350
}

// RewriteInput is what the prompt that makes a follow-up stand alone is
// rendered from.
type RewriteInput struct {
	Question string
	History  []Turn
	Today    string
}

// EntailInput is what the prompt that checks claims against passages is
// rendered from.
type EntailInput struct {
	Claims []EntailClaim
}

// EntailClaim is one statement with the text of the passages it cites.
type EntailClaim struct {
	Number   int // from 1
	Text     string
	Passages []Passage
}

// ConflictInput is what the prompt that judges a draft against the law in force
// is rendered from.
type ConflictInput struct {
	Pairs []ConflictPair
}

// ConflictPair is a passage of a draft with a provision of the law in force.
type ConflictPair struct {
	Number      int // from 1
	DraftLabel  string
	Draft       string
	Title       string // of the document in force
	Label, Text string
}

// RepairInput is what the prompt for the one repair of an answer is rendered
// from. The failing answer goes to the model between the original prompt and
// this one.
type RepairInput struct {
	Answer   string
	Problems []string // Vietnamese, one per failure
}

// ProposeInput is what the prompt that makes questions out of a passage is
// rendered from.
type ProposeInput struct {
	Passage Passage
	N       int // questions asked for, 0 is 3
}

// Answer renders the prompt for an answer.
func Answer(in AnswerInput) (Prompt, error) {
	if in.MaxWords == 0 {
		in.MaxWords = 350
	}
	name := "answer/" + string(in.Reader)
	p, err := render(name, in, answerData(in))
	if err == nil && in.Contact != "" {
		in.Contact = ""
		var bare Prompt
		bare, err = render(name, in, nil)
		p.Secret = bare.System
	}
	return p, err
}

// Rewrite renders the prompt that makes a follow-up question stand alone. The
// model answers with one JSON object by [RewriteSchema].
func Rewrite(in RewriteInput) (Prompt, error) {
	data := []string{in.Question}
	for _, t := range in.History {
		data = append(data, t.Text)
	}
	return render("rewrite", in, data)
}

// Entail renders the prompt that asks whether passages carry claims. The model
// answers with one JSON object by [EntailSchema].
func Entail(in EntailInput) (Prompt, error) {
	var data []string
	for _, c := range in.Claims {
		data = append(data, c.Text)
		for _, p := range c.Passages {
			data = append(data, p.Title, p.Label, p.Status, p.Text)
		}
	}
	return render("entail", in, data)
}

// Conflict renders the prompt that asks whether passages of a draft contradict
// provisions in force. The model answers with one JSON object by
// [ConflictSchema].
func Conflict(in ConflictInput) (Prompt, error) {
	var data []string
	for _, p := range in.Pairs {
		data = append(data, p.DraftLabel, p.Draft, p.Title, p.Label, p.Text)
	}
	return render("conflict", in, data)
}

// Repair renders the prompt that asks once for a corrected answer; it follows
// the messages of the answer prompt.
func Repair(in RepairInput) (Prompt, error) {
	return render("repair", in, append([]string{in.Answer}, in.Problems...))
}

// Propose renders the prompt that asks for questions which a passage answers, for
// evaluation. The model answers with one JSON object by [ProposeSchema].
func Propose(in ProposeInput) (Prompt, error) {
	if in.N == 0 {
		in.N = 3
	}
	p := in.Passage
	return render("propose", in, []string{p.Title, p.Label, p.Status, p.Text})
}

// ChoiceInput is what the prompt for a multiple-choice question is rendered from.
type ChoiceInput struct {
	Question string
	Choices  []Choice
	Several  bool // more than one may be right
	Passages []Passage
}

// Choice is one answer to choose.
type Choice struct{ Letter, Text string }

// Choose renders the prompt that asks for the letter of the right choice, for
// evaluation. The model answers with one JSON object by [ChooseSchema].
func Choose(in ChoiceInput) (Prompt, error) {
	data := []string{in.Question}
	for _, c := range in.Choices {
		data = append(data, c.Letter, c.Text)
	}
	for _, p := range in.Passages {
		data = append(data, p.Title, p.Label, p.Status, p.Text)
	}
	return render("choose", in, data)
}

func answerData(in AnswerInput) []string {
	data := append([]string{in.Question, in.AsOf, in.Today}, in.Notes...)
	for _, p := range in.Passages {
		data = append(data, p.Title, p.Label, p.Status, p.Text)
	}
	for _, t := range in.History {
		data = append(data, t.Text)
	}
	return data
}

// sets are the templates that make up each prompt; shared.tmpl is in all.
var sets = map[string][]string{
	"answer/" + string(Citizen):  {"shared.tmpl", "answer.tmpl", "reader_citizen.tmpl"},
	"answer/" + string(Judge):    {"shared.tmpl", "answer.tmpl", "reader_judge.tmpl"},
	"answer/" + string(Drafter):  {"shared.tmpl", "answer.tmpl", "reader_drafter.tmpl"},
	"answer/" + string(Official): {"shared.tmpl", "answer.tmpl", "reader_official.tmpl"},
	"rewrite":                    {"shared.tmpl", "rewrite.tmpl"},
	"entail":                     {"shared.tmpl", "entail.tmpl"},
	"repair":                     {"shared.tmpl", "repair.tmpl"},
	"propose":                    {"shared.tmpl", "propose.tmpl"},
	"choose":                     {"shared.tmpl", "choose.tmpl"},
	"conflict":                   {"shared.tmpl", "conflict.tmpl"},
}

// parsed holds all sets, parsed once.
var parsed = sync.OnceValues(func() (map[string]*template.Template, error) {
	out := map[string]*template.Template{}
	for name, files := range sets {
		t, err := template.New(name).Option("missingkey=error").Funcs(functions("")).ParseFS(templates, files...)
		if err != nil {
			return nil, fmt.Errorf("prompts: parsing %s: %w", name, err)
		}
		out[name] = t
	}
	return out, nil
})

// functions are what templates call: fences around data, and data made
// harmless ("text" of a document, "data" of other origin, "line" in one line).
func functions(fence string) template.FuncMap {
	return template.FuncMap{
		"open":  func(kind string) string { return fence + " " + kind },
		"close": func(kind string) string { return fence + " hết " + kind },
		"data":  Neutralise,
		"text":  func(s string) string { t, _ := Strip(Neutralise(s)); return t },
		"line":  func(s string) string { return strings.Join(strings.Fields(Neutralise(s)), " ") },
	}
}

// render executes the "system" and "user" templates of a set.
func render(name string, in any, data []string) (Prompt, error) {
	all, err := parsed()
	if err != nil {
		return Prompt{}, err
	}
	base, ok := all[name]
	if !ok {
		return Prompt{}, fmt.Errorf("prompts: no prompt %q", name)
	}
	fence := Fence(data...)
	t, err := base.Clone()
	if err != nil {
		return Prompt{}, fmt.Errorf("prompts: rendering %s: %w", name, err)
	}
	t.Funcs(functions(fence))
	p := Prompt{Name: name, Fence: fence, Version: Version, Hash: hashOf(sets[name])}
	for part, to := range map[string]*string{"system": &p.System, "user": &p.User} {
		if t.Lookup(part) == nil {
			continue
		}
		var b bytes.Buffer
		if err := t.ExecuteTemplate(&b, part, in); err != nil {
			return Prompt{}, fmt.Errorf("prompts: rendering %s: %w", name, err)
		}
		*to = strings.TrimSpace(b.String())
	}
	p.Secret = p.System
	return p, nil
}

func hashOf(names []string) string {
	h := sha256.New()
	fmt.Fprintf(h, "version %s\n", Version)
	for _, n := range names {
		b, err := templates.ReadFile(n)
		if err != nil {
			// An unknown name fails in ParseFS before it is hashed for use.
			continue
		}
		fmt.Fprintf(h, "%s %d\n", n, len(b))
		h.Write(b)
	}
	return hex.EncodeToString(h.Sum(nil))[:16]
}

// Hash is the content hash of all templates: it changes when any of them does.
func Hash() string {
	names, err := fs.Glob(templates, "*.tmpl")
	if err != nil {
		return ""
	}
	return hashOf(names)
}
