-- name: call
-- Calls a unit, anew if it has declined before; nothing when it is called already.
INSERT INTO ticket_calls (ticket, unit_kind, unit, called_by, words, due_at)
VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (ticket, unit) DO UPDATE SET
       state = 'called', called_by = excluded.called_by, words = excluded.words, called_at = app_now(),
       due_at = excluded.due_at, overdue = false, answered_at = NULL, answer = '', person = '', arrives_at = NULL,
       instead_kind = NULL, instead = NULL, done_at = NULL
 WHERE ticket_calls.state IN ('declined', 'ended')
RETURNING true;

-- name: count
-- Brings up to date what the ticket knows of its calls; the ticket is locked.
UPDATE tickets SET
       open_calls = (SELECT count(*) FROM ticket_calls WHERE ticket = $1 AND state = 'called'),
       convened = (SELECT array_agg(unit) FROM ticket_calls WHERE ticket = $1 AND state <> 'declined'),
       parts = (SELECT array_agg(unit) FROM ticket_calls WHERE ticket = $1 AND state IN ('called', 'arrived'))
 WHERE id = $1;

-- name: report_in
-- A unit that was called is there.
UPDATE ticket_calls SET state = 'arrived', answered_at = app_now(), answer = $3, person = $4, arrives_at = $5
 WHERE ticket = $1 AND unit = $2;

-- name: decline
-- A unit that was called is not the right one.
UPDATE ticket_calls SET state = 'declined', answered_at = app_now(), answer = $3, instead_kind = $4, instead = $5
 WHERE ticket = $1 AND unit = $2;

-- name: finish
-- A unit has done its part.
UPDATE ticket_calls SET state = 'done', done_at = app_now(),
       answer = CASE WHEN $3 = '' THEN answer ELSE $3 END
 WHERE ticket = $1 AND unit = $2;

-- name: end
-- What was never answered when the ticket was resolved.
UPDATE ticket_calls SET state = 'ended' WHERE ticket = $1 AND state = 'called' RETURNING true;

-- name: late
-- Units that did not report in in time and were not yet said to be late, with their names.
UPDATE ticket_calls c SET overdue = true
 WHERE c.ticket = $1 AND c.state = 'called' AND NOT c.overdue AND c.due_at <= $2
RETURNING c.unit_kind AS kind, c.unit AS id,
          coalesce((SELECT name FROM areas a WHERE c.unit_kind = 'desk' AND a.id = c.unit),
                   (SELECT name FROM organisations o WHERE c.unit_kind = 'organisation' AND o.id = c.unit)) AS name;

-- name: next_due
-- When the next unit is late.
SELECT min(due_at) FROM ticket_calls WHERE ticket = $1 AND state = 'called' AND NOT overdue;

-- name: calls
-- The units called to a ticket, in the order they were called.
SELECT c.*, coalesce(o.name, a.name) AS unit_name, d.name AS called_by_name, coalesce(io.name, ia.name) AS instead_name
  FROM ticket_calls c
  JOIN areas d ON d.id = c.called_by
  LEFT JOIN areas a ON c.unit_kind = 'desk' AND a.id = c.unit
  LEFT JOIN organisations o ON c.unit_kind = 'organisation' AND o.id = c.unit
  LEFT JOIN areas ia ON c.instead_kind = 'desk' AND ia.id = c.instead
  LEFT JOIN organisations io ON c.instead_kind = 'organisation' AND io.id = c.instead
 WHERE c.ticket = $1 ORDER BY c.called_at, c.unit;

-- name: child_opened
-- One more sub-task is open; the row is locked.
UPDATE tickets SET open_children = open_children + 1 WHERE id = $1;

-- name: child_done
-- One sub-task less is open; takes the row of the ticket it belongs to.
UPDATE tickets SET open_children = open_children - 1 WHERE id = $1;

-- name: settle_child
-- Makes a new report a sub-task: its parent, its holder, its time; the clocks look again when it is due earlier.
WITH settled AS (
  UPDATE tickets c SET
         origin = 'task', parent = p.id, reporter = NULL, filed_by = $3, staff_only = $4, practice = p.practice,
         spot = NULL, spot_group = NULL,  -- a part repeats nothing
         complaint_about = coalesce(p.complaint_about, c.complaint_about), holder_kind = coalesce($5, c.holder_kind),
         holder = coalesce($6, c.holder), resolve_by = coalesce($7, c.resolve_by),
         resolve_days = $7 IS NULL AND c.resolve_days,  -- a moment that was named is not moved by holidays
         resolve_seconds = coalesce(extract(epoch FROM $7 - c.clock_from), c.resolve_seconds),
         state = CASE WHEN $5 = 'organisation' THEN 'dispatched' ELSE c.state END,
         acknowledged_at = CASE WHEN $5 = 'organisation' THEN app_now() END
    FROM tickets p WHERE c.id = $1 AND p.id = $2
  RETURNING c.id, c.resolve_by
)
UPDATE ticket_timers t SET due_at = least(t.due_at, s.resolve_by) FROM settled s
 WHERE t.ticket = s.id AND t.kind = 'clocks';

-- name: finished
-- A sub-task that is closed was resolved then.
UPDATE tickets SET resolved_at = coalesce(resolved_at, app_now()) WHERE id = $1;

-- name: children
-- The sub-tasks of a ticket, the oldest first.
SELECT * FROM ticket_rows WHERE parent = $1 ORDER BY number;

-- name: decide
-- Who decides from now on, and whether it is decided.
UPDATE tickets SET decider = nullif($2, desk), decided = decided OR $3 WHERE id = $1;

-- name: is_below
-- Whether an area lies below another.
SELECT path @> ARRAY[$2::uuid] AND id <> $2 FROM areas WHERE id = $1;
