-- Whether two people are one is asked of who reviews where both live; an appeal's new photo is measured again.

-- A question's path: what the two homes have in common, so that whoever may decide sees both people.
UPDATE certification_attempts a
SET path = (SELECT array_agg(x.id ORDER BY x.at) FROM unnest(p.path) WITH ORDINALITY AS x (id, at) WHERE x.id = ANY (o.path)),
    version = a.version + 1, updated_at = app_now()
FROM certification_persons p, certification_persons o
WHERE p.id = a.person AND o.id = a.twin AND a.try = 0 AND a.state IN ('review', 'refusing', 'appealed');

ALTER TABLE certification_attempts
  ADD COLUMN appeal_job    uuid UNIQUE,  -- measures the photo that came with the appeal
  ADD COLUMN appeal_result jsonb;        -- what the worker said of it; it decides nothing
