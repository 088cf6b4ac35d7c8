-- One message a day (每日摘要) by choice; and groups of notices by badges.

CREATE TABLE digests (
  account    uuid PRIMARY KEY REFERENCES accounts (id),
  district   uuid NOT NULL,
  hour       int NOT NULL CHECK (hour BETWEEN 7 AND 21),  -- of the day in Asia/Shanghai; never at night
  since      timestamptz NOT NULL DEFAULT app_now(),      -- what happened until then has been told
  next_at    timestamptz NOT NULL,
  updated_at timestamptz NOT NULL DEFAULT app_now()
);
CREATE INDEX digests_due ON digests (district, next_at);

-- The next time that it is this hour; strictly after now, so that one that has just gone out is not due again.
CREATE FUNCTION digest_next(hour int) RETURNS timestamptz LANGUAGE sql STABLE AS $$
SELECT CASE WHEN t > app_now() THEN t ELSE t + interval '1 day' END
  FROM (SELECT ((app_now() AT TIME ZONE 'Asia/Shanghai')::date + make_interval(hours => hour))
               AT TIME ZONE 'Asia/Shanghai' AS t) today
$$;

CREATE OR REPLACE VIEW notice_members WITH (security_invoker = true) AS
SELECT d.account, d."group" FROM notice_declared d
UNION
SELECT h.account, g.key FROM notice_homes h JOIN notice_groups g ON g.rule = h.kind WHERE h.verified
UNION
SELECT s.id, g.key FROM notice_groups g
  JOIN certification_programmes y ON g.rule = 'over_80' AND y.least_age >= 80
  JOIN certification_persons p ON p.programme = y.id AND p.left_at IS NULL
  JOIN accounts s ON s.district = p.district AND s.kind = 'resident' AND s.phone_index = p.phone_index
UNION
SELECT x.account, g.key FROM notice_groups g
  JOIN certification_programmes y ON g.rule = 'over_80' AND y.least_age >= 80
  JOIN certification_persons p ON p.programme = y.id AND p.left_at IS NULL
  JOIN certification_proxies x ON x.person = p.id AND x.agreed_at IS NOT NULL AND x.ended_at IS NULL
UNION
SELECT b.account, g.key FROM badges b JOIN notice_groups g ON g.rule = b.kind WHERE b.ended_at IS NULL;

GRANT SELECT, INSERT, UPDATE, DELETE ON digests TO shequ_serving;
