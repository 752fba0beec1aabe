-- Why: a question is compared with a hundred chunks. To unpack and to cut each of
-- them into tokens took twice as long as all the rest of a search.

-- +goose Up

-- A chunk as ranking compares it, in the "format" of the program that wrote it.
-- Chunks from before this version, or of another format, have no row that counts:
-- the program makes it from the chunk when it has nothing else to do.
CREATE TABLE passage (
    document text COLLATE "C" NOT NULL,
    chunk    bigint  NOT NULL,
    format   integer NOT NULL,
    record   bytea   NOT NULL,
    PRIMARY KEY (document, chunk)
);
ALTER TABLE passage ALTER COLUMN record SET STORAGE EXTERNAL;
ALTER TABLE passage SET (toast_tuple_target = 8160);
