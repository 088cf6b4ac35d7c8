-- name: by_id
-- One area with its current code and the names on its path.
SELECT a.id, a.level, a.name, a.path, c.code,
       (SELECT json_agg(json_build_object('id', p.id, 'level', p.level, 'name', p.name) ORDER BY cardinality(p.path))
          FROM areas p WHERE p.id = ANY (a.path) AND p.id <> a.id)::text AS ancestors
  FROM areas a LEFT JOIN area_codes c ON c.area = a.id AND c.valid_to IS NULL
 WHERE a.id = $1;

-- name: children
-- The open areas right below one, by code, then by the number in their name, then by name.
SELECT a.id, a.level, a.name, a.path, c.code
  FROM areas a LEFT JOIN area_codes c ON c.area = a.id AND c.valid_to IS NULL
 WHERE a.parent = $1 AND a.closed_at IS NULL
 ORDER BY c.code NULLS LAST, nullif(substring(a.name FROM '\d+'), '')::bigint NULLS LAST, a.name;

-- name: districts
-- The open districts.
SELECT a.id, a.level, a.name, a.path, c.code
  FROM areas a LEFT JOIN area_codes c ON c.area = a.id AND c.valid_to IS NULL
 WHERE a.parent IS NULL AND a.closed_at IS NULL ORDER BY c.code, a.name;

-- name: search
-- Open areas of a district whose name contains the words, higher levels and shorter names first.
SELECT a.id, a.level, a.name, a.path, c.code,
       (SELECT json_agg(json_build_object('id', p.id, 'level', p.level, 'name', p.name) ORDER BY cardinality(p.path))
          FROM areas p WHERE p.id = ANY (a.path) AND p.id <> a.id)::text AS ancestors
  FROM areas a LEFT JOIN area_codes c ON c.area = a.id AND c.valid_to IS NULL
 WHERE a.district = $1 AND a.closed_at IS NULL
   AND a.level = ANY ($2) AND position($3 IN a.name) > 0
 ORDER BY cardinality(a.path), length(a.name), a.name
 LIMIT $4;

-- name: child_named
-- The open area of this name right below another.
SELECT id FROM areas WHERE parent = $1 AND name = ANY ($2) AND closed_at IS NULL LIMIT 1;

-- name: path_of
-- The ids from the district down to an open area, and their names, in that order.
SELECT a.level, a.path,
       (SELECT array_agg(p.name ORDER BY cardinality(p.path)) FROM areas p WHERE p.id = ANY (a.path)) AS names,
       (SELECT array_agg(p.level ORDER BY cardinality(p.path)) FROM areas p WHERE p.id = ANY (a.path)) AS levels
  FROM areas a WHERE a.id = $1 AND a.closed_at IS NULL;

-- name: paths_of
-- The same for many areas, open or not.
SELECT a.id, a.level, a.path,
       (SELECT array_agg(p.name ORDER BY cardinality(p.path)) FROM areas p WHERE p.id = ANY (a.path)) AS names,
       (SELECT array_agg(p.level ORDER BY cardinality(p.path)) FROM areas p WHERE p.id = ANY (a.path)) AS levels
  FROM areas a WHERE a.id = ANY ($1);

-- name: organisations_serving
-- The open organisations that serve an area through it, an ancestor or, when $3, something inside it.
SELECT DISTINCT o.id, o.kind, o.name, o.duties
  FROM organisations o
  JOIN organisation_areas s ON s.organisation = o.id
  JOIN areas served ON served.id = s.area
  JOIN areas a ON a.id = $1
 WHERE o.closed_at IS NULL AND ($2::text IS NULL OR o.kind = $2)
   AND (s.area = ANY (a.path) OR ($3 AND served.path @> ARRAY[a.id]))
 ORDER BY o.kind, o.name;

-- name: organisation_by_id
-- One open organisation.
SELECT id, kind, name, duties, district FROM organisations WHERE id = $1 AND closed_at IS NULL;

-- name: add_area
-- Adds an area below a parent, or finds the one that is there.
WITH added AS (
  INSERT INTO areas (parent, level, name) VALUES ($1, $2, $3)
  ON CONFLICT DO NOTHING RETURNING id
)
SELECT id FROM added
UNION ALL
SELECT id FROM areas
 WHERE parent IS NOT DISTINCT FROM $1 AND level = $2 AND name = $3 AND closed_at IS NULL
LIMIT 1;

-- name: add_areas
-- Adds many children of one parent and level; those already there stay.
INSERT INTO areas (parent, level, name) SELECT $1, $2, unnest($3::text[]) ON CONFLICT DO NOTHING;

-- name: add_code
-- Gives an area its official code from a day on.
INSERT INTO area_codes (area, code, valid_from) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING;

-- name: add_organisation
-- Adds an organisation, or finds the one of that name.
INSERT INTO organisations (district, kind, name, duties) VALUES ($1, $2, $3, $4)
ON CONFLICT (district, name) DO UPDATE SET duties = EXCLUDED.duties
RETURNING id;

-- name: serve
-- Lets an organisation serve an area.
INSERT INTO organisation_areas (organisation, area) VALUES ($1, $2) ON CONFLICT DO NOTHING;
