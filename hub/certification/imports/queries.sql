-- name: places
-- Areas a roster may name, by name and by official code; `yours`: in the importer's areas.
SELECT a.id, a.name, a.path && $2::uuid[] AS yours,
       ARRAY(SELECT c.code FROM area_codes c WHERE c.area = a.id AND c.valid_to IS NULL) AS codes
FROM areas a
WHERE a.path[1] = $1 AND a.closed_at IS NULL AND a.level IN ('street', 'community', 'grid', 'estate');

-- name: paths
-- Where areas lie.
SELECT id, path FROM areas WHERE id = ANY ($1);

-- name: add
-- An import begins to wait.
INSERT INTO certification_imports (id, district, account, programme, name, rows, bad, content, photos, archive)
VALUES ($1, $2, $3, $4, $5, $6, $7::jsonb, $8, $9, $10);

-- name: of_account
-- Somebody's imports of the last weeks, the newest first.
SELECT * FROM certification_imports WHERE account = $1 AND created_at > app_now() - interval '90 days'
ORDER BY id DESC LIMIT 50;

-- name: one
-- One import of somebody.
SELECT * FROM certification_imports WHERE id = $1 AND account = $2;

-- name: take
-- The next import that waits or whose process died.
UPDATE certification_imports SET state = 'running', attempt = attempt + 1, lease_until = app_now() + $2::interval
WHERE id = (SELECT id FROM certification_imports
            WHERE district = $1 AND finished_at IS NULL AND (lease_until IS NULL OR lease_until < app_now())
            ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED)
RETURNING *;

-- name: beat
-- So far; nothing when another process has it, or it was cancelled.
UPDATE certification_imports
SET at = $3, added = added + $4, changed = changed + $5, same = same + $6, photos_at = $7, photos_kept = photos_kept + $8,
    bad = bad || $9::jsonb, lease_until = app_now() + $10::interval
WHERE id = $1 AND attempt = $2 AND finished_at IS NULL
RETURNING *;

-- name: finish
-- It is over, whatever came of it; its rows go.
UPDATE certification_imports
SET state = $3, reason = $4, finished_at = app_now(), content = NULL, archive = NULL, lease_until = NULL
WHERE id = $1 AND ($2::int IS NULL OR attempt = $2) AND finished_at IS NULL
RETURNING *;

-- name: known
-- Who of these numbers is on the roster, with what an import compares.
SELECT p.id, p.id_index, p.area, p.name, p.phone, p.due_on, p.reference_photo, p.template
FROM certification_persons p WHERE p.programme = $1 AND p.id_index = ANY ($2) AND p.left_at IS NULL;

-- name: refer
-- A reference photo, where there is none.
UPDATE certification_persons SET reference_photo = $2, version = version + 1, updated_at = app_now()
WHERE id = $1 AND reference_photo IS NULL AND template IS NULL RETURNING id;
