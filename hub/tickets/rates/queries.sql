-- name: rates
-- The sums of an area for days in Shanghai: the total, and lines by unit, level or category; one pass.
SELECT k.kind, k.id, k.category, coalesce(a.name, g.name, c.name, '') AS name, coalesce(c.name_en, '') AS name_en, a.level,
       count(*) FILTER (WHERE f.counted) AS received,
       count(*) FILTER (WHERE f.response_of) AS response_of, count(*) FILTER (WHERE f.response_ok) AS response_ok,
       count(*) FILTER (WHERE f.resolution_of) AS resolution_of, count(*) FILTER (WHERE f.resolution_ok) AS resolution_ok,
       count(*) FILTER (WHERE f.satisfaction_of) AS satisfaction_of,
       count(*) FILTER (WHERE f.satisfaction_ok) AS satisfaction_ok,
       count(*) FILTER (WHERE f.pending) AS pending,
       count(*) FILTER (WHERE f.kept = 'excluded') AS excluded,
       count(*) FILTER (WHERE f.counted AND f.extended) AS extended,
       count(*) FILTER (WHERE f.counted AND f.hung) AS hung,
       count(*) FILTER (WHERE f.counted AND f.reopened) AS reopened,
       count(*) FILTER (WHERE f.kept = 'practice') AS practice,
       count(*) FILTER (WHERE f.kept = 'merged') AS merged,
       count(*) FILTER (WHERE f.kept = 'internal') AS internal
  FROM ticket_rates f
 CROSS JOIN LATERAL (
       SELECT 'total' AS kind, NULL::uuid AS id, NULL::text AS category
       UNION ALL SELECT 'desk', f.desk, NULL WHERE $5 = 'unit'
       UNION ALL SELECT 'organisation', f.organisation, NULL WHERE $5 = 'unit' AND f.organisation IS NOT NULL
       UNION ALL SELECT 'area', one, NULL FROM unnest(f.path[array_position(f.path, $2):3]) one WHERE $5 = 'level'
       UNION ALL SELECT 'category', NULL, f.category WHERE $5 = 'category') k
  LEFT JOIN areas a ON a.id = k.id AND k.kind IN ('desk', 'area')
  LEFT JOIN organisations g ON g.id = k.id AND k.kind = 'organisation'
  LEFT JOIN ticket_categories c ON c.district = f.district AND c.key = k.category
 WHERE f.district = $1 AND f.path @> ARRAY[$2::uuid]
   AND f.created_at >= $3::date::timestamp AT TIME ZONE 'Asia/Shanghai'
   AND f.created_at < ($4::date + 1)::timestamp AT TIME ZONE 'Asia/Shanghai'
 GROUP BY k.kind, k.id, k.category, a.name, g.name, c.name, c.name_en, a.level, a.path, c.position
 ORDER BY k.kind = 'total' DESC, k.kind, cardinality(a.path), c.position, name, k.id;

-- name: behind
-- The tickets behind one number of that table, newest first.
SELECT r.* FROM ticket_rates f JOIN ticket_rows r ON r.id = f.id
 WHERE f.district = $1 AND f.path @> ARRAY[$2::uuid]
   AND f.created_at >= $3::date::timestamp AT TIME ZONE 'Asia/Shanghai'
   AND f.created_at < ($4::date + 1)::timestamp AT TIME ZONE 'Asia/Shanghai'
   AND CASE $5
       WHEN 'received' THEN f.counted
       WHEN 'pending' THEN f.pending
       WHEN 'extended' THEN f.counted AND f.extended
       WHEN 'hung' THEN f.counted AND f.hung
       WHEN 'reopened' THEN f.counted AND f.reopened
       WHEN 'response' THEN f.response_of AND ($6 = 'of' OR f.response_ok = ($6 = 'ok'))
       WHEN 'resolution' THEN f.resolution_of AND ($6 = 'of' OR f.resolution_ok = ($6 = 'ok'))
       WHEN 'satisfaction' THEN f.satisfaction_of AND ($6 = 'of' OR f.satisfaction_ok = ($6 = 'ok'))
       ELSE f.kept = $5 END
   AND ($7::uuid IS NULL OR f.desk = $7 OR f.organisation = $7)
   AND ($8::text IS NULL OR f.category = $8)
   AND ($9::bigint IS NULL OR f.number < $9)
 ORDER BY f.number DESC LIMIT $10;

-- name: definitions
-- How a district counts and has counted, newest first.
SELECT * FROM rate_definitions WHERE district = $1 ORDER BY version DESC LIMIT $2;

-- name: define
-- A new way to count; nothing when somebody was quicker.
INSERT INTO rate_definitions
       (district, version, response, response_of, resolution_of, satisfied_from, sample_percent, reason, changed_by)
SELECT $1, $2 + 1, $3, $4, $5, $6, $7, $8, $9
 WHERE coalesce((SELECT max(version) FROM rate_definitions WHERE district = $1), 0) = $2
ON CONFLICT DO NOTHING
RETURNING *;
