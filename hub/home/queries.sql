-- name: sections
-- Of each key the row of the nearest area of a path (district first), else the one that holds everywhere.
SELECT DISTINCT ON (key) key, position, icon, name, name_en, state, address, area
  FROM home_sections WHERE area IS NULL OR area = ANY ($1)
 ORDER BY key, array_position($1, area) DESC NULLS LAST;

-- name: put
-- An area's own row of a section.
INSERT INTO home_sections (area, key, position, icon, name, name_en, state, address, changed_by)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
ON CONFLICT (area, key) DO UPDATE SET position = $3, icon = $4, name = $5, name_en = $6, state = $7, address = $8,
       changed_by = $9, changed_at = app_now();

-- name: drop
-- Takes an area's own row away.
DELETE FROM home_sections WHERE area = $1 AND key = $2;

-- name: make_door
-- A code for an area's door; the one it has, when it has one.
WITH made AS (
  INSERT INTO door_codes (code, district, area, made_by) VALUES ($1, $2, $3, $4) ON CONFLICT (area) DO NOTHING
  RETURNING code
)
SELECT code FROM made UNION ALL SELECT code FROM door_codes WHERE area = $3 LIMIT 1;

-- name: door
-- What a code stands for.
SELECT code, district, area FROM door_codes WHERE code = $1;

-- name: doors_of
-- An estate, its buildings and its units, as far as they are open, and the codes they have.
SELECT a.id, d.code FROM areas a LEFT JOIN door_codes d ON d.area = a.id
 WHERE a.path @> ARRAY[$1::uuid] AND a.closed_at IS NULL AND a.level IN ('estate', 'building', 'unit')
 ORDER BY cardinality(a.path), a.id LIMIT $2;

-- name: make_doors
-- Codes for areas that have none.
INSERT INTO door_codes (code, district, area, made_by)
SELECT code, $1, area, $2 FROM unnest($3::text[], $4::uuid[]) AS made (code, area)
ON CONFLICT (area) DO NOTHING;
