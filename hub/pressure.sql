-- name: unnumbered
-- Events that have no number yet, counted up to a limit, and below which transaction there were none if there are none.
SELECT pg_snapshot_xmin(s) AS floor,
       (SELECT count(*) FROM (SELECT FROM events WHERE seq IS NULL AND tx >= $1 LIMIT $2) waiting) AS waiting
  FROM pg_current_snapshot() s;

-- name: urgent
-- What is reported in an emergency.
SELECT DISTINCT key FROM ticket_categories WHERE urgent;
