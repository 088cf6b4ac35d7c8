-- name: reserve
-- A row before its object exists, so that whatever happens next the sweep knows of it.
INSERT INTO voices (district, owner, container, milliseconds, bytes) VALUES ($1, $2, $3, $4, $5) RETURNING id, object;

-- name: stored
-- It lies in the store: the voice note exists for its owner from now on.
UPDATE voices SET stored_at = app_now() WHERE id = $1;

-- name: attach
-- Takes the owner's own loose voice note.
UPDATE voices SET attached_at = app_now()
 WHERE id = $1 AND owner = $2 AND district = $3
   AND stored_at IS NOT NULL AND attached_at IS NULL AND gone_at IS NULL
RETURNING id, container, milliseconds, bytes, created_at, app_now() AS read_at;

-- name: voice
-- One that can be heard.
SELECT id, container, milliseconds, bytes, created_at, app_now() AS read_at
  FROM voices WHERE id = $1 AND stored_at IS NOT NULL AND gone_at IS NULL;

-- name: served
-- Where its object lies, what it is, and the time its link is measured by.
SELECT object, container, app_now() AS now FROM voices WHERE id = $1 AND stored_at IS NOT NULL AND gone_at IS NULL;

-- name: erase
-- Nobody hears it any more; the sweep deletes its object and then the row.
UPDATE voices SET gone_at = app_now() WHERE id = $1 AND gone_at IS NULL;

-- name: erase_loose
-- Those that nothing referred to within a day.
UPDATE voices SET gone_at = app_now()
 WHERE attached_at IS NULL AND gone_at IS NULL AND created_at < app_now() - interval '1 day';

-- name: gone
-- The next ones whose objects must go.
SELECT id, object FROM voices WHERE gone_at IS NOT NULL ORDER BY gone_at LIMIT 100;

-- name: forget
-- Removes rows whose objects are deleted.
DELETE FROM voices WHERE id = ANY ($1) AND gone_at IS NOT NULL;
