-- name: begin
-- Sets the first rung: at once for what is urgent, else when it should have been acknowledged, after a pause at least.
INSERT INTO ticket_timers (ticket, kind, district, due_at)
SELECT id, 'ladder', district,
       CASE WHEN urgent THEN app_now() ELSE greatest(acknowledge_by, ladder_pause(t)) END
  FROM tickets t WHERE id = $1
ON CONFLICT (ticket, kind) DO UPDATE SET due_at = excluded.due_at, params = '{}', tries = 0;

-- name: pause
-- When the next rung is, and what is said of the ticket.
SELECT app_now() AS now, ladder_pause(t) AS next,
       (SELECT c.name FROM ticket_categories c WHERE c.district = t.district AND c.key = t.category) AS category
  FROM tickets t WHERE id = $1;

-- name: unit
-- What a unit is called.
SELECT name FROM areas WHERE id = $1 UNION ALL SELECT name FROM organisations WHERE id = $1 LIMIT 1;

-- name: of_organisation
-- Which of these accounts act for an organisation.
SELECT DISTINCT account FROM grants WHERE organisation = $1 AND account = ANY ($2::uuid[]) AND ended_at IS NULL;
