package basis

import (
	"context"
	"slices"
	"strings"

	"trolyluat/corpus"
)

// Courts says which courts are competent on a date and by what rule.
type Courts struct {
	On     corpus.Date `json:"on"`
	First  string      `json:"first"`  // sơ thẩm
	Appeal string      `json:"appeal"` // phúc thẩm
	Place  string      `json:"place"`  // thẩm quyền theo lãnh thổ
	Why    []string    `json:"why"`
	// Basis are the provisions of the store that say so: "92/2015/QH13 d39".
	Basis []string `json:"basis"`
	// Unknown is what the store does not tell.
	Unknown []string `json:"unknown"`
}

// regional is since when courts are khu vực, cấp tỉnh and tối cao, without cấp
// huyện and cấp cao (design, "Places and authorities have dates").
var regional = corpus.NewDate(2025, 7, 1)

// higher are the issues for which the court of the province judged first before
// courts became khu vực: a party or property abroad, a decision of a district's
// committee to be set aside.
var higher = []string{"nuocngoai", "huyqd", "tq-tinh"}

// immovable are the issues about land and houses, judged where these lie.
var immovable = []string{"doidat", "lanchiem", "loidi", "liencan", "muon", "canTro", "huygcn", "datrung"}

// place are the provisions on competence that the answer rests on.
var place = []string{"tq-cap", "tq-tinh"}

func (s *Suggester) courts(ctx context.Context, matches []Match, d dates) (Courts, error) {
	c := Courts{On: d.act, Why: []string{}, Basis: []string{}, Unknown: []string{}}
	raised := func(ids []string, least float64) string {
		for i := range matches {
			if slices.Contains(ids, matches[i].Issue.ID) && matches[i].Strength() >= least {
				return matches[i].Issue.Title
			}
		}
		return ""
	}
	if d.act >= regional {
		c.First, c.Appeal = "Tòa án nhân dân khu vực", "Tòa án nhân dân cấp tỉnh"
		c.Why = append(c.Why, "từ ngày "+regional.VN()+" không còn Tòa án nhân dân cấp huyện và cấp cao; Tòa án nhân dân khu vực xét xử sơ thẩm")
		c.Unknown = append(c.Unknown, "địa hạt của từng Tòa án nhân dân khu vực")
	} else {
		c.First, c.Appeal = "Tòa án nhân dân cấp huyện", "Tòa án nhân dân cấp tỉnh"
		if title := raised(higher, 0.5); title != "" {
			c.First, c.Appeal = "Tòa án nhân dân cấp tỉnh", "Tòa án nhân dân cấp cao"
			c.Why = append(c.Why, "vụ án có dấu hiệu thuộc thẩm quyền cấp tỉnh: "+strings.ToLower(title))
		} else {
			c.Why = append(c.Why, "không thấy dấu hiệu thuộc thẩm quyền của cấp tỉnh trong tình tiết")
		}
	}
	if title := raised(immovable, 1); title != "" {
		c.Place = "Tòa án nơi có bất động sản, nếu đối tượng tranh chấp là chính bất động sản đó"
	} else {
		c.Place = "Tòa án nơi bị đơn cư trú, làm việc hoặc có trụ sở; các bên có thể thỏa thuận bằng văn bản chọn Tòa án nơi nguyên đơn cư trú"
	}
	all, err := issues()
	if err != nil {
		return c, err
	}
	for i := range all {
		if !slices.Contains(place, all[i].ID) {
			continue
		}
		for _, n := range all[i].Provisions {
			info, ok := s.finder.Text(n.Law, d.act)
			if !ok {
				if missing := n.Law + " có hiệu lực ngày " + d.act.VN(); !slices.Contains(c.Unknown, missing) {
					c.Unknown = append(c.Unknown, missing)
				}
				continue
			}
			law, err := s.finder.Law(ctx, info)
			if err != nil {
				return c, err
			}
			if a := s.finder.find(law, n); a != nil {
				c.Basis = append(c.Basis, info.Key+" "+a.Path)
			}
		}
	}
	return c, nil
}
