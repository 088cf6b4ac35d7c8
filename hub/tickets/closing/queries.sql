-- name: evidence
-- What the category of a ticket wants as evidence.
SELECT evidence FROM ticket_categories WHERE district = $1 AND key = $2;

-- name: comes_back
-- Whether tickets of this category are asked about again.
SELECT c.comes_back
  FROM tickets t JOIN ticket_categories c ON c.district = t.district AND c.key = t.category
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
-- It is worked on anew: a good rating and the last question were about what did not last.
WITH forgotten AS (UPDATE tickets SET satisfaction = CASE WHEN satisfaction <= 2 THEN satisfaction END, asked_again_at = NULL
                    WHERE id = $1)
INSERT INTO ticket_outcomes (ticket, reopened) VALUES ($1, 1)
ON CONFLICT (ticket) DO UPDATE
   SET reopened = ticket_outcomes.reopened + 1, asked_at = NULL, tries = 0,
       -- Whoever told a caller that it was done says now that it was not.
       call_back = CASE WHEN ticket_outcomes.call_back = 'resolved' THEN 'unresolved'
                        ELSE ticket_outcomes.call_back END;

-- name: given_to
-- An organisation has it now.
INSERT INTO ticket_outcomes (ticket, organisation, dispatched_at) VALUES ($1, $2, app_now())
ON CONFLICT (ticket) DO UPDATE
   SET organisation = excluded.organisation, dispatched_at = coalesce(ticket_outcomes.dispatched_at, app_now());

-- name: contacted
-- The resident has heard from a unit for the first time; what was promised for that, as it stood.
INSERT INTO ticket_outcomes (ticket, contacted_at, contact_by) VALUES ($1, app_now(), $2)
ON CONFLICT (ticket) DO UPDATE
   SET contacted_at = app_now(), contact_by = excluded.contact_by WHERE ticket_outcomes.contacted_at IS NULL;

-- name: worded
-- The resident has read words of a unit for the first time; what was promised for that, as it stood.
INSERT INTO ticket_outcomes (ticket, worded_at, word_by) VALUES ($1, app_now(), $2)
ON CONFLICT (ticket) DO UPDATE
   SET worded_at = app_now(), word_by = excluded.word_by WHERE ticket_outcomes.worded_at IS NULL;

-- name: said
-- What she says herself: it is done, or it is not.
INSERT INTO ticket_outcomes (ticket, said) VALUES ($1, $2)
ON CONFLICT (ticket) DO UPDATE SET said = excluded.said;

-- name: hand
-- An account took a handling step.
INSERT INTO ticket_hands (ticket, account) VALUES ($1, $2) ON CONFLICT DO NOTHING;
