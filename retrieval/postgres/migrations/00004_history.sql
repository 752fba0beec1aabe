-- Why: conversations and what readers thought of the answers. See
-- assistant/history for what is promised of them.

-- +goose Up

-- "owner" is the hash of a token. "folded" is the title or question in small
-- letters without diacritics, to be searched. Answers are json, not jsonb: they
-- come back byte for byte, and may hold what jsonb refuses.
CREATE TABLE conversation (
    no      bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    id      text COLLATE "C" NOT NULL UNIQUE,
    owner   bytea NOT NULL,
    title   text NOT NULL,
    folded  text NOT NULL,
    created timestamptz NOT NULL,
    updated timestamptz NOT NULL,
    turns   integer NOT NULL
);
CREATE INDEX conversation_owner ON conversation (owner, updated, id);
CREATE INDEX conversation_updated ON conversation (updated);

CREATE TABLE turn (
    conversation bigint NOT NULL REFERENCES conversation (no) ON DELETE CASCADE,
    number       integer NOT NULL,
    question     text NOT NULL,
    folded       text NOT NULL,
    role         text NOT NULL,
    as_of        text NOT NULL,
    answer       json,
    evidence     json,
    time         timestamptz NOT NULL,
    PRIMARY KEY (conversation, number)
);

CREATE TABLE feedback (
    conversation bigint NOT NULL REFERENCES conversation (no) ON DELETE CASCADE,
    turn         integer NOT NULL,
    verdict      text NOT NULL,
    comment      text NOT NULL,
    provision    text NOT NULL,
    time         timestamptz NOT NULL,
    PRIMARY KEY (conversation, turn)
);
CREATE INDEX feedback_time ON feedback (time);
