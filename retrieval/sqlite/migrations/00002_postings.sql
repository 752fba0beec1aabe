-- Why: the lexical index. Its bytes are retrieval/lexical's, in rows that only
-- ever are added and removed whole.

-- +goose Up

-- A segment is what one commit or one merge wrote. It is seen once "made" is
-- set; "retired" ones were merged into another and go a little later, when no
-- reader can still be at them. "touched" is the unix time of the last step.
CREATE TABLE segment (
    id      INTEGER PRIMARY KEY AUTOINCREMENT,
    made    INTEGER,
    retired INTEGER,
    touched INTEGER NOT NULL,
    header  BLOB    NOT NULL
);

-- Pages of segments; id is segment * 2^32 + page, so that a page is one look-up
-- and a segment one range.
CREATE TABLE page (
    id   INTEGER PRIMARY KEY,
    data BLOB    NOT NULL
);

-- Chunks that are gone but whose postings still stand in a segment.
CREATE TABLE tombstone (
    chunk      INTEGER PRIMARY KEY,
    generation INTEGER NOT NULL
);
CREATE INDEX tombstone_generation ON tombstone (generation);
