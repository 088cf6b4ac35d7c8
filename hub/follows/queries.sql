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

-- name: happened
-- How many tickets and posts were told of on a topic since then, by what others did.
SELECT count(DISTINCT subject) FILTER (
         WHERE type IN ('ticket.changed', 'ticket.followed')
           AND coalesce(text::json -> 'step' ->> 'kind', '') NOT IN
               ('created', 'confirmed', 'reopened', 'rated', 'followed', 'unfollowed', 'answered', 'still_good')) AS tickets,
       count(*) FILTER (WHERE type = 'feed.told') AS neighbours
  FROM events WHERE topics @> ARRAY[$1::text] AND at > $2;
