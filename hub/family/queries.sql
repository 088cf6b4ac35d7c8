-- name: new_id
-- An id ahead of its row: it is part of what seals the phone.
SELECT uuidv7();

-- name: today
-- The day it is for people.
SELECT (app_now() AT TIME ZONE 'Asia/Shanghai')::date;

-- name: acting
-- Under which mandate a child acts for an account now, with what a principal needs of her.
SELECT m.id, m.tie, c.name AS child_name, p.id AS parent, p.name, p.practice
  FROM family_mandates m JOIN accounts p ON p.id = m.parent JOIN accounts c ON c.id = m.child
 WHERE m.child = $1 AND m.parent = $2 AND m.district = $3 AND m.state = 'agreed'
   AND m.until >= (app_now() AT TIME ZONE 'Asia/Shanghai')::date AND p.disabled_at IS NULL;

-- name: hold
-- Holds a mandate that stands: it cannot end before this transaction has.
SELECT true FROM family_mandates
 WHERE id = $1 AND state = 'agreed' AND until >= (app_now() AT TIME ZONE 'Asia/Shanghai')::date FOR SHARE;

-- name: account
-- What an ask by, or for, an account needs to know of it.
SELECT id, district, kind, name, phone_index, disabled_at IS NOT NULL AS disabled FROM accounts WHERE id = $1;

-- name: standing
-- The mandate between a child and a phone that has not ended, held for a change.
SELECT id, state FROM family_mandates WHERE child = $1 AND phone_index = $2 AND state <> 'ended' FOR UPDATE;

-- name: planted_parent
-- Whom the demo lets somebody act for, and the day it is for people.
SELECT name, phone_index, (app_now() AT TIME ZONE 'Asia/Shanghai')::date AS today FROM accounts WHERE id = $1;

-- name: add
-- A new ask.
INSERT INTO family_mandates (id, district, child, parent, name, phone, phone_index, tie, purpose, until, code_hash,
                             code_until)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, app_now() + $12)
ON CONFLICT (child, phone_index) WHERE state <> 'ended' DO NOTHING RETURNING id;

-- name: ask_again
-- Asked once more before she answered: other words, another code.
UPDATE family_mandates
   SET version = version + 1, parent = $2, name = $3, tie = $4, purpose = $5, until = $6, code_hash = $7,
       code_tries = 0, code_until = app_now() + $8, asked_at = app_now()
 WHERE id = $1;

-- name: try_code
-- Counts a try and shows the hash to compare with; no row when none is left or the code ran out.
UPDATE family_mandates SET code_tries = code_tries + 1
 WHERE id = $1 AND child = $2 AND state = 'asked' AND code_until > app_now() AND code_tries < $3
RETURNING code_hash, code_tries;

-- name: lock
-- Holds a mandate for a change.
SELECT id, state, child, parent, name, phone, phone_index, code_hash,
       until < (app_now() AT TIME ZONE 'Asia/Shanghai')::date AS run_out
  FROM family_mandates WHERE id = $1 AND district = $2 FOR UPDATE;

-- name: agree
-- She agreed.
UPDATE family_mandates
   SET version = version + 1, state = 'agreed', parent = $2, agreed_at = app_now(), agreed_way = $3, agreed_by = $4,
       evidence = $5, phone = NULL, code_hash = NULL, code_until = NULL
 WHERE id = $1;

-- name: finish
-- It is over.
UPDATE family_mandates
   SET version = version + 1, state = 'ended', ended_at = app_now(), ended_by = $2, ending = $3, phone = NULL,
       code_hash = NULL, code_until = NULL
 WHERE id = $1;

-- name: due
-- Mandates whose last day is over, and asks that nobody answered for a week.
SELECT id, district, state, child FROM family_mandates
 WHERE district = $1 AND ((state = 'agreed' AND until < (app_now() AT TIME ZONE 'Asia/Shanghai')::date)
                       OR (state = 'asked' AND (asked_at < app_now() - interval '7 days'
                                             OR until < (app_now() AT TIME ZONE 'Asia/Shanghai')::date)))
 ORDER BY id LIMIT 100 FOR UPDATE SKIP LOCKED;

-- name: one
-- A mandate with names.
SELECT m.*, c.name AS child_name, p.name AS parent_name
  FROM family_mandates m JOIN accounts c ON c.id = m.child LEFT JOIN accounts p ON p.id = m.parent
 WHERE m.id = $1 AND m.district = $2;

-- name: acting_list
-- Under which an account acts or asks to.
SELECT m.*, c.name AS child_name, p.name AS parent_name
  FROM family_mandates m JOIN accounts c ON c.id = m.child LEFT JOIN accounts p ON p.id = m.parent
 WHERE m.child = $1 AND (m.ended_at IS NULL OR m.ended_at > app_now() - interval '1 year')
 ORDER BY m.id DESC LIMIT 50;

-- name: mine_list
-- Who acts for an account or asks to; asks to a phone count from the day it has an account.
SELECT m.*, c.name AS child_name, p.name AS parent_name
  FROM family_mandates m JOIN accounts c ON c.id = m.child LEFT JOIN accounts p ON p.id = m.parent
 WHERE (m.parent = $1 OR (m.parent IS NULL AND m.state = 'asked' AND m.district = $2
                          AND m.phone_index = (SELECT phone_index FROM accounts WHERE id = $1)))
   AND (m.ended_at IS NULL OR m.ended_at > app_now() - interval '1 year')
 ORDER BY m.id DESC LIMIT 50;

-- name: is_parent
-- Whether the mandate is about this account.
SELECT EXISTS (SELECT FROM family_mandates m JOIN accounts a ON a.id = $2
                WHERE m.id = $1 AND (m.parent = a.id OR (m.parent IS NULL AND m.phone_index = a.phone_index)));

-- name: within
-- Mandates of who lives in the subtrees of some areas, the newest first, before an id; those that stand or wait.
SELECT m.*, c.name AS child_name, p.name AS parent_name
  FROM family_mandates m JOIN accounts c ON c.id = m.child JOIN accounts p ON p.id = m.parent
 WHERE m.district = $1 AND m.state <> 'ended' AND ($3::uuid IS NULL OR m.id < $3)
   AND EXISTS (SELECT FROM residences r JOIN areas a ON a.id = r.dwelling
                WHERE r.account = m.parent AND r.state IN ('claimed', 'verified') AND a.path && $2)
 ORDER BY m.id DESC LIMIT $4;

-- name: of_phone
-- What waits or stands for who has this phone.
SELECT m.*, c.name AS child_name, p.name AS parent_name
  FROM family_mandates m JOIN accounts c ON c.id = m.child LEFT JOIN accounts p ON p.id = m.parent
 WHERE m.district = $1 AND m.phone_index = $2 AND m.state <> 'ended' ORDER BY m.id DESC LIMIT 20;

-- name: areas_of
-- The areas where an account lives, as paths; none when it never said.
SELECT a.path FROM residences r JOIN areas a ON a.id = r.dwelling
 WHERE r.account = $1 AND r.state IN ('claimed', 'verified') ORDER BY r.id;

-- name: same_phone
-- Whether an official's own phone is that of a resident.
SELECT EXISTS (SELECT FROM accounts s JOIN accounts r ON r.phone_index = s.phone_index
                WHERE s.id = $1 AND r.id = $2);

-- name: acted
-- Something was done under a mandate.
INSERT INTO family_acts (mandate, what, subject, number) VALUES ($1, $2, $3, $4) RETURNING *;

-- name: acts
-- What was done under a mandate, the newest first, before an id.
SELECT id, mandate, what, subject, number, at FROM family_acts
 WHERE mandate = $1 AND ($2::uuid IS NULL OR id < $2) ORDER BY id DESC LIMIT $3;
