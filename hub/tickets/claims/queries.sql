-- name: since
-- Since when a ticket has been its assignee's.
SELECT assigned_at FROM tickets WHERE id = $1;
