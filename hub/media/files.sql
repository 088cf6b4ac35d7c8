-- name: reserve
-- A row before its object exists, so that whatever happens next the sweep knows of it.
INSERT INTO files (district, owner, name, bytes) VALUES ($1, $2, $3, $4) RETURNING id, object;

-- name: stored
-- It lies in the store: the file exists for its owner from now on.
UPDATE files SET stored_at = app_now() WHERE id = $1;

-- name: attach
-- Takes the owner's own loose files; what is not returned may not be attached.
UPDATE files SET attached_at = app_now()
 WHERE id = ANY ($1) AND owner = $2 AND district = $3
   AND stored_at IS NOT NULL AND attached_at IS NULL AND gone_at IS NULL
RETURNING id;

-- name: files_of
-- Files that can be fetched, in the order asked for.
SELECT f.id, f.name, f.bytes, app_now() AS now
  FROM unnest($1::uuid[]) WITH ORDINALITY AS asked (id, place) JOIN files f ON f.id = asked.id
 WHERE f.stored_at IS NOT NULL AND f.gone_at IS NULL ORDER BY asked.place;

-- name: served
-- Where a file's object lies, and the time its link is measured by.
SELECT object, name, app_now() AS now FROM files WHERE id = $1 AND stored_at IS NOT NULL AND gone_at IS NULL;

-- name: erase
-- Nobody fetches these any more; the sweep deletes their objects and then the rows.
UPDATE files SET gone_at = app_now() WHERE id = ANY ($1) AND gone_at IS NULL;

-- name: erase_loose
-- Files that nothing referred to within a day.
UPDATE files SET gone_at = app_now()
 WHERE attached_at IS NULL AND gone_at IS NULL AND created_at < app_now() - interval '1 day';

-- name: gone
-- The next files whose objects must go.
SELECT id, object FROM files WHERE gone_at IS NOT NULL ORDER BY gone_at LIMIT 100;

-- name: forget
-- Removes rows whose objects are deleted.
DELETE FROM files WHERE id = ANY ($1) AND gone_at IS NOT NULL;
