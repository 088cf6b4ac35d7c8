-- name: new_id
-- An id ahead of its row: it is part of what seals the row's fields.
SELECT uuidv7();

-- name: today
-- The day it is for people.
SELECT (app_now() AT TIME ZONE 'Asia/Shanghai')::date;

-- name: claim
-- A claim of a dwelling; verified at once when the roster has this dwelling, phone and kind. No row when the
-- account has a current one there.
INSERT INTO residences (district, account, dwelling, kind, since, until, state, proof, decided_at)
SELECT a.district, a.id, $2, $3, (app_now() AT TIME ZONE 'Asia/Shanghai')::date, $4,
       CASE WHEN r.id IS NULL THEN 'claimed' ELSE 'verified' END,
       CASE WHEN r.id IS NULL THEN NULL ELSE 'roster' END,
       CASE WHEN r.id IS NULL THEN NULL ELSE app_now() END
  FROM accounts a
  LEFT JOIN roster r ON r.dwelling = $2 AND r.phone_index = a.phone_index AND r.kind = $3 AND r.ended_at IS NULL
 WHERE a.id = $1
ON CONFLICT DO NOTHING RETURNING id;

-- name: lock
-- Holds a residence for a change, with what the decision needs; `same_person`: the checker's own phone.
SELECT r.id, r.account, r.state, r.until < (app_now() AT TIME ZONE 'Asia/Shanghai')::date AS run_out, a.path,
       coalesce(mine.phone_index = theirs.phone_index, false) AS same_person
  FROM residences r
  JOIN areas a ON a.id = r.dwelling
  JOIN accounts theirs ON theirs.id = r.account
  LEFT JOIN accounts mine ON mine.id = $2
 WHERE r.id = $1 FOR UPDATE OF r;

-- name: decide
-- Moves a residence on.
UPDATE residences
   SET state = $2, proof = coalesce($3, proof), reason = $4, decided_by = $5, decided_at = app_now(),
       until = CASE WHEN $2 = 'ended' THEN least(until, greatest(since, (app_now() AT TIME ZONE 'Asia/Shanghai')::date))
                    ELSE until END,
       version = version + 1
 WHERE id = $1;

-- name: due
-- Residences whose last day is over and that still stand; of one account at one dwelling, or of all.
SELECT id, state FROM residences
 WHERE state IN ('claimed', 'verified') AND until < (app_now() AT TIME ZONE 'Asia/Shanghai')::date
   AND ($1::uuid IS NULL OR account = $1 AND dwelling = $2)
 ORDER BY id LIMIT 100 FOR UPDATE SKIP LOCKED;

-- name: by_id
-- One residence.
SELECT * FROM residences_shown WHERE id = $1;

-- name: of_account
-- An account's residences, the newest first, without what was over a year ago.
SELECT * FROM residences_shown
 WHERE account = $1 AND (state IN ('claimed', 'verified') OR coalesce(decided_at, until) > app_now() - interval '1 year')
 ORDER BY id DESC LIMIT 50;

-- name: within
-- Residences in the subtrees of some areas, by state, the oldest first, after an id.
SELECT * FROM residences_shown
 WHERE path && $1::uuid[] AND ($2::text IS NULL OR state = $2) AND ($3::uuid IS NULL OR id > $3)
 ORDER BY id LIMIT $4;

-- name: add_to_roster
-- Puts a person on a dwelling's roster; again: the kind is corrected.
INSERT INTO roster (id, district, dwelling, kind, name, phone, phone_index)
SELECT $1, a.district, a.id, $3, $4, $5, $6 FROM areas a WHERE a.id = $2 AND a.level = 'dwelling'
ON CONFLICT (dwelling, phone_index) WHERE ended_at IS NULL DO UPDATE SET kind = EXCLUDED.kind
RETURNING id;
