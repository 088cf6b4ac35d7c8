-- name: items
-- The items of a category, in their order.
SELECT id, text, text_en, required FROM checklist_items
 WHERE district = $1 AND category = $2 AND closed_at IS NULL ORDER BY position, id;

-- name: category
-- Takes the category's row, so that its list is changed by one at a time.
SELECT true FROM ticket_categories WHERE district = $1 AND key = $2 FOR NO KEY UPDATE;

-- name: close
-- Items that the category no longer has.
UPDATE checklist_items SET closed_at = app_now()
 WHERE district = $1 AND category = $2 AND closed_at IS NULL AND id <> ALL ($3);

-- name: change
-- Changes an item of a category; no row when it has none such.
UPDATE checklist_items SET text = $4, text_en = $5, required = $6, position = $7
 WHERE id = $3 AND district = $1 AND category = $2 AND closed_at IS NULL RETURNING id;

-- name: add
-- A new item of a category.
INSERT INTO checklist_items (district, category, text, text_en, required, position) VALUES ($1, $2, $3, $4, $5, $6)
RETURNING id;

-- name: checks
-- A ticket's list: the items of its category, and who ticked them.
SELECT i.id, i.text, i.text_en, i.required, c.unit, c.at, a.name
  FROM tickets t
  JOIN checklist_items i ON i.district = t.district AND i.category = t.category AND i.closed_at IS NULL
  LEFT JOIN ticket_checks c ON c.ticket = t.id AND c.item = i.id
  LEFT JOIN accounts a ON a.id = c.account
 WHERE t.id = $1
 ORDER BY i.position, i.id;

-- name: tick
-- Ticks an item; no row when it is ticked.
INSERT INTO ticket_checks (ticket, item, account, unit) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING RETURNING true;

-- name: untick
-- Takes a tick back; no row when there is none.
DELETE FROM ticket_checks WHERE ticket = $1 AND item = $2 RETURNING true;

-- name: anew
-- Forgets the ticks of a ticket.
DELETE FROM ticket_checks WHERE ticket = $1;

-- name: open
-- The first item that stands in the way of resolving a ticket.
SELECT i.text FROM tickets t
  JOIN checklist_items i ON i.district = t.district AND i.category = t.category AND i.closed_at IS NULL AND i.required
 WHERE t.id = $1 AND NOT EXISTS (SELECT FROM ticket_checks c WHERE c.ticket = t.id AND c.item = i.id)
 ORDER BY i.position, i.id LIMIT 1;
