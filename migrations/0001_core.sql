-- The core: the serving role, the clock, idempotent commands.

-- The role that serves is not the owner: it may only do what each migration grants it.
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'shequ_serving') THEN
    CREATE ROLE shequ_serving NOLOGIN;
  END IF;
EXCEPTION WHEN duplicate_object THEN NULL;  -- another database of this server made it meanwhile
END $$;
GRANT USAGE ON SCHEMA public TO shequ_serving;
GRANT SELECT ON migrations TO shequ_serving;

-- One clock for everybody: PostgreSQL's, plus an offset that only the owner can set, so that weeks pass in
-- a test and a wrong clock on a host changes nothing.
CREATE TABLE app_clock (
  single boolean PRIMARY KEY DEFAULT true CHECK (single),
  ahead  interval NOT NULL DEFAULT '0'
);
INSERT INTO app_clock DEFAULT VALUES;
GRANT SELECT ON app_clock TO shequ_serving;

CREATE FUNCTION app_now() RETURNS timestamptz LANGUAGE sql STABLE PARALLEL SAFE
  RETURN now() + (SELECT ahead FROM app_clock);

-- The same clock at this very moment, also late in a long transaction.
CREATE FUNCTION app_clock_now() RETURNS timestamptz LANGUAGE sql VOLATILE PARALLEL SAFE
  RETURN clock_timestamp() + (SELECT ahead FROM app_clock);

-- A command's answer is kept for a day under (account, route, key): the same again gives the first answer.
CREATE TABLE idempotency (
  account     uuid NOT NULL,
  route       text NOT NULL,
  key         text NOT NULL,
  fingerprint bytea NOT NULL,          -- sha256 of the body
  answer      bytea,                   -- JSON; set in the same transaction, so only committed answers exist
  created_at  timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (account, route, key)
);
CREATE INDEX idempotency_created ON idempotency (created_at);
GRANT SELECT, INSERT, UPDATE, DELETE ON idempotency TO shequ_serving;
