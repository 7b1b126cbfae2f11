-- The store of a generation: reports, paragraphs, figures, problems and files. Written once, then only read; the indexes
-- stand in indexes.sql.
-- Tuples are JSON. A decimal number is text, so that no digit is lost; `value_real` is the same number for ordering
-- by people who open the file with other tools.

CREATE TABLE report (
    id              TEXT PRIMARY KEY,
    source          TEXT NOT NULL,
    sha256          TEXT NOT NULL,
    title           TEXT NOT NULL,
    place           TEXT NOT NULL,
    place_code      TEXT NOT NULL,
    place_path      TEXT NOT NULL,
    level           TEXT NOT NULL,
    kind            TEXT NOT NULL,
    year            INTEGER NOT NULL,
    issuer          TEXT NOT NULL,
    published       TEXT,
    traditional     INTEGER NOT NULL,
    title_derived   INTEGER NOT NULL,
    source_url      TEXT NOT NULL,
    note            TEXT NOT NULL,
    paragraph_count INTEGER NOT NULL,
    reasons         TEXT NOT NULL,
    genre           TEXT NOT NULL,
    part            TEXT NOT NULL,
    modified        TEXT NOT NULL
) STRICT;

CREATE TABLE paragraph (
    report_id  TEXT NOT NULL REFERENCES report (id),
    number     INTEGER NOT NULL,
    kind       TEXT NOT NULL,
    text       TEXT NOT NULL,
    section    TEXT NOT NULL,
    span_start INTEGER NOT NULL,
    span_end   INTEGER NOT NULL,
    depth      INTEGER NOT NULL,
    cells      TEXT NOT NULL
) STRICT;

CREATE TABLE fact (
    row          INTEGER PRIMARY KEY,
    report_id    TEXT NOT NULL REFERENCES report (id),
    paragraph    INTEGER NOT NULL,
    number       INTEGER NOT NULL,
    indicator    TEXT NOT NULL,
    phrase       TEXT NOT NULL,
    actor        TEXT NOT NULL,
    value        TEXT NOT NULL,
    unit         TEXT NOT NULL,
    precision    TEXT NOT NULL,
    kind         TEXT NOT NULL,
    status       TEXT NOT NULL,
    first_day    TEXT NOT NULL,
    last_day     TEXT NOT NULL,
    period_kind  TEXT NOT NULL,
    place        TEXT NOT NULL,
    place_code   TEXT NOT NULL,
    figure_start INTEGER NOT NULL,
    figure_end   INTEGER NOT NULL,
    clause_start INTEGER NOT NULL,
    clause_end   INTEGER NOT NULL,
    rule         TEXT NOT NULL,
    high         TEXT,
    part_of      INTEGER NOT NULL,
    change_of    INTEGER NOT NULL,
    value_real   REAL NOT NULL,
    year         INTEGER NOT NULL
) STRICT;

CREATE TABLE fact_word (
    word     TEXT NOT NULL,
    year     INTEGER NOT NULL,  -- of the fact: questions mostly ask for one
    fact_row INTEGER NOT NULL REFERENCES fact (row),
    PRIMARY KEY (word, year, fact_row)
) STRICT, WITHOUT ROWID;

CREATE TABLE problem (
    row     INTEGER PRIMARY KEY,
    source  TEXT NOT NULL,
    code    TEXT NOT NULL,
    message TEXT NOT NULL,
    line    INTEGER NOT NULL,
    fatal   INTEGER NOT NULL
) STRICT;

CREATE TABLE file (
    source   TEXT PRIMARY KEY,
    size     INTEGER NOT NULL,
    modified INTEGER NOT NULL,
    sha256   TEXT NOT NULL,
    reader   TEXT NOT NULL,
    reports  TEXT NOT NULL
) STRICT;
