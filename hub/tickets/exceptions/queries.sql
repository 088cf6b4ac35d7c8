-- name: ask
-- Stores a request.
INSERT INTO ticket_requests (district, ticket, kind, reason, amount, unit, asked_by, asked_unit)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8);

-- name: mark
-- A ticket shows what is asked for it, or nothing any more.
UPDATE tickets SET asked_for = $2 WHERE id = $1;

-- name: open
-- The request of a ticket that waits for a word.
SELECT id, kind, reason, amount, unit, asked_by FROM ticket_requests WHERE ticket = $1 AND state = 'open';

-- name: kind
-- What a request of a ticket asks for.
SELECT kind FROM ticket_requests WHERE district = $1 AND ticket = $2 AND id = $3;

-- name: decide
-- Somebody's word on a request.
UPDATE ticket_requests
   SET state = $2, decided_by = $3, decided_at = app_now(), answer = $4, due = $5
 WHERE id = $1;

-- name: withdraw
-- More time or waiting is no longer needed; gives the request that was open.
UPDATE ticket_requests SET state = 'withdrawn', decided_at = app_now()
 WHERE ticket = $1 AND state = 'open' AND kind <> 'exclude' RETURNING id;

-- name: extend
-- More time was granted.
UPDATE tickets SET extensions = extensions + 1, asked_for = NULL WHERE id = $1;

-- name: hang
-- Lets a ticket wait for a month; gives the time it is looked at again.
WITH known AS (
  INSERT INTO ticket_outcomes (ticket, hung) VALUES ($1, true) ON CONFLICT (ticket) DO UPDATE SET hung = true
)
UPDATE tickets SET hung_until = app_now() + interval '1 month', asked_for = NULL WHERE id = $1 RETURNING hung_until;

-- name: take_up
-- It is worked on again.
UPDATE tickets SET hung_until = NULL WHERE id = $1;

-- name: exclude
-- Keeps a ticket out of the rates.
UPDATE tickets SET excluded = true, asked_for = NULL WHERE id = $1;

-- name: of_ticket
-- All requests of a ticket, oldest first.
SELECT r.*, t.number, t.place, a.name AS asked_name, d.name AS decided_name
  FROM ticket_requests r JOIN tickets t ON t.id = r.ticket
  JOIN accounts a ON a.id = r.asked_by LEFT JOIN accounts d ON d.id = r.decided_by
 WHERE r.ticket = $1 ORDER BY r.id LIMIT 100;

-- name: waiting
-- What waits for the word of an account that decides in these areas: not its own, not of a desk above it.
SELECT r.*, t.number, t.place, a.name AS asked_name, NULL AS decided_name
  FROM ticket_requests r JOIN tickets t ON t.id = r.ticket JOIN accounts a ON a.id = r.asked_by
 WHERE r.district = $1 AND r.state = 'open' AND r.asked_by <> $2 AND ($4::uuid IS NULL OR r.id > $4)
   AND EXISTS (SELECT FROM unnest($3::uuid[]) mine
                WHERE array_position(t.path, mine) <= coalesce(
                        CASE WHEN t.holder_kind = 'desk' THEN array_position(t.path, t.holder) END,
                        cardinality(t.path)))
 ORDER BY r.id LIMIT $5;
