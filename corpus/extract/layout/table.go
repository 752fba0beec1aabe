package layout

import (
	"regexp"
	"strings"

	"trolyluat/corpus/extract"
)

// maxColumns bounds what a span may claim.
const maxColumns = 200

// Cell is a cell of a table with the blocks in it. The cells that a merge covers
// are empty as a rule; text that stands in one is kept.
type Cell struct {
	Col    int // 0-based column in the grid
	Blocks []extract.Block
}

// Table turns rows of cells into one TableBlock, or, when the table only places
// text on the page (quốc hiệu, signatures, frames), into the paragraphs of its
// cells in order. Cells of different rows that stand in one column share Col.
func Table(rows [][]Cell) []extract.Block {
	width := 0
	for i, row := range rows {
		for j := range row {
			rows[i][j].Col = min(max(row[j].Col, 0), maxColumns-1)
			width = max(width, rows[i][j].Col+1)
		}
	}
	if places(rows, width) {
		var out []extract.Block
		for _, row := range rows {
			for _, c := range row {
				out = append(out, c.Blocks...)
			}
		}
		return out
	}
	return []extract.Block{tabulated(rows, width)}
}

var (
	reNation  = regexp.MustCompile(`(?i)độc *lập *[-–—.] *tự *do *[-–—.] *hạnh *phúc|cộng h(òa|oà) xã hội chủ nghĩa việt nam`)
	reSigning = regexp.MustCompile(`(?i)^nơi nhận|^\(?đã ký\)?$|^(kt|tm|tl|tuq|q)\. *\p{Lu}|^(chủ tịch|bộ trưởng|thủ tướng|tổng thống|thứ trưởng|chánh án|thẩm phán|phó chủ tịch|giám đốc|tổng giám đốc)\b`)
	reArticle = regexp.MustCompile(`(?i)^điều\s+\d+[a-zđ]?\s*[.:]`)
)

// places says that a table sets text on the page and tabulates nothing: one
// column, a nested table, the heads and feet of Vietnamese documents, or cells
// that hold whole articles.
func places(rows [][]Cell, width int) bool {
	cells, articles := 0, 0
	known, nested := false, false
	for _, row := range rows {
		for _, c := range row {
			if len(c.Blocks) == 0 {
				continue
			}
			cells++
			for i := range c.Blocks {
				b := &c.Blocks[i]
				nested = nested || b.Kind == extract.TableBlock
				known = known || reNation.MatchString(b.Text) || reSigning.MatchString(b.Text)
				if reArticle.MatchString(b.Text) {
					articles++
				}
			}
		}
	}
	switch {
	case width <= 1 || cells <= 1:
		return true
	case nested && width <= 3 && len(rows) <= 4:
		return true
	case width <= 4 && len(rows) <= 6 && known:
		return true
	}
	return width <= 3 && articles >= 2 && articles*3 >= cells
}

func tabulated(rows [][]Cell, width int) extract.Block {
	rows, width = dropEmpty(rows, width)
	b := extract.Block{Kind: extract.TableBlock}
	var text strings.Builder
	for _, row := range rows {
		out := make([]string, width)
		filled := false
		for _, c := range row {
			for i := range c.Blocks {
				if out[c.Col] != "" {
					out[c.Col] += "\n"
				}
				out[c.Col] += c.Blocks[i].Text
			}
			filled = filled || out[c.Col] != ""
		}
		if !filled {
			continue
		}
		if text.Len() > 0 {
			text.WriteByte('\n')
		}
		for col, cell := range out {
			if col > 0 {
				text.WriteString(" | ")
			}
			at := text.Len()
			text.WriteString(strings.ReplaceAll(cell, "\n", " "))
			for _, c := range row {
				if c.Col != col {
					continue
				}
				for i := range c.Blocks {
					for _, n := range c.Blocks[i].Notes {
						b.Notes = append(b.Notes, extract.NoteRef{Mark: n.Mark, At: at + n.At})
					}
					if c.Blocks[i].Page > 0 && b.Page == 0 {
						b.Page = c.Blocks[i].Page
					}
					at += len(c.Blocks[i].Text) + 1
				}
			}
		}
		b.Rows = append(b.Rows, out)
	}
	b.Text = text.String()
	return b
}

// dropEmpty takes out the columns that hold nothing in any row, as spans leave
// them behind.
func dropEmpty(rows [][]Cell, width int) ([][]Cell, int) {
	used := make([]bool, width)
	for _, row := range rows {
		for _, c := range row {
			used[c.Col] = used[c.Col] || len(c.Blocks) > 0
		}
	}
	to := make([]int, width)
	n := 0
	for col, ok := range used {
		to[col] = n
		if ok {
			n++
		}
	}
	out := make([][]Cell, 0, len(rows))
	for _, row := range rows {
		var kept []Cell
		for _, c := range row {
			if used[c.Col] {
				c.Col = to[c.Col]
				kept = append(kept, c)
			}
		}
		out = append(out, kept)
	}
	return out, n
}
