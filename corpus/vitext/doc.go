// Package vitext knows how Vietnamese is written: Unicode clean-up, the two
// placements of tone marks, folding of diacritics, syllables, and legal numbers
// inside running text. It imports nothing of the project; extractors call
// Normalize, everything that matches or indexes text calls Syllables.
package vitext
