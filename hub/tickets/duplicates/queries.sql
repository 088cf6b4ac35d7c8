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
