-- Who has got in touch has so many days to grant the wish; then it hangs on the wall again.

ALTER TABLE wish_rules ADD COLUMN grant_days integer NOT NULL DEFAULT 30 CHECK (grant_days BETWEEN 1 AND 180);
ALTER TABLE wish_claims
  ADD COLUMN grant_by timestamptz,
  DROP CONSTRAINT wish_claims_ended_check,
  ADD CONSTRAINT wish_claims_ended_check
    CHECK (ended IN ('lapsed', 'ungranted', 'released', 'taken_back', 'withdrawn', 'fulfilled'));

DROP VIEW wish_rows;
CREATE VIEW wish_rows WITH (security_invoker = true) AS
SELECT w.*, m.name AS community_name, s.name AS asked_by_name,
       c.account AS claimer, c.organisation, c.kind AS claimer_kind, c.claimed_at, c.remind_at, c.contact_by,
       c.reminded_at, c.contacted_at, c.grant_by, c.ended_at AS claim_ended_at,
       p.name AS claimer_name, o.name AS organisation_name,
       (SELECT count(*) FROM wish_photos f WHERE f.wish = w.id AND f.purpose = 'ask') AS photo_count,
       (SELECT array_agg(f.photo ORDER BY f.position) FROM wish_photos f WHERE f.wish = w.id AND f.shown) AS shown_photos
  FROM wishes w
  JOIN areas m ON m.id = w.community
  LEFT JOIN accounts s ON s.id = w.asked_by
  LEFT JOIN wish_claims c ON c.id = w.claim
  LEFT JOIN accounts p ON p.id = c.account
  LEFT JOIN organisations o ON o.id = c.organisation;

-- What is under way has the whole time from now on.
UPDATE wish_claims SET grant_by = app_now() + interval '30 days' WHERE contacted_at IS NOT NULL AND ended_at IS NULL;
UPDATE wishes w SET next_at = c.grant_by
  FROM wish_claims c WHERE c.id = w.claim AND w.state = 'claimed' AND c.contacted_at IS NOT NULL;

GRANT SELECT ON wish_rows TO shequ_serving;
