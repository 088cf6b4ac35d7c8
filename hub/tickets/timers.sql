-- name: put
-- Sets the timer of a kind, or moves it.
INSERT INTO ticket_timers (ticket, kind, district, due_at, params)
SELECT id, $2, district, $3, $4::jsonb FROM tickets WHERE id = $1
ON CONFLICT (ticket, kind) DO UPDATE SET due_at = excluded.due_at, params = excluded.params, tries = 0;

-- name: cancel
-- Forgets timers of these kinds.
DELETE FROM ticket_timers WHERE ticket = $1 AND kind = ANY ($2);

-- name: due
-- What is due of the kinds that this process knows, the oldest first.
SELECT ticket, kind, due_at, params FROM ticket_timers
 WHERE district = $1 AND kind = ANY ($2) AND due_at <= app_now()
 ORDER BY due_at, ticket LIMIT $3;

-- name: lock
-- The ticket's row, unless another has it.
SELECT true FROM tickets WHERE id = $1 FOR NO KEY UPDATE SKIP LOCKED;

-- name: take
-- Takes a timer that is due; it was due then.
DELETE FROM ticket_timers WHERE ticket = $1 AND kind = $2 AND due_at <= app_now() RETURNING due_at;

-- name: put_off
-- After a failure: later, twice as long each time, at most an hour.
UPDATE ticket_timers
   SET tries = tries + 1, due_at = app_now() + least($3::interval * (2 ^ least(tries, 12)), interval '1 hour')
 WHERE ticket = $1 AND kind = $2;
