-- name: waiting
-- What an account can call back about in an area: it did not handle it, nobody has an answer, tried less than three
-- times and not in the last two hours.
SELECT r.*, w.why, coalesce(o.tries, 0) AS tries
  FROM tickets t
  JOIN ticket_rows r ON r.id = t.id
  LEFT JOIN ticket_outcomes o ON o.ticket = t.id
  LEFT JOIN (SELECT DISTINCT ON (district) * FROM rate_definitions ORDER BY district, version DESC) d
         ON d.district = t.district
 CROSS JOIN LATERAL (
       SELECT CASE WHEN t.satisfaction <= 2 THEN 'dissatisfied'
                   WHEN t.origin IN ('phone', 'visit', 'hotline') THEN 'caller'
                   WHEN t.category = 'elder_alone' THEN 'elder'
                   WHEN abs(hashtextextended(t.id::text, 0) % 100) < coalesce(d.sample_percent, 20) THEN 'sample'
              END AS why) w
 WHERE t.district = $1 AND t.path @> ARRAY[$2::uuid] AND t.state IN ('resolved', 'closed')
   AND t.resolved_at > app_now() - interval '30 days'
   AND t.merged_into IS NULL AND NOT t.staff_only AND NOT t.practice AND NOT t.excluded AND t.origin <> 'task'
   AND w.why IS NOT NULL
   AND (o.call_back_at IS NULL OR o.call_back_at < t.resolved_at
        OR o.call_back = 'no_answer' AND o.call_back_at < app_now() - interval '2 hours')
   AND coalesce(o.tries, 0) < $3
   AND NOT EXISTS (SELECT FROM ticket_hands h WHERE h.ticket = t.id AND h.account = $4)
   AND ($5::bigint IS NULL OR t.number > $5)
 ORDER BY t.number LIMIT $6;

-- name: handled
-- Whether an account took a handling step on a ticket.
SELECT EXISTS (SELECT FROM ticket_hands WHERE ticket = $1 AND account = $2);

-- name: round
-- How often was tried since it was resolved, and whether she has answered since.
SELECT coalesce(o.tries, 0) AS tries,
       coalesce(o.call_back IN ('resolved', 'unresolved') AND o.call_back_at >= t.resolved_at, false) AS answered
  FROM tickets t LEFT JOIN ticket_outcomes o ON o.ticket = t.id WHERE t.id = $1;

-- name: add
-- Writes down a call.
INSERT INTO ticket_call_backs (district, ticket, account, reached, resolved, satisfaction, text)
VALUES ($1, $2, $3, $4, $5, $6, $7);

-- name: outcome
-- What is known after a call; no answer takes no earlier answer back.
INSERT INTO ticket_outcomes (ticket, call_back, call_back_at, tries) VALUES ($1, $2, app_now(), 1)
ON CONFLICT (ticket) DO UPDATE
   SET call_back = CASE WHEN $2 = 'no_answer' AND ticket_outcomes.call_back = 'unresolved'
                        THEN ticket_outcomes.call_back ELSE $2 END,
       call_back_at = app_now(), tries = ticket_outcomes.tries + 1;

-- name: of_ticket
-- The calls about a ticket, oldest first.
SELECT c.*, a.name FROM ticket_call_backs c JOIN accounts a ON a.id = c.account
 WHERE c.ticket = $1 ORDER BY c.id LIMIT 100;
