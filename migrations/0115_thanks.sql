-- Thanks are shown: a post of who thanks, beside what it thanks for.

ALTER TABLE posts
  ADD COLUMN thanks_about text CHECK (thanks_about IN ('wish', 'volunteers', 'partner')),
  ADD COLUMN thanks_to    text NOT NULL DEFAULT '' CHECK (length(thanks_to) <= 100),  -- an organisation; else neighbours
  ADD COLUMN thanks_title text NOT NULL DEFAULT '' CHECK (length(thanks_title) <= 300);

ALTER TABLE volunteer_calls ADD COLUMN thanks text NOT NULL DEFAULT '' CHECK (length(thanks) <= 300);
ALTER TABLE partner_asks ADD COLUMN thanks text NOT NULL DEFAULT '' CHECK (length(thanks) <= 300);

-- The views name every column of their tables.
DROP VIEW volunteer_call_rows;
CREATE VIEW volunteer_call_rows WITH (security_invoker = true) AS
SELECT c.*, a.name AS area_name, coalesce(o.name, a.name) AS unit,
       (SELECT count(*) FROM volunteer_places p WHERE p.call = c.id AND p.state IN ('signed', 'present')) AS taken,
       (SELECT count(*) FROM volunteer_places p WHERE p.call = c.id AND p.state = 'waiting') AS waiting,
       (SELECT count(*) FROM volunteer_places p WHERE p.call = c.id AND p.state = 'present') AS present
  FROM volunteer_calls c JOIN areas a ON a.id = c.area LEFT JOIN organisations o ON o.id = c.organisation;

DROP VIEW partner_ask_rows;
CREATE VIEW partner_ask_rows WITH (security_invoker = true) AS
SELECT k.*, o.district, o.organisation, o.number AS offer_number, o.title, o.kind, o.unit, g.name AS partner,
       a.name AS area_name, p.name AS asked_by_name
  FROM partner_asks k
  JOIN partner_offers o ON o.id = k.offer
  JOIN organisations g ON g.id = o.organisation
  JOIN areas a ON a.id = k.area
  JOIN accounts p ON p.id = k.asked_by;

GRANT SELECT ON volunteer_call_rows, partner_ask_rows TO shequ_serving;
