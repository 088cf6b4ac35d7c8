-- name: append
-- One event, without a number yet.
INSERT INTO events (district, type, subject, area, topics, text, marked) VALUES ($1, $2, $3, $4, $5, $6, $7);

-- name: log_ensure
-- A district's log exists.
INSERT INTO logs (district) VALUES ($1) ON CONFLICT DO NOTHING;

-- name: log_renew
-- Gives a log a new identity; with an epoch, only while that is still its epoch.
UPDATE logs SET log = uuidv7(), created = app_now()
 WHERE district = $1 AND ($2::text IS NULL OR log_epoch(log) = $2)
RETURNING log_epoch(log);

-- name: logs_all
-- Every log with its epoch and its highest number.
SELECT l.district, log_epoch(l.log) AS epoch,
       coalesce((SELECT max(seq) FROM events e WHERE e.district = l.district AND e.seq IS NOT NULL), 0) AS head
  FROM logs l;

-- name: log_state
-- Epoch and highest number of a log, and whether the first event after a number is too old to be replayed.
SELECT log_epoch(l.log) AS epoch,
       coalesce((SELECT max(seq) FROM events WHERE district = $1 AND seq IS NOT NULL), 0) AS head,
       coalesce((SELECT at < app_now() - interval '7 days' FROM events
                  WHERE district = $1 AND seq > $2 ORDER BY seq LIMIT 1), false) AS expired
  FROM logs l WHERE l.district = $1;

-- name: log_after
-- Epoch, highest number and the next $3 events after a number, in one snapshot; one row of NULLs if none.
SELECT log_epoch(l.log) AS epoch,
       coalesce((SELECT max(seq) FROM events WHERE district = $1 AND seq IS NOT NULL), 0) AS head,
       e.*
  FROM logs l
  LEFT JOIN LATERAL (
    SELECT seq, type, subject::text, area::text,
           to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS at,
           array_to_string(topics, ' ') AS topics, text, trace
      FROM events WHERE district = $1 AND seq > $2 ORDER BY seq LIMIT $3) e ON true
 WHERE l.district = $1
 ORDER BY e.seq;

-- name: log_newest
-- Epoch, highest number and the newest $3 events after a number, oldest first; one row of NULLs if none.
SELECT log_epoch(l.log) AS epoch,
       coalesce((SELECT max(seq) FROM events WHERE district = $1 AND seq IS NOT NULL), 0) AS head,
       e.*
  FROM logs l
  LEFT JOIN LATERAL (
    SELECT seq, type, subject::text, area::text,
           to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS at,
           array_to_string(topics, ' ') AS topics, text, trace
      FROM events WHERE district = $1 AND seq > $2 ORDER BY seq DESC LIMIT $3) e ON true
 WHERE l.district = $1
 ORDER BY e.seq;

-- name: replay
-- Events on any of the topics between two numbers; the planner takes the topics' index or the numbers'.
SELECT seq, type, subject::text, area::text,
       to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS at,
       array_to_string(topics, ' ') AS topics, text, trace
  FROM events
 WHERE district = $1 AND topics && $2::text[] AND seq > $3 AND seq <= $4
 ORDER BY seq LIMIT $5;

-- name: peek
-- The oldest transaction still running and, seen in the same snapshot, the districts with events to number.
SELECT pg_snapshot_xmin(s) AS xmin, pg_snapshot_xmax(s) AS xmax,
       ARRAY(SELECT DISTINCT district FROM events WHERE seq IS NULL AND tx >= $1) AS districts
  FROM pg_current_snapshot() s;

-- name: lock_log
-- Holds a log's numbering until the transaction ends. A statement of its own: the next one's snapshot must
-- be taken after the lock, or it would miss the last holder's numbers.
SELECT pg_advisory_xact_lock(hashtextextended('log:' || $1::uuid, 0));

-- name: number_pending
-- Numbers what waits, in insertion order. `id + 0` keeps the planner off the primary key here, where it would
-- walk the whole history to find the few rows without a number; `coalesce` keeps it on the primary key there,
-- where it would compare each row with the whole pending index, dead entries and all.
WITH pending AS MATERIALIZED (
  SELECT id FROM events WHERE seq IS NULL AND tx >= $2 AND district = $1 ORDER BY id + 0 LIMIT $3
), placed AS MATERIALIZED (
  SELECT id, (SELECT coalesce(max(seq), 0) FROM events WHERE district = $1 AND seq IS NOT NULL)
             + row_number() OVER (ORDER BY id) AS seq
    FROM pending
), numbered AS (
  UPDATE events e SET seq = placed.seq FROM placed WHERE e.id = placed.id AND coalesce(e.seq, 0) = 0
  RETURNING e.seq, e.type, e.subject::text, e.area::text,
            to_char(e.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS at,
            array_to_string(e.topics, ' ') AS topics, e.text, e.trace
)
SELECT * FROM numbered ORDER BY seq;

-- name: held_by
-- Whose transaction it is.
SELECT pid, application_name, state, extract(epoch FROM clock_timestamp() - xact_start)::int AS seconds
  FROM pg_stat_activity WHERE backend_xid = $1::xid8::xid;

-- name: extend
-- Empty partitions lie ahead.
SELECT events_extend();

-- name: leader_take
-- Takes the leader's lock if it is free and says so in the same statement: no leader is without a heartbeat.
INSERT INTO relay_leader (pid, beat)
SELECT pg_backend_pid(), clock_timestamp() WHERE pg_try_advisory_lock(7303, 0)
ON CONFLICT (single) DO UPDATE SET pid = EXCLUDED.pid, beat = EXCLUDED.beat
RETURNING true;

-- name: leader_beat
-- The leader is alive.
UPDATE relay_leader SET beat = clock_timestamp() WHERE pid = pg_backend_pid() RETURNING true;

-- name: leader_end_stale
-- Ends the backend that holds the leader's lock when it has not been seen for $1 seconds.
SELECT l.pid, pg_terminate_backend(l.pid, 1000) AS ended
  FROM pg_locks l JOIN relay_leader r ON r.pid = l.pid
 WHERE l.locktype = 'advisory' AND l.classid = 7303 AND l.objid = 0 AND l.objsubid = 2 AND l.granted
   AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
   AND r.beat < clock_timestamp() - make_interval(secs => $1);

-- name: marked_by_seq
-- Events by number that still hold marked text, locked against the relay.
SELECT id, seq, subject, area, topics, text, marked FROM events
 WHERE district = $1 AND seq = ANY($2::bigint[]) AND marked <> '{}' ORDER BY id FOR UPDATE;

-- name: marked_by_subject
-- Events of a subject that still hold marked text, numbered or not, locked against the relay.
SELECT id, seq, subject, area, topics, text, marked FROM events
 WHERE district = $1 AND subject = $2 AND marked <> '{}' ORDER BY id FOR UPDATE;

-- name: blank
-- Replaces an event's text by one without its marked fields.
UPDATE events SET text = $2, marked = '{}' WHERE id = $1;
