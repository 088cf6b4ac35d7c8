-- Events: one log a district. Rows are written by the transactions they describe, numbered by the relay.

-- A log's identity. Its epoch is this UUID and PostgreSQL's timeline: `shequ restore` makes a new UUID, a
-- point-in-time recovery or a promotion makes a new timeline, and nobody takes the new log for the old one.
CREATE TABLE logs (
  district uuid PRIMARY KEY,
  log      uuid NOT NULL DEFAULT uuidv7(),
  created  timestamptz NOT NULL DEFAULT app_now()
);

-- The timeline is read from the name of the current WAL file: the control file lags until a checkpoint.
CREATE FUNCTION log_epoch(log uuid) RETURNS text LANGUAGE sql STABLE
  RETURN log::text || '.' || ('x' || substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8))::bit(32)::int;

-- Order within the log is the order of `id`: its value is taken inside the INSERT, after the row locks of
-- the transaction. CACHE 1: a session with numbers in reserve would write an old one later.
CREATE SEQUENCE events_id AS bigint MINVALUE 0 START 1 CACHE 1;

CREATE TABLE events (
  id       bigint NOT NULL DEFAULT nextval('events_id'),
  district uuid NOT NULL,
  seq      bigint CHECK (seq > 0),     -- NULL until the relay has numbered it; consecutive in a district
  tx       xid8 NOT NULL DEFAULT pg_current_xact_id(),
  -- When the row was written, not when its transaction began: in the order of ids, and so of seq.
  at       timestamptz NOT NULL DEFAULT app_clock_now(),
  type     text NOT NULL CHECK (length(type) <= 64 AND type ~ '^[a-z][a-z0-9_]*([.][a-z0-9_]+)*$'),
  subject  uuid NOT NULL,
  area     uuid,
  -- Topics travel joined by spaces: one with a space in it would become two, and reach other people.
  topics   text[] NOT NULL CHECK (
             cardinality(topics) BETWEEN 1 AND 64
             AND cardinality(string_to_array(array_to_string(topics, ' '), ' ')) = cardinality(topics)
             AND array_to_string(topics, ' ') ~ '^[a-z0-9/_ .-]+$'),
  text     text NOT NULL CHECK (octet_length(text) <= 8192 AND text IS JSON OBJECT),
  marked   text[] NOT NULL DEFAULT '{}', -- JSON pointers (RFC 6901) into `text` that erasure blanks
  PRIMARY KEY (id)
) PARTITION BY RANGE (id);

-- What waits for a number. `tx` comes first so that a poll can start at the oldest transaction still running
-- and does not walk over the dead entries before it.
CREATE INDEX events_pending ON events (tx, id) WHERE seq IS NULL;
-- Replay by topic. Partial, so that its cost is paid by the relay when it numbers, not by the command.
CREATE INDEX events_topics ON events USING gin (topics) WHERE seq IS NOT NULL;
-- A subject's timeline.
CREATE INDEX events_subject ON events (subject, id);

-- A partition is built aside and attached: that takes no lock that a writer of events would wait for.
CREATE FUNCTION events_add_partition(low bigint, high bigint) RETURNS void LANGUAGE plpgsql
  SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  part text := 'events_' || lpad(low::text, 13, '0');
BEGIN
  EXECUTE format(
    'CREATE TABLE public.%I (LIKE public.events INCLUDING DEFAULTS INCLUDING CONSTRAINTS)
       WITH (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_insert_scale_factor = 0.05)', part);
  -- Numbers are unique in a partition by this index, across partitions by the relay's lock.
  EXECUTE format(
    'CREATE UNIQUE INDEX %I ON public.%I (district, seq) WHERE seq IS NOT NULL', part || '_seq', part);
  EXECUTE format(
    'ALTER TABLE public.events ATTACH PARTITION public.%I FOR VALUES FROM (%s) TO (%s)', part, low, high);
END $$;
REVOKE EXECUTE ON FUNCTION events_add_partition(bigint, bigint) FROM PUBLIC;

-- Keeps at least two empty partitions of a million events ahead; the relay calls it. It runs as the owner, so
-- that the serving role needs no right to make tables. Returns how many it made.
CREATE FUNCTION events_extend() RETURNS int LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, pg_temp SET lock_timeout = '1s' AS $$
DECLARE
  span CONSTANT bigint := 1000000;
  made int := 0;
  top bigint;
  wanted bigint;
BEGIN
  LOOP
    SELECT last_value + 2 * span INTO wanted FROM public.events_id;
    SELECT coalesce(max(substring(pg_get_expr(c.relpartbound, c.oid) FROM 'TO \(''(\d+)''\)')::bigint), 0)
      INTO top
      FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
      WHERE i.inhparent = 'public.events'::regclass;
    IF top >= wanted THEN
      RETURN made;
    END IF;
    IF made = 0 AND NOT pg_try_advisory_xact_lock(7304, 0) THEN
      RETURN 0;  -- another relay is at it
    END IF;
    PERFORM public.events_add_partition(top, top + span);
    made := made + 1;
  END LOOP;
END $$;
REVOKE EXECUTE ON FUNCTION events_extend() FROM PUBLIC;
SELECT events_extend();

-- Who numbers. Leadership itself is the advisory lock (7303, 0) of a session; this row says when that session
-- was last seen alive, by PostgreSQL's clock. UNLOGGED: a beat a second need not reach the disk.
CREATE UNLOGGED TABLE relay_leader (
  single boolean PRIMARY KEY DEFAULT true CHECK (single),
  pid    int NOT NULL,                 -- of the backend that holds the lock
  beat   timestamptz NOT NULL
);

-- The relay uses the serving role: a standby may end a stale leader's backend because both log in as the same
-- role, and no role with pg_signal_backend, which could end anybody's, has to exist. What a command must not
-- do is kept from it by columns: it cannot choose id, seq, tx or time of a new event, change what an event is
-- about, or delete one.
GRANT SELECT ON logs, events, relay_leader TO shequ_serving;
GRANT INSERT (district), UPDATE (log, created) ON logs TO shequ_serving;
GRANT USAGE ON SEQUENCE events_id TO shequ_serving;
GRANT INSERT (district, type, subject, area, topics, text, marked) ON events TO shequ_serving;
GRANT UPDATE (seq, text, marked) ON events TO shequ_serving;
GRANT INSERT, UPDATE ON relay_leader TO shequ_serving;
GRANT EXECUTE ON FUNCTION events_extend() TO shequ_serving;
