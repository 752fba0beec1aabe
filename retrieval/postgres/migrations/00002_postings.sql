-- Why: the lexical index. Its bytes are retrieval/lexical's, in rows that only
-- ever are added and removed whole.

-- +goose Up

-- A segment is what one commit or one merge wrote. It is seen once "made" is
-- set; "retired" ones were merged into another and go a little later, when no
-- reader can still be at them. "touched" is the time of the last step.
CREATE TABLE segment (
    id      bigint PRIMARY KEY,
    made    bigint,
    retired bigint,
    touched timestamptz NOT NULL DEFAULT now(),
    header  bytea NOT NULL
);
ALTER TABLE segment ALTER COLUMN header SET STORAGE EXTERNAL;

-- Pages of segments; id is segment * 2^32 + page, so that a page is one look-up
-- and a segment one range. A page of terms is made to fit a page of the table.
CREATE TABLE page (
    id   bigint PRIMARY KEY,
    data bytea NOT NULL
);
ALTER TABLE page ALTER COLUMN data SET STORAGE EXTERNAL;
ALTER TABLE page SET (toast_tuple_target = 8160);

-- Chunks that are gone but whose postings still stand in a segment.
CREATE TABLE tombstone (
    chunk      bigint PRIMARY KEY,
    generation bigint NOT NULL
);
CREATE INDEX tombstone_generation ON tombstone (generation);
