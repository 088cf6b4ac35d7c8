-- name: settle
-- Says who filed a new report, how it came, and for whom.
UPDATE tickets SET origin = $2, filed_by = $3, reporter = $4, staff_only = $5 WHERE id = $1;

-- name: put
-- Keeps who called.
INSERT INTO ticket_callers (ticket, district, name, phone, phone_index) VALUES ($1, $2, $3, $4, $5);

-- name: caller
-- Who called about a ticket, and whether it is a resident's.
SELECT c.name, c.phone, c.told, t.reporter FROM ticket_callers c JOIN tickets t ON t.id = c.ticket
 WHERE c.ticket = $1 AND c.district = $2;

-- name: steps
-- What a caller has not been told of yet: the steps that residents see, as staff were told them, oldest first.
SELECT text FROM events
 WHERE subject = $1 AND topics @> ARRAY[$2] AND type = 'ticket.changed'
   AND (text::jsonb->'ticket'->>'version')::int > $3 AND text::jsonb->'step'->>'audience' = 'resident'
 ORDER BY id;

-- name: told
-- The caller has been told up to this version.
UPDATE ticket_callers SET told = $2 WHERE ticket = $1;
