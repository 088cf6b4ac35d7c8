-- name: new_id
-- An id ahead of its row: it is part of what seals the phone.
SELECT uuidv7();

-- name: add
-- Keeps what somebody says.
INSERT INTO feedback (id, district, kind, text, page, area, path, author, phone)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9);

-- name: lock
-- Takes the row until the end of the transaction.
SELECT true FROM feedback WHERE district = $1 AND id = $2 FOR UPDATE;

-- name: one
-- One of a district, with names.
SELECT f.*, a.name AS area_name, p.name AS author_name, s.name AS answered_name
  FROM feedback f JOIN areas a ON a.id = f.area JOIN accounts p ON p.id = f.author
  LEFT JOIN accounts s ON s.id = f.answered_by
 WHERE f.district = $1 AND f.id = $2;

-- name: answer
-- Writes the answer.
UPDATE feedback SET version = version + 1, updated_at = app_now(), state = 'answered', answer = $2, answered_by = $3,
       answered_at = app_now()
 WHERE id = $1;

-- name: close
-- Puts it away.
UPDATE feedback SET version = version + 1, updated_at = app_now(), state = 'closed', closed_at = app_now() WHERE id = $1;

-- name: phone
-- The sealed phone.
SELECT phone FROM feedback WHERE district = $1 AND id = $2;

-- name: page
-- A page of what an account wrote (no areas), or of what lies in some areas, the newest first.
SELECT f.*, a.name AS area_name, p.name AS author_name, s.name AS answered_name
  FROM feedback f JOIN areas a ON a.id = f.area JOIN accounts p ON p.id = f.author
  LEFT JOIN accounts s ON s.id = f.answered_by
 WHERE f.district = $1 AND CASE WHEN $3::uuid[] IS NULL THEN f.author = $2 ELSE f.path && $3 END
   AND ($4::text[] IS NULL OR f.state = ANY ($4)) AND ($5::text IS NULL OR f.kind = $5)
   AND ($6::uuid IS NULL OR f.id < $6)
 ORDER BY f.id DESC LIMIT $7;

-- name: counts
-- How many of each state lie in some areas.
SELECT count(*) FILTER (WHERE state = 'new') AS new, count(*) FILTER (WHERE state = 'answered') AS answered,
       count(*) FILTER (WHERE state = 'closed') AS closed
  FROM feedback WHERE district = $1 AND path && $2;
