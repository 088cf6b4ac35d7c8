-- name: alive
-- Every ticket that a board counts: open, or touched since a moment (today's midnight), of one district.
SELECT id, version, state, category, path, practice, acknowledge_by, resolve_by, created_at, acknowledged_at,
       resolved_at, closed_at, parent, merged_into, waiting_since, hung_until
  FROM tickets
 WHERE district = $1 AND (state <> 'closed' OR closed_at >= $2);

-- name: areas
-- The areas of a district down to the estate, those above first, in the order of their codes.
SELECT a.id, a.name, a.level, a.parent
  FROM areas a LEFT JOIN area_codes c ON c.area = a.id AND c.valid_to IS NULL
 WHERE a.district = $1 AND a.closed_at IS NULL
   AND a.level IN ('district', 'street', 'community', 'grid', 'estate')
 ORDER BY cardinality(a.path), c.code NULLS LAST, a.name, a.id;

-- name: connected
-- How many of these accounts belong to each area that has a board: staff by their grants, residents by their homes;
-- everybody to the district.
SELECT p.area, count(DISTINCT p.account) FILTER (WHERE p.staff) AS consoles,
       count(DISTINCT p.account) FILTER (WHERE NOT p.staff) AS phones
  FROM (SELECT o.id AS account, o.kind = 'staff' AS staff, o.district AS area
          FROM accounts o WHERE o.id = ANY ($2::uuid[])
        UNION ALL
        SELECT g.account, true, unnest(a.path[2:3])
          FROM grants g JOIN accounts o ON o.id = g.account AND o.kind = 'staff' JOIN areas a ON a.id = g.area
         WHERE g.account = ANY ($2::uuid[]) AND g.ended_at IS NULL
        UNION ALL
        SELECT r.account, false, unnest(a.path[2:3])
          FROM residences r JOIN accounts o ON o.id = r.account AND o.kind = 'resident'
          JOIN areas a ON a.id = r.dwelling
         WHERE r.account = ANY ($2::uuid[]) AND r.state = 'verified') p
  JOIN areas d ON d.id = p.area AND d.district = $1
 GROUP BY p.area;

-- name: now
-- The time everybody goes by.
SELECT app_now();

-- name: notice
-- In how many days before the day due a programme's people count as due.
SELECT id, notice_days FROM certification_programmes WHERE district = $1;

-- name: persons
-- Everybody on a roster of a district.
SELECT id, version, path, programme, due_on, certified_until IS NOT NULL AS certified
  FROM certification_persons
 WHERE district = $1 AND left_at IS NULL;

-- name: tries
-- Every try that a board counts: under way, or of since a moment (today's midnight), of one district.
SELECT id, version, path, state, way, try AS number, created_at
  FROM certification_attempts
 WHERE district = $1 AND (state IN ('checking', 'asking', 'review', 'refusing', 'appealed') OR created_at >= $2);

-- name: wishes
-- Every wish of a district that hangs on a wall, or was granted.
SELECT id, version, path, state, hidden IS NOT NULL AS hidden
  FROM wishes WHERE district = $1 AND state IN ('open', 'claimed', 'fulfilled', 'thanked');

-- name: last_id
-- The highest id of the log.
SELECT coalesce(max(id), 0) FROM events;

-- name: next_at
-- When the first event from an id on was written.
SELECT id, at FROM events WHERE id >= $1 ORDER BY id LIMIT 1;

-- name: before
-- The tickets of an area that were open at a moment, or ended after it, as their last event among staff before an id
-- of the log says; `text` is null when the log begins later than they.
SELECT e.text, t.id, t.version, t.state, t.category, t.path, t.practice, t.acknowledge_by, t.resolve_by, t.created_at,
       t.acknowledged_at, t.resolved_at, t.closed_at, t.parent, t.merged_into, t.waiting_since, t.hung_until
  FROM tickets t
  LEFT JOIN LATERAL (
       SELECT v.text FROM events v
        WHERE v.subject = t.id AND v.id < $4 AND v.type = 'ticket.changed'
          AND v.topics @> ARRAY['staff/ticket/' || t.id]
        ORDER BY v.id DESC LIMIT 1) e ON true
 WHERE t.district = $1 AND t.path @> ARRAY[$2::uuid] AND t.created_at < $3
   AND (t.state <> 'closed' OR t.closed_at >= $3)
   AND (e.text IS NOT NULL
        OR NOT EXISTS (SELECT FROM events v WHERE v.subject = t.id AND v.type = 'ticket.changed'));

-- name: during
-- What happened to the tickets of an area between two ids of the log, in order.
SELECT at, text FROM events
 WHERE district = $1 AND topics @> ARRAY[$2::text] AND type = 'ticket.changed' AND seq IS NOT NULL
   AND id >= $3 AND id < $4
 ORDER BY id LIMIT $5;
