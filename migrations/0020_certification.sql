-- Certification: programmes, who is on their rosters, consents, proxies, tries, verdicts.

CREATE TABLE certification_programmes (
  id             uuid PRIMARY KEY DEFAULT uuidv7(),
  district       uuid NOT NULL REFERENCES areas (id),
  key            text NOT NULL CHECK (key ~ '^[a-z][a-z0-9_]{0,39}$'),
  name           text NOT NULL CHECK (length(name) BETWEEN 1 AND 40),
  name_en        text NOT NULL,
  least_age      int CHECK (least_age BETWEEN 0 AND 120),
  every_months   int NOT NULL CHECK (every_months BETWEEN 1 AND 60),
  notice_days    int NOT NULL CHECK (notice_days BETWEEN 0 AND 180),   -- the first reminder, before it is due
  grace_days     int NOT NULL CHECK (grace_days BETWEEN 1 AND 365),    -- after it is due, before a pause may be proposed
  freshness      text[] NOT NULL CHECK (freshness <@ '{newspaper,code}' AND cardinality(freshness) > 0),
  newspaper_days int NOT NULL DEFAULT 3 CHECK (newspaper_days BETWEEN 0 AND 30),
  most_tries     int NOT NULL DEFAULT 5 CHECK (most_tries BETWEEN 1 AND 20),
  keep_reference boolean NOT NULL DEFAULT true,  -- keep the reference photo beside its template, for reviewers and new models
  gateway        boolean NOT NULL DEFAULT false, -- ask public security where there is no reference
  authority      uuid REFERENCES organisations (id),  -- who pays and decides on pauses
  search_purpose text CHECK (length(search_purpose) BETWEEN 10 AND 400), -- one face, two people: null is off
  search_by      uuid REFERENCES accounts (id),
  search_since   timestamptz,
  version        int NOT NULL DEFAULT 1,
  created_at     timestamptz NOT NULL DEFAULT app_now(),
  UNIQUE (district, key),
  CHECK ((search_purpose IS NULL) = (search_since IS NULL))
);

CREATE TABLE certification_consent_texts (
  district   uuid NOT NULL REFERENCES areas (id),
  version    int NOT NULL,
  text       text NOT NULL,
  text_en    text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT app_now(),
  PRIMARY KEY (district, version)
);

CREATE TABLE certification_persons (
  id              uuid PRIMARY KEY DEFAULT uuidv7(),
  district        uuid NOT NULL,
  programme       uuid NOT NULL REFERENCES certification_programmes (id),
  area            uuid NOT NULL REFERENCES areas (id),
  path            uuid[] NOT NULL,               -- of the area, district first
  name            bytea NOT NULL,                -- sealed
  id_number       bytea NOT NULL,                -- sealed
  id_index        bytea NOT NULL,                -- blind index
  phone           bytea,                         -- sealed; her own
  phone_index     bytea,                         -- as of accounts: who signed in with it is she
  version         int NOT NULL DEFAULT 1,
  left_at         timestamptz,                   -- no longer on the roster
  template        uuid,                          -- object in the store
  model_name      text,                          -- of the template
  model_version   text,
  reference_photo uuid,                          -- of `photos`
  certified_on    date,
  certified_until date,
  due_on          date,                          -- null: never asked yet
  tries           int NOT NULL DEFAULT 0,        -- of this round; a job's attempts are counted elsewhere
  reminded        int NOT NULL DEFAULT 0,        -- 1 before it is due, 2 due, 3 overdue, 4 before a pause is proposed
  noticed_at      timestamptz,                   -- when the notice before a pause went out
  benefit         text NOT NULL DEFAULT 'paid' CHECK (benefit IN ('paid', 'paused')),
  paused_on       date,
  created_at      timestamptz NOT NULL DEFAULT app_now(),
  updated_at      timestamptz NOT NULL DEFAULT app_now(),
  CHECK (path[cardinality(path)] = area AND path[1] = district),
  CHECK ((phone IS NULL) = (phone_index IS NULL)),
  CHECK ((template IS NULL) = (model_name IS NULL)),
  CHECK ((benefit = 'paused') = (paused_on IS NOT NULL))
);
CREATE UNIQUE INDEX certification_persons_once ON certification_persons (programme, id_index) WHERE left_at IS NULL;
CREATE INDEX certification_persons_phone ON certification_persons (district, phone_index) WHERE left_at IS NULL;
CREATE INDEX certification_persons_path ON certification_persons USING gin (path);
CREATE INDEX certification_persons_due ON certification_persons (district, due_on) WHERE left_at IS NULL;

-- Separate from everything else a person agrees to, and withdrawn as easily as it was given.
CREATE TABLE certification_consents (
  id           uuid PRIMARY KEY DEFAULT uuidv7(),
  district     uuid NOT NULL,
  person       uuid NOT NULL REFERENCES certification_persons (id),
  text_version int NOT NULL,
  way          text NOT NULL CHECK (way IN ('phone', 'desk', 'visit')),
  given_by     uuid NOT NULL REFERENCES accounts (id),  -- herself, or the official who heard her
  given_at     timestamptz NOT NULL DEFAULT app_now(),
  withdrawn_by uuid REFERENCES accounts (id),
  withdrawn_at timestamptz,
  FOREIGN KEY (district, text_version) REFERENCES certification_consent_texts (district, version)
);
CREATE UNIQUE INDEX certification_consents_current ON certification_consents (person) WHERE withdrawn_at IS NULL;

-- Whose phone may act for a person, with her consent.
CREATE TABLE certification_proxies (
  id           uuid PRIMARY KEY DEFAULT uuidv7(),
  district     uuid NOT NULL,
  person       uuid NOT NULL REFERENCES certification_persons (id),
  account      uuid NOT NULL REFERENCES accounts (id),
  relation     text NOT NULL CHECK (relation IN ('child', 'spouse', 'sibling', 'other')),
  asked_at     timestamptz NOT NULL DEFAULT app_now(),
  agreed_at    timestamptz,
  agreed_way   text CHECK (agreed_way IN ('phone', 'desk', 'visit')),
  agreed_by    uuid REFERENCES accounts (id),
  ended_at     timestamptz,
  CHECK ((agreed_at IS NULL) = (agreed_way IS NULL))
);
CREATE UNIQUE INDEX certification_proxies_current ON certification_proxies (person, account) WHERE ended_at IS NULL;
CREATE INDEX certification_proxies_account ON certification_proxies (account) WHERE ended_at IS NULL;

-- Objects of this room in the store. The row is there before the object: what dies on the way is found and deleted.
CREATE TABLE certification_objects (
  object     uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  district   uuid NOT NULL,
  person     uuid REFERENCES certification_persons (id),
  variant    text NOT NULL CHECK (variant IN ('template', 'list')),
  created_at timestamptz NOT NULL DEFAULT app_now(),
  gone_at    timestamptz,
  delete_at  timestamptz,              -- the next deletion: others come later, for a worker that wrote late
  deletions  int NOT NULL DEFAULT 0,
  CHECK ((gone_at IS NULL) = (delete_at IS NULL))
);
CREATE INDEX certification_objects_gone ON certification_objects (delete_at) WHERE gone_at IS NOT NULL;

CREATE TABLE certification_attempts (
  id           uuid PRIMARY KEY DEFAULT uuidv7(),
  district     uuid NOT NULL,
  person       uuid NOT NULL REFERENCES certification_persons (id),
  path         uuid[] NOT NULL,
  version      int NOT NULL DEFAULT 1,
  state        text NOT NULL CHECK (state IN ('checking', 'asking', 'review', 'refusing', 'appealed', 'passed', 'retake', 'refused', 'withdrawn')),
  way          text NOT NULL CHECK (way IN ('phone', 'desk', 'visit')),
  try          int NOT NULL,                   -- which of the person's tries
  by           uuid NOT NULL REFERENCES accounts (id),
  photo        uuid,                           -- of `photos`; null: none, or erased
  second_photo uuid,
  template_out uuid,
  job          uuid UNIQUE,
  freshness    text CHECK (freshness IN ('newspaper', 'code')),
  result       jsonb,                          -- what the worker said
  reasons      text[] NOT NULL DEFAULT '{}',
  note         text NOT NULL DEFAULT '' CHECK (length(note) <= 800),   -- of who decided, or the evidence of a visit
  verdict_at   timestamptz,
  decided_by   uuid REFERENCES accounts (id),
  proposed_by  uuid REFERENCES accounts (id),  -- of a refusal; another confirms it
  refused_at   timestamptz,
  appeal       text NOT NULL DEFAULT '' CHECK (length(appeal) <= 800),
  appealed_by  uuid REFERENCES accounts (id),
  appealed_at  timestamptz,
  final        boolean NOT NULL DEFAULT false, -- an appeal was decided: there is no second one
  ask_at       timestamptz,                    -- when to ask the gateway (again)
  asks         int NOT NULL DEFAULT 0,
  created_at   timestamptz NOT NULL DEFAULT app_now(),
  updated_at   timestamptz NOT NULL DEFAULT app_now(),
  CHECK (state <> 'checking' OR (job IS NOT NULL AND photo IS NOT NULL)),
  CHECK (state <> 'refusing' OR proposed_by IS NOT NULL)
);
CREATE UNIQUE INDEX certification_attempts_open ON certification_attempts (person)
  WHERE state IN ('checking', 'asking', 'review', 'refusing', 'appealed');
CREATE INDEX certification_attempts_person ON certification_attempts (person, id DESC);
CREATE INDEX certification_attempts_queue ON certification_attempts (district, id)
  WHERE state IN ('review', 'refusing', 'appealed');
CREATE INDEX certification_attempts_asking ON certification_attempts (district, ask_at) WHERE state = 'asking';
CREATE INDEX certification_attempts_day ON certification_attempts (district, created_at);

-- A code for one try: shown on the phone, written on paper, good for minutes.
CREATE TABLE certification_codes (
  person     uuid PRIMARY KEY REFERENCES certification_persons (id),
  account    uuid NOT NULL REFERENCES accounts (id),
  code       text NOT NULL CHECK (code ~ '^[0-9]{4}$'),
  expires_at timestamptz NOT NULL
);

-- Enrolments under way: which reference photo a template is being made from.
CREATE TABLE certification_enrolments (
  job        uuid PRIMARY KEY,
  person     uuid NOT NULL REFERENCES certification_persons (id),
  photo      uuid NOT NULL,
  object     uuid NOT NULL REFERENCES certification_objects (object),
  created_at timestamptz NOT NULL DEFAULT app_now()
);

GRANT SELECT, INSERT, UPDATE ON certification_programmes, certification_persons, certification_consents,
  certification_proxies, certification_attempts TO shequ_serving;
GRANT SELECT, INSERT ON certification_consent_texts TO shequ_serving;
GRANT SELECT, INSERT, UPDATE, DELETE ON certification_objects, certification_codes, certification_enrolments TO shequ_serving;
