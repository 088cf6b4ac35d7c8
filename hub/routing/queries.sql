-- name: flag
-- Notes that a rule which matched could not be followed.
INSERT INTO routing_skips (rule, ticket, reason) VALUES ($1, $2, $3);

-- name: current
-- What is in force for an area, and its draft.
SELECT s.*, c.name AS changed_name, p.name AS published_name
  FROM routing_sets s JOIN accounts c ON c.id = s.changed_by LEFT JOIN accounts p ON p.id = s.published_by
 WHERE s.area = $1 AND s.state <> 'replaced';

-- name: versions
-- What has been in force, the newest first.
SELECT s.*, c.name AS changed_name, p.name AS published_name
  FROM routing_sets s JOIN accounts c ON c.id = s.changed_by LEFT JOIN accounts p ON p.id = s.published_by
 WHERE s.area = $1 AND s.state <> 'draft' ORDER BY s.version DESC LIMIT 50;

-- name: skips
-- How often the rules of a set could not be followed lately.
SELECT rule, reason, count(*) AS count FROM routing_skips
 WHERE rule = ANY ($1::uuid[]) AND at > app_now() - interval '7 days' GROUP BY rule, reason ORDER BY rule, reason;

-- name: draft_version
-- The version of an area's draft, which is locked.
SELECT version FROM routing_sets WHERE area = $1 AND state = 'draft' FOR UPDATE;

-- name: put_draft
-- Writes the draft of an area.
INSERT INTO routing_sets (district, area, state, version, rules, changed_by) VALUES ($1, $2, 'draft', 1, $3::jsonb, $4)
ON CONFLICT (area, state) WHERE state <> 'replaced' DO UPDATE
   SET rules = excluded.rules, version = routing_sets.version + 1, changed_by = excluded.changed_by, changed_at = app_now();

-- name: discard
-- Throws the draft away.
DELETE FROM routing_sets WHERE area = $1 AND state = 'draft';

-- name: retire
-- What is in force gives way.
UPDATE routing_sets SET state = 'replaced' WHERE area = $1 AND state = 'published';

-- name: publish
-- The draft is in force, under the area's next number.
UPDATE routing_sets
   SET state = 'published', published_by = $2, published_at = app_now(),
       version = 1 + coalesce((SELECT max(version) FROM routing_sets WHERE area = $1 AND state <> 'draft'), 0)
 WHERE area = $1 AND state = 'draft' RETURNING version;

-- name: unknown_targets
-- How many of these organisations and rosters the district does not have.
SELECT (SELECT count(*) FROM unnest($2::uuid[]) x(id)
         WHERE NOT EXISTS (SELECT FROM organisations o WHERE o.id = x.id AND o.district = $1))
     + (SELECT count(*) FROM unnest($3::uuid[]) x(id)
         WHERE NOT EXISTS (SELECT FROM duty_rosters r WHERE r.id = x.id AND r.district = $1));

-- name: in_force
-- What is in force anywhere above or below an area.
SELECT s.area, s.rules::text AS rules FROM routing_sets s JOIN areas a ON a.id = s.area
 WHERE s.state = 'published' AND (a.path @> ARRAY[$1::uuid] OR a.id = ANY ($2::uuid[]));

-- name: past
-- Reports of an area as rules see them, the newest first.
SELECT t.id, t.number, t.category, c.group_name, t.path, a.level, t.text, t.place_text, t.urgent, t.created_at, t.desk,
       serving_of_kind(t.path, 'property') IS NOT NULL AS firm, works_at(t.path, t.created_at) AS working
  FROM tickets t JOIN areas a ON a.id = t.area
  JOIN ticket_categories c ON c.district = t.district AND c.key = t.category
 WHERE t.path @> ARRAY[$1::uuid] AND t.created_at > app_now() - make_interval(days => $2) AND t.origin <> 'task'
 ORDER BY t.number DESC LIMIT $3;

-- name: outcomes
-- What targets mean for past tickets, as things stood then with rosters and stand today with organisations.
SELECT r.reason, r.holder, r.assignee
  FROM unnest($1::uuid[], $2::text[], $3::text[]) WITH ORDINALITY AS a(ticket, kind, target, n)
  JOIN tickets t ON t.id = a.ticket,
       LATERAL routing_target(a.kind, a.target, t.path, t.complaint_about, t.created_at) r
 ORDER BY a.n;

-- name: called
-- What units and people are called.
SELECT id, name FROM areas WHERE id = ANY ($1::uuid[])
UNION ALL SELECT id, name FROM organisations WHERE id = ANY ($1::uuid[])
UNION ALL SELECT id, name FROM accounts WHERE id = ANY ($1::uuid[]);
