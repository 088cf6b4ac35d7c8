-- name: settings
-- How a district checks; no row yet: as the table's defaults.
SELECT version, stamp, numbers, outer_check, reports_urgent, reports_hold FROM moderation_settings WHERE district = $1;

-- name: lock_settings
-- The same, made when it is not there, held until the end of the transaction.
INSERT INTO moderation_settings (district, version) VALUES ($1, 0)
ON CONFLICT (district) DO UPDATE SET district = excluded.district
RETURNING version, numbers, outer_check, reports_urgent, reports_hold;

-- name: change_settings
-- Changes how a district checks.
UPDATE moderation_settings
   SET version = version + 1, stamp = gen_random_uuid(), numbers = $2, outer_check = $3, reports_urgent = $4, reports_hold = $5
 WHERE district = $1;

-- name: rules_changed
-- Tells every process that compares words that it has old rules.
UPDATE moderation_settings SET version = version + 1, stamp = gen_random_uuid() WHERE district = $1;

-- name: rules
-- A district's rules, the newest first.
SELECT r.id, r.text, r.kinds, r.reason, r.created_by, r.created_at, a.name AS created_name
  FROM moderation_rules r LEFT JOIN accounts a ON a.id = r.created_by
 WHERE r.district = $1 ORDER BY r.id DESC;

-- name: add_rule
-- Adds a rule, or gives the one that compares alike its new reason and kinds.
INSERT INTO moderation_rules (district, text, normal, kinds, reason, created_by) VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (district, normal) DO UPDATE SET kinds = excluded.kinds, reason = excluded.reason, text = excluded.text;

-- name: remove_rules
-- Removes rules of a district.
DELETE FROM moderation_rules WHERE district = $1 AND id = ANY ($2);

-- name: count_rules
-- How many rules a district has.
SELECT count(*) FROM moderation_rules WHERE district = $1;

-- name: blocked
-- The block that ends last of those that hold for an account in an area now, with the area it was given for.
SELECT b.until, b.reason, a.name FROM moderation_blocks b JOIN areas a ON a.id = b.area
 WHERE b.account = $1 AND b.lifted_at IS NULL AND b.until > app_now()
   AND b.area = ANY ((SELECT path FROM areas WHERE id = $2)::uuid[])
 ORDER BY b.until DESC LIMIT 1;

-- name: lock_thing
-- The case of a thing, held until the end of the transaction.
SELECT id FROM moderation_cases WHERE kind = $1 AND subject = $2 FOR UPDATE;

-- name: lock
-- A case of a district, held until the end of the transaction.
SELECT id FROM moderation_cases WHERE district = $1 AND id = $2 FOR UPDATE;

-- name: add
-- A case of a thing that had none; nothing when somebody was quicker. Its author hears of what was checked.
INSERT INTO moderation_cases (district, kind, subject, area, path, author, state, words, photos, reasons, advice,
                              ask_after, told)
VALUES ($1, $2, $3, $4, (SELECT path FROM areas WHERE id = $4), $5, $6, $7, $8, $9, $10,
        CASE WHEN $6 = 'checking' THEN app_now() END, $6 IN ('held', 'checking'))
ON CONFLICT (kind, subject) DO NOTHING RETURNING id;

-- name: one
-- A case with names.
SELECT c.*, a.name AS area_name, w.name AS author_name, h.name AS hidden_name, d.name AS decided_name
  FROM moderation_cases c JOIN areas a ON a.id = c.area JOIN accounts w ON w.id = c.author
  LEFT JOIN accounts h ON h.id = c.hidden_by LEFT JOIN accounts d ON d.id = c.decided_by
 WHERE c.district = $1 AND c.id = $2;

-- name: of_thing
-- The case of a thing, if it has one.
SELECT id, state, pulled FROM moderation_cases WHERE kind = $1 AND subject = $2;

-- name: checked
-- A thing that was there is checked again: held, or waiting for the outer service.
UPDATE moderation_cases
   SET version = version + 1, updated_at = app_now(), waits_since = app_now(), state = $2, words = $3, photos = $4,
       reasons = $5, advice = $6, told = true, asks = 0, ask_after = CASE WHEN $2 = 'checking' THEN app_now() END
 WHERE id = $1;

-- name: step
-- A line of the history.
INSERT INTO moderation_steps (case_id, step, state, by, reason) VALUES ($1, $2, $3, $4, $5);

-- name: steps
-- The history of a case.
SELECT s.step, s.state, s.by, s.reason, s.at, a.name FROM moderation_steps s LEFT JOIN accounts a ON a.id = s.by
 WHERE s.case_id = $1 ORDER BY s.id;
