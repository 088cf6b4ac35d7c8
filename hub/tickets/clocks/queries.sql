-- name: wait
-- The ticket waits for the resident.
UPDATE tickets SET waiting_since = app_now() WHERE id = $1;

-- name: answered
-- It no longer does; gives whether it did.
UPDATE tickets SET waiting_since = NULL WHERE id = $1 AND waiting_since IS NOT NULL RETURNING true;

-- name: pictures
-- More pictures of the resident's.
UPDATE tickets SET photo_count = photo_count + $2 WHERE id = $1;

-- name: stop
-- The clocks stand still.
UPDATE tickets SET stopped_since = coalesce(stopped_since, app_now()) WHERE id = $1;

-- name: go_on
-- The clocks go on, unless something else keeps them: what is open is promised later by the time they stood still.
UPDATE tickets SET
       stopped_since = NULL,
       waited = waited + make_interval(secs => working_between(clock_calendar, stopped_since, app_now())),
       acknowledge_seconds = acknowledge_seconds + CASE WHEN acknowledged_at IS NULL OR state = 'reopened'
         THEN working_between(clock_calendar, stopped_since, app_now()) ELSE 0 END,
       respond_seconds = respond_seconds + CASE WHEN responded_at IS NULL
         THEN working_between(CASE WHEN respond_days THEN clock_calendar END, stopped_since, app_now(), false) ELSE 0 END,
       resolve_seconds = resolve_seconds
         + working_between(CASE WHEN resolve_days THEN clock_calendar END, stopped_since, app_now(), false)
 WHERE id = $1 AND stopped_since IS NOT NULL AND waiting_since IS NULL AND hung_until IS NULL
RETURNING true;

-- name: extend
-- More time to resolve: hours, or working days of its calendar; after a broken promise, from now.
UPDATE tickets t SET resolve_seconds = greatest(t.resolve_seconds, working_between(p.calendar, t.clock_from, app_now(), false))
         + promised_seconds($2, $3, (SELECT day_seconds FROM calendars c WHERE c.id = p.calendar))
  FROM (SELECT id, CASE WHEN resolve_days THEN clock_calendar END AS calendar FROM tickets WHERE id = $1) p
 WHERE t.id = p.id;

-- name: compute
-- The deadlines of what is open, from seconds; gives whether one has moved by more than a second.
WITH was AS (SELECT * FROM tickets WHERE id = $1),
due AS (
  SELECT id,
         CASE WHEN acknowledged_at IS NULL OR state = 'reopened'
              THEN working_after(clock_calendar, clock_from, acknowledge_seconds) END AS acknowledge_by,
         CASE WHEN responded_at IS NULL
              THEN working_after(CASE WHEN respond_days THEN clock_calendar END, clock_from, respond_seconds, false)
              END AS respond_by,
         working_after(CASE WHEN resolve_days THEN clock_calendar END, clock_from, resolve_seconds, false) AS resolve_by
    FROM was
)
UPDATE tickets t SET
       acknowledge_by = coalesce(due.acknowledge_by, t.acknowledge_by),
       respond_by = coalesce(due.respond_by, t.respond_by),
       resolve_by = coalesce(due.resolve_by, t.resolve_by)
  FROM due, was
 WHERE t.id = due.id
RETURNING coalesce(abs(extract(epoch FROM t.acknowledge_by - was.acknowledge_by)) > 1, false)
       OR coalesce(abs(extract(epoch FROM t.respond_by - was.respond_by)) > 1, false)
       OR abs(extract(epoch FROM t.resolve_by - was.resolve_by)) > 1;

-- name: responded
-- The resident has heard a first word.
UPDATE tickets SET responded_at = app_now() WHERE id = $1 AND responded_at IS NULL;

-- name: adopt
-- A ticket that was stored with deadlines of its own: they count in every hour.
UPDATE tickets SET acknowledge_seconds = extract(epoch FROM acknowledge_by - clock_from),
                   resolve_seconds = extract(epoch FROM resolve_by - clock_from)
 WHERE id = $1 AND resolve_seconds IS NULL;

-- name: renew
-- New promises from now on, by the category and the calendar of whoever handles it or of the place.
UPDATE tickets t SET
       clock_from = app_now(), clock_calendar = p.calendar, responded_at = NULL, waiting_since = NULL,
       stopped_since = NULL, acknowledge_seconds = p.acknowledge, respond_seconds = p.respond,
       resolve_seconds = p.resolve, respond_days = p.respond_days, resolve_days = p.resolve_days
  FROM (SELECT o.id, k.calendar, c.acknowledge_minutes * 60 AS acknowledge,
               promised_seconds(c.respond_amount, c.respond_unit, w.day_seconds) AS respond,
               promised_seconds(c.resolve_amount, c.resolve_unit, w.day_seconds) AS resolve,
               c.respond_unit = 'd' AS respond_days, c.resolve_unit = 'd' AS resolve_days
          FROM tickets o
          JOIN ticket_categories c ON c.district = o.district AND c.key = o.category
         CROSS JOIN LATERAL (SELECT calendar_of_ticket(o) AS calendar) k
          LEFT JOIN calendars w ON w.id = k.calendar
         WHERE o.id = $1) p
 WHERE t.id = p.id;

-- name: go_by
-- Its promises go by the calendar of who handles it now, a working day is as long as theirs; not when one is broken
-- already. Gives whether that changes anything.
UPDATE tickets t SET
       clock_calendar = k.calendar,
       respond_seconds = CASE WHEN t.respond_days THEN round(t.respond_seconds * k.longer) ELSE t.respond_seconds END,
       resolve_seconds = CASE WHEN t.resolve_days THEN round(t.resolve_seconds * k.longer) ELSE t.resolve_seconds END
  FROM (SELECT o.id, n.id AS calendar, coalesce(nullif(n.day_seconds, 0), 86400)::float
                                       / coalesce(nullif(w.day_seconds, 0), 86400) AS longer
          FROM tickets o
          LEFT JOIN calendars n ON n.id = calendar_of_ticket(o)
          LEFT JOIN calendars w ON w.id = o.clock_calendar
         WHERE o.id = $1) k
 WHERE t.id = k.id AND t.clock_calendar IS DISTINCT FROM k.calendar AND t.resolve_by > app_now()
   AND (t.responded_at IS NOT NULL OR t.respond_by IS NULL OR t.respond_by > app_now())
RETURNING true;

-- name: turns_by
-- Turns of organisations that wait to be accepted and go by a calendar, a page after an id.
SELECT u.id, u.ticket
  FROM ticket_turns u JOIN tickets t ON t.id = u.ticket
 WHERE u.ended_at IS NULL AND u.accepted_at IS NULL AND NOT t.urgent AND t.state NOT IN ('resolved', 'closed')
   AND coalesce((SELECT c.calendar FROM calendar_uses c WHERE c.subject = u.organisation), t.clock_calendar) = $1
   AND ($2::uuid IS NULL OR u.id > $2)
 ORDER BY u.id LIMIT $3;

-- name: next
-- What is to be looked at next, after ($2, $3): when, which, and its place among what comes at once.
SELECT at, what, place FROM (
  SELECT t.stopped_since, x.* FROM tickets t
   CROSS JOIN LATERAL (VALUES
     ('respond.warn', 1, CASE WHEN t.responded_at IS NULL THEN working_after(
        CASE WHEN t.respond_days THEN t.clock_calendar END, t.clock_from, t.respond_seconds * 0.75, false) END),
     ('resolve.warn', 2, working_after(
        CASE WHEN t.resolve_days THEN t.clock_calendar END, t.clock_from, t.resolve_seconds * 0.75, false)),
     ('respond.breach', 3, CASE WHEN t.responded_at IS NULL THEN t.respond_by END),
     ('resolve.breach', 4, t.resolve_by)) AS x (what, place, at)
   WHERE t.id = $1 AND t.state NOT IN ('resolved', 'closed') AND t.stopped_since IS NULL AND t.hung_until IS NULL
     AND t.merged_into IS NULL) n
 WHERE (at, place) > ($2, $3::integer)
 ORDER BY at, place LIMIT 1;

-- name: promised
-- When a ticket is to be resolved.
SELECT resolve_by FROM tickets WHERE id = $1;

-- name: clock_from
-- Since when the clocks of a ticket run.
SELECT clock_from FROM tickets WHERE id = $1;

-- name: behind
-- Calendars of a district that have been edited since deadlines were computed.
SELECT c.id, c.version FROM calendars c LEFT JOIN ticket_clock_versions v ON v.calendar = c.id
 WHERE c.district = $1 AND v.version IS DISTINCT FROM c.version ORDER BY c.id;

-- name: open_by
-- Open tickets that go by a calendar or should from now on, a page after an id.
WITH users AS MATERIALIZED (SELECT ARRAY(SELECT subject FROM calendar_uses WHERE calendar = $1) AS them)
SELECT t.id FROM tickets t
 WHERE t.state NOT IN ('resolved', 'closed') AND ($2::uuid IS NULL OR t.id > $2)
   AND (t.clock_calendar = $1
        OR ((t.path && (SELECT them FROM users) OR t.holder = ANY ((SELECT them FROM users)::uuid[]))
            AND calendar_of_ticket(t) = $1))
 ORDER BY t.id LIMIT $3;

-- name: computed
-- The deadlines of a calendar's tickets are those of this version.
INSERT INTO ticket_clock_versions (calendar, version) VALUES ($1, $2)
ON CONFLICT (calendar) DO UPDATE SET version = greatest(ticket_clock_versions.version, excluded.version);
