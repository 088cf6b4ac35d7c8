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

-- name: reported
-- One report more; so many are urgent. The words are those that were reported.
UPDATE moderation_cases
   SET version = version + 1, updated_at = app_now(), state = 'reported', words = $2, photos = $3, reports = reports + 1,
       urgent = reports + 1 >= $4, waits_since = CASE WHEN state = 'reported' THEN waits_since ELSE app_now() END
 WHERE id = $1;

-- name: first_reported
-- The first report of a case that was just made for it.
UPDATE moderation_cases SET reports = 1, urgent = $2 <= 1 WHERE id = $1;

-- name: add_report
-- A report; nothing when this account has reported the thing before.
INSERT INTO moderation_reports (case_id, account, reason, words) VALUES ($1, $2, $3, $4)
ON CONFLICT (case_id, account) DO NOTHING RETURNING true;

-- name: reports
-- What was said against a thing, the newest first; the account only to tell who reported how it ended.
SELECT account, reason, words, created_at FROM moderation_reports WHERE case_id = $1 ORDER BY created_at DESC LIMIT 100;

-- name: tell_reporters
-- Those who reported a thing and have not heard how it ended; now they have.
UPDATE moderation_reports SET told_at = app_now() WHERE case_id = $1 AND told_at IS NULL RETURNING account;

-- name: pulled
-- So many reported it that nobody sees it until staff have looked.
UPDATE moderation_cases
   SET version = version + 1, updated_at = app_now(), waits_since = app_now(), state = 'held', advice = '{reported}',
       pulled = true, told = true
 WHERE id = $1;

-- name: opened
-- Staff put a thing on the desk that nobody had reported.
UPDATE moderation_cases
   SET version = version + 1, updated_at = app_now(), waits_since = app_now(), state = 'reported', words = $2, photos = $3
 WHERE id = $1;

-- name: passed
-- The outer service found nothing.
UPDATE moderation_cases
   SET version = version + 1, updated_at = app_now(), waits_since = app_now(), state = 'clear', ask_after = NULL
 WHERE id = $1;

-- name: held
-- The outer service found something, or gave no answer to go by.
UPDATE moderation_cases
   SET version = version + 1, updated_at = app_now(), waits_since = app_now(), state = 'held', ask_after = NULL,
       reasons = $2, advice = '{other}'
 WHERE id = $1;

-- name: cleared
-- Staff let it be seen: what was held, reported, or hidden by mistake.
UPDATE moderation_cases
   SET version = version + 1, updated_at = app_now(), waits_since = app_now(), state = 'clear', reports = 0,
       urgent = false, pulled = false
 WHERE id = $1;

-- name: hidden
-- Staff hide it; an earlier appeal belongs to an earlier hiding.
UPDATE moderation_cases
   SET version = version + 1, updated_at = app_now(), waits_since = app_now(), state = 'hidden', reports = 0,
       urgent = false, pulled = true, told = true, hidden_by = $2, hidden_at = app_now(), hide_reason = $3, appeal = '',
       appealed_at = NULL, decided_by = NULL, decided_at = NULL, decision = ''
 WHERE id = $1;

-- name: appealed
-- The author asks for a second look.
UPDATE moderation_cases
   SET version = version + 1, updated_at = app_now(), waits_since = app_now(), state = 'appealed', appeal = $2,
       appealed_at = app_now()
 WHERE id = $1;

-- name: decided
-- The second reviewer has decided.
UPDATE moderation_cases
   SET version = version + 1, updated_at = app_now(), waits_since = app_now(), state = $2, decided_by = $3,
       decided_at = app_now(), decision = $4, pulled = $2 = 'final'
 WHERE id = $1;

-- name: touched
-- The thing changed beside its state: a photo.
UPDATE moderation_cases SET version = version + 1, updated_at = app_now() WHERE id = $1;

-- name: pulled_now
-- Whether the thing's room has hidden it.
SELECT pulled FROM moderation_cases WHERE id = $1;

-- name: told_now
-- Whether the author has heard of the case.
SELECT told FROM moderation_cases WHERE id = $1;

-- name: page
-- A page of cases in some areas: the urgent first, then who has waited longest.
SELECT c.*, a.name AS area_name, w.name AS author_name, h.name AS hidden_name, d.name AS decided_name
  FROM moderation_cases c JOIN areas a ON a.id = c.area JOIN accounts w ON w.id = c.author
  LEFT JOIN accounts h ON h.id = c.hidden_by LEFT JOIN accounts d ON d.id = c.decided_by
 WHERE c.district = $1 AND c.path && $2 AND c.state = ANY ($3)
   AND ($4::boolean IS NULL OR (NOT c.urgent, c.waits_since, c.id) > (NOT $4, $5::timestamptz, $6::uuid))
 ORDER BY c.urgent DESC, c.waits_since, c.id LIMIT $7;

-- name: page_done
-- A page of cases that wait for nobody, the latest first.
SELECT c.*, a.name AS area_name, w.name AS author_name, h.name AS hidden_name, d.name AS decided_name
  FROM moderation_cases c JOIN areas a ON a.id = c.area JOIN accounts w ON w.id = c.author
  LEFT JOIN accounts h ON h.id = c.hidden_by LEFT JOIN accounts d ON d.id = c.decided_by
 WHERE c.district = $1 AND c.path && $2 AND c.state = ANY ($3)
   AND ($4::timestamptz IS NULL OR (c.waits_since, c.id) < ($4, $5::uuid))
 ORDER BY c.waits_since DESC, c.id DESC LIMIT $6;

-- name: counts
-- How many wait for staff in some areas.
SELECT count(*) FILTER (WHERE state = 'held') AS held, count(*) FILTER (WHERE state = 'reported') AS reported,
       count(*) FILTER (WHERE state = 'appealed') AS appealed
  FROM moderation_cases WHERE district = $1 AND path && $2 AND state IN ('held', 'reported', 'appealed');

-- name: mine
-- A page of the cases an author has heard of, the newest first.
SELECT c.*, a.name AS area_name, w.name AS author_name, h.name AS hidden_name, d.name AS decided_name
  FROM moderation_cases c JOIN areas a ON a.id = c.area JOIN accounts w ON w.id = c.author
  LEFT JOIN accounts h ON h.id = c.hidden_by LEFT JOIN accounts d ON d.id = c.decided_by
 WHERE c.author = $1 AND c.told AND ($2::uuid IS NULL OR c.id < $2) ORDER BY c.id DESC LIMIT $3;

-- name: my_blocks
-- Where an account may not speak now.
SELECT b.id, a.name AS area_name, b.reason, b.until FROM moderation_blocks b JOIN areas a ON a.id = b.area
 WHERE b.account = $1 AND b.lifted_at IS NULL AND b.until > app_now() ORDER BY b.until DESC;

-- name: blocked_until
-- Until when an author may not speak where the thing is.
SELECT max(until) FROM moderation_blocks WHERE account = $1 AND lifted_at IS NULL AND until > app_now() AND area = ANY ($2);

-- name: take
-- The next cases the outer service is to be asked about; nobody else asks for half a minute.
UPDATE moderation_cases SET asks = asks + 1, ask_after = app_now() + interval '30 s'
 WHERE id IN (SELECT id FROM moderation_cases WHERE district = $1 AND state = 'checking' AND ask_after <= app_now()
              ORDER BY ask_after LIMIT $2 FOR UPDATE SKIP LOCKED)
RETURNING id, version, kind, subject, words, photos;

-- name: blockable
-- A resident of a district.
SELECT true FROM accounts WHERE id = $1 AND district = $2 AND kind = 'resident' FOR SHARE;

-- name: block_now
-- PostgreSQL's time, and whether the account is blocked in exactly this area already.
SELECT app_now() AS now, EXISTS (SELECT FROM moderation_blocks WHERE account = $1 AND area = $2 AND lifted_at IS NULL
                                    AND until > app_now()) AS blocked;

-- name: add_block
-- Somebody may not speak in an area for a while.
INSERT INTO moderation_blocks (district, account, area, path, reason, until, created_by)
VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id;

-- name: lock_block
-- A block of a district, held until the end of the transaction.
SELECT id FROM moderation_blocks WHERE district = $1 AND id = $2 FOR UPDATE;

-- name: block
-- A block with names.
SELECT b.*, r.name AS area_name, a.name AS account_name, c.name AS created_name, l.name AS lifted_name
  FROM moderation_blocks b JOIN areas r ON r.id = b.area JOIN accounts a ON a.id = b.account
  JOIN accounts c ON c.id = b.created_by LEFT JOIN accounts l ON l.id = b.lifted_by
 WHERE b.district = $1 AND b.id = $2;

-- name: lift
-- Lifts a block before its end; nothing when it is over.
UPDATE moderation_blocks SET version = version + 1, lifted_at = app_now(), lifted_by = $2, lift_reason = $3
 WHERE id = $1 AND lifted_at IS NULL AND until > app_now() RETURNING true;

-- name: blocks
-- A page of the blocks in some areas, the newest first; `current`: only those that hold now.
SELECT b.*, r.name AS area_name, a.name AS account_name, c.name AS created_name, l.name AS lifted_name
  FROM moderation_blocks b JOIN areas r ON r.id = b.area JOIN accounts a ON a.id = b.account
  JOIN accounts c ON c.id = b.created_by LEFT JOIN accounts l ON l.id = b.lifted_by
 WHERE b.district = $1 AND b.path && $2 AND ($3::uuid IS NULL OR b.id < $3)
   AND (NOT $4 OR (b.lifted_at IS NULL AND b.until > app_now()))
 ORDER BY b.id DESC LIMIT $5;
