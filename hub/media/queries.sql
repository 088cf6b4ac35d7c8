-- name: reserve
-- A row before its objects exist, so that whatever happens next the sweep knows of them.
INSERT INTO photos (district, owner, width, height, bytes, latitude, longitude)
VALUES ($1, $2, $3, $4, $5, $6, $7)
RETURNING id, object;

-- name: stored
-- Both variants lie in the store: the photo exists for its owner from now on.
UPDATE photos SET stored_at = app_now() WHERE id = $1;

-- name: attach
-- Takes the owner's own loose photos; what is not returned may not be attached.
UPDATE photos SET attached_at = app_now()
WHERE id = ANY ($1) AND owner = $2 AND district = $3
  AND stored_at IS NOT NULL AND attached_at IS NULL AND gone_at IS NULL
RETURNING id, width, height, bytes, latitude, longitude, sharpness, brightness, created_at, redacted,
          app_now() AS read_at;

-- name: photos_of
-- Photos that can be seen, in the order asked for.
SELECT p.id, p.width, p.height, p.bytes, p.latitude, p.longitude, p.sharpness, p.brightness, p.created_at,
       p.redacted, app_now() AS read_at
FROM unnest($1::uuid[]) WITH ORDINALITY AS asked (id, place)
JOIN photos p ON p.id = asked.id
WHERE p.stored_at IS NOT NULL AND p.gone_at IS NULL
ORDER BY asked.place;

-- name: objects_of
-- Where the objects of photos lie that can be seen.
SELECT id, object FROM photos WHERE id = ANY ($1) AND stored_at IS NOT NULL AND gone_at IS NULL;

-- name: served
-- Where a photo's objects lie, and the time its link is measured by.
SELECT object, redacted, app_now() AS now FROM photos WHERE id = $1 AND stored_at IS NOT NULL AND gone_at IS NULL;

-- name: erase
-- Nobody sees these any more; the sweep deletes their objects and then the rows.
UPDATE photos SET gone_at = app_now() WHERE id = ANY ($1) AND gone_at IS NULL;

-- name: erase_loose
-- Photos that nothing referred to within a day, and that no draft holds.
UPDATE photos SET gone_at = app_now()
WHERE attached_at IS NULL AND gone_at IS NULL AND created_at < app_now() - interval '1 day'
  AND (kept_until IS NULL OR kept_until < app_now());

-- name: keep
-- Keeps the owner's loose photos a while longer.
UPDATE photos SET kept_until = app_now() + $3 WHERE id = ANY ($1) AND owner = $2 AND attached_at IS NULL;

-- name: gone
-- The next photos whose objects must go.
SELECT id, object FROM photos WHERE gone_at IS NOT NULL ORDER BY gone_at LIMIT 100;

-- name: forget
-- Removes rows whose objects are deleted.
DELETE FROM photos WHERE id = ANY ($1) AND gone_at IS NOT NULL;

-- name: looked
-- Keeps what the worker measured, unless the photo is gone.
UPDATE photos SET fingerprint = $2, sharpness = $3, brightness = $4
WHERE id = $1 AND gone_at IS NULL
RETURNING owner;

-- name: leftover
-- Objects no photo has, or not yet: they are deleted after a while.
INSERT INTO photo_leftovers (object, due) VALUES ($1, app_now() + $2) ON CONFLICT (object) DO NOTHING;

-- name: taken
-- A photo has these objects.
DELETE FROM photo_leftovers WHERE object = $1;

-- name: redrawn
-- A photo shows other objects from now on, unless somebody was quicker.
UPDATE photos SET object = $3, bytes = $4, redacted = redacted + 1
WHERE id = $1 AND object = $2 AND stored_at IS NOT NULL AND gone_at IS NULL
RETURNING true;

-- name: leftovers
-- The next objects that must go.
SELECT object FROM photo_leftovers WHERE due <= app_now() ORDER BY due LIMIT 100;

-- name: forget_leftovers
-- They are deleted.
DELETE FROM photo_leftovers WHERE object = ANY ($1);
