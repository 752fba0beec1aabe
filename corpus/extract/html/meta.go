package html

import (
	"regexp"
	"strings"

	"golang.org/x/net/html"

	"trolyluat/corpus/vitext"
)

// labels are the words before a value, folded to lower case without the colon.
var labels = map[string]string{
	"số hiệu": "number", "số ký hiệu": "number", "số/ký hiệu": "number", "số kí hiệu": "number", "số hiệu văn bản": "number",
	"loại văn bản": "kind", "loại vb": "kind",
	"cơ quan ban hành": "issuer", "nơi ban hành": "issuer", "đơn vị ban hành": "issuer", "cơ quan ban hành/ chức danh/ người ký": "issuer",
	"người ký":      "signer",
	"ngày ban hành": "issued", "ban hành": "issued", "ngày ký xác thực": "issued", "ngày xác thực": "issued",
	"ngày có hiệu lực": "effective", "ngày hiệu lực": "effective", "có hiệu lực": "effective", "có hiệu lực từ": "effective",
	"ngày hết hiệu lực": "expired", "hết hiệu lực": "expired",
	"tình trạng hiệu lực": "status", "tình trạng": "status", "hiệu lực": "status", "trạng thái": "status",
	"lĩnh vực": "fields", "lĩnh vực, ngành": "fields", "ngành": "fields2",
	"trích yếu": "abstract", "tên văn bản": "abstract",
}

var (
	reDate   = regexp.MustCompile(`\b[0-3]?[0-9][/.-][01]?[0-9][/.-](?:19|20)[0-9]{2}\b`)
	reStatus = regexp.MustCompile(`(?i)^(còn hiệu lực|hết hiệu lực(?: một phần| toàn bộ)?|chưa có hiệu lực|không còn phù hợp|ngưng hiệu lực(?: một phần| toàn bộ)?|tạm ngưng hiệu lực|đã biết|đang có hiệu lực)$`)
	// "Thông tư số 06/2026/TT-BXD …", "Luật 45/2019/QH14 …", "Luật Báo chí số
	// 126/2025/QH15": kind, words of a name, number.
	reTitled = regexp.MustCompile(`(?i)^(` + titleKinds + `)((?: +[\p{L},]+){0,10}?) +(?:số *)?:? *(` + titleNumber + `)`)
	// "Luật Sửa đổi, bổ sung một số điều của 15 luật … số 146/2025/QH15"
	reNumberLast = regexp.MustCompile(`(?i)^(` + titleKinds + `)((?: .*)?) số +(` + titleNumber + `) *$`)
	// "… của Thông tư" số 43/2025/TT-BYT: the number of another text
	reKindLast = regexp.MustCompile(`(?i) (?:` + titleKinds + `)$`)
	// words of a name that another text's number may follow
	reOtherText = regexp.MustCompile(`(?i)(?:^| )(?:luật|pháp lệnh|nghị quyết|nghị định|thông tư|quyết định|chỉ thị|sửa đổi|bổ sung|thay thế|bãi bỏ|hướng dẫn|chi tiết|thi hành|về)(?: |,|$)`)
)

const (
	titleKinds  = `Bộ luật|Luật|Pháp lệnh|Nghị quyết liên tịch|Nghị quyết|Nghị định|Thông tư liên tịch|Thông tư|Quyết định|Chỉ thị|Hiến pháp|Lệnh|Sắc lệnh|Văn bản hợp nhất|Công văn|Công điện|Thông báo|Kế hoạch|Hướng dẫn`
	titleNumber = `[0-9]+(?:\.[0-9]+)?[0-9a-zA-Z]*(?:/[0-9]{4})?(?:/[\p{L}0-9-]+)+`
)

// head reads what the head of a page tells.
func head(root *html.Node) map[string]string {
	meta := make(map[string]string)
	var visit func(n *html.Node)
	visit = func(n *html.Node) {
		if n.Type == html.ElementNode {
			switch n.Data {
			case "meta":
				if p := attr(n, "property"); p == "og:url" && meta["url"] == "" {
					meta["url"] = strings.TrimSpace(attr(n, "content"))
				}
			case "link":
				if strings.EqualFold(attr(n, "rel"), "canonical") && strings.HasPrefix(attr(n, "href"), "http") {
					meta["url"] = strings.TrimSpace(attr(n, "href"))
				}
			case "title":
				if n.FirstChild != nil && meta["pagetitle"] == "" {
					meta["pagetitle"] = clean(n.FirstChild.Data)
				}
				return
			case "h1":
				if t := clean(textOf(n, 4096)); t != "" && meta["title"] == "" {
					meta["title"] = t
				}
			}
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			visit(c)
		}
	}
	visit(root)
	for k, v := range meta {
		if v == "" {
			delete(meta, k)
		}
	}
	return meta
}

// readMeta adds what the page says of the document outside its body: pairs of a
// label and a value, the status by its wording, number and kind by the title.
func readMeta(meta map[string]string, root, body *html.Node) {
	var texts []string
	var visit func(n *html.Node)
	visit = func(n *html.Node) {
		if n == body && body != nil && n.Data != "body" && n.Data != "html" {
			return
		}
		if n.Type == html.TextNode {
			if t := clean(n.Data); t != "" && len(texts) < 20000 {
				texts = append(texts, t)
			}
			return
		}
		if n.Type == html.ElementNode && deadElements[n.Data] {
			return
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			visit(c)
		}
	}
	visit(root)
	put := func(key, value string) {
		value = strings.TrimSpace(strings.Trim(value, ":"))
		if value == "" || strings.Trim(value, "-–. ") == "" || meta[key] != "" {
			return
		}
		switch key {
		case "issued", "effective", "expired":
			value = reDate.FindString(value)
		case "status":
			if !reStatus.MatchString(value) {
				return
			}
		}
		if value != "" {
			meta[key] = value
		}
	}
	for i, t := range texts {
		label, value, colon := strings.Cut(t, ":")
		key, ok := labels[strings.ToLower(strings.TrimSpace(label))]
		switch {
		case ok && colon && strings.TrimSpace(value) != "":
			put(key, value)
		case ok && i+1 < len(texts):
			if next := texts[i+1]; labels[strings.ToLower(strings.TrimSpace(strings.TrimSuffix(next, ":")))] == "" {
				put(key, next)
			}
		case reStatus.MatchString(t):
			put("status", t)
		}
	}
	if meta["title"] == "" && meta["abstract"] != "" {
		meta["title"] = meta["abstract"]
	}
	if meta["title"] == "" {
		meta["title"] = meta["pagetitle"]
	}
	if m := reTitled.FindStringSubmatch(meta["title"]); m != nil && !reOtherText.MatchString(m[2]) {
		put("number", m[3])
		put("kind", kindCase(m[1]))
	} else if m := reNumberLast.FindStringSubmatch(meta["title"]); m != nil && !reKindLast.MatchString(m[2]) {
		put("number", m[3])
		put("kind", kindCase(m[1]))
	}
	if meta["fields"] == "" {
		put("fields", meta["fields2"])
	}
	for _, k := range []string{"pagetitle", "abstract", "fields2"} {
		delete(meta, k)
	}
	if meta["title"] == "" {
		delete(meta, "title")
	}
}

func clean(s string) string {
	return strings.Join(strings.Fields(vitext.Normalize(s)), " ")
}

// kindCase writes a kind as a sentence does: "QUYẾT ĐỊNH" is "Quyết định".
func kindCase(s string) string { return s[:1] + strings.ToLower(s[1:]) }
