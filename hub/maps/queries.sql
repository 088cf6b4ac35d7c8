-- name: tree
-- The open areas of a district that maps show, those above first; in the order of their codes.
SELECT a.id, a.name, a.level, a.path, c.code
  FROM areas a LEFT JOIN area_codes c ON c.area = a.id AND c.valid_to IS NULL
 WHERE a.district = $1 AND a.closed_at IS NULL AND a.level IN ('district', 'street', 'community', 'estate')
 ORDER BY cardinality(a.path), c.code NULLS LAST, a.name, a.id;

-- name: stamp
-- What tells whether a district's shapes or the names on them are others than before.
SELECT (SELECT count(*) || ' ' || coalesce(max(s.updated_at)::text, '') FROM area_shapes s WHERE s.district = $1)
       || ' ' || coalesce((SELECT md5(o::text) FROM map_origins o WHERE o.district = $1), '')
       || ' ' || md5(string_agg(a.id::text || a.name, ',' ORDER BY a.id))
  FROM areas a
 WHERE a.district = $1 AND a.closed_at IS NULL AND a.level IN ('district', 'street', 'community', 'estate');

-- name: shapes
-- The shapes in an area's subtree, those above first.
SELECT a.id, a.name, a.level, a.path, s.rings, s.source
  FROM area_shapes s JOIN areas a ON a.id = s.area
 WHERE s.district = $1 AND a.path @> ARRAY[$2::uuid] AND a.closed_at IS NULL
 ORDER BY cardinality(a.path), a.id;

-- name: forget
-- Takes a district's shapes away.
DELETE FROM area_shapes WHERE district = $1;

-- name: add
-- Gives an area its shape.
INSERT INTO area_shapes (area, district, rings, source) VALUES ($1, $2, $3, $4);

-- name: origin
-- Where the plane of a district's shapes lies on the earth.
SELECT west, north, east, south FROM map_origins WHERE district = $1;

-- name: forget_origin
-- A plan lies nowhere.
DELETE FROM map_origins WHERE district = $1;

-- name: put_origin
-- Says where the plane lies.
INSERT INTO map_origins (district, west, north, east, south) VALUES ($1, $2, $3, $4, $5);
