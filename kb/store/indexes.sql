-- The indexes of the tables of schema.sql, made once all rows of a new store are in: rows come in no order of these keys, and
-- a tree that grows in its middle takes longer the larger it is.

CREATE UNIQUE INDEX paragraph_of_report ON paragraph (report_id, number);
CREATE UNIQUE INDEX fact_of_report ON fact (report_id, number);
CREATE INDEX fact_by_indicator ON fact (indicator, year);
CREATE INDEX fact_by_place ON fact (place_code, year);
-- For sqlite_suspects.py, which joins comparable figures and reads no more than this of them.
CREATE INDEX fact_comparable
    ON fact (place_code, indicator, unit, kind, year, value_real, report_id, status, period_kind, part_of)
    WHERE indicator != '' AND status = 'done' AND period_kind = 'year' AND part_of = 0 AND kind != 'change';
