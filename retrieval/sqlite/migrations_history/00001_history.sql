-- Why: conversations are people's own and are not part of the corpus. They stand
-- in a file of their own, so that a long ingestion keeps no reader waiting, a copy
-- of the corpus carries nobody's questions, and what is deleted stands in no copy
-- that a migration of the corpus made.

-- +goose Up

-- "owner" is the hash of a token. Times are microseconds since 1970. "folded" is
-- the title or question in small letters without diacritics, to be searched.
CREATE TABLE conversation (
    no      INTEGER PRIMARY KEY,
    id      TEXT    NOT NULL UNIQUE,
    owner   BLOB    NOT NULL,
    title   TEXT    NOT NULL,
    folded  TEXT    NOT NULL,
    created INTEGER NOT NULL,
    updated INTEGER NOT NULL,
    turns   INTEGER NOT NULL
);
CREATE INDEX conversation_owner ON conversation (owner, updated, id);
CREATE INDEX conversation_updated ON conversation (updated);

CREATE TABLE turn (
    conversation INTEGER NOT NULL REFERENCES conversation (no) ON DELETE CASCADE,
    number       INTEGER NOT NULL,
    question     TEXT    NOT NULL,
    folded       TEXT    NOT NULL,
    role         TEXT    NOT NULL,
    as_of        TEXT    NOT NULL,
    answer       BLOB,
    evidence     BLOB,
    time         INTEGER NOT NULL,
    UNIQUE (conversation, number)
);

CREATE TABLE feedback (
    conversation INTEGER NOT NULL REFERENCES conversation (no) ON DELETE CASCADE,
    turn         INTEGER NOT NULL,
    verdict      TEXT    NOT NULL,
    comment      TEXT    NOT NULL,
    provision    TEXT    NOT NULL,
    time         INTEGER NOT NULL,
    PRIMARY KEY (conversation, turn)
);
CREATE INDEX feedback_time ON feedback (time);
