-- name: now
-- The time everybody goes by.
SELECT app_now();

-- name: add
-- Keeps an offer.
INSERT INTO partner_offers (district, kind, title, text, unit, total, organisation, areas, paths, ends_at, offered_by)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) RETURNING id;

-- name: lock
-- Takes the offer's row until the end of the transaction; the time is the transaction's.
SELECT app_now() AS now FROM partner_offers WHERE district = $1 AND id = $2 FOR NO KEY UPDATE;

-- name: one
-- One offer of a district.
SELECT * FROM partner_offer_rows WHERE district = $1 AND id = $2;

-- name: ask_of
-- One ask of a district.
SELECT * FROM partner_ask_rows WHERE district = $1 AND id = $2;

-- name: touch
-- The offer's next version.
UPDATE partner_offers SET version = version + 1, updated_at = app_now() WHERE id = $1;

-- name: touch_ask
-- The ask's next version.
UPDATE partner_asks SET version = version + 1 WHERE id = $1;

-- name: close
-- Nothing more is given.
UPDATE partner_offers SET state = 'closed', reason = $2 WHERE id = $1;

-- name: refuse_waiting
-- What waits for an answer gets this one.
UPDATE partner_asks SET state = 'refused', answer = $2, answered_at = app_now() WHERE offer = $1 AND state = 'asked'
RETURNING id;

-- name: ask
-- Keeps an ask.
INSERT INTO partner_asks (offer, area, path, purpose, wish, amount, asked_by) VALUES ($1, $2, $3, $4, $5, $6, $7)
RETURNING id;

-- name: book
-- More of an offer is given; no row: there is not so much left.
UPDATE partner_offers SET given = given + $2 WHERE id = $1 AND given + $2 <= total RETURNING given;

-- name: unbook
-- What was given with an ask is left again.
UPDATE partner_offers SET given = given - (SELECT given FROM partner_asks WHERE id = $2) WHERE id = $1;

-- name: give
-- It is promised.
UPDATE partner_asks SET state = 'given', given = $2, answer = $3, answered_at = app_now() WHERE id = $1;

-- name: hand_over
-- It has changed hands.
UPDATE partner_asks SET state = 'handed', note = $2, handed_at = app_now() WHERE id = $1;

-- name: thank
-- Thanks to the organisation.
UPDATE partner_asks SET thanks = $2 WHERE id = $1;

-- name: refuse
-- It cannot be, and why.
UPDATE partner_asks SET state = 'refused', given = 0, answer = $2, answered_at = app_now() WHERE id = $1;

-- name: withdraw
-- It is not needed any more.
UPDATE partner_asks SET state = 'withdrawn', given = 0 WHERE id = $1;

-- name: running
-- Offers for the areas of a path that run, the newest first.
SELECT * FROM partner_offer_rows
 WHERE district = $1 AND areas && $2::uuid[] AND state = 'open' AND ends_at > app_now() AND ($3::uuid IS NULL OR id < $3)
 ORDER BY id DESC LIMIT $4;

-- name: of_desk
-- Offers within some areas, for what lies above them too, or of some organisations, the newest first.
SELECT * FROM partner_offer_rows
 WHERE district = $1 AND (paths && $2::uuid[] OR areas && $3::uuid[] OR organisation = ANY ($4))
   AND ($5::uuid IS NULL OR id < $5)
 ORDER BY id DESC LIMIT $6;

-- name: asks
-- Asks of an offer that lie in some areas, or all of them for the organisation; the newest first.
SELECT * FROM partner_ask_rows WHERE offer = $1 AND ($3::boolean OR path && $2::uuid[]) ORDER BY id DESC LIMIT 200;

-- name: asks_by_id
-- Asks by id.
SELECT * FROM partner_ask_rows WHERE id = ANY ($1) ORDER BY id;
