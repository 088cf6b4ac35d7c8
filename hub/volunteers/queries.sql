-- name: add
-- Keeps a call.
INSERT INTO volunteer_calls (district, title, text, area, path, place, starts_at, ends_at, seats, organisation, code,
                             called_by)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) RETURNING id;

-- name: lock
-- Takes the call's row until the end of the transaction; the time is the transaction's.
SELECT app_now() AS now FROM volunteer_calls WHERE district = $1 AND id = $2 FOR NO KEY UPDATE;

-- name: one
-- One call of a district.
SELECT * FROM volunteer_call_rows WHERE district = $1 AND id = $2;

-- name: touch
-- The next version.
UPDATE volunteer_calls SET version = version + 1, updated_at = app_now() WHERE id = $1;

-- name: cancel
-- It does not take place.
UPDATE volunteer_calls SET state = 'cancelled', reason = $2 WHERE id = $1;

-- name: thank
-- Thanks to who came.
UPDATE volunteer_calls SET thanks = $2 WHERE id = $1;

-- name: now
-- The time everybody goes by.
SELECT app_now();

-- name: place
-- The place of an account in a call.
SELECT * FROM volunteer_places WHERE call = $1 AND account = $2;

-- name: take
-- A place; a new one when there was one that was left: at the end of the line again.
INSERT INTO volunteer_places (call, account, state) VALUES ($1, $2, $3)
ON CONFLICT (call, account) DO UPDATE SET id = uuidv7(), state = $3, signed_at = app_now();

-- name: leave
-- Gives a place back.
UPDATE volunteer_places SET state = 'left' WHERE call = $1 AND account = $2;

-- name: move_up
-- Who waits longest gets the seat.
UPDATE volunteer_places SET state = 'signed'
 WHERE id = (SELECT id FROM volunteer_places WHERE call = $1 AND state = 'waiting' ORDER BY id LIMIT 1)
RETURNING account;

-- name: tried
-- One more wrong code.
UPDATE volunteer_places SET tries = tries + 1 WHERE call = $1 AND account = $2;

-- name: come
-- Was there: minutes from the beginning, or from now when that is later, to the end.
UPDATE volunteer_places p
   SET state = 'present', present_at = app_now(),
       minutes = ceil(extract(epoch FROM c.ends_at - greatest(c.starts_at, app_now())) / 60)
  FROM volunteer_calls c WHERE c.id = p.call AND p.call = $1 AND p.account = $2;

-- name: was_there
-- Was there from the beginning to the end, as a seed says.
UPDATE volunteer_places p
   SET state = 'present', present_at = c.starts_at, minutes = ceil(extract(epoch FROM c.ends_at - c.starts_at) / 60)
  FROM volunteer_calls c WHERE c.id = p.call AND p.call = $1 AND p.account = $2;

-- name: people
-- Who is in a call, in the order of the line.
SELECT p.*, a.name FROM volunteer_places p JOIN accounts a ON a.id = p.account
 WHERE p.call = $1 AND p.state <> 'left' ORDER BY p.id;

-- name: coming
-- Calls for the areas of a path that are not over, what begins first in front.
SELECT * FROM volunteer_call_rows
 WHERE district = $1 AND area = ANY ($2) AND ends_at > app_now()
   AND ($3::timestamptz IS NULL OR (starts_at, id) > ($3, $4::uuid))
 ORDER BY starts_at, id LIMIT $5;

-- name: of_desk
-- Calls in some areas or of some organisations, the newest first.
SELECT * FROM volunteer_call_rows
 WHERE district = $1 AND (path && $2::uuid[] OR organisation = ANY ($3)) AND ($4::uuid IS NULL OR id < $4)
 ORDER BY id DESC LIMIT $5;

-- name: of_account
-- Calls that somebody has a place in, the newest first.
SELECT r.* FROM volunteer_places p JOIN volunteer_call_rows r ON r.id = p.call
 WHERE p.account = $1 AND p.state <> 'left' AND ($2::uuid IS NULL OR r.id < $2)
 ORDER BY r.id DESC LIMIT $3;

-- name: places_of
-- Somebody's places in some calls.
SELECT * FROM volunteer_places WHERE account = $1 AND call = ANY ($2) AND state <> 'left';

-- name: hours
-- What somebody has done; a call that was cancelled counts for who was there already.
SELECT coalesce(sum(minutes), 0) AS minutes, count(*) AS calls FROM volunteer_places WHERE account = $1 AND state = 'present';
