-- name: open_turn
-- An organisation has a ticket from now on; to be accepted within its category's minutes to acknowledge: of the
-- organisation's own calendar, else of the ticket's; an urgent one's minutes all count.
INSERT INTO ticket_turns (district, ticket, organisation, accept_by, accepted_at)
SELECT t.district, t.id, $2,
       working_after(
         CASE WHEN NOT t.urgent THEN coalesce(
           (SELECT u.calendar FROM calendar_uses u WHERE u.subject = $2), t.clock_calendar) END,
         app_now(), c.acknowledge_minutes * 60),
       CASE WHEN $3 THEN app_now() END
  FROM tickets t JOIN ticket_categories c ON c.district = t.district AND c.key = t.category
 WHERE t.id = $1
RETURNING accept_by;

-- name: move_accept
-- By when the present turn of a ticket must be accepted, by its calendar as it is now; nothing when that stays.
UPDATE ticket_turns u SET accept_by = k.accept_by
  FROM (SELECT o.id, working_after(
               coalesce((SELECT c.calendar FROM calendar_uses c WHERE c.subject = o.organisation), t.clock_calendar),
               o.given_at, g.acknowledge_minutes * 60) AS accept_by
          FROM ticket_turns o JOIN tickets t ON t.id = o.ticket
          JOIN ticket_categories g ON g.district = t.district AND g.key = t.category
         WHERE o.ticket = $1 AND o.ended_at IS NULL AND o.accepted_at IS NULL AND NOT t.urgent) k
 WHERE u.id = k.id AND abs(extract(epoch FROM u.accept_by - k.accept_by)) > 1
RETURNING u.accept_by;

-- name: end_turn
-- The organisation has it no longer.
UPDATE ticket_turns SET ended_at = app_now(), refused = $2 WHERE ticket = $1 AND ended_at IS NULL;

-- name: accept
-- Who has it has accepted it; the first time counts, the latest promise.
UPDATE ticket_turns SET accepted_at = coalesce(accepted_at, app_now()), arrive_by = coalesce($2, arrive_by)
 WHERE ticket = $1 AND ended_at IS NULL;

-- name: arrive
-- Somebody is there.
UPDATE ticket_turns SET arrived_at = coalesce(arrived_at, app_now()) WHERE ticket = $1 AND ended_at IS NULL;

-- name: finish
-- Who has it has resolved it.
UPDATE ticket_turns SET finished_at = app_now() WHERE ticket = $1 AND ended_at IS NULL;

-- name: mark
-- Writes on the ticket when its present turn was accepted; nothing when there is none.
UPDATE tickets t
   SET accepted_at = (SELECT u.accepted_at FROM ticket_turns u WHERE u.ticket = t.id AND u.ended_at IS NULL)
 WHERE t.id = $1;

-- name: turn
-- The present turn of a ticket.
SELECT * FROM ticket_turns WHERE ticket = $1 AND ended_at IS NULL;

-- name: counts
-- How many stand in each lane of an organisation; of one person's only, when given.
SELECT count(*) FILTER (WHERE lane = 'to_send') AS to_send, count(*) FILTER (WHERE lane = 'accepted') AS accepted,
       count(*) FILTER (WHERE lane = 'working') AS working, count(*) FILTER (WHERE lane = 'refused') AS refused,
       count(*) FILTER (WHERE lane = 'done') AS done, count(*) FILTER (WHERE overdue OR accept_overdue) AS overdue
  FROM ticket_lanes
 WHERE organisation = $1 AND ($2::uuid IS NULL OR assignee = $2) AND complaint_about IS DISTINCT FROM organisation;

-- name: lane_open
-- A lane of what an organisation has to do, the next time due first.
SELECT *, CASE WHEN lane = 'to_send' THEN accept_by ELSE resolve_by END AS due FROM ticket_lanes
 WHERE organisation = $1 AND ($2::uuid IS NULL OR assignee = $2) AND complaint_about IS DISTINCT FROM organisation
   AND CASE WHEN $3 = 'overdue' THEN overdue OR accept_overdue ELSE lane = $3 END
   AND ($4::timestamptz IS NULL
        OR (CASE WHEN lane = 'to_send' THEN accept_by ELSE resolve_by END, id) > ($4, $5::uuid))
 ORDER BY due, id LIMIT $6;

-- name: lane_over
-- What an organisation refused or finished, the latest first.
SELECT *, coalesce(finished_at, ended_at) AS due FROM ticket_lanes
 WHERE organisation = $1 AND ($2::uuid IS NULL OR assignee = $2) AND complaint_about IS DISTINCT FROM organisation
   AND lane = $3
   AND ($4::timestamptz IS NULL OR (coalesce(finished_at, ended_at), id) < ($4, $5::uuid))
 ORDER BY due DESC, id DESC LIMIT $6;

-- name: tickets
-- Tickets by id.
SELECT * FROM ticket_rows WHERE id = ANY ($1);

-- name: told
-- What a topic's readers were told last of each of these tickets.
SELECT DISTINCT ON (subject) subject, text FROM events
 WHERE subject = ANY ($1) AND topics @> ARRAY[$2] AND type = 'ticket.changed' ORDER BY subject, id DESC;

-- name: figures
-- How each organisation stands with what it was given in an area; refusals, ends and medians of the last days.
SELECT o.id, o.kind, o.name,
       count(*) FILTER (WHERE l.lane IN ('to_send', 'accepted', 'working')) AS open,
       count(*) FILTER (WHERE l.lane = 'to_send') AS to_send,
       count(*) FILTER (WHERE l.accept_overdue) AS accept_overdue,
       count(*) FILTER (WHERE l.overdue OR l.accept_overdue) AS overdue,
       count(*) FILTER (WHERE l.lane = 'refused' AND l.ended_at > app_now() - $2::interval) AS refused,
       count(*) FILTER (WHERE l.finished_at > app_now() - $2::interval) AS done,
       percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM l.accepted_at - l.given_at) / 60)
         FILTER (WHERE l.accepted_at > app_now() - $2::interval) AS accept_minutes,
       percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM l.finished_at - l.given_at) / 60)
         FILTER (WHERE l.finished_at > app_now() - $2::interval) AS finish_minutes
  FROM ticket_lanes l JOIN organisations o ON o.id = l.organisation
 WHERE l.path @> ARRAY[$1::uuid] AND NOT l.practice
 GROUP BY o.id
 ORDER BY overdue DESC, open DESC, o.name;
