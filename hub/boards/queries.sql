-- name: alive
-- Every ticket that a board counts: open, or touched since a moment (today's midnight), of one district.
SELECT id, version, state, category, path, practice, resolve_by, created_at, acknowledged_at, resolved_at, closed_at,
       parent, merged_into
  FROM tickets
 WHERE district = $1 AND (state <> 'closed' OR closed_at >= $2);

-- name: areas
-- The areas of a district that have boards.
SELECT id, name, level FROM areas WHERE district = $1 AND level IN ('district', 'street', 'community');

-- name: now
-- The time everybody goes by.
SELECT app_now();

-- name: notice
-- In how many days before the day due a programme's people count as due.
SELECT id, notice_days FROM certification_programmes WHERE district = $1;

-- name: persons
-- Everybody on a roster of a district.
SELECT id, version, path, programme, due_on, certified_until IS NOT NULL AS certified
  FROM certification_persons
 WHERE district = $1 AND left_at IS NULL;

-- name: tries
-- Every try that a board counts: under way, or of since a moment (today's midnight), of one district.
SELECT id, version, path, state, way, try AS number, created_at
  FROM certification_attempts
 WHERE district = $1 AND (state IN ('checking', 'asking', 'review', 'refusing', 'appealed') OR created_at >= $2);
