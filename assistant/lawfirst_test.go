package assistant

import (
	"strings"
	"testing"

	"trolyluat/corpus"
	"trolyluat/retrieval"
)

func TestLawFirst(t *testing.T) {
	hit := func(key string, kind corpus.Kind, reason string) retrieval.Hit {
		return retrieval.Hit{Document: corpus.DocumentInfo{Key: key, Kind: kind}, Reason: reason}
	}
	found := []retrieval.Hit{hit("bản án", corpus.KindJudgment, ""), hit("án lệ", corpus.KindPrecedent, ""), hit("luật", corpus.KindLaw, ""), hit("nghị định", corpus.KindDecree, "")}
	for _, c := range []struct {
		role           Role
		question, want string
	}{
		{Citizen, "Bảo hành bao lâu?", "luật, nghị định, án lệ, bản án"},
		{Judge, "Bảo hành bao lâu?", "bản án, án lệ, luật, nghị định"},
		{Citizen, "Có án lệ nào về bảo hành không?", "bản án, án lệ, luật, nghị định"},
		{Citizen, "co an le nao ve bao hanh khong", "bản án, án lệ, luật, nghị định"},
	} {
		var got []string
		for _, h := range lawFirst(found, c.role, c.question) {
			got = append(got, h.Document.Key)
		}
		if strings.Join(got, ", ") != c.want {
			t.Errorf("%s, %s: %q", c.role, c.question, got)
		}
	}
	named := []retrieval.Hit{hit("án lệ", corpus.KindPrecedent, retrieval.ReasonDirect), hit("luật", corpus.KindLaw, "")}
	if got := lawFirst(named, Citizen, "Số 26/2018/AL nói gì?"); got[0].Document.Key != "án lệ" {
		t.Errorf("what is named went behind: %v", got)
	}
}
