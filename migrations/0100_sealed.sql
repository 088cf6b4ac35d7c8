-- Which columns are sealed, so that all of them can be moved to a new key. A comment says by which column's id a field
-- was sealed; a column of bytes without one is no sealed field (a test asks).

COMMENT ON COLUMN accounts.phone IS 'sealed by id';
COMMENT ON COLUMN accounts.totp_secret IS 'sealed by id';
COMMENT ON COLUMN roster.name IS 'sealed by id';
COMMENT ON COLUMN roster.phone IS 'sealed by id';
COMMENT ON COLUMN messages.phone IS 'sealed by id';
COMMENT ON COLUMN messages.params IS 'sealed by id';
COMMENT ON COLUMN messages.connect_phone IS 'sealed by id';
COMMENT ON COLUMN demo_inbox.text IS 'sealed by message';
COMMENT ON COLUMN ticket_callers.name IS 'sealed by ticket';
COMMENT ON COLUMN ticket_callers.phone IS 'sealed by ticket';
COMMENT ON COLUMN feedback.phone IS 'sealed by id';
COMMENT ON COLUMN certification_persons.name IS 'sealed by id';
COMMENT ON COLUMN certification_persons.id_number IS 'sealed by id';
COMMENT ON COLUMN certification_persons.phone IS 'sealed by id';
COMMENT ON COLUMN certification_imports.content IS 'sealed by id';
COMMENT ON COLUMN wishes.name IS 'sealed by id';
COMMENT ON COLUMN wishes.phone IS 'sealed by id';
COMMENT ON COLUMN family_mandates.phone IS 'sealed by id';

-- Each sealed column with the column whose id it was sealed by.
CREATE VIEW sealed_columns AS
SELECT c.relname AS "table", a.attname AS "column", substr(d.description, length('sealed by ') + 1) AS "by"
  FROM pg_description d
  JOIN pg_class c ON c.oid = d.objoid AND d.classoid = 'pg_class'::regclass
  JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = d.objsubid
 WHERE d.description LIKE 'sealed by %' AND c.relnamespace = 'public'::regnamespace;

-- Fields of one sealed column under another key than `newest`, by id, after `after`.
CREATE FUNCTION sealed_before(of_table name, of_column name, newest integer, after uuid, most integer)
  RETURNS TABLE (id uuid, sealed bytea) LANGUAGE plpgsql STABLE AS $$
DECLARE by_column name;
BEGIN
  SELECT s.by INTO STRICT by_column FROM sealed_columns s WHERE s.table = of_table AND s.column = of_column;
  RETURN QUERY EXECUTE format(
    'SELECT %1$I, %2$I FROM %3$I WHERE %1$I > $1 AND %2$I IS NOT NULL
        AND get_byte(%2$I, 0) * 256 + get_byte(%2$I, 1) <> $2 ORDER BY %1$I LIMIT $3',
    by_column, of_column, of_table) USING after, newest, most;
END $$;

-- Puts a field in the place of another, unless that has changed meanwhile.
CREATE FUNCTION sealed_replace(of_table name, of_column name, of_id uuid, was bytea, becomes bytea)
  RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE by_column name; touched integer;
BEGIN
  SELECT s.by INTO STRICT by_column FROM sealed_columns s WHERE s.table = of_table AND s.column = of_column;
  EXECUTE format('UPDATE %3$I SET %2$I = $3 WHERE %1$I = $1 AND %2$I = $2', by_column, of_column, of_table)
    USING of_id, was, becomes;
  GET DIAGNOSTICS touched = ROW_COUNT;
  RETURN touched = 1;
END $$;

-- Every object of the store that somebody may still see.
CREATE VIEW objects_kept AS
  SELECT object FROM photos WHERE gone_at IS NULL
  UNION ALL SELECT object FROM files WHERE gone_at IS NULL
  UNION ALL SELECT object FROM voices WHERE gone_at IS NULL
  UNION ALL SELECT object FROM certification_objects WHERE gone_at IS NULL;

-- Only the owner walks.
REVOKE ALL ON FUNCTION sealed_before(name, name, integer, uuid, integer) FROM PUBLIC;
REVOKE ALL ON FUNCTION sealed_replace(name, name, uuid, bytea, bytea) FROM PUBLIC;
