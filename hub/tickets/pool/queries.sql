-- name: add
-- Offers a ticket.
INSERT INTO ticket_offers (district, ticket, organisations, desk, text) VALUES ($1, $2, $3, $4, $5);

-- name: alive
-- The offer of a ticket that is open or taken.
SELECT * FROM ticket_offers WHERE ticket = $1 AND state <> 'over';

-- name: one
-- An offer.
SELECT * FROM ticket_offers WHERE id = $1 AND district = $2;

-- name: take
-- Somebody has it.
UPDATE ticket_offers SET state = 'taken', taken_by = $2, organisation = $3, since = app_now() WHERE id = $1;

-- name: put
-- It is open again, or over.
UPDATE ticket_offers SET state = $2, since = app_now() WHERE id = $1;

-- name: mark
-- Says on the ticket how its offer stands.
UPDATE tickets t
   SET pool = (SELECT CASE o.state WHEN 'open' THEN 'offered' ELSE 'taken' END
                 FROM ticket_offers o WHERE o.ticket = t.id AND o.state <> 'over')
 WHERE t.id = $1;

-- name: open_for
-- What is open for any of these organisations, the longest waiting first; not what complains about one of them.
SELECT o.*, t.category, t.area, t.urgent FROM ticket_offers o JOIN tickets t ON t.id = o.ticket
 WHERE o.state = 'open' AND o.organisations && $1 AND NOT coalesce(t.complaint_about = ANY ($1), false)
   AND ($2::uuid IS NULL OR o.id > $2)
 ORDER BY o.id LIMIT $3;

-- name: of_ticket
-- All offers of a ticket, the latest first.
SELECT o.*, t.category, t.area, t.urgent, a.name AS taken_by_name,
       ARRAY(SELECT g.name FROM unnest(o.organisations) WITH ORDINALITY AS u (id, place)
               JOIN organisations g ON g.id = u.id ORDER BY u.place) AS names
  FROM ticket_offers o JOIN tickets t ON t.id = o.ticket LEFT JOIN accounts a ON a.id = o.taken_by
 WHERE o.ticket = $1 ORDER BY o.id DESC LIMIT 50;
