-- Accounts: who signs in, their sessions and codes, roles on areas, who lives where, the audit log.

CREATE TABLE accounts (
  id            uuid PRIMARY KEY DEFAULT uuidv7(),
  district      uuid NOT NULL REFERENCES areas (id),
  kind          text NOT NULL CHECK (kind IN ('resident', 'staff')),
  name          text NOT NULL CHECK (length(name) BETWEEN 1 AND 50),
  locale        text NOT NULL DEFAULT 'zh-CN' CHECK (locale IN ('zh-CN', 'en')),
  username      text CHECK (username ~ '^[a-z0-9][a-z0-9._-]{1,39}$'),  -- staff only, as typed in lower case
  password_hash text,                  -- argon2id, with its parameters
  phone         bytea,                 -- sealed
  phone_index   bytea,                 -- blind index, 32 bytes
  totp_secret   bytea,                 -- sealed; waits for its first right code while totp_since is null
  totp_since    timestamptz,
  totp_step     bigint,                -- the last 30-second step whose code was used: each works once
  practice      boolean NOT NULL DEFAULT false,  -- what it does is kept out of the rates
  demo_key      text UNIQUE,           -- one-click sign-in, served only in the demo
  demo_note     text,
  disabled_at   timestamptz,
  created_at    timestamptz NOT NULL DEFAULT app_now(),
  CHECK ((phone IS NULL) = (phone_index IS NULL)),
  CHECK (kind = 'staff' OR username IS NULL)
);
CREATE UNIQUE INDEX accounts_username ON accounts (username);
-- A clerk may also be a resident with the same phone; a phone is one resident.
CREATE UNIQUE INDEX accounts_resident_phone ON accounts (district, phone_index) WHERE kind = 'resident';

CREATE TABLE sessions (
  id           uuid PRIMARY KEY DEFAULT uuidv7(),
  district     uuid NOT NULL,
  account      uuid NOT NULL REFERENCES accounts (id),
  token_hash   bytea NOT NULL UNIQUE,  -- sha256 of the token, which is stored nowhere
  transport    text NOT NULL CHECK (transport IN ('cookie', 'bearer')),
  created_at   timestamptz NOT NULL DEFAULT app_now(),
  last_seen_at timestamptz NOT NULL DEFAULT app_now(),
  idle         interval NOT NULL,      -- unused this long: over
  ends_at      timestamptz NOT NULL,   -- over whatever happens
  expires_at   timestamptz NOT NULL,   -- the earlier of the two; slides
  ended_at     timestamptz
) WITH (fillfactor = 85);              -- last_seen_at moves: leave room on the page
CREATE INDEX sessions_account ON sessions (account) WHERE ended_at IS NULL;

CREATE TABLE grants (
  id           uuid PRIMARY KEY DEFAULT uuidv7(),
  district     uuid NOT NULL,
  account      uuid NOT NULL REFERENCES accounts (id),
  role         text NOT NULL CHECK (role IN
                 ('resident', 'family_agent', 'grid_officer', 'community_clerk', 'community_secretary',
                  'street_clerk', 'dept_handler', 'property_dispatcher', 'property_worker', 'committee',
                  'volunteer', 'cert_reviewer', 'moderator', 'district_coord', 'official_viewer',
                  'platform_operator', 'auditor')),
  area         uuid NOT NULL REFERENCES areas (id),
  organisation uuid REFERENCES organisations (id),
  granted_by   uuid REFERENCES accounts (id),     -- null: from the command line
  granted_at   timestamptz NOT NULL DEFAULT app_now(),
  ended_by     uuid REFERENCES accounts (id),
  ended_at     timestamptz
);
CREATE UNIQUE INDEX grants_current ON grants (account, role, area, organisation) NULLS NOT DISTINCT
  WHERE ended_at IS NULL;
CREATE INDEX grants_area ON grants (area, role) WHERE ended_at IS NULL;

-- One waiting code a phone; a new one replaces it.
CREATE TABLE phone_codes (
  district    uuid NOT NULL REFERENCES areas (id),
  phone_index bytea NOT NULL,
  code_hash   bytea NOT NULL,          -- HMAC: six digits hashed without a key are no secret
  tries       int NOT NULL DEFAULT 0,
  created_at  timestamptz NOT NULL DEFAULT app_now(),
  expires_at  timestamptz NOT NULL,
  PRIMARY KEY (district, phone_index)
);
CREATE INDEX phone_codes_expiry ON phone_codes (expires_at);

-- Single-use tickets for the socket: in PostgreSQL, because wiping Redis must not allow a replay.
CREATE TABLE live_tickets (
  ticket_hash bytea PRIMARY KEY,
  session     uuid NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
  expires_at  timestamptz NOT NULL
);
CREATE INDEX live_tickets_expiry ON live_tickets (expires_at);
CREATE INDEX live_tickets_session ON live_tickets (session);

-- Who lives where.
CREATE TABLE residences (
  id         uuid PRIMARY KEY DEFAULT uuidv7(),
  district   uuid NOT NULL,
  account    uuid NOT NULL REFERENCES accounts (id),
  dwelling   uuid NOT NULL REFERENCES areas (id),
  kind       text NOT NULL CHECK (kind IN ('owner', 'tenant', 'family')),
  state      text NOT NULL CHECK (state IN ('claimed', 'verified', 'refused', 'ended')),
  proof      text CHECK (proof IN ('roster', 'checked')),
  since      date NOT NULL,
  until      date,                     -- the last day; the day after, the residence is over
  reason     text,                     -- of a refusal
  decided_by uuid REFERENCES accounts (id),
  decided_at timestamptz,
  version    int NOT NULL DEFAULT 1,
  created_at timestamptz NOT NULL DEFAULT app_now(),
  CHECK (until IS NULL OR until >= since),
  CHECK ((state = 'refused') = (reason IS NOT NULL))
);
CREATE UNIQUE INDEX residences_current ON residences (account, dwelling) WHERE state IN ('claimed', 'verified');
CREATE INDEX residences_dwelling ON residences (dwelling) WHERE state IN ('claimed', 'verified');
CREATE INDEX residences_until ON residences (until) WHERE state IN ('claimed', 'verified') AND until IS NOT NULL;

-- A residence with its place and resident, as it is shown. What ran out reads as ended before the sweep comes by.
CREATE VIEW residences_shown AS
SELECT r.id, r.district, r.account, p.name AS account_name, r.dwelling, r.kind, r.since, r.until, r.proof, r.reason,
       r.version, r.decided_at,
       CASE WHEN r.state IN ('claimed', 'verified') AND r.until < (app_now() AT TIME ZONE 'Asia/Shanghai')::date
            THEN 'ended' ELSE r.state END AS state,
       a.level, a.name, a.path,
       (SELECT array_agg(x.name ORDER BY cardinality(x.path)) FROM areas x WHERE x.id = ANY (a.path)) AS names,
       (SELECT array_agg(x.level ORDER BY cardinality(x.path)) FROM areas x WHERE x.id = ANY (a.path)) AS levels
  FROM residences r JOIN areas a ON a.id = r.dwelling JOIN accounts p ON p.id = r.account;

-- The roster of households, as imported: a claim that matches dwelling and phone is verified at once.
CREATE TABLE roster (
  id          uuid PRIMARY KEY DEFAULT uuidv7(),
  district    uuid NOT NULL,
  dwelling    uuid NOT NULL REFERENCES areas (id),
  kind        text NOT NULL CHECK (kind IN ('owner', 'tenant', 'family')),
  name        bytea NOT NULL,          -- sealed
  phone       bytea NOT NULL,          -- sealed
  phone_index bytea NOT NULL,
  ended_at    timestamptz,
  created_at  timestamptz NOT NULL DEFAULT app_now()
);
CREATE UNIQUE INDEX roster_current ON roster (dwelling, phone_index) WHERE ended_at IS NULL;

-- Append-only, hash-chained: who saw or changed what of whom.
CREATE TABLE audit (
  district uuid NOT NULL,
  number   bigint NOT NULL,
  at       timestamptz NOT NULL,
  actor    uuid,                       -- null: the system or the command line
  action   text NOT NULL CHECK (action ~ '^[a-z_]+(\.[a-z_]+)+$'),
  subject  uuid,                       -- the person concerned
  detail   text NOT NULL CHECK (octet_length(detail) <= 4096),  -- JSON; ids and names of fields, no values
  hash     bytea NOT NULL,
  PRIMARY KEY (district, number)
);
CREATE INDEX audit_subject ON audit (district, subject, number);

-- The only way in. plpgsql, so that each statement sees what was committed before the lock was had; the
-- number and the previous hash cannot be chosen by the caller, who may not INSERT.
-- Hashed are the previous hash and the fields joined by U+001F, which none of them can hold.
CREATE FUNCTION audit_append(the_district uuid, the_actor uuid, the_action text, the_subject uuid, the_detail text)
RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  last record;
  next_number bigint;
  moment timestamptz;
BEGIN
  -- Two-key advisory locks belong to the log and one-key ones of small numbers to the migrator.
  PERFORM pg_advisory_xact_lock(hashtextextended('audit:' || the_district, 0));
  SELECT a.number, a.hash INTO last FROM audit a WHERE a.district = the_district ORDER BY a.number DESC LIMIT 1;
  next_number := coalesce(last.number, 0) + 1;
  moment := app_now();
  INSERT INTO audit (district, number, at, actor, action, subject, detail, hash)
  VALUES (the_district, next_number, moment, the_actor, the_action, the_subject, the_detail,
    sha256(coalesce(last.hash, '\x') || convert_to(concat_ws(E'\x1f', the_district, next_number,
      (extract(epoch FROM moment) * 1000000)::bigint, coalesce(the_actor::text, ''), the_action,
      coalesce(the_subject::text, ''), the_detail), 'UTF8')));
  RETURN next_number;
END $$;
REVOKE ALL ON FUNCTION audit_append(uuid, uuid, text, uuid, text) FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE ON accounts, grants, residences, roster TO shequ_serving;
GRANT SELECT, INSERT, UPDATE, DELETE ON sessions, phone_codes TO shequ_serving;
GRANT SELECT, INSERT, DELETE ON live_tickets TO shequ_serving;
GRANT SELECT ON audit, residences_shown TO shequ_serving;
GRANT EXECUTE ON FUNCTION audit_append(uuid, uuid, text, uuid, text) TO shequ_serving;
