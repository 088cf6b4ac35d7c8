-- name: add
-- A new visit; no row when one for this reason is open.
INSERT INTO home_visits (district, reason, account, agent, agent_tie, area, path, place, person, text)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
ON CONFLICT (account, reason) WHERE state IN ('asked', 'taken', 'proposed') DO NOTHING RETURNING id;

-- name: open_of
-- The open visit of an account for a reason.
SELECT id FROM home_visits WHERE account = $1 AND reason = $2 AND state IN ('asked', 'taken', 'proposed');

-- name: lock
-- Takes the row until the end of the transaction.
SELECT true FROM home_visits WHERE district = $1 AND id = $2 FOR UPDATE;

-- name: one
-- One of a district, with names.
SELECT v.*, a.name AS name, coalesce(s.name, '') AS visitor
  FROM home_visits v JOIN accounts a ON a.id = v.account LEFT JOIN accounts s ON s.id = v.taken_by
 WHERE v.district = $1 AND v.id = $2;

-- name: step
-- Moves a visit on.
UPDATE home_visits
   SET version = version + 1, updated_at = app_now(), state = $2, taken_by = coalesce($3, taken_by),
       day = coalesce($4, day), part = coalesce($5, part), note = $6
 WHERE id = $1;

-- name: certified
-- Nobody need come any more: of this person of a roster, or of who asked without naming one. Locked in the order of ids.
WITH due AS (
  SELECT id, state FROM home_visits
   WHERE district = $1 AND reason = 'certification' AND state IN ('asked', 'taken', 'proposed')
     AND (person = $2 OR person IS NULL AND account = ANY ($3))
   ORDER BY id FOR UPDATE
)
UPDATE home_visits v
   SET version = version + 1, updated_at = app_now(), state = 'cancelled', certified = $4, note = ''
  FROM due WHERE v.id = due.id RETURNING v.id, due.state AS was;

-- name: today
-- The day it is for people.
SELECT (app_now() AT TIME ZONE 'Asia/Shanghai')::date;

-- name: own
-- An account's visits, the newest first.
SELECT v.*, a.name AS name, coalesce(s.name, '') AS visitor
  FROM home_visits v JOIN accounts a ON a.id = v.account LEFT JOIN accounts s ON s.id = v.taken_by
 WHERE v.account = $1 AND ($2::uuid IS NULL OR v.id < $2) ORDER BY v.id DESC LIMIT $3;

-- name: within
-- What is open in the subtrees of some areas, or needed no visit any more within a day; the oldest first, after an id.
SELECT v.*, a.name AS name, coalesce(s.name, '') AS visitor
  FROM home_visits v JOIN accounts a ON a.id = v.account LEFT JOIN accounts s ON s.id = v.taken_by
 WHERE v.district = $1 AND v.path && $2
   AND (v.state IN ('asked', 'taken', 'proposed') OR v.certified IS NOT NULL AND v.updated_at > app_now() - interval '1 day')
   AND ($3::uuid IS NULL OR v.id > $3)
 ORDER BY v.id LIMIT $4;
