package similar

import (
	"strings"
)

// Actor is the kind of a party.
type Actor string

// The kinds of party.
const (
	Person  Actor = "person"
	Bank    Actor = "bank"
	Company Actor = "company"
	Agency  Actor = "agency"
	Unknown Actor = ""
)

// Name is the Vietnamese wording.
func (a Actor) Name() string {
	switch a {
	case Person:
		return "cá nhân"
	case Bank:
		return "tổ chức tín dụng"
	case Company:
		return "doanh nghiệp"
	case Agency:
		return "cơ quan nhà nước"
	}
	return "chưa rõ"
}

var actorWords = []struct {
	word  string
	actor Actor
}{
	{"ngân hàng", Bank}, {"quỹ tín dụng", Bank}, {"vamc", Bank}, {"quản lý tài sản", Bank}, {"tổ chức tín dụng", Bank},
	{"công ty", Company}, {"doanh nghiệp", Company}, {"hợp tác xã", Company}, {"cty", Company},
	{"ủy ban nhân dân", Agency}, {"uỷ ban nhân dân", Agency}, {"sở ", Agency}, {"chi cục", Agency},
	{"ông ", Person}, {"bà ", Person}, {"anh ", Person}, {"chị ", Person}, {"cụ ", Person}, {"cháu ", Person},
}

// actorOf reads the kind from the word that stands first.
func actorOf(text string) Actor {
	text = strings.ToLower(text) + " "
	at, who := len(text), Unknown
	for _, w := range actorWords {
		if i := strings.Index(text, w.word); i >= 0 && i < at {
			at, who = i, w.actor
		}
	}
	return who
}

// against are the words between who asks and who is asked.
var against = []string{" khởi kiện ", " kiện ", " tranh chấp với ", " yêu cầu ", " đòi "}

// actors reads who asks and who is asked. Whether there are several says nothing
// of likeness: a couple sues as one of them would.
func actors(c Case) (who [2]Actor) {
	for side, roles := range [2][]string{{"Nguyên đơn", "Người khởi kiện"}, {"Bị đơn", "Người bị kiện"}} {
		for _, p := range c.Parties {
			for _, r := range roles {
				if p.Role == r {
					if who[side] != Unknown {
						continue
					}
					if who[side] = actorOf(p.Name); who[side] == Unknown {
						who[side] = Person // a bare name is a person's
					}
				}
			}
		}
	}
	if len(c.Parties) > 0 {
		return who
	}
	text := c.Claims
	if text == "" {
		text = c.Facts[:min(len(c.Facts), 600)]
	}
	for _, w := range against {
		if i := strings.Index(text, w); i > 0 {
			who[0], who[1] = actorOf(text[:i]), actorOf(text[i+len(w):])
			break
		}
	}
	return who
}

// sameSides is how far the parties' roles agree, 0 to 1; what is not known
// counts half.
func sameSides(a, b *Profile) float64 {
	sum := 0.0
	for i := range a.sides {
		switch {
		case a.sides[i] == Unknown || b.sides[i] == Unknown:
			sum += 0.5
		case a.sides[i] == b.sides[i]:
			sum++
		}
	}
	return sum / 2
}

// Sides tells who asks and who is asked.
func (p *Profile) Sides() [2]Actor { return p.sides }
