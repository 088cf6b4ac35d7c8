-- name: categories
-- The categories of a district in the order people see them.
SELECT * FROM ticket_categories WHERE district = $1 ORDER BY position;

-- name: category
-- One category of a district.
SELECT * FROM ticket_categories WHERE district = $1 AND key = $2;

-- name: put_category
-- Adds a category or brings it up to date.
INSERT INTO ticket_categories
       (district, key, group_name, group_name_en, name, name_en, acknowledge_minutes, resolve_amount, resolve_unit,
        duty, emergency, position, evidence, comes_back, respond_amount, respond_unit, urgent, about)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)
ON CONFLICT (district, key) DO NOTHING;

-- name: put_likeness
-- Says which reports of a category are of one thing, and whether residents may learn of them.
UPDATE ticket_categories SET offered = $3, near_level = $4, near_metres = $5, kin = $6, words = $7
 WHERE district = $1 AND key = $2;

-- name: create
-- Stores a report; the promised times come from its category and the calendar of its place, in PostgreSQL's time; its
-- clocks are looked at from the first promise on (`clocks`). Without words it has those of its category. Gives the row of `ticket`, the numbers of what it repeats
-- (`duplicates`), the rules that are in force for its place, and what its category says to do first.
WITH coming AS MATERIALIZED (
  SELECT c.*, k.calendar, s.*, spot.spot, e.numbers AS earlier
    FROM ticket_categories c
    -- calendar_of_path, written out: a function that looks something up is planned anew in every statement
   CROSS JOIN LATERAL (SELECT CASE WHEN NOT c.urgent THEN (
                         SELECT u.calendar FROM calendar_uses u WHERE u.subject = ANY ($5)
                          ORDER BY array_position($5, u.subject) DESC LIMIT 1) END AS calendar) k
    LEFT JOIN calendars w ON w.id = k.calendar
   CROSS JOIN LATERAL (SELECT c.acknowledge_minutes * 60 AS acknowledge,
                              promised_seconds(c.respond_amount, c.respond_unit, w.day_seconds) AS respond_in,
                              promised_seconds(c.resolve_amount, c.resolve_unit, w.day_seconds) AS resolve_in) s
   CROSS JOIN LATERAL (SELECT CASE WHEN NOT $12::boolean
                                    THEN coalesce(($5)[array_position($15::text[], c.near_level)], $4) END AS spot) spot
   CROSS JOIN LATERAL (SELECT array_agg(n ORDER BY n DESC) AS numbers
                         FROM ticket_earlier(spot.spot, c.group_name, CASE WHEN NOT $12 THEN $11::uuid END, c.key,
                                             9223372036854775807) n) e
   WHERE c.district = $1 AND c.key = $2
), added AS (
  INSERT INTO tickets (district, category, text, area, path, place, place_text, latitude, longitude, desk, holder_kind,
                       holder, reporter, practice, photo_count, urgent, complaint_about, acknowledge_by, respond_by,
                       resolve_by, clock_calendar, acknowledge_seconds, respond_seconds, resolve_seconds, respond_days,
                       resolve_days, spot, spot_group, repeats, call_me, voice,
                       voice_seconds, position_metres)
  SELECT $1, c.key, coalesce(nullif($3, ''), c.name), $4, $5, $6, $7, $8, $9, $10, 'desk', $10, $11, $12, $13, c.urgent,
         coalesce($14::uuid, CASE WHEN c.about IS NOT NULL THEN serving_of_kind($5, c.about) END),
         working_after(c.calendar, app_now(), c.acknowledge),
         working_after(CASE WHEN c.respond_unit = 'd' THEN c.calendar END, app_now(), c.respond_in, false),
         working_after(CASE WHEN c.resolve_unit = 'd' THEN c.calendar END, app_now(), c.resolve_in, false),
         c.calendar, c.acknowledge, c.respond_in, c.resolve_in, c.respond_unit = 'd', c.resolve_unit = 'd',
         c.spot, c.group_name, CASE WHEN cardinality(c.earlier) >= 2 THEN cardinality(c.earlier) ELSE 0 END, $16, $17, $18, $19
    FROM coming c
  RETURNING *
), timed AS (
  INSERT INTO ticket_timers (ticket, kind, district, due_at)
  SELECT id, 'clocks', district, least(acknowledge_by, respond_by, resolve_by) FROM added
  UNION ALL
  SELECT id, 'ladder', district, CASE WHEN urgent THEN app_now() ELSE acknowledge_by END FROM added WHERE NOT practice
)
SELECT t.*, d.name AS holder_name, d.name AS desk_name, NULL AS assignee_name, r.name AS reporter_name,
       NULL AS filed_by_name, NULL AS partners, c.earlier[1:5] AS earlier, c.emergency,
       CASE WHEN EXISTS (SELECT FROM routing_sets s WHERE s.area = ANY ($5) AND s.state = 'published')
            THEN routing_plan(t.path, t.category) END AS plan
  FROM added t CROSS JOIN coming c JOIN areas d ON d.id = t.desk JOIN accounts r ON r.id = t.reporter;

-- name: recount
-- What a ticket repeats, counted anew once it is known whose it is; gives the numbers, the newest first.
UPDATE tickets t SET repeats = CASE WHEN cardinality(e.numbers) >= 2 THEN cardinality(e.numbers) ELSE 0 END
  FROM (SELECT array_agg(n ORDER BY n DESC) AS numbers
          FROM tickets t, ticket_earlier(t.spot, t.spot_group, CASE WHEN t.spot IS NOT NULL THEN t.reporter END,
                                         t.category, t.number) n
         WHERE t.id = $1) e
 WHERE t.id = $1
RETURNING e.numbers[1:5];

-- name: route
-- Gives a new ticket to the first of several targets that can take it; tells of each what it means and why not.
WITH tried AS MATERIALIZED (
  SELECT a.n, r.*
    FROM tickets t, unnest($2::text[], $3::text[]) WITH ORDINALITY AS a(kind, target, n),
         LATERAL routing_target(a.kind, a.target, t.path, t.complaint_about, app_now()) r
   WHERE t.id = $1
), picked AS (
  SELECT * FROM tried WHERE reason IS NULL ORDER BY n LIMIT 1
), given AS (
  UPDATE tickets SET holder_kind = p.holder_kind, holder = p.holder, assignee = p.assignee
    FROM picked p WHERE tickets.id = $1
)
SELECT t.reason, t.holder_kind, t.holder, t.assignee, coalesce(o.name, d.name) AS holder_name, p.name AS assignee_name
  FROM tried t
  LEFT JOIN areas d ON t.holder_kind = 'desk' AND d.id = t.holder
  LEFT JOIN organisations o ON t.holder_kind = 'organisation' AND o.id = t.holder
  LEFT JOIN accounts p ON p.id = t.assignee
 ORDER BY t.n;

-- name: add_photo
-- Puts a picture on a ticket.
INSERT INTO ticket_photos (ticket, photo, purpose, position) VALUES ($1, $2, $3, $4);

-- name: count_photos
-- How many pictures a new ticket has.
UPDATE tickets SET photo_count = $2 WHERE id = $1;

-- name: photos
-- The pictures of a ticket in order.
SELECT photo, purpose FROM ticket_photos WHERE ticket = $1 ORDER BY purpose DESC, position;

-- name: said
-- What the reporter of a ticket said, and where she stood.
SELECT voice, latitude, longitude, position_metres FROM tickets WHERE id = $1;

-- name: lock
-- Takes the ticket's row until the end of the transaction; the time is the transaction's. Not FOR UPDATE: that waits
-- for whoever only refers to the row, so two sub-tasks that finish at once would wait for each other.
SELECT app_now() AS now FROM tickets WHERE district = $1 AND id = $2 FOR NO KEY UPDATE;

-- name: ticket
-- One ticket of a district.
SELECT * FROM ticket_rows WHERE district = $1 AND id = $2;

-- name: now
-- The time everybody goes by.
SELECT app_now();

-- name: area_path
-- The ids from the district down to an area.
SELECT path FROM areas WHERE id = $1;

-- name: colleague
-- Whether an account sits at a desk or acts for an organisation.
SELECT true FROM grants
 WHERE account = $1 AND ended_at IS NULL
   AND (organisation = $2 OR (organisation IS NULL AND area = $2 AND role = ANY ($3)))
 LIMIT 1;

-- name: colleagues
-- Who sits at a desk or acts for an organisation, by name.
SELECT DISTINCT a.id, a.name FROM grants g JOIN accounts a ON a.id = g.account
 WHERE g.ended_at IS NULL AND a.disabled_at IS NULL
   AND (g.organisation = $1 OR (g.organisation IS NULL AND g.area = $1 AND g.role = ANY ($2)))
 ORDER BY a.name, a.id LIMIT 200;

-- name: change
-- Writes a step: null arguments leave a column as it is, except the assignee, which is always written.
UPDATE tickets SET
       version = version + 1,
       updated_at = app_now(),
       state = $2,
       holder_kind = coalesce($3, holder_kind),
       holder = coalesce($4, holder),
       assignee = $5,
       assigned_at = CASE WHEN $5 IS NOT DISTINCT FROM assignee THEN assigned_at
                          WHEN $5 IS NOT NULL THEN app_now() END,
       refusals = refusals + $6,
       satisfaction = coalesce($7, satisfaction),
       acknowledged_at = CASE WHEN $2 IN ('acknowledged', 'dispatched', 'working')
                              THEN coalesce(acknowledged_at, app_now()) ELSE acknowledged_at END,
       resolved_at = CASE WHEN $2 = 'resolved' THEN coalesce(resolved_at, app_now())
                          WHEN $2 = 'closed' THEN resolved_at END,
       closed_at = CASE WHEN $2 = 'closed' THEN coalesce(closed_at, app_now()) END
 WHERE id = $1;

-- name: phoned
-- Somebody has themselves connected with the reporter, or has called her with another phone.
UPDATE tickets SET phoned_at = app_now() WHERE id = $1;

-- name: only_noted_since
-- Whether all steps after a version were taken by the service and told to staff only.
SELECT coalesce(bool_and(e.data #>> '{step,by,unit}' = $4 AND e.data #>> '{step,audience}' = 'internal'), false)
  FROM (SELECT text::jsonb AS data FROM events WHERE subject = $1 AND topics @> ARRAY[$2]) e
 WHERE (e.data #>> '{ticket,version}')::int > $3;

-- name: timeline
-- The steps of a ticket as one audience was told them, oldest first.
SELECT text FROM events
 WHERE subject = $1 AND topics @> ARRAY[$2]
 ORDER BY id;
