-- Certification: rosters from files, proposals about benefits, the public-security gateway, one face with two people.

CREATE TABLE certification_imports (
  id          uuid PRIMARY KEY DEFAULT uuidv7(),
  district    uuid NOT NULL,
  account     uuid NOT NULL REFERENCES accounts (id),
  programme   uuid NOT NULL REFERENCES certification_programmes (id),
  state       text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'running', 'done', 'failed', 'cancelled')),
  name        text NOT NULL CHECK (length(name) <= 120),
  rows        int NOT NULL,             -- in the file
  at          int NOT NULL DEFAULT 0,   -- so many of the good ones are done
  added       int NOT NULL DEFAULT 0,
  changed     int NOT NULL DEFAULT 0,
  same        int NOT NULL DEFAULT 0,
  photos      int NOT NULL DEFAULT 0,   -- reference photos in the file beside it
  photos_at   int NOT NULL DEFAULT 0,
  photos_kept int NOT NULL DEFAULT 0,
  bad         jsonb NOT NULL DEFAULT '[]',  -- numbers of rows and codes, nothing of what stood there
  content     bytea,                    -- sealed: the good rows; blanked when it is over
  archive     uuid,                     -- object with the photos
  reason      text,
  lease_until timestamptz,
  attempt     int NOT NULL DEFAULT 0,
  created_at  timestamptz NOT NULL DEFAULT app_now(),
  finished_at timestamptz,
  CHECK ((state IN ('waiting', 'running')) = (finished_at IS NULL)),
  CHECK (finished_at IS NULL OR content IS NULL)
);
CREATE INDEX certification_imports_open ON certification_imports (district, id) WHERE finished_at IS NULL;
CREATE INDEX certification_imports_account ON certification_imports (account, id DESC);

ALTER TABLE certification_objects
  DROP CONSTRAINT certification_objects_variant_check,
  ADD CONSTRAINT certification_objects_variant_check CHECK (variant IN ('template', 'list', 'file'));

-- Pausing and resuming are the authority's to decide, after notice. Nothing here pays or stops paying by itself.
CREATE TABLE certification_proposals (
  id          uuid PRIMARY KEY DEFAULT uuidv7(),
  district    uuid NOT NULL,
  person      uuid NOT NULL REFERENCES certification_persons (id),
  path        uuid[] NOT NULL,
  authority   uuid NOT NULL REFERENCES organisations (id),
  version     int NOT NULL DEFAULT 1,
  kind        text NOT NULL CHECK (kind IN ('pause', 'resume')),
  state       text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'accepted', 'declined', 'lapsed')),
  reason      text NOT NULL CHECK (length(reason) BETWEEN 1 AND 400),
  months      int NOT NULL DEFAULT 0,    -- of arrears, for a resumption
  proposed_by uuid REFERENCES accounts (id),  -- null: it follows from a certification
  decided_by  uuid REFERENCES accounts (id),
  decided_at  timestamptz,
  note        text NOT NULL DEFAULT '' CHECK (length(note) <= 400),
  created_at  timestamptz NOT NULL DEFAULT app_now(),
  CHECK ((state IN ('accepted', 'declined')) = (decided_by IS NOT NULL))
);
CREATE UNIQUE INDEX certification_proposals_open ON certification_proposals (person) WHERE state = 'open';
CREATE INDEX certification_proposals_authority ON certification_proposals (authority, id DESC);

ALTER TABLE certification_attempts
  ADD COLUMN gateway_score real,
  ADD COLUMN twin uuid REFERENCES certification_persons (id);  -- who looks alike

CREATE TABLE certification_searches (
  id         uuid PRIMARY KEY DEFAULT uuidv7(),
  district   uuid NOT NULL,
  person     uuid NOT NULL REFERENCES certification_persons (id),
  template   uuid NOT NULL,
  job        uuid UNIQUE,
  list       uuid,
  created_at timestamptz NOT NULL DEFAULT app_now()
);
CREATE INDEX certification_searches_waiting ON certification_searches (district, id) WHERE job IS NULL;

GRANT SELECT, INSERT, UPDATE ON certification_imports, certification_proposals TO shequ_serving;
GRANT SELECT, INSERT, UPDATE, DELETE ON certification_searches TO shequ_serving;
