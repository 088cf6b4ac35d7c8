-- Moderation: rules of a district, what was held, reported, hidden or appealed, and who may not speak where.

CREATE TABLE moderation_settings (
  district       uuid PRIMARY KEY REFERENCES areas (id),
  version        integer NOT NULL DEFAULT 1,        -- grows with every change of the rules or of this row
  stamp          uuid NOT NULL DEFAULT gen_random_uuid(),  -- changes with it; what was compiled under another is old
  numbers        boolean NOT NULL DEFAULT true,     -- phone and identity numbers in public words are held
  outer_check    boolean NOT NULL DEFAULT false,    -- what the rules pass waits for the outer service
  reports_urgent integer NOT NULL DEFAULT 5 CHECK (reports_urgent BETWEEN 1 AND 100),
  reports_hold   boolean NOT NULL DEFAULT false     -- so many reports also hold the thing until staff look
);

CREATE TABLE moderation_rules (
  id         uuid PRIMARY KEY DEFAULT uuidv7(),
  district   uuid NOT NULL REFERENCES areas (id),
  text       text NOT NULL CHECK (length(text) BETWEEN 1 AND 100),  -- a word; parts with * between stand near each other
  normal     text NOT NULL CHECK (normal <> ''),    -- as it is compared
  kinds      text[] NOT NULL DEFAULT '{}',          -- the kinds of things it holds for; none: all
  reason     text NOT NULL CHECK (length(reason) BETWEEN 1 AND 100),
  created_by uuid REFERENCES accounts (id),
  created_at timestamptz NOT NULL DEFAULT app_now(),
  UNIQUE (district, normal)
);

CREATE TABLE moderation_cases (
  id          uuid PRIMARY KEY DEFAULT uuidv7(),
  district    uuid NOT NULL,
  version     integer NOT NULL DEFAULT 1,
  kind        text NOT NULL,                         -- "post", "comment", "wish", …: what its room calls it
  subject     uuid NOT NULL,
  area        uuid NOT NULL REFERENCES areas (id),
  path        uuid[] NOT NULL,
  author      uuid NOT NULL REFERENCES accounts (id),
  state       text NOT NULL CHECK (state IN
                ('checking', 'held', 'clear', 'reported', 'hidden', 'appealed', 'final')),
  words       text NOT NULL,                         -- as they stood when it was last held or reported
  photos      integer NOT NULL DEFAULT 0,
  reasons     text[] NOT NULL DEFAULT '{}',          -- of the rules that matched, for staff
  advice      text[] NOT NULL DEFAULT '{}',          -- what the author is told to look at
  reports     integer NOT NULL DEFAULT 0,            -- since staff last decided
  urgent      boolean NOT NULL DEFAULT false,
  pulled      boolean NOT NULL DEFAULT false,        -- its room has hidden it: what undoes that is restore, not publish
  told        boolean NOT NULL DEFAULT false,        -- the author has heard of it
  hidden_by   uuid REFERENCES accounts (id),
  hidden_at   timestamptz,
  hide_reason text NOT NULL DEFAULT '',
  appeal      text NOT NULL DEFAULT '',
  appealed_at timestamptz,
  decided_by  uuid REFERENCES accounts (id),         -- about the appeal
  decided_at  timestamptz,
  decision    text NOT NULL DEFAULT '',
  asks        integer NOT NULL DEFAULT 0,            -- of the outer service
  ask_after   timestamptz,
  waits_since timestamptz NOT NULL DEFAULT app_now(),
  created_at  timestamptz NOT NULL DEFAULT app_now(),
  updated_at  timestamptz NOT NULL DEFAULT app_now(),
  UNIQUE (kind, subject),
  CHECK (path[cardinality(path)] = area AND path[1] = district),
  CHECK (state NOT IN ('hidden', 'appealed', 'final') OR (hidden_by IS NOT NULL AND hide_reason <> '')),
  CHECK (state NOT IN ('appealed', 'final') OR appealed_at IS NOT NULL),
  CHECK (state <> 'final' OR decided_by IS NOT NULL),
  CHECK (decided_by IS NULL OR decided_by <> hidden_by),  -- never the same person twice
  CHECK ((state = 'checking') = (ask_after IS NOT NULL))
);
CREATE INDEX moderation_cases_open ON moderation_cases (district, urgent DESC, waits_since, id)
  WHERE state IN ('held', 'reported', 'appealed');
CREATE INDEX moderation_cases_path ON moderation_cases USING gin (path);
CREATE INDEX moderation_cases_author ON moderation_cases (author, id DESC) WHERE told;
CREATE INDEX moderation_cases_asked ON moderation_cases (ask_after) WHERE state = 'checking';

CREATE TABLE moderation_reports (
  case_id    uuid NOT NULL REFERENCES moderation_cases (id),
  account    uuid NOT NULL REFERENCES accounts (id),
  reason     text NOT NULL,
  words      text NOT NULL DEFAULT '',
  created_at timestamptz NOT NULL DEFAULT app_now(),
  PRIMARY KEY (case_id, account)
);

CREATE TABLE moderation_steps (
  id      bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  case_id uuid NOT NULL REFERENCES moderation_cases (id),
  step    text NOT NULL,
  state   text NOT NULL,                             -- after it
  by      uuid REFERENCES accounts (id),             -- null: nobody, the check itself, or who reported
  reason  text NOT NULL DEFAULT '',
  at      timestamptz NOT NULL DEFAULT app_now()
);
CREATE INDEX moderation_steps_case ON moderation_steps (case_id, id);

CREATE TABLE moderation_blocks (
  id          uuid PRIMARY KEY DEFAULT uuidv7(),
  district    uuid NOT NULL,
  version     integer NOT NULL DEFAULT 1,
  account     uuid NOT NULL REFERENCES accounts (id),
  area        uuid NOT NULL REFERENCES areas (id),
  path        uuid[] NOT NULL,
  reason      text NOT NULL CHECK (reason <> ''),
  until       timestamptz NOT NULL,
  created_by  uuid NOT NULL REFERENCES accounts (id),
  created_at  timestamptz NOT NULL DEFAULT app_now(),
  lifted_by   uuid REFERENCES accounts (id),
  lifted_at   timestamptz,
  lift_reason text NOT NULL DEFAULT '',
  CHECK (until > created_at),
  CHECK ((lifted_at IS NULL) = (lifted_by IS NULL) AND (lifted_at IS NULL) = (lift_reason = ''))
);
CREATE INDEX moderation_blocks_account ON moderation_blocks (account, until) WHERE lifted_at IS NULL;
CREATE INDEX moderation_blocks_district ON moderation_blocks (district, id DESC);

GRANT SELECT, INSERT, UPDATE ON moderation_settings, moderation_cases, moderation_blocks TO shequ_serving;
GRANT SELECT, INSERT, UPDATE, DELETE ON moderation_rules TO shequ_serving;
GRANT SELECT, INSERT ON moderation_reports, moderation_steps TO shequ_serving;
