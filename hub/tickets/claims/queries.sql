-- name: since
-- Since when a ticket has been its assignee's.
SELECT assigned_at FROM tickets WHERE id = $1;

-- name: put_off
-- There is life in a claim: looked at again later, if it is looked after at all.
UPDATE ticket_timers SET due_at = $3 WHERE ticket = $1 AND kind = $2;
