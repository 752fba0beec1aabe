package pdf

import "strings"

// standardWidths gives widths, in thousandths, to a font that states none: one
// of the standard 14, which readers were to know. These are rounded by class of
// letter; they serve to tell words apart, not to typeset.
func standardWidths(width []float64, name string) {
	lower := strings.ToLower(name)
	if strings.Contains(lower, "courier") || strings.Contains(lower, "mono") {
		for i := range width {
			width[i] = 600
		}
		return
	}
	sans := strings.Contains(lower, "helvetica") || strings.Contains(lower, "arial")
	for i := range width {
		width[i] = 500
		if sans {
			width[i] = 556
		}
	}
	classes := []struct {
		letters     string
		serif, sans float64
	}{
		{" ,.:;/\\!|", 250, 278}, {"()[]-'`", 333, 333}, {"ijlt", 278, 222}, {"fr", 333, 300}, {"sJ", 389, 500},
		{"aceyzk", 444, 530}, {"vx", 500, 500}, {"mw", 750, 780}, {"BCRLETFPSZ", 620, 650}, {"ADGHKNOQUVXY", 722, 710},
		{"MW", 916, 880}, {"I", 333, 278}, {"@%", 880, 950},
	}
	for _, c := range classes {
		for i := range len(c.letters) {
			width[c.letters[i]] = c.serif
			if sans {
				width[c.letters[i]] = c.sans
			}
		}
	}
}
