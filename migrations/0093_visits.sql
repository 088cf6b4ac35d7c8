-- 请上门: somebody asks to be visited at home.

CREATE TABLE home_visits (
  id         uuid PRIMARY KEY DEFAULT uuidv7(),
  district   uuid NOT NULL REFERENCES areas (id),
  version    int NOT NULL DEFAULT 1,
  state      text NOT NULL DEFAULT 'asked' CHECK (state IN ('asked', 'taken', 'proposed', 'done', 'cancelled')),
  reason     text NOT NULL CHECK (reason IN ('certification', 'help')),
  account    uuid NOT NULL REFERENCES accounts (id),   -- whom to visit
  agent      text NOT NULL DEFAULT '' CHECK (length(agent) <= 50),  -- who asked for her
  agent_tie  text,
  area       uuid NOT NULL REFERENCES areas (id),
  path       uuid[] NOT NULL,                          -- of the area, district first
  place      text NOT NULL,
  person     uuid,                                     -- of a roster, when it is about certification
  text       text NOT NULL DEFAULT '' CHECK (length(text) <= 200),
  day        date,
  part       text CHECK (part IN ('morning', 'afternoon')),
  taken_by   uuid REFERENCES accounts (id),
  note       text NOT NULL DEFAULT '' CHECK (length(note) <= 200),  -- what was done, or why not
  created_at timestamptz NOT NULL DEFAULT app_now(),
  updated_at timestamptz NOT NULL DEFAULT app_now(),
  CHECK (path[cardinality(path)] = area AND path[1] = district),
  CHECK ((agent = '') = (agent_tie IS NULL)),
  CHECK ((day IS NULL) = (part IS NULL)),
  CHECK (state <> 'proposed' OR day IS NOT NULL),
  CHECK (state NOT IN ('taken', 'proposed', 'done') OR taken_by IS NOT NULL)
);
CREATE UNIQUE INDEX home_visits_open ON home_visits (account, reason) WHERE state IN ('asked', 'taken', 'proposed');
CREATE INDEX home_visits_account ON home_visits (account, id DESC);
CREATE INDEX home_visits_path ON home_visits USING gin (path) WHERE state IN ('asked', 'taken', 'proposed');

GRANT SELECT, INSERT, UPDATE ON home_visits TO shequ_serving;
