-- name: kinds
-- What makes reports of each category alike.
SELECT key, group_name, offered, near_level, near_metres, kin, words FROM ticket_categories WHERE district = $1;

-- name: near
-- What is in an area, right above it or in a box of degrees, and is open or was until less than 7 days ago, newest
-- first. $10: for residents; the categories are those that they are offered, then.
SELECT t.id, t.latitude, t.longitude FROM tickets t
 WHERE t.district = $1
   AND (t.path @> ARRAY[$2::uuid] OR t.area = ANY ($3::uuid[])
        OR (t.latitude BETWEEN $4 AND $5 AND t.longitude BETWEEN $6 AND $7))
   AND (t.state <> 'closed' OR t.closed_at > app_now() - interval '7 days')
   AND t.category = ANY ($8) AND t.practice = $9 AND t.merged_into IS NULL AND t.origin <> 'task'
   AND (NOT $10 OR (NOT t.staff_only AND t.complaint_about IS NULL)) AND t.id IS DISTINCT FROM $11
 ORDER BY t.number DESC LIMIT $12;

-- name: rows
-- Tickets by id.
SELECT * FROM ticket_rows WHERE id = ANY ($1);

-- name: position
-- Where the phone was.
SELECT latitude, longitude FROM tickets WHERE id = $1;

-- name: followed
-- Which of these an account follows.
SELECT ticket FROM ticket_followed WHERE account = $1 AND ticket = ANY ($2);

-- name: alone
-- Merges and splits of a district one after the other: what leads where never changes under one of them.
SELECT pg_advisory_xact_lock(hashtextextended('ticket_merges ' || $1, 0));

-- name: up
-- The tickets that this one has been merged into, the next first.
WITH RECURSIVE up AS (
  SELECT merged_into AS id, 1 AS step FROM tickets WHERE id = $1
  UNION ALL
  SELECT t.merged_into, up.step + 1 FROM up JOIN tickets t ON t.id = up.id
)
SELECT id FROM up WHERE id IS NOT NULL ORDER BY step;

-- name: keep
-- What a ticket is before it is merged, with its timers, which stop.
WITH stopped AS (DELETE FROM ticket_timers WHERE ticket = $1 RETURNING *)
INSERT INTO ticket_merges (ticket, was, timers)
SELECT $1, to_jsonb(t), coalesce((SELECT jsonb_agg(to_jsonb(s)) FROM stopped s), '[]') FROM tickets t WHERE t.id = $1;

-- name: point
-- Where a ticket has gone; or nowhere.
UPDATE tickets SET merged_into = $2 WHERE id = $1;

-- name: kept
-- What a merged ticket was.
SELECT was->>'state' AS state, was->>'holder_kind' AS holder_kind, (was->>'holder')::uuid AS holder,
       (was->>'assignee')::uuid AS assignee
  FROM ticket_merges WHERE ticket = $1;

-- name: restore
-- Gives a ticket that comes back what it had: what was promised, waited for and asked, and its timers.
WITH was AS (DELETE FROM ticket_merges WHERE ticket = $1 RETURNING was, timers),
timer AS (
  INSERT INTO ticket_timers
  SELECT k.* FROM was, jsonb_populate_recordset(NULL::ticket_timers, was.timers) k
  ON CONFLICT (ticket, kind) DO UPDATE SET due_at = excluded.due_at, params = excluded.params
)
UPDATE tickets t
   SET acknowledged_at = k.acknowledged_at, responded_at = k.responded_at, accepted_at = k.accepted_at,
       resolved_at = k.resolved_at, assigned_at = k.assigned_at, waiting_since = k.waiting_since, waited = k.waited,
       hung_until = k.hung_until, asked_for = k.asked_for, acknowledge_by = k.acknowledge_by,
       respond_by = k.respond_by, resolve_by = k.resolve_by, stopped_since = k.stopped_since,
       acknowledge_seconds = k.acknowledge_seconds, respond_seconds = k.respond_seconds,
       resolve_seconds = k.resolve_seconds
  FROM was, jsonb_populate_record(NULL::tickets, was.was) k
 WHERE t.id = $1;

-- name: bring
-- Who reported or follows a ticket follows the one it is merged into, but for its reporter.
INSERT INTO ticket_follows (ticket, account, via)
SELECT $2, who.account, $1
  FROM (SELECT reporter AS account FROM tickets WHERE id = $1 AND reporter IS NOT NULL
        UNION SELECT account FROM ticket_follows WHERE ticket = $1) who
 WHERE who.account IS DISTINCT FROM (SELECT reporter FROM tickets WHERE id = $2)
ON CONFLICT DO NOTHING;

-- name: take_back
-- Who follows $2 because of $1 and reported or follows $1 no more; all of them once it has been parted.
DELETE FROM ticket_follows f
 WHERE f.ticket = $2 AND f.via = $1
   AND NOT EXISTS (SELECT FROM tickets t WHERE t.id = $1 AND t.merged_into = $2
                      AND (t.reporter = f.account
                           OR EXISTS (SELECT FROM ticket_follows o WHERE o.ticket = $1 AND o.account = f.account)))
RETURNING account;

-- name: still
-- Which of these accounts follow a ticket still.
SELECT DISTINCT account FROM ticket_follows WHERE ticket = $1 AND account = ANY ($2);

-- name: places
-- Spots whose reports of one group come back, the most first. A spot is an area of the category's level.
SELECT a.id AS area, c.group_name, count(*) AS count, count(*) FILTER (WHERE t.state <> 'closed') AS open,
       max(t.created_at) AS last_at, (array_agg(t.id ORDER BY t.number DESC))[1:5] AS tickets,
       (array_agg(t.number ORDER BY t.number DESC))[1:5] AS numbers
  FROM tickets t
  JOIN ticket_categories c ON c.district = t.district AND c.key = t.category
  JOIN areas a ON a.id = ANY (t.path) AND a.level = c.near_level
 WHERE t.district = $1 AND t.path && $2::uuid[] AND t.created_at > app_now() - make_interval(days => $3)
   AND NOT t.practice AND t.origin <> 'task'
 GROUP BY a.id, c.group_name
HAVING count(*) >= $4
   AND ($5::bigint IS NULL OR (-count(*), a.id, c.group_name) > (-$5, $6::uuid, $7::text))
 ORDER BY count(*) DESC, a.id, c.group_name LIMIT $8;

-- name: reporters
-- People who report the same category again, the most first.
SELECT r.id AS reporter, r.name, t.category, count(*) AS count, count(*) FILTER (WHERE t.state <> 'closed') AS open,
       max(t.created_at) AS last_at, (array_agg(t.id ORDER BY t.number DESC))[1:5] AS tickets,
       (array_agg(t.number ORDER BY t.number DESC))[1:5] AS numbers
  FROM tickets t JOIN accounts r ON r.id = t.reporter
 WHERE t.district = $1 AND t.path && $2::uuid[] AND t.created_at > app_now() - make_interval(days => $3)
   AND NOT t.practice AND t.origin <> 'task'
 GROUP BY r.id, t.category
HAVING count(*) >= $4
   AND ($5::bigint IS NULL OR (-count(*), r.id, t.category) > (-$5, $6::uuid, $7::text))
 ORDER BY count(*) DESC, r.id, t.category LIMIT $8;

-- name: hot_places
-- The buildings with the most reports.
SELECT area, sum(count)::bigint AS count, sum(open)::bigint AS open,
       jsonb_object_agg(category, count)::text AS kinds
  FROM (SELECT a.id AS area, t.category, count(*) AS count, count(*) FILTER (WHERE t.state <> 'closed') AS open
          FROM tickets t JOIN areas a ON a.id = ANY (t.path) AND a.level = 'building'
         WHERE t.district = $1 AND t.path && $2::uuid[] AND t.created_at > app_now() - make_interval(days => $3)
           AND NOT t.practice AND t.origin <> 'task'
         GROUP BY a.id, t.category) each
 GROUP BY area ORDER BY 2 DESC, area LIMIT $4;

-- name: below
-- Whether an area lies in one of these.
SELECT EXISTS (SELECT FROM areas WHERE id = $1 AND path && $2::uuid[]);

-- name: of_estate
-- What the public may know of in the estates where somebody lives, the newest first; what was merged stands in the other.
SELECT t.* FROM ticket_rows t
 WHERE t.id IN (SELECT id FROM ticket_public) AND t.practice = $2 AND t.merged_into IS NULL
   AND t.path && (SELECT coalesce(array_agg(e.id), '{}')
                    FROM residences_shown r JOIN areas e ON e.id = ANY (r.path) AND e.level = 'estate'
                   WHERE r.account = $1 AND r.state IN ('claimed', 'verified'))
   AND ($3::uuid IS NULL OR t.id < $3)
 ORDER BY t.id DESC LIMIT $4;
