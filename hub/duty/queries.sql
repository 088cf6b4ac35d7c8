-- name: now
-- The time everybody goes by.
SELECT app_now();

-- name: unit
-- A unit by its id: the desk of a district, street or community, or an organisation; with the path rights go by.
SELECT 'desk' AS kind, a.id, a.name, a.path FROM areas a
 WHERE a.id = $1 AND a.district = $2 AND a.level IN ('district', 'street', 'community') AND a.closed_at IS NULL
UNION ALL
SELECT 'organisation', o.id, o.name, ARRAY[o.district] FROM organisations o
 WHERE o.id = $1 AND o.district = $2 AND o.closed_at IS NULL;

-- name: roster
-- The roster of a unit.
SELECT id, version FROM duty_rosters WHERE unit = $1;

-- name: lock
-- The roster of a unit, until the transaction ends; made when there is none.
INSERT INTO duty_rosters (district, unit_kind, unit, version, changed_by) VALUES ($1, $2, $3, 0, $4)
ON CONFLICT (unit) DO UPDATE SET changed_by = $4, changed_at = app_now()
RETURNING id, version;

-- name: shifts
-- The shifts of a roster in order; `had`: somebody of it is still in service.
SELECT s.weekday, s.day, s.starts, s.lasts, s.person, p.name AS person_name, s.deputy, d.name AS deputy_name,
       EXISTS (SELECT FROM accounts a JOIN grants g ON g.account = a.id AND g.ended_at IS NULL
                WHERE a.id IN (s.person, s.deputy) AND a.disabled_at IS NULL) AS had
  FROM duty_shifts s JOIN accounts p ON p.id = s.person LEFT JOIN accounts d ON d.id = s.deputy
 WHERE s.roster = $1
 ORDER BY s.day NULLS FIRST, s.weekday, s.starts;

-- name: clear
-- Takes all shifts out of a roster.
DELETE FROM duty_shifts WHERE roster = $1;

-- name: add
-- Puts a shift into a roster.
INSERT INTO duty_shifts (roster, weekday, day, starts, lasts, person, deputy) VALUES ($1, $2, $3, $4, $5, $6, $7);

-- name: grown
-- The next version of a roster.
UPDATE duty_rosters SET version = version + 1 WHERE id = $1 RETURNING version;

-- name: strangers
-- How many of these accounts are not staff of the district.
SELECT count(*) FROM unnest($1::uuid[]) AS x(id)
 WHERE NOT EXISTS (SELECT FROM accounts a
                    WHERE a.id = x.id AND a.district = $2 AND a.kind = 'staff' AND a.disabled_at IS NULL);

-- name: people
-- Who belongs to a unit, by name.
SELECT DISTINCT a.id, a.name FROM grants g JOIN accounts a ON a.id = g.account
 WHERE g.ended_at IS NULL AND a.disabled_at IS NULL AND a.kind = 'staff'
   AND (g.organisation = $1 OR (g.organisation IS NULL AND g.area = $1))
 ORDER BY a.name, a.id LIMIT 200;

-- name: on_duty
-- Who has the unit's duty at a moment.
SELECT d.person, p.name AS person_name, d.deputy, y.name AS deputy_name
  FROM duty_at($1, coalesce($2, app_now())) d
  JOIN accounts p ON p.id = d.person LEFT JOIN accounts y ON y.id = d.deputy;

-- name: units_on_duty
-- Who has duty now at the desks in these subtrees and at these organisations.
SELECT r.id AS roster, r.unit_kind AS kind, r.unit AS id, coalesce(o.name, a.name) AS name,
       d.person, p.name AS person_name, d.deputy, y.name AS deputy_name
  FROM duty_rosters r
  LEFT JOIN areas a ON r.unit_kind = 'desk' AND a.id = r.unit
  LEFT JOIN organisations o ON r.unit_kind = 'organisation' AND o.id = r.unit
  LEFT JOIN LATERAL duty_at(r.unit, app_now()) d ON true
  LEFT JOIN accounts p ON p.id = d.person LEFT JOIN accounts y ON y.id = d.deputy
 WHERE r.district = $1 AND (a.path && $2::uuid[] OR r.unit = ANY ($3::uuid[]) OR (r.unit_kind = 'organisation' AND $4))
 ORDER BY cardinality(a.path) NULLS LAST, 4
 LIMIT 500;
