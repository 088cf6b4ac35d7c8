-- name: add
-- An export that is asked for.
INSERT INTO exports (district, account, session, list, filters, columns, locale)
VALUES ($1, $2, $3, $4, $5::jsonb, $6, $7) RETURNING *;

-- name: hold
-- One request of an account after the other; what the one before added is seen by the next statement only.
SELECT true FROM accounts WHERE id = $1 FOR NO KEY UPDATE;

-- name: unfinished
-- How many of an account's are not finished.
SELECT count(*) FROM exports WHERE account = $1 AND state IN ('waiting', 'running');

-- name: of_account
-- An account's exports that have not expired, the latest first.
SELECT * FROM exports WHERE account = $1 AND expires_at > app_now() ORDER BY id DESC LIMIT 50;

-- name: one
-- One export of an account that has not expired.
SELECT * FROM exports WHERE id = $1 AND account = $2 AND expires_at > app_now();

-- name: take
-- The next that waits, or whose process has not been heard of in time.
UPDATE exports SET state = 'running', attempt = attempt + 1, lease_until = app_now() + $2::interval, rows = 0
 WHERE id = (SELECT id FROM exports
              WHERE district = $1 AND (state = 'waiting' OR state = 'running' AND lease_until < app_now())
              ORDER BY created_at LIMIT 1 FOR UPDATE SKIP LOCKED)
RETURNING *;

-- name: beat
-- So many rows are written; nothing when the export is somebody else's by now, or cancelled.
UPDATE exports SET rows = $3, total = coalesce($4, total), lease_until = app_now() + $5::interval
 WHERE id = $1 AND attempt = $2 AND state = 'running' RETURNING *;

-- name: end
-- Done or failed, by the attempt that has it.
UPDATE exports SET state = $3, rows = coalesce($4, rows), bytes = $5, reason = $6, lease_until = NULL,
       finished_at = app_now(), expires_at = app_now() + interval '24 hours'
 WHERE id = $1 AND attempt = $2 AND state = 'running' RETURNING *;

-- name: cancel
-- No more of it; nothing when it is finished.
UPDATE exports SET state = 'cancelled', lease_until = NULL, finished_at = app_now()
 WHERE id = $1 AND account = $2 AND state IN ('waiting', 'running') RETURNING *;

-- name: add_piece
-- A piece of the file.
INSERT INTO export_pieces (export, position, content) VALUES ($1, $2, $3);

-- name: piece
-- A piece of the file.
SELECT content FROM export_pieces WHERE export = $1 AND position = $2;

-- name: sweep
-- Files and words about them, a day after.
DELETE FROM exports WHERE expires_at < app_now() AND NOT (state = 'running' AND lease_until > app_now());
