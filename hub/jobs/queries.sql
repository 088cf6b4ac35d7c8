-- name: enqueue
-- A new job. Its event must be appended in the same transaction.
INSERT INTO jobs (district, area, kind, payload) VALUES ($1, $2, $3, $4)
RETURNING id, attempt;

-- name: unfinished
-- How many jobs wait, are under way or were given up, by kind.
SELECT kind, CASE WHEN status = 'dead' THEN 'dead' WHEN lease_until IS NULL THEN 'waiting' ELSE 'running' END AS state,
       count(*) AS jobs
  FROM jobs WHERE district = $1 AND status IN ('pending', 'dead') GROUP BY 1, 2;

-- name: taken
-- Starts or renews the lease of an attempt that is still the current one.
UPDATE jobs SET lease_until = app_now() + make_interval(secs => $3)
WHERE id = $1 AND attempt = $2 AND status = 'pending';

-- name: done
-- Ends a job, once: the fencing token and the status let no second result through.
UPDATE jobs SET status = 'done', result = $3, lease_until = NULL, finished_at = app_now()
WHERE id = $1 AND attempt = $2 AND status = 'pending'
RETURNING district, kind, payload::text AS payload;

-- name: failed
-- An attempt came to nothing: the sweeper sends the next one after a pause that doubles.
UPDATE jobs SET reason = left($3, 200), lease_until = app_now() + interval '1 s' * (2 ^ (attempt - 1))
WHERE id = $1 AND attempt = $2 AND status = 'pending';

-- name: released
-- Given back untried: it is sent again under the same attempt.
UPDATE jobs SET lease_until = NULL, look_at = app_now()
WHERE id = $1 AND attempt = $2 AND status = 'pending';

-- name: dropped
-- Left behind in the stream before its lease began: no reason to wait with looking for it.
UPDATE jobs SET look_at = app_now()
WHERE id = $1 AND attempt = $2 AND status = 'pending' AND lease_until IS NULL;

-- name: expired
-- Leases that are over; each becomes the next attempt, or a dead letter when it was the last.
-- SKIP LOCKED: two hubs sweep without waiting for each other, and never the same job.
UPDATE jobs j
SET attempt = CASE WHEN j.attempt < $3 THEN j.attempt + 1 ELSE j.attempt END,
    status = CASE WHEN j.attempt < $3 THEN 'pending' ELSE 'dead' END,
    finished_at = CASE WHEN j.attempt < $3 THEN NULL ELSE app_now() END,
    lease_until = NULL, resends = 0, look_at = app_now() + interval '5 s'
FROM (SELECT id FROM jobs
      WHERE district = $1 AND status = 'pending' AND lease_until < app_now()
      ORDER BY lease_until LIMIT $2 FOR UPDATE SKIP LOCKED) late
WHERE j.id = late.id
RETURNING j.id, j.area, j.kind, j.attempt, j.payload::text AS payload, j.status, j.reason;

-- name: untaken
-- Jobs that nobody has taken for a while: lost on the way, or waiting in a stream.
SELECT id, kind, attempt FROM jobs
WHERE district = $1 AND status = 'pending' AND lease_until IS NULL AND look_at < app_now()
ORDER BY look_at LIMIT $2;

-- name: waiting
-- These wait in their streams; look again later, twice as late each time up to five minutes.
UPDATE jobs SET resends = resends + 1, look_at = app_now() + least(interval '5 s' * 2 ^ least(resends, 10), interval '5 min')
WHERE id = ANY ($1) AND status = 'pending' AND lease_until IS NULL;

-- name: resend
-- These were lost on the way: sent again under the same attempt. A repeat would be harmless, but seldom.
UPDATE jobs j
SET resends = resends + 1, look_at = app_now() + least(interval '5 s' * 2 ^ least(resends, 10), interval '5 min')
FROM (SELECT id FROM jobs
      WHERE id = ANY ($1) AND status = 'pending' AND lease_until IS NULL AND look_at < app_now()
      FOR UPDATE SKIP LOCKED) lost
WHERE j.id = lost.id
RETURNING j.id, j.kind, j.attempt, j.payload::text AS payload;

-- name: forget
-- Removes jobs done a week ago; dead letters stay until somebody has looked.
DELETE FROM jobs WHERE id IN (
  SELECT id FROM jobs WHERE status = 'done' AND finished_at < app_now() - interval '7 days' LIMIT 1000);

-- name: districts
-- The districts whose results are to be read.
SELECT id FROM areas WHERE level = 'district' AND closed_at IS NULL ORDER BY id;
