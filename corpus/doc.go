// Package corpus says what the law is to this system: documents, provisions,
// versions in time, relations, judgments, án lệ, procedures and the chunks
// that are indexed. It also holds the [Store] contract that the backends
// under retrieval/ implement.
//
// The package knows no file format and no database. Its sub-packages turn
// bytes into these types (extract → parse → amend) and drive the whole
// pipeline (ingest); retrieval reads what was committed.
package corpus
