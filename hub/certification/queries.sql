-- name: programmes
-- What is certified in a district.
SELECT * FROM certification_programmes WHERE district = $1 ORDER BY key;

-- name: programme
-- One programme of a district.
SELECT * FROM certification_programmes WHERE district = $1 AND id = $2;

-- name: add_programme
-- A new programme; nothing when its key is taken.
INSERT INTO certification_programmes (district, key, name, name_en, least_age, every_months, notice_days, grace_days,
  freshness, newspaper_days, most_tries, keep_reference, gateway, authority, search_purpose, search_by, search_since)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16,
        CASE WHEN $15::text IS NULL THEN NULL ELSE app_now() END)
ON CONFLICT (district, key) DO NOTHING
RETURNING *;

-- name: put_programme
-- A programme's figures, when nobody changed them since the version that was read.
UPDATE certification_programmes
SET name = $4, name_en = $5, least_age = $6, every_months = $7, notice_days = $8, grace_days = $9, freshness = $10,
    newspaper_days = $11, most_tries = $12, keep_reference = $13, gateway = $14, authority = $15, search_purpose = $16,
    search_by = CASE WHEN search_purpose IS DISTINCT FROM $16 THEN $17 ELSE search_by END,
    search_since = CASE WHEN $16::text IS NULL THEN NULL
                        WHEN search_purpose IS DISTINCT FROM $16 THEN app_now() ELSE search_since END,
    version = version + 1
WHERE district = $1 AND key = $2 AND version = $3
RETURNING *;

-- name: consent_text
-- The text that counts now.
SELECT version, text, text_en FROM certification_consent_texts WHERE district = $1 ORDER BY version DESC LIMIT 1;

-- name: add_consent_text
-- The next version of the text.
INSERT INTO certification_consent_texts (district, version, text, text_en)
SELECT $1, coalesce(max(version), 0) + 1, $2, $3 FROM certification_consent_texts WHERE district = $1
RETURNING version, text, text_en;

-- name: add_person
-- Somebody on a roster; nothing when she is on it already.
INSERT INTO certification_persons (id, district, programme, area, path, name, id_number, id_index, phone, phone_index, due_on)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
ON CONFLICT (programme, id_index) WHERE left_at IS NULL DO NOTHING
RETURNING id;

-- name: person_of_number
-- Who has this number on a programme's roster.
SELECT id FROM certification_persons WHERE programme = $1 AND id_index = $2 AND left_at IS NULL;

-- name: persons_of_number
-- Who has this number on any roster of a district.
SELECT id, name FROM certification_persons WHERE district = $1 AND id_index = $2 AND left_at IS NULL;

-- name: move_person
-- Where she lives and how she is reached, as the newest roster says; her other data stay.
UPDATE certification_persons
SET area = $2, path = $3, name = $4, phone = $5, phone_index = $6, due_on = coalesce(due_on, $7), version = version + 1,
    updated_at = app_now()
WHERE id = $1;

-- name: new_id
-- An id, before the row: sealed fields are bound to it.
SELECT uuidv7();

-- name: lock
-- Holds a person's row until the end of the transaction; everything about her goes through it.
SELECT id FROM certification_persons WHERE district = $1 AND id = $2 FOR UPDATE;

-- name: persons
-- Persons with everything that is shown of them, still sealed; `agreed`: to the text that counts now.
SELECT p.*, g.name AS programme_name, c.text_version AS consent, o.id AS attempt,
       coalesce(c.text_version = (SELECT max(t.version) FROM certification_consent_texts t WHERE t.district = p.district),
                false) AS agreed,
       (SELECT array_agg(ARRAY[x.level, x.name] ORDER BY cardinality(x.path)) FROM areas x WHERE x.id = ANY (p.path)) AS places
FROM certification_persons p
JOIN certification_programmes g ON g.id = p.programme
LEFT JOIN certification_consents c ON c.person = p.id AND c.withdrawn_at IS NULL
LEFT JOIN certification_attempts o ON o.person = p.id
  AND o.state IN ('checking', 'asking', 'review', 'refusing', 'appealed')
WHERE p.district = $1 AND p.id = ANY ($2);

-- name: persons_mine
-- Whom an account may act for: herself, by her phone, and those who agreed.
SELECT p.*, g.name AS programme_name, c.text_version AS consent, o.id AS attempt,
       (SELECT array_agg(ARRAY[x.level, x.name] ORDER BY cardinality(x.path)) FROM areas x WHERE x.id = ANY (p.path)) AS places,
       coalesce(p.phone_index = s.phone_index, false) AS mine
FROM accounts s
JOIN certification_persons p ON p.district = s.district AND p.left_at IS NULL
 AND (p.phone_index = s.phone_index
      OR EXISTS (SELECT 1 FROM certification_proxies x WHERE x.person = p.id AND x.account = s.id
                 AND x.agreed_at IS NOT NULL AND x.ended_at IS NULL))
JOIN certification_programmes g ON g.id = p.programme
LEFT JOIN certification_consents c ON c.person = p.id AND c.withdrawn_at IS NULL
LEFT JOIN certification_attempts o ON o.person = p.id
  AND o.state IN ('checking', 'asking', 'review', 'refusing', 'appealed')
WHERE s.id = $1
ORDER BY p.id LIMIT 50;

-- name: persons_within
-- A page of the persons of some areas.
SELECT p.*, g.name AS programme_name, c.text_version AS consent, o.id AS attempt,
       (SELECT array_agg(ARRAY[x.level, x.name] ORDER BY cardinality(x.path)) FROM areas x WHERE x.id = ANY (p.path)) AS places
FROM certification_persons p
JOIN certification_programmes g ON g.id = p.programme
LEFT JOIN certification_consents c ON c.person = p.id AND c.withdrawn_at IS NULL
LEFT JOIN certification_attempts o ON o.person = p.id
  AND o.state IN ('checking', 'asking', 'review', 'refusing', 'appealed')
WHERE p.district = $1 AND p.path && $2 AND ($3::uuid IS NULL OR p.programme = $3) AND p.left_at IS NULL
  AND ($4::uuid IS NULL OR p.id > $4)
  AND CASE $6::text
      WHEN 'all' THEN true
      WHEN 'due' THEN p.due_on <= (app_now() AT TIME ZONE 'Asia/Shanghai')::date + g.notice_days
                  AND p.due_on >= (app_now() AT TIME ZONE 'Asia/Shanghai')::date
      WHEN 'overdue' THEN p.due_on < (app_now() AT TIME ZONE 'Asia/Shanghai')::date
      WHEN 'paused' THEN p.benefit = 'paused'
      WHEN 'never' THEN p.certified_on IS NULL
      ELSE false END
ORDER BY p.id LIMIT $5;

-- name: stands_to
-- How an account stands to a person: herself by her phone, or acting for her.
SELECT coalesce(p.phone_index = s.phone_index, false) AS mine,
       EXISTS (SELECT 1 FROM certification_proxies x WHERE x.person = p.id AND x.account = s.id
               AND x.agreed_at IS NOT NULL AND x.ended_at IS NULL) AS proxy
FROM certification_persons p JOIN accounts s ON s.id = $2 AND s.district = p.district
WHERE p.id = $1 AND p.left_at IS NULL;

-- name: listeners
-- Accounts that hear of a person: hers, and those that act for her.
SELECT s.id, true AS hers FROM certification_persons p JOIN accounts s
  ON s.district = p.district AND s.kind = 'resident' AND s.phone_index = p.phone_index AND s.disabled_at IS NULL
WHERE p.id = $1
UNION
SELECT account, false FROM certification_proxies WHERE person = $1 AND agreed_at IS NOT NULL AND ended_at IS NULL;

-- name: own_accounts
-- Accounts that are herself; none while she is due in another programme: a visit may be about that one.
SELECT s.id FROM certification_persons p JOIN accounts s
  ON s.district = p.district AND s.kind = 'resident' AND s.phone_index = p.phone_index AND s.disabled_at IS NULL
WHERE p.id = $1 AND NOT EXISTS (
  SELECT FROM certification_persons o
   WHERE o.district = p.district AND o.phone_index = p.phone_index AND o.id <> p.id AND o.left_at IS NULL
     AND (o.certified_until IS NULL OR o.certified_until < (app_now() AT TIME ZONE 'Asia/Shanghai')::date));

-- name: bump
-- A new version of a person.
UPDATE certification_persons SET version = version + 1, updated_at = app_now() WHERE id = $1;

-- name: leave
-- She is no longer on the roster.
UPDATE certification_persons SET left_at = app_now(), version = version + 1, updated_at = app_now() WHERE id = $1;

-- name: consent
-- Keeps that she agreed.
INSERT INTO certification_consents (district, person, text_version, way, given_by) VALUES ($1, $2, $3, $4, $5);

-- name: withdraw_consent
-- Ends a consent; nothing when there is none.
UPDATE certification_consents SET withdrawn_at = app_now(), withdrawn_by = $2
WHERE person = $1 AND withdrawn_at IS NULL RETURNING id;

-- name: officials
-- What staff is called.
SELECT id, name FROM accounts WHERE district = $1 AND id = ANY ($2) AND kind = 'staff';

-- name: proxies
-- Who acts for a person or asks to.
SELECT x.id, x.account, s.name, x.relation, x.asked_at, x.agreed_at IS NOT NULL AS agreed
FROM certification_proxies x JOIN accounts s ON s.id = x.account
WHERE x.person = $1 AND x.ended_at IS NULL ORDER BY x.asked_at;

-- name: ask_proxy
-- Keeps that an account asks to act for a person.
INSERT INTO certification_proxies (district, person, account, relation) VALUES ($1, $2, $3, $4)
ON CONFLICT (person, account) WHERE ended_at IS NULL DO NOTHING RETURNING id;

-- name: agree_proxy
-- She agrees.
UPDATE certification_proxies SET agreed_at = app_now(), agreed_way = $3, agreed_by = $4
WHERE id = $2 AND person = $1 AND ended_at IS NULL AND agreed_at IS NULL RETURNING account;

-- name: end_proxy
-- Nobody acts for her with this phone any more.
UPDATE certification_proxies SET ended_at = app_now() WHERE id = $2 AND person = $1 AND ended_at IS NULL
RETURNING account;

-- name: today
-- The day in Shanghai, by PostgreSQL's clock.
SELECT (app_now() AT TIME ZONE 'Asia/Shanghai')::date;

-- name: add_attempt
-- A try begins.
INSERT INTO certification_attempts (district, person, path, state, way, try, by, photo, second_photo, freshness, job,
  template_out, reasons, note, verdict_at, decided_by)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, CASE WHEN $15 THEN app_now() END,
        CASE WHEN $15 THEN $7::uuid END)
RETURNING id;

-- name: attempt
-- One try.
SELECT * FROM certification_attempts WHERE district = $1 AND id = $2;

-- name: attempt_of_job
-- Which try a job is about.
SELECT id, person FROM certification_attempts WHERE job = $1;

-- name: attempts
-- A person's tries, the newest first.
SELECT * FROM certification_attempts WHERE person = $1 ORDER BY id DESC LIMIT $2;

-- name: queue
-- Tries that wait for a person to decide, the oldest first.
SELECT t.*,
       (SELECT array_agg(ARRAY[x.level, x.name] ORDER BY cardinality(x.path)) FROM areas x WHERE x.id = ANY (t.path)) AS places
FROM certification_attempts t
WHERE t.district = $1 AND t.state IN ('review', 'refusing', 'appealed') AND t.path && $2
  AND ($3::uuid IS NULL OR t.id > $3) AND ($4::text IS NULL OR t.state = $4)
ORDER BY t.id LIMIT $5;

-- name: step
-- A try's next state.
UPDATE certification_attempts
SET state = $2, version = version + 1, updated_at = app_now(), reasons = $3, note = $4,
    result = coalesce($5::jsonb, result), decided_by = coalesce($6, decided_by), proposed_by = coalesce($7, proposed_by), final = $8,
    ask_at = CASE WHEN $2 = 'asking' THEN app_now() END,
    refused_at = CASE WHEN $2 = 'refused' THEN app_now() ELSE refused_at END,
    verdict_at = CASE WHEN $2 IN ('passed', 'retake', 'refused', 'withdrawn') THEN app_now() ELSE verdict_at END,
    photo = CASE WHEN $9 THEN NULL ELSE photo END, second_photo = CASE WHEN $9 THEN NULL ELSE second_photo END
WHERE id = $1;

-- name: appeal
-- She does not agree with a refusal.
UPDATE certification_attempts
SET state = 'appealed', appeal = $2, appealed_by = $3, appealed_at = app_now(), photo = $4, appeal_job = $5,
    version = version + 1, updated_at = app_now()
WHERE id = $1;

-- name: appeal_of_job
-- Whose appeal's photo a job measures.
SELECT id, person FROM certification_attempts WHERE appeal_job = $1;

-- name: measured_again
-- What the worker said of an appeal's photo.
UPDATE certification_attempts SET appeal_result = $2::jsonb, version = version + 1, updated_at = app_now() WHERE id = $1;

-- name: certify
-- She is certified, until the next time it is due; never shorter than she was already.
UPDATE certification_persons p
SET certified_on = d.day, certified_until = greatest(d.until, p.certified_until),
    due_on = greatest(d.until, p.certified_until), tries = 0, reminded = 0, noticed_at = NULL,
    version = p.version + 1, updated_at = app_now()
FROM (SELECT (app_now() AT TIME ZONE 'Asia/Shanghai')::date AS day,
             (CASE WHEN q.due_on >= (app_now() AT TIME ZONE 'Asia/Shanghai')::date
                    AND q.due_on <= (app_now() AT TIME ZONE 'Asia/Shanghai')::date + g.notice_days
                   THEN q.due_on ELSE (app_now() AT TIME ZONE 'Asia/Shanghai')::date END
              + make_interval(months => g.every_months))::date AS until
      FROM certification_persons q JOIN certification_programmes g ON g.id = q.programme WHERE q.id = $1) d
WHERE p.id = $1;

-- name: tries
-- How often she has tried in this round.
UPDATE certification_persons SET tries = $2, version = version + 1, updated_at = app_now() WHERE id = $1;

-- name: put_reference
-- Her template, and the photo it was made from where that is kept.
UPDATE certification_persons SET template = $2, model_name = $3, model_version = $4, reference_photo = $5,
  version = version + 1, updated_at = app_now()
WHERE id = $1;

-- name: new_object
-- A name in the store, known before anything lies there.
INSERT INTO certification_objects (district, person, variant) VALUES ($1, $2, $3) RETURNING object;

-- name: drop_object
-- Nobody needs it any more: deleted at once, and again later for workers that come late.
UPDATE certification_objects SET gone_at = app_now(), delete_at = app_now() WHERE object = $1 AND gone_at IS NULL;

-- name: drop_objects_of
-- The same for everything of a person.
UPDATE certification_objects SET gone_at = app_now(), delete_at = app_now() WHERE person = $1 AND gone_at IS NULL;

-- name: objects_gone
-- What is to be deleted from the store now.
SELECT object, variant, deletions FROM certification_objects
WHERE gone_at IS NOT NULL AND delete_at <= app_now() ORDER BY delete_at LIMIT 100;

-- name: object_deleted
-- It was deleted for the $3rd time, by whichever process was first; the next deletion comes later.
UPDATE certification_objects SET deletions = deletions + 1, delete_at = app_now() + $2::interval
 WHERE object = $1 AND deletions = $3;

-- name: forget_object
-- It was deleted for the last time.
DELETE FROM certification_objects WHERE object = $1 AND deletions = $2;

-- name: put_code
-- A code for the next try; an earlier one is void.
INSERT INTO certification_codes (person, account, code, expires_at) VALUES ($1, $2, $3, app_now() + $4::interval)
ON CONFLICT (person) DO UPDATE SET account = excluded.account, code = excluded.code, expires_at = excluded.expires_at;

-- name: take_code
-- The code of this phone, used up.
DELETE FROM certification_codes WHERE person = $1 AND account = $2 AND expires_at > app_now() RETURNING code;

-- name: sweep_codes
-- Codes that nobody used.
DELETE FROM certification_codes WHERE expires_at <= app_now();

-- name: add_enrolment
-- A template is being made from this photo.
INSERT INTO certification_enrolments (job, person, photo, object) VALUES ($1, $2, $3, $4);

-- name: end_enrolment
-- It was made, or could not be.
DELETE FROM certification_enrolments WHERE job = $1 RETURNING person, photo, object;

-- name: enrolling
-- Whether a template is being made for a person.
SELECT EXISTS (SELECT 1 FROM certification_enrolments WHERE person = $1);

-- name: enrolment_of
-- Whose template a job makes.
SELECT person FROM certification_enrolments WHERE job = $1;

-- name: end_enrolments_of
-- None of a person's templates is waited for any more.
DELETE FROM certification_enrolments WHERE person = $1 RETURNING photo;

-- name: queue_counts
-- How many tries wait for a decision.
SELECT count(*) FILTER (WHERE state = 'review') AS review, count(*) FILTER (WHERE state = 'refusing') AS refusing,
       count(*) FILTER (WHERE state = 'appealed') AS appealed, min(created_at) AS oldest
FROM certification_attempts
WHERE district = $1 AND state IN ('review', 'refusing', 'appealed') AND path && $2;

-- name: uncertify
-- What a photo proved is taken back: she is to be seen in person. Nothing when an official saw her since.
UPDATE certification_persons p
SET certified_until = NULL, due_on = (app_now() AT TIME ZONE 'Asia/Shanghai')::date, version = version + 1,
    updated_at = app_now()
WHERE p.id = $1
  AND 'phone' = (SELECT a.way FROM certification_attempts a WHERE a.person = p.id AND a.state = 'passed'
                   AND (a.try > 0 OR a.twin IS NULL) ORDER BY a.verdict_at DESC LIMIT 1)
RETURNING p.id;

-- name: search
-- Who else has this face is to be looked for.
INSERT INTO certification_searches (district, person, template) VALUES ($1, $2, $3);
