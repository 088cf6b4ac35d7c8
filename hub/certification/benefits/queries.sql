-- name: due
-- Whom a reminder is due to: the next one of those that her days have reached.
SELECT p.id, g.name AS programme, p.due_on,
       CASE WHEN d.day >= p.due_on + 7 THEN 3 WHEN d.day >= p.due_on THEN 2 ELSE 1 END AS stage
FROM certification_persons p
JOIN certification_programmes g ON g.id = p.programme
CROSS JOIN (SELECT (app_now() AT TIME ZONE 'Asia/Shanghai')::date AS day) d
WHERE p.district = $1 AND p.left_at IS NULL AND p.due_on IS NOT NULL
  AND p.reminded < CASE WHEN d.day >= p.due_on + 7 THEN 3 WHEN d.day >= p.due_on THEN 2
                        WHEN d.day >= p.due_on - g.notice_days THEN 1 ELSE 0 END
ORDER BY p.due_on LIMIT 100;

-- name: reminded
-- She was told; nothing when another hub did it.
UPDATE certification_persons SET reminded = $2, version = version + 1, updated_at = app_now()
WHERE id = $1 AND reminded < $2 AND due_on = $3 AND left_at IS NULL RETURNING id;

-- name: noticed
-- The notice before a pause went out.
UPDATE certification_persons SET reminded = 4, noticed_at = app_now(), version = version + 1, updated_at = app_now()
WHERE id = $1;

-- name: overdue
-- Whether she is past her days of grace, and whether the notice is old enough.
SELECT coalesce(p.due_on + g.grace_days <= (app_now() AT TIME ZONE 'Asia/Shanghai')::date, false) AS overdue,
       coalesce(p.noticed_at <= app_now() - make_interval(days => $2), false) AS noticed
FROM certification_persons p JOIN certification_programmes g ON g.id = p.programme WHERE p.id = $1;

-- name: months_paused
-- Months begun since the pause: what is owed if all of it is.
SELECT (extract(year FROM age(d.day, p.paused_on)) * 12 + extract(month FROM age(d.day, p.paused_on)))::int
       + CASE WHEN extract(day FROM age(d.day, p.paused_on)) > 0 THEN 1 ELSE 0 END
FROM certification_persons p CROSS JOIN (SELECT (app_now() AT TIME ZONE 'Asia/Shanghai')::date AS day) d
WHERE p.id = $1;

-- name: propose
-- A proposal to the authority.
INSERT INTO certification_proposals (district, person, path, authority, kind, reason, months, proposed_by)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING *;

-- name: open
-- The proposal that waits for the authority.
SELECT * FROM certification_proposals WHERE person = $1 AND state = 'open';

-- name: one
-- One proposal.
SELECT * FROM certification_proposals WHERE district = $1 AND id = $2;

-- name: of_authority
-- What some authorities decide on, the newest first.
SELECT * FROM certification_proposals
WHERE district = $1 AND authority = ANY ($2) AND ($3::text IS NULL OR state = $3) AND ($4::uuid IS NULL OR id < $4)
ORDER BY id DESC LIMIT $5;

-- name: of_areas
-- What was proposed in some areas, the newest first.
SELECT * FROM certification_proposals
WHERE district = $1 AND path && $2::uuid[] AND ($3::text IS NULL OR state = $3) AND ($4::uuid IS NULL OR id < $4)
ORDER BY id DESC LIMIT $5;

-- name: end
-- It was decided, or no longer matters.
UPDATE certification_proposals
SET state = $2, note = $3, decided_by = $4, decided_at = app_now(), version = version + 1
WHERE id = $1 AND state = 'open' RETURNING *;

-- name: pause
-- The authority paused the benefit.
UPDATE certification_persons
SET benefit = 'paused', paused_on = (app_now() AT TIME ZONE 'Asia/Shanghai')::date, version = version + 1,
    updated_at = app_now()
WHERE id = $1;

-- name: resume
-- The authority pays again.
UPDATE certification_persons SET benefit = 'paid', paused_on = NULL, version = version + 1, updated_at = app_now()
WHERE id = $1;
