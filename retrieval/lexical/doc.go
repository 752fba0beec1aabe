// Package lexical finds chunks by their words. It says what the terms of a
// text are (syllables and pairs of them, with and without diacritics), ranks
// chunks by BM25F over four fields, and does so from blocks of postings that a
// database keeps as plain bytes: the engine is here, the rows are the
// backend's, and both backends use one format.
//
// The stores call [Builder] when they commit and [Searcher] when they are
// asked; query analysis calls [QueryTerms] and [FoldedQueryTerms]. [Exact] is
// the plain reference that tests and benchmarks hold the engine against.
package lexical
