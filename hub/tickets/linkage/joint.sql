-- name: page
-- What is stuck in an area and why, the newest number first: for a reason that was not there when it was taken off the
-- list, or put on by hand.
SELECT r.*, l.reasons, l.by_hand, l.why, l.outcome, l.met_at FROM (
  SELECT t.id, x.reasons, coalesce(j.put_on, false) AS by_hand, coalesce(j.reason, '') AS why,
         coalesce(j.outcome, '') AS outcome, j.met_at
    FROM tickets t
   CROSS JOIN LATERAL joint_reasons(t, $4) AS x(reasons)
    LEFT JOIN ticket_joint j ON j.ticket = t.id
   WHERE t.district = $1 AND t.state <> 'closed' AND t.path @> ARRAY[$2::uuid]
     AND ($3::bigint IS NULL OR t.number < $3)
     AND (j.put_on OR NOT x.reasons <@ coalesce(j.quiet, '{}'))
   ORDER BY t.number DESC LIMIT $5
) l JOIN ticket_rows r ON r.id = l.id
ORDER BY r.number DESC;

-- name: put_on
-- Somebody wants the meeting to look at it.
INSERT INTO ticket_joint (ticket, put_on, reason) VALUES ($1, true, $2)
ON CONFLICT (ticket) DO UPDATE SET put_on = true, reason = excluded.reason;

-- name: take_off
-- It need not be looked at for what is known today.
INSERT INTO ticket_joint (ticket, reason, quiet)
SELECT t.id, $2, joint_reasons(t, $3) FROM tickets t WHERE t.id = $1
ON CONFLICT (ticket) DO UPDATE SET put_on = false, reason = excluded.reason, quiet = excluded.quiet;

-- name: settle
-- The meeting has said what happens.
INSERT INTO ticket_joint (ticket, outcome, met_at, quiet)
SELECT t.id, $2, app_now(), joint_reasons(t, $3) FROM tickets t WHERE t.id = $1
ON CONFLICT (ticket) DO UPDATE SET put_on = false, outcome = excluded.outcome, met_at = excluded.met_at,
       quiet = excluded.quiet;

-- name: anew
-- A reason has come up again after it was taken off the list.
UPDATE ticket_joint SET quiet = array_remove(quiet, $2) WHERE ticket = $1 AND quiet @> ARRAY[$2::text];
