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
