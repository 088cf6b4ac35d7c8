-- Redaction: parts of a photo blacked out. The pixels as they were are deleted, and links to them end.

ALTER TABLE photos ADD COLUMN redacted integer NOT NULL DEFAULT 0;  -- how often; part of its links

-- Objects in the store that no photo has, deleted when they are due: pixels before a redaction, and what a redaction
-- that never came to its end has made.
CREATE TABLE photo_leftovers (
  object uuid PRIMARY KEY,
  due    timestamptz NOT NULL
);
CREATE INDEX photo_leftovers_due ON photo_leftovers (due);

GRANT SELECT, INSERT, UPDATE, DELETE ON photo_leftovers TO shequ_serving;
