-- Why: the first schema. Rows of the corpus, one document in every key, so that
-- a document is put, read and removed as a whole.

-- +goose Up

-- One row: what every reader polls (generation) and the next free numbers,
-- which are never given twice.
CREATE TABLE state (
    one        INTEGER PRIMARY KEY CHECK (one = 1),
    generation INTEGER NOT NULL,
    next_chunk INTEGER NOT NULL,
    next_order INTEGER NOT NULL
);
INSERT INTO state VALUES (1, 0, 1, 1);

-- A document: its description as readable JSON, the whole of it compressed.
-- "ordinal" is the order of first arrival, kept when the document is replaced;
-- "put" the generation that wrote it last.
CREATE TABLE document (
    no          INTEGER PRIMARY KEY,
    id          TEXT    NOT NULL UNIQUE,
    key         TEXT    NOT NULL,
    ordinal     INTEGER NOT NULL,
    put         INTEGER NOT NULL,
    source_uri  TEXT    NOT NULL,
    source_hash TEXT    NOT NULL,
    info        BLOB    NOT NULL,
    body        BLOB    NOT NULL
);
CREATE INDEX document_key ON document (key);
CREATE INDEX document_source ON document (source_uri);

-- A chunk, compressed; the number is what postings and vectors refer to.
CREATE TABLE chunk (
    id       INTEGER PRIMARY KEY,
    document INTEGER NOT NULL REFERENCES document (no),
    path     TEXT    NOT NULL,
    record   BLOB    NOT NULL
);
CREATE INDEX chunk_document ON chunk (document, path);

-- Outgoing relations, to be found from their target.
CREATE TABLE relation (
    document INTEGER NOT NULL REFERENCES document (no),
    ordinal  INTEGER NOT NULL,
    to_key   TEXT    NOT NULL,
    record   BLOB    NOT NULL,
    PRIMARY KEY (document, ordinal)
) WITHOUT ROWID;
CREATE INDEX relation_to ON relation (to_key);

-- The models that vectors come from, each with one dimension.
CREATE TABLE model (
    no        INTEGER PRIMARY KEY,
    name      TEXT    NOT NULL UNIQUE,
    dimension INTEGER NOT NULL
);

-- Vectors as little-endian float32, of length one.
CREATE TABLE vector (
    model  INTEGER NOT NULL REFERENCES model (no),
    chunk  INTEGER NOT NULL REFERENCES chunk (id),
    vector BLOB    NOT NULL,
    PRIMARY KEY (model, chunk)
) WITHOUT ROWID;
