-- Why: the first schema. The document stands in every key of the corpus, so that
-- tables can be partitioned or distributed by it later without a rewrite. Names
-- (id, key, path) are compared byte by byte, whatever the database's locale.

-- +goose Up

CREATE EXTENSION IF NOT EXISTS vector;

-- One row: what every instance polls (generation) and the next free numbers,
-- which are never given twice.
CREATE TABLE state (
    one          boolean PRIMARY KEY DEFAULT true CHECK (one),
    generation   bigint NOT NULL,
    next_chunk   bigint NOT NULL,
    next_order   bigint NOT NULL,
    next_segment bigint NOT NULL
);
INSERT INTO state VALUES (true, 0, 1, 1, 1);

-- A document: its description readable, the whole of it compressed by the
-- program ("external": do not compress again). "ordinal" is the order of first
-- arrival, kept when the document is replaced; "put" the generation that wrote it
-- last. The description is json, not jsonb: it may hold what jsonb refuses.
CREATE TABLE document (
    id          text COLLATE "C" PRIMARY KEY,
    key         text COLLATE "C" NOT NULL,
    ordinal     bigint NOT NULL,
    put         bigint NOT NULL,
    source_uri  text COLLATE "C" NOT NULL,
    source_hash text COLLATE "C" NOT NULL,
    info        json   NOT NULL,
    body        bytea  NOT NULL
);
ALTER TABLE document ALTER COLUMN body SET STORAGE EXTERNAL;
CREATE INDEX document_key ON document (key);
-- A URI may be longer than an index entry: the hash finds, the text decides.
CREATE INDEX document_source ON document USING hash (source_uri);

-- A chunk, compressed by the program; the number is what postings and vectors
-- refer to.
CREATE TABLE chunk (
    document text COLLATE "C" NOT NULL,
    id       bigint NOT NULL,
    path     text COLLATE "C" NOT NULL,
    record   bytea  NOT NULL,
    PRIMARY KEY (document, id)
);
ALTER TABLE chunk ALTER COLUMN record SET STORAGE EXTERNAL;
ALTER TABLE chunk SET (toast_tuple_target = 8160);

-- Outgoing relations, to be found from their target.
CREATE TABLE relation (
    document text COLLATE "C" NOT NULL,
    ordinal  integer NOT NULL,
    to_key   text COLLATE "C" NOT NULL,
    record   json    NOT NULL,
    PRIMARY KEY (document, ordinal)
);
CREATE INDEX relation_to ON relation (to_key);
