-- name: page
-- One page of a list: the next deadline first, or the newest number, after the last row of the page before.
SELECT r.* FROM (
  SELECT t.id FROM tickets t
   WHERE t.district = $1 AND ticket_listed(t, $2, $3, $4, $5, $6, $7) AND ticket_fits(t, $8, $3)
     AND ($2 = 'own' OR t.complaint_about IS NULL OR t.complaint_about <> ALL ($9::uuid[]))
     AND CASE WHEN $12::bigint IS NULL THEN true
              WHEN $10 = 'new' THEN t.number < $12
              WHEN $11::timestamptz IS NULL THEN t.next_by IS NULL AND t.number > $12
              ELSE t.next_by > $11 OR t.next_by IS NULL OR t.next_by = $11 AND t.number > $12 END
   ORDER BY CASE WHEN $10 = 'next' THEN t.next_by END, CASE WHEN $10 = 'next' THEN t.number END, t.number DESC
   LIMIT $13
) listed JOIN ticket_rows r ON r.id = listed.id
ORDER BY CASE WHEN $10 = 'next' THEN r.next_by END, CASE WHEN $10 = 'next' THEN r.number END, r.number DESC;

-- name: count
-- How many tickets a list has under a filter, and what there is to know of them at a glance.
SELECT count(*) AS "all",
       count(*) FILTER (WHERE t.next_by < app_now()) AS overdue,
       count(*) FILTER (WHERE t.assignee IS NULL) AS unassigned,
       count(*) FILTER (WHERE t.urgent) AS urgent,
       count(*) FILTER (WHERE t.waiting_since IS NOT NULL) AS waiting,
       count(*) FILTER (WHERE t.hung_until IS NOT NULL) AS hung,
       count(*) FILTER (WHERE t.call_me AND t.phoned_at IS NULL) AS to_call
  FROM tickets t
 WHERE t.district = $1 AND ticket_listed(t, $2, $3, $4, $5, $6, $7) AND ticket_fits(t, $8, $3)
     AND ($2 = 'own' OR t.complaint_about IS NULL OR t.complaint_about <> ALL ($9::uuid[]));
