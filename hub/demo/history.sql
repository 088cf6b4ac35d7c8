-- name: people
-- Who wrote it down, and who called back.
SELECT a.id, a.name, ar.name AS unit FROM accounts a
  JOIN grants g ON g.account = a.id JOIN areas ar ON ar.id = g.area
 WHERE a.district = $1 AND a.demo_key IS NOT NULL AND g.role = 'district_coord' LIMIT 1;

-- name: estates
-- Estates of a district with what a ticket there needs, in a fixed order.
SELECT e.id, e.path, c.id AS desk, c.name || ' ' || e.name AS place
  FROM areas e JOIN areas c ON c.id = ANY (e.path) AND c.level = 'community'
 WHERE e.district = $1 AND e.level = 'estate' ORDER BY c.name, e.name;

-- name: add
-- A ticket of the last weeks, closed: so many hours ago, acknowledged and resolved so long after.
INSERT INTO tickets (district, version, state, category, text, area, path, place, desk, holder_kind, holder, origin,
                     filed_by, created_at, updated_at, acknowledge_by, resolve_by, acknowledged_at, responded_at,
                     resolved_at, closed_at, satisfaction, excluded, extensions)
SELECT $1, 4, 'closed', c.key, $3, $4, $5, $6, $7, CASE WHEN $8::uuid IS NULL THEN 'desk' ELSE 'organisation' END,
       coalesce($8, $7), 'hotline', $9, m.came, m.came + $12::interval + interval '1 day',
       m.came + make_interval(mins => c.acknowledge_minutes),
       m.came + CASE c.resolve_unit WHEN 'h' THEN make_interval(hours => c.resolve_amount)
                                    ELSE make_interval(days => c.resolve_amount) END,
       m.came + $11, m.came + $11, m.came + $12, m.came + $12 + interval '1 day', $13, $14, $15
  FROM ticket_categories c, LATERAL (SELECT app_now() - $10::interval AS came) m
 WHERE c.district = $1 AND c.key = $2
RETURNING id;

-- name: outcome
-- How it went for the rates.
INSERT INTO ticket_outcomes (ticket, organisation, dispatched_at, contacted_at, contact_by, worded_at, word_by, reopened,
                             call_back, call_back_at, tries)
SELECT id, $2, CASE WHEN $2::uuid IS NOT NULL THEN acknowledged_at END, acknowledged_at, acknowledge_by,
       acknowledged_at, acknowledge_by, $3, $4, closed_at, 1
  FROM tickets WHERE id = $1;

-- name: call
-- The call-back.
INSERT INTO ticket_call_backs (district, ticket, account, at, reached, resolved, satisfaction)
SELECT district, id, $2, closed_at, $3, $4, satisfaction FROM tickets WHERE id = $1;
