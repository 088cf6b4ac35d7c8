-- name: new_id
-- An id ahead of its row: it is part of what seals the name and the phone.
SELECT uuidv7();

-- name: now
-- The time everybody goes by.
SELECT app_now();

-- name: alone
-- Holds whose claims or wishes are counted until the end of the transaction: two presses at once are counted one
-- after the other. Keys of two numbers belong to the log.
SELECT pg_advisory_xact_lock(hashtextextended($1, 0));

-- name: rules
-- The rules of a district; no row: the defaults.
SELECT contact_days, grant_days, remind_days, street_days, district_days, close_days, claims_per_account,
       claims_per_organisation, wishes_per_asker
  FROM wish_rules WHERE district = $1;

-- name: put_rules
-- Sets the rules of a district.
INSERT INTO wish_rules (district, contact_days, remind_days, street_days, district_days, close_days,
                        claims_per_account, claims_per_organisation, wishes_per_asker, changed_by, grant_days)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
ON CONFLICT (district) DO UPDATE SET contact_days = $2, remind_days = $3, street_days = $4, district_days = $5,
       close_days = $6, claims_per_account = $7, claims_per_organisation = $8, wishes_per_asker = $9,
       changed_by = $10, grant_days = $11, changed_at = app_now();

-- name: add
-- Keeps a wish.
INSERT INTO wishes (id, district, kind, text, asker, asked_by, consent, name, phone, home, place, place_text,
                    community, path, practice)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15);

-- name: add_photo
-- Puts a picture on a wish.
INSERT INTO wish_photos (wish, photo, purpose, shown, position) VALUES ($1, $2, $3, $4, $5);

-- name: photos
-- The pictures of a wish in order.
SELECT photo, purpose, shown FROM wish_photos WHERE wish = $1 ORDER BY purpose, position;

-- name: show_photos
-- Which of the pictures it was asked with hang on the wall.
UPDATE wish_photos SET shown = photo = ANY ($2) WHERE wish = $1 AND purpose = 'ask';

-- name: drop_photos
-- Takes pictures of a purpose off a wish.
DELETE FROM wish_photos WHERE wish = $1 AND purpose = $2 RETURNING photo;

-- name: lock
-- Takes the wish's row until the end of the transaction; the time is the transaction's.
SELECT app_now() AS now FROM wishes WHERE district = $1 AND id = $2 FOR NO KEY UPDATE;

-- name: one
-- One wish of a district.
SELECT * FROM wish_rows WHERE district = $1 AND id = $2;

-- name: waits
-- Whether a wish of this number waits on the wall of an area, claimed or not.
SELECT EXISTS (SELECT FROM wishes
                WHERE district = $1 AND number = $2 AND path @> ARRAY[$3::uuid] AND state IN ('open', 'claimed')
                  AND hidden IS NULL);

-- name: by_id
-- One wish, for who moderates and knows its id only.
SELECT * FROM wish_rows WHERE id = $1;

-- name: lock_by_id
-- The same, taken until the end of the transaction.
SELECT app_now() AS now FROM wishes WHERE id = $1 FOR NO KEY UPDATE;

-- name: contact
-- Who asked for a wish that staff asked for: sealed.
SELECT name, phone FROM wishes WHERE id = $1;

-- name: alive_of_asker
-- How many wishes of an account are not over.
SELECT count(*) FROM wishes WHERE asker = $1 AND state = ANY ($2);

-- name: claims_of_account
-- How many wishes an account has claimed for itself and not granted yet.
SELECT count(*) FROM wish_claims c JOIN wishes w ON w.claim = c.id
 WHERE c.account = $1 AND c.organisation IS NULL AND c.ended_at IS NULL AND w.state = 'claimed';

-- name: claims_of_organisation
-- The same of an organisation.
SELECT count(*) FROM wish_claims c JOIN wishes w ON w.claim = c.id
 WHERE c.organisation = $1 AND c.ended_at IS NULL AND w.state = 'claimed';

-- name: lapsed_before
-- Whether this account or organisation has let a claim of this wish lapse.
SELECT EXISTS (SELECT FROM wish_claims
                WHERE wish = $1 AND ended IN ('lapsed', 'ungranted')
                  AND CASE WHEN $3::uuid IS NULL THEN account = $2 AND organisation IS NULL ELSE organisation = $3 END);

-- name: edit
-- Other words.
UPDATE wishes SET state = 'asked', kind = $2, text = $3, advice = '' WHERE id = $1;

-- name: publish
-- Hangs it on the wall; unmet for so many days it goes one level up.
UPDATE wishes SET state = 'open', public_text = $2, advice = '', published_by = $4,
       published_at = coalesce(published_at, app_now()),
       raise_at = app_now() + make_interval(days => $3)
 WHERE id = $1;

-- name: say_no
-- Gives it back or refuses it.
UPDATE wishes SET state = $2, advice = $3, closed_at = CASE WHEN $2 = 'refused' THEN app_now() END WHERE id = $1;

-- name: claim
-- A claim, and the days its claimer has.
WITH made AS (
  INSERT INTO wish_claims (wish, account, organisation, kind, remind_at, contact_by)
  VALUES ($1, $2, $3, $4, app_now() + make_interval(days => $5), app_now() + make_interval(days => $6))
  RETURNING id
)
UPDATE wishes SET state = 'claimed', claim = made.id FROM made WHERE wishes.id = $1;

-- name: contacted
-- The claimer has spoken with her.
UPDATE wish_claims SET contacted_at = coalesce(contacted_at, app_now()),
       grant_by = coalesce(grant_by, app_now() + make_interval(days => $2))
 WHERE id = $1;

-- name: reminded
-- The claimer was reminded.
UPDATE wish_claims SET reminded_at = app_now() WHERE id = $1;

-- name: end_claim
-- Ends a claim.
UPDATE wish_claims SET ended_at = app_now(), ended = $2 WHERE id = $1;

-- name: reopen
-- Back to the wall, without claim.
UPDATE wishes SET state = 'open', claim = NULL WHERE id = $1;

-- name: fulfil
-- It is done, says the claimer.
UPDATE wishes SET state = 'fulfilled', note = $2, fulfilled_at = app_now(),
       close_at = app_now() + make_interval(days => $3)
 WHERE id = $1;

-- name: not_yet
-- It is not, says who asked.
WITH claim AS (UPDATE wish_claims SET grant_by = app_now() + make_interval(days => $2)
                WHERE id = (SELECT claim FROM wishes WHERE id = $1))
UPDATE wishes SET state = 'claimed', fulfilled_at = NULL, close_at = NULL WHERE id = $1;

-- name: thank
-- It is granted.
UPDATE wishes SET state = 'thanked', thanks = $2, shared = $3, held = $4, closed_at = app_now(), close_at = NULL
 WHERE id = $1;

-- name: hold
-- Shared thanks wait until staff have looked.
UPDATE wishes SET held = true WHERE id = $1;

-- name: show_thanks
-- Shared thanks and their photos may be shown.
WITH photos AS (UPDATE wish_photos SET shown = true WHERE wish = $1 AND purpose = 'thanks')
UPDATE wishes SET held = false WHERE id = $1;

-- name: withdraw
-- Nobody needs to do it any more.
UPDATE wishes SET state = 'withdrawn', claim = NULL, closed_at = app_now(), close_at = NULL WHERE id = $1;

-- name: raise_to
-- One level up; unmet there for so many days, one more. No days: there is nothing above.
UPDATE wishes SET level = $2, raise_at = app_now() + make_interval(days => $3) WHERE id = $1;

-- name: hide
-- Takes it off the wall, or hangs it there again.
UPDATE wishes SET hidden = $2 WHERE id = $1;

-- name: finish
-- Ends a step: the next version, and when the service has to look at it next.
UPDATE wishes w
   SET version = version + 1, updated_at = app_now(),
       next_at = CASE w.state
                 WHEN 'open' THEN CASE WHEN w.hidden IS NULL THEN w.raise_at END
                 WHEN 'claimed' THEN (SELECT CASE WHEN c.contacted_at IS NULL
                                                  THEN CASE WHEN c.reminded_at IS NULL THEN c.remind_at
                                                            ELSE c.contact_by END
                                                  ELSE c.grant_by END
                                        FROM wish_claims c WHERE c.id = w.claim)
                 WHEN 'fulfilled' THEN w.close_at END
 WHERE id = $1;

-- name: due
-- What the service has to look at now, the oldest first.
SELECT id FROM wishes WHERE district = $1 AND next_at <= app_now() ORDER BY next_at, id LIMIT $2;

-- name: take
-- One of them, unless another has it or it has moved on.
SELECT app_now() AS now FROM wishes WHERE id = $1 AND next_at <= app_now() FOR NO KEY UPDATE SKIP LOCKED;

-- name: put_off
-- After a failure: later.
UPDATE wishes SET next_at = app_now() + interval '1 minute' WHERE id = $1 AND next_at IS NOT NULL;

-- name: wall
-- A page of the wall of a community (its path, district first): its own, and what was raised to its street or district.
SELECT * FROM wish_rows
 WHERE district = ($1::uuid[])[1] AND hidden IS NULL AND state = ANY ($2)
   AND ((cardinality($1) >= 3 AND community = $1[3])
        OR (cardinality($1) >= 2 AND level <> 'community' AND path[2] = $1[2])
        OR level = 'district')
   AND ($3::text IS NULL OR kind = $3) AND ($4::uuid IS NULL OR id < $4)
 ORDER BY id DESC LIMIT $5;

-- name: of_asker
-- A page of what an account asked.
SELECT * FROM wish_rows WHERE asker = $1 AND ($2::uuid IS NULL OR id < $2) ORDER BY id DESC LIMIT $3;

-- name: of_claimer
-- A page of what an account or its organisations have claimed, or have granted.
SELECT * FROM wish_rows
 WHERE id IN (SELECT wish FROM wish_claims WHERE (account = $1 OR organisation = ANY ($2))
                 AND (ended_at IS NULL OR ended = 'fulfilled'))
   AND (claimer = $1 OR organisation = ANY ($2)) AND ($3::uuid IS NULL OR id < $3)
 ORDER BY id DESC LIMIT $4;

-- name: of_areas
-- A page of what lies in some areas, by state, kind and level; `raised`: only what is above its community.
SELECT * FROM wish_rows
 WHERE district = $1 AND path && $2::uuid[] AND ($3::text[] IS NULL OR state = ANY ($3))
   AND ($4::text IS NULL OR kind = $4) AND (NOT $5::boolean OR level <> 'community')
   AND ($6::uuid IS NULL OR id < $6)
 ORDER BY id DESC LIMIT $7;

-- name: counts
-- How many of each state lie in some areas.
SELECT count(*) FILTER (WHERE w.state = 'asked') AS asked,
       count(*) FILTER (WHERE w.state = 'open') AS open,
       count(*) FILTER (WHERE w.state = 'claimed' AND c.contacted_at IS NULL) AS waiting,
       count(*) FILTER (WHERE w.state = 'claimed') AS claimed,
       count(*) FILTER (WHERE w.state = 'fulfilled') AS fulfilled,
       count(*) FILTER (WHERE w.state = 'thanked') AS thanked,
       count(*) FILTER (WHERE w.state = 'open' AND w.level <> 'community') AS raised
  FROM wishes w LEFT JOIN wish_claims c ON c.id = w.claim
 WHERE w.path && $1::uuid[];

-- name: steps
-- The story of a wish as one audience was told it, oldest first.
SELECT text FROM events WHERE subject = $1 AND type = $2 AND topics @> ARRAY[$3] ORDER BY id;

-- name: organisations
-- Organisations by id, with their names.
SELECT id, name FROM organisations WHERE id = ANY ($1) ORDER BY name;

-- name: is_volunteer
-- Whether an account is a volunteer of some team.
SELECT EXISTS (SELECT FROM grants WHERE account = $1 AND role = 'volunteer' AND ended_at IS NULL);
