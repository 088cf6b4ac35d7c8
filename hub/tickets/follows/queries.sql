-- name: root
-- The ticket that this one has been merged into, through every merge; itself when it has not been.
WITH RECURSIVE up AS (
  SELECT id, merged_into FROM tickets WHERE district = $1 AND id = $2
  UNION ALL
  SELECT t.id, t.merged_into FROM up JOIN tickets t ON t.id = up.merged_into
)
SELECT id FROM up WHERE merged_into IS NULL;

-- name: add
-- Somebody follows; whether that is new.
INSERT INTO ticket_follows (ticket, account) VALUES ($1, $2) ON CONFLICT DO NOTHING RETURNING true;

-- name: remove
-- Somebody follows no more, however it came.
DELETE FROM ticket_follows WHERE ticket = $1 AND account = $2;

-- name: may_see
-- Whether an account follows a ticket and may still know of it.
SELECT EXISTS (SELECT FROM ticket_followed WHERE ticket = $1 AND account = $2);

-- name: public
-- Whether residents may learn of a ticket that others reported.
SELECT EXISTS (SELECT FROM ticket_public WHERE id = $1);

-- name: followers
-- Who follows a ticket, and whether they may (still) know of it.
SELECT DISTINCT f.account, s.account IS NOT NULL AS sees
  FROM ticket_follows f LEFT JOIN ticket_followed s ON s.ticket = f.ticket AND s.account = f.account
 WHERE f.ticket = $1 ORDER BY f.account;

-- name: count
-- Brings the number of followers up to date; the ticket's row is locked.
UPDATE tickets SET followers = (SELECT count(DISTINCT account) FROM ticket_follows WHERE ticket = $1) WHERE id = $1;

-- name: add_photo
-- A follower's picture.
INSERT INTO ticket_follow_photos (photo, ticket, account) VALUES ($1, $2, $3);

-- name: photos
-- The pictures of followers, or of one, in the order they came.
SELECT photo FROM ticket_follow_photos
 WHERE ticket = $1 AND ($2::uuid IS NULL OR account = $2) ORDER BY added_at, photo;

-- name: page
-- What an account follows and may still know of, newest number first.
SELECT * FROM ticket_rows
 WHERE id IN (SELECT ticket FROM ticket_followed WHERE account = $1)
   AND ($2::bigint IS NULL OR number < $2)
 ORDER BY number DESC LIMIT $3;
