-- name: standing
-- What an account chose.
SELECT hour, next_at FROM digests WHERE account = $1;

-- name: choose
-- At this hour from now on; the count begins now when there was none before.
INSERT INTO digests (account, district, hour, next_at) VALUES ($1, $2, $3, digest_next($3))
ON CONFLICT (account) DO UPDATE SET hour = $3, next_at = digest_next($3), updated_at = app_now()
RETURNING hour, next_at;

-- name: drop
-- None any more.
DELETE FROM digests WHERE account = $1;

-- name: due
-- Whose is due.
SELECT account FROM digests WHERE district = $1 AND next_at <= app_now() ORDER BY next_at LIMIT $2;

-- name: take
-- Locks one that is due still; another hub may be at it.
SELECT hour, since FROM digests WHERE account = $1 AND next_at <= app_now() FOR UPDATE SKIP LOCKED;

-- name: done
-- The next one, and from where it counts.
UPDATE digests SET since = app_now(), next_at = digest_next(hour) WHERE account = $1;

-- name: follow
-- Somebody follows a thing; whether that is new.
INSERT INTO follows (account, kind, thing) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING RETURNING true;

-- name: unfollow
-- She follows it no more; whether she did.
DELETE FROM follows WHERE account = $1 AND kind = $2 AND thing = $3 RETURNING true;

-- name: follows
-- Whether she follows it.
SELECT EXISTS (SELECT FROM follows WHERE account = $1 AND kind = $2 AND thing = $3);

-- name: page
-- A page of what somebody follows, the latest first.
SELECT kind, thing, since FROM follows WHERE account = $1 AND (since, thing) < ($2, $3)
 ORDER BY since DESC, thing DESC LIMIT $4;

-- name: followers
-- Who follows one of some things, each for the first of them; with an area, those who live there.
SELECT DISTINCT ON (f.account) f.account, f.kind, f.thing FROM follows f
 WHERE f.thing = ANY ($1)
   AND ($2::uuid IS NULL OR EXISTS (
     SELECT FROM residences r JOIN areas d ON d.id = r.dwelling
      WHERE r.account = f.account AND r.state IN ('claimed', 'verified') AND d.path @> ARRAY[$2::uuid]
        AND (r.until IS NULL OR r.until >= (app_now() AT TIME ZONE 'Asia/Shanghai')::date)))
 ORDER BY f.account, array_position($1, f.thing);
