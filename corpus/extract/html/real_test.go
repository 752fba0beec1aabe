package html

import (
	"context"
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"trolyluat/corpus/extract"
	"trolyluat/corpus/realdata"
	"trolyluat/corpus/vitext"
)

var reStrip = regexp.MustCompile(` (?:class|id)="[^"]*"`)

// outline is what the site itself says of a page.
type outline struct {
	Title     string `json:"title"`
	Status    string `json:"status"`
	Effective string `json:"effective"`
	Expired   string `json:"expired"`
	Outline   []struct {
		Label string `json:"label"`
		Key   string `json:"key"`
	} `json:"outline"`
}

func TestRealPages(t *testing.T) {
	dir := filepath.Join(realdata.Dir(t), "documents")
	data, err := os.ReadFile(filepath.Join(dir, "vbpl_html_outlines.json"))
	if err != nil {
		t.Fatal(err)
	}
	gold := make(map[string]outline)
	if err := json.Unmarshal(data, &gold); err != nil {
		t.Fatal(err)
	}
	read, refused, bare, foreign := 0, 0, 0, 0
	keys, found := 0, 0
	type tally struct{ right, all int }
	meta := map[string]*tally{"title": {}, "status": {}, "effective": {}, "expired": {}}
	for i, name := range slices.Sorted(maps.Keys(gold)) {
		if underRace && i%9 != 0 { // a ninth, always the same
			continue
		}
		g := gold[name]
		page, err := os.ReadFile(filepath.Join(dir, "vbpl_html", name))
		if err != nil {
			t.Fatal(err)
		}
		text, err := Extract(context.Background(), name, page)
		stripped, errStripped := Extract(context.Background(), name, reStrip.ReplaceAll(page, nil))
		if (err == nil) != (errStripped == nil) {
			t.Errorf("%s: %v, without classes %v", name, err, errStripped)
			continue
		}
		if err != nil {
			r, ok := extract.AsRefusal(err)
			if !ok || r.Code != CodeNoBody {
				t.Errorf("%s: %v", name, err)
			}
			if strings.Contains(string(page), "prov-article") {
				t.Errorf("%s: refused, and has a body", name)
			}
			refused++
			continue
		}
		read++
		if len(text.Warnings) > 0 {
			foreign++
		}
		same := len(text.Blocks) == len(stripped.Blocks)
		for i := range text.Blocks {
			same = same && text.Blocks[i].Text == stripped.Blocks[i].Text
		}
		if !same {
			t.Errorf("%s: %d blocks, without classes %d or others", name, len(text.Blocks), len(stripped.Blocks))
		}
		ids := make(map[string]bool)
		for i := range text.Blocks {
			b := &text.Blocks[i]
			ids[b.ID] = true
			if reBareUnit.MatchString(b.Text) {
				t.Errorf("%s: side bar read: %q", name, b.Text)
			}
			for _, n := range b.Notes {
				if n.At < 0 || n.At > len(b.Text) {
					t.Errorf("%s: note at %d of %q", name, n.At, b.Text)
				}
			}
			if strings.Contains(b.Text, "\n") && b.Kind == extract.Paragraph {
				t.Errorf("%s: line break in %q", name, b.Text)
			}
		}
		for _, o := range g.Outline {
			keys++
			if ids["id_"+o.Key] || ids[o.Key] {
				found++
			}
		}
		if len(g.Outline) == 0 {
			bare++
		}
		for field, want := range map[string]string{"title": g.Title, "status": g.Status, "effective": g.Effective, "expired": g.Expired} {
			if want = clean(vitext.Normalize(want)); want == "" {
				continue
			}
			m := meta[field]
			m.all++
			if text.Meta[field] == want {
				m.right++
			} else if m.all-m.right < 4 {
				t.Logf("%s: %s %q, site says %q", name, field, text.Meta[field], want)
			}
		}
	}
	t.Logf("%d pages read (%d without outline, %d with warnings), %d refused for want of a body; %d of %d outline keys stand on a block", read, bare, foreign, refused, found, keys)
	for field, m := range meta {
		t.Logf("%s: %d of %d as the site says", field, m.right, m.all)
		if m.right*100 < m.all*99 {
			t.Errorf("%s: %d of %d", field, m.right, m.all)
		}
	}
	// The rest are ids that no element of the page has, and elements of the site
	// that hold nothing but the next. They stand together on some pages, so a part
	// of the pages tells nothing of the share.
	if !underRace && found*1000 < keys*990 {
		t.Errorf("%d of %d outline keys found on blocks", found, keys)
	}
}
