-- Files that staff attach: PDFs. Their bytes lie sealed in the object store under `object`, as they came.

CREATE TABLE files (
  id          uuid PRIMARY KEY DEFAULT uuidv7(),
  district    uuid NOT NULL,
  owner       uuid NOT NULL REFERENCES accounts (id),
  object      uuid NOT NULL UNIQUE DEFAULT gen_random_uuid(),  -- name in the store; tells nothing
  name        text NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
  bytes       int NOT NULL CHECK (bytes > 0),
  created_at  timestamptz NOT NULL DEFAULT app_now(),
  stored_at   timestamptz,             -- it lies in the store; before, nobody can fetch or attach it
  attached_at timestamptz,             -- something refers to it; a file without that for a day is swept
  gone_at     timestamptz              -- nobody sees it any more; the sweep deletes the object, then the row
);
CREATE INDEX files_loose ON files (created_at) WHERE attached_at IS NULL AND gone_at IS NULL;
CREATE INDEX files_gone ON files (gone_at) WHERE gone_at IS NOT NULL;
CREATE INDEX files_owner ON files (owner);

GRANT SELECT, INSERT, UPDATE, DELETE ON files TO shequ_serving;
