package rank

import (
	"math"
	"math/bits"
)

// mask tells which terms of the question stand where, a bit a term.
type mask struct{ body, heading, name, context, unit uint64 }

// of reads the fields that the matcher counted last.
func (s *mask) of(m *matcher) {
	for i := range m.terms {
		bit := uint64(1) << i
		if m.tf[Body][i] > 0 {
			s.body |= bit
		}
		if m.tf[Heading][i] > 0 {
			s.heading |= bit
		}
		if m.tf[Name][i] > 0 {
			s.name |= bit
		}
		if m.tf[Context][i] > 0 {
			s.context |= bit
		}
	}
}

// sum adds a value of the terms in a mask.
func sum(set uint64, value *[maxTerms]float32) float32 {
	s := float32(0)
	for ; set != 0; set &= set - 1 {
		s += value[bits.TrailingZeros64(set)]
	}
	return s
}

var localNames = []string{"local.heading", "local.body", "local.unit", "local.all", "local.names"}

// local weighs the terms by how few of the candidates have them: what most of
// the list says tells nothing apart any more.
func (m *matcher) local(rows [][]float32, masks []mask) {
	at := column("local.heading")
	field := func(k int, set func(*mask) uint64) {
		var df, idf [maxTerms]float32
		for i := range masks {
			for s := set(&masks[i]); s != 0; s &= s - 1 {
				df[bits.TrailingZeros64(s)]++
			}
		}
		n := float64(len(masks))
		whole := float32(0)
		for t := range m.terms {
			idf[t] = float32(math.Log(1+(n-float64(df[t])+0.5)/(float64(df[t])+0.5))) * m.q.Terms[t].Weight
			if df[t] > 0 {
				whole += idf[t]
			}
		}
		for i := range masks {
			rows[i][at+k] = share(sum(set(&masks[i]), &idf), whole)
		}
	}
	field(0, func(s *mask) uint64 { return s.heading })
	field(1, func(s *mask) uint64 { return s.body })
	field(2, func(s *mask) uint64 { return s.unit })
	field(3, func(s *mask) uint64 { return s.body | s.heading | s.name | s.context })
	field(4, func(s *mask) uint64 { return s.name | s.context })
}
