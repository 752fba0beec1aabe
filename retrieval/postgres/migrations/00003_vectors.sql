-- Why: embeddings, of any number of models side by side. The column has no
-- dimension; each model gets its own partial HNSW index over half precision once
-- it has rows enough (made by the program, see hnsw.go), and the best are compared
-- again with the vectors as they are here.

-- +goose Up

CREATE TABLE model (
    no        integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name      text COLLATE "C" NOT NULL UNIQUE,
    dimension integer NOT NULL CHECK (dimension > 0)
);

CREATE TABLE embedding (
    document text COLLATE "C" NOT NULL,
    chunk    bigint  NOT NULL,
    model    integer NOT NULL REFERENCES model (no),
    vector   vector  NOT NULL,
    PRIMARY KEY (document, chunk, model)
);
ALTER TABLE embedding ALTER COLUMN vector SET STORAGE EXTERNAL;
ALTER TABLE embedding SET (toast_tuple_target = 8160);
