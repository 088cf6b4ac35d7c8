-- name: evidence
-- What the category of a ticket wants as evidence.
SELECT evidence FROM ticket_categories WHERE district = $1 AND key = $2;

-- name: comes_back
-- Whether tickets of this category are asked about again, and this one has not been yet.
SELECT c.comes_back AND NOT coalesce(o.asked_twice, false)
  FROM tickets t
  JOIN ticket_categories c ON c.district = t.district AND c.key = t.category
  LEFT JOIN ticket_outcomes o ON o.ticket = t.id
 WHERE t.id = $1;

-- name: category_names
-- What a category is called.
SELECT name, name_en FROM ticket_categories WHERE district = $1 AND key = $2;

-- name: locale
-- The language of an account.
SELECT locale FROM accounts WHERE id = $1;

-- name: asked
-- Remembers that she has been asked whether it is done; nothing when she has been.
INSERT INTO ticket_outcomes (ticket, asked_at) VALUES ($1, app_now())
ON CONFLICT (ticket) DO UPDATE SET asked_at = app_now() WHERE ticket_outcomes.asked_at IS NULL
RETURNING true;

-- name: asked_twice
-- Remembers that she has been asked whether it is still good; nothing when she has been.
INSERT INTO ticket_outcomes (ticket, asked_twice) VALUES ($1, true)
ON CONFLICT (ticket) DO UPDATE SET asked_twice = true WHERE NOT ticket_outcomes.asked_twice
RETURNING true;

-- name: open_question
-- The question whether it is still good is open from now.
UPDATE tickets SET asked_again_at = app_now() WHERE id = $1;

-- name: close_question
-- The question is answered or no longer matters.
UPDATE tickets SET asked_again_at = NULL WHERE id = $1;

-- name: answer
-- Her answer to the question after four weeks.
INSERT INTO ticket_outcomes (ticket, still_good) VALUES ($1, $2)
ON CONFLICT (ticket) DO UPDATE SET still_good = excluded.still_good;

-- name: reopened
-- It is worked on anew: the last rating and the last question were about what did not last.
WITH forgotten AS (UPDATE tickets SET satisfaction = NULL, asked_again_at = NULL WHERE id = $1)
INSERT INTO ticket_outcomes (ticket, reopened) VALUES ($1, 1)
ON CONFLICT (ticket) DO UPDATE
   SET reopened = ticket_outcomes.reopened + 1, asked_at = NULL, tries = 0;

-- name: given_to
-- An organisation has it now.
INSERT INTO ticket_outcomes (ticket, organisation, dispatched_at) VALUES ($1, $2, app_now())
ON CONFLICT (ticket) DO UPDATE
   SET organisation = excluded.organisation, dispatched_at = coalesce(ticket_outcomes.dispatched_at, app_now());

-- name: hand
-- An account took a handling step.
INSERT INTO ticket_hands (ticket, account) VALUES ($1, $2) ON CONFLICT DO NOTHING;
