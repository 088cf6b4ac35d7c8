-- Notices (公告与政策宣传): what a community tells the people in some areas, or some of them; who has read it.

-- Groups that a notice may be for; `rule` says who is in it.
CREATE TABLE notice_groups (
  key      text PRIMARY KEY CHECK (key ~ '^[a-z][a-z0-9_]{0,39}$'),
  position int NOT NULL,
  name     text NOT NULL CHECK (length(name) BETWEEN 1 AND 20),
  name_en  text NOT NULL CHECK (length(name_en) BETWEEN 1 AND 40),
  rule     text NOT NULL CHECK (rule IN ('over_80', 'owner', 'tenant', 'party', 'volunteer', 'declared'))
);
INSERT INTO notice_groups (position, key, name, name_en, rule) VALUES
  (10, 'over_80', '高龄老人', 'Over 80', 'over_80'),
  (20, 'owners', '业主', 'Owners', 'owner'),
  (30, 'tenants', '租户', 'Tenants', 'tenant'),
  (40, 'party', '党员', 'Party members', 'party'),
  (50, 'volunteers', '志愿者', 'Volunteers', 'volunteer'),
  (60, 'pets', '养宠家庭', 'Pet owners', 'declared'),
  (70, 'children', '有孩子的家庭', 'Families with children', 'declared'),
  (80, 'drivers', '有车的家庭', 'Car owners', 'declared');

-- Who says that a group is theirs (养宠家庭 …); only for groups whose rule is `declared`.
CREATE TABLE notice_declared (
  account     uuid NOT NULL REFERENCES accounts (id),
  "group"     text NOT NULL REFERENCES notice_groups (key),
  declared_at timestamptz NOT NULL DEFAULT app_now(),
  PRIMARY KEY (account, "group")
);
CREATE INDEX notice_declared_group ON notice_declared ("group");

-- Where people live, as far as a notice reaches them: what was claimed, and whether it was verified.
CREATE VIEW notice_homes WITH (security_invoker = true) AS
SELECT r.district, r.account, r.dwelling, r.kind, r.state = 'verified' AS verified, a.path
  FROM residences r JOIN areas a ON a.id = r.dwelling JOIN accounts p ON p.id = r.account
 WHERE r.state IN ('claimed', 'verified') AND p.disabled_at IS NULL
   AND (r.until IS NULL OR r.until >= (app_now() AT TIME ZONE 'Asia/Shanghai')::date);

-- Who is in which group, by what the service knows already. 高龄: who is on the roster of a programme for people of 80,
-- by her own phone, and who acts for her.
CREATE VIEW notice_members WITH (security_invoker = true) AS
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
  JOIN certification_proxies x ON x.person = p.id AND x.agreed_at IS NOT NULL AND x.ended_at IS NULL;

CREATE TABLE notices (
  id             uuid PRIMARY KEY DEFAULT uuidv7(),
  district       uuid NOT NULL,
  version        int NOT NULL DEFAULT 1,
  kind           text NOT NULL CHECK (kind IN ('notice', 'policy', 'alert')),
  state          text NOT NULL DEFAULT 'draft' CHECK (state IN
                   ('draft', 'waiting', 'scheduled', 'published', 'cleared', 'expired', 'withdrawn')),
  areas          uuid[] NOT NULL CHECK (cardinality(areas) BETWEEN 1 AND 20),
  groups         text[] NOT NULL DEFAULT '{}' CHECK (cardinality(groups) <= 8),  -- none: everybody there
  above          uuid[] NOT NULL,                -- the areas and all their ancestors
  unit           uuid NOT NULL REFERENCES areas (id),  -- in whose name
  wide           boolean NOT NULL,               -- reaches more than one community: a second person looks first
  must_read      boolean NOT NULL,
  edition        int NOT NULL DEFAULT 0,         -- what readers see; 0: nothing yet
  asked_edition  int NOT NULL DEFAULT 1,         -- who has read an older one is asked again
  publish_at     timestamptz,                    -- not before
  expires_at     timestamptz,
  published_at   timestamptz,
  ended_at       timestamptz,                    -- cleared, expired or withdrawn
  ended_text     text NOT NULL DEFAULT '',       -- what was said then
  declined       text NOT NULL DEFAULT '',       -- why a second person sent it back
  created_by     uuid NOT NULL REFERENCES accounts (id),
  created_at     timestamptz NOT NULL DEFAULT app_now(),
  updated_at     timestamptz NOT NULL DEFAULT app_now(),
  messages_at    timestamptz,                    -- when messages to those who are not reached are (next) due
  counted_to     xid8 NOT NULL DEFAULT '0',      -- receipts before this are in the coverage that was told
  CHECK ((edition = 0) = (published_at IS NULL)),
  CHECK (asked_edition <= greatest(edition, 1)),
  CHECK (kind <> 'alert' OR must_read)
);
CREATE INDEX notices_shown ON notices USING gin (areas) WHERE state IN ('published', 'cleared');
CREATE INDEX notices_above ON notices USING gin (above);
CREATE INDEX notices_due ON notices (district, publish_at) WHERE state = 'scheduled';
CREATE INDEX notices_expiry ON notices (district, expires_at)
  WHERE state IN ('published', 'cleared') AND expires_at IS NOT NULL;
CREATE INDEX notices_messages ON notices (district, messages_at) WHERE messages_at IS NOT NULL;
CREATE INDEX notices_district ON notices (district, id);

-- What a notice says: each edition stays. The one after `notices.edition` is being written, waits or is scheduled.
CREATE TABLE notice_editions (
  notice       uuid NOT NULL REFERENCES notices (id),
  number       int NOT NULL CHECK (number > 0),
  words        text NOT NULL,                    -- JSON: of each language title, summary, text
  photos       uuid[] NOT NULL DEFAULT '{}',
  files        uuid[] NOT NULL DEFAULT '{}',
  ask_again    boolean NOT NULL DEFAULT false,
  written_by   uuid NOT NULL REFERENCES accounts (id),
  written_at   timestamptz NOT NULL DEFAULT app_now(),
  approved_by  uuid REFERENCES accounts (id),
  published_at timestamptz,
  PRIMARY KEY (notice, number)
);

-- What an account did with a notice. `edition`: the newest that was read.
CREATE TABLE notice_reads (
  notice     uuid NOT NULL REFERENCES notices (id),
  account    uuid NOT NULL REFERENCES accounts (id),
  reached_at timestamptz,                        -- an alarm stood on the phone
  edition    int,
  read_at    timestamptz,
  tx         xid8 NOT NULL DEFAULT pg_current_xact_id(),
  PRIMARY KEY (notice, account),
  CHECK ((edition IS NULL) = (read_at IS NULL))
);
CREATE INDEX notice_reads_tx ON notice_reads (notice, tx);
CREATE INDEX notice_reads_account ON notice_reads (account);

-- Messages about alerts: each recipient (an account, or a person on a household's roster) once a kind.
CREATE TABLE notice_sends (
  notice    uuid NOT NULL REFERENCES notices (id),
  kind      text NOT NULL CHECK (kind IN ('alert', 'clear')),
  recipient uuid NOT NULL,
  dwelling  uuid,
  account   boolean NOT NULL,
  channel   text NOT NULL,
  sent_at   timestamptz NOT NULL DEFAULT app_now(),
  PRIMARY KEY (notice, kind, recipient)
);

-- A notice with the edition its readers see (else the one they will see), the pending one, and names.
CREATE VIEW notice_rows WITH (security_invoker = true) AS
SELECT n.*, u.name AS unit_name, e.words, cardinality(e.photos) + cardinality(e.files) AS attachments,
       e.written_by, w.name AS written_name, e.approved_by, v.name AS approved_name,
       p.number AS pending, p.ask_again AS pending_asks, p.written_by AS pending_by, x.name AS pending_name,
       p.written_at AS pending_at,
       (SELECT array_agg(a.name ORDER BY o.i) FROM unnest(n.areas) WITH ORDINALITY o (id, i) JOIN areas a USING (id))
         AS area_names,
       (SELECT array_agg(a.level ORDER BY o.i) FROM unnest(n.areas) WITH ORDINALITY o (id, i) JOIN areas a USING (id))
         AS area_levels,
       (SELECT json_agg(a.path ORDER BY o.i)::text FROM unnest(n.areas) WITH ORDINALITY o (id, i)
          JOIN areas a USING (id)) AS area_paths
  FROM notices n
  JOIN areas u ON u.id = n.unit
  JOIN notice_editions e ON e.notice = n.id AND e.number = greatest(n.edition, 1)
  JOIN accounts w ON w.id = e.written_by
  LEFT JOIN accounts v ON v.id = e.approved_by
  LEFT JOIN notice_editions p ON p.notice = n.id AND p.number = n.edition + 1
  LEFT JOIN accounts x ON x.id = p.written_by;

-- Whom a notice is for, by where they live; for a group only who surely lives there.
CREATE FUNCTION notice_audience(areas uuid[], groups text[])
  RETURNS TABLE (account uuid, dwelling uuid, verified boolean)
  LANGUAGE sql STABLE AS $$
SELECT h.account, h.dwelling, h.verified FROM notice_homes h
 WHERE h.path && areas
   AND (groups = '{}' OR h.verified AND EXISTS (
         SELECT FROM notice_members m WHERE m.account = h.account AND m."group" = ANY (groups)))
$$;

-- The households a notice is for, each with the building (or estate) people know it by.
CREATE FUNCTION notice_households(areas uuid[], groups text[])
  RETURNS TABLE (dwelling uuid, name text, unit uuid, building uuid, path uuid[])
  LANGUAGE sql STABLE AS $$
SELECT d.id, d.name, p.id, CASE p.level WHEN 'unit' THEN p.parent ELSE p.id END, d.path
  FROM areas d JOIN areas p ON p.id = d.parent
 WHERE d.level = 'dwelling' AND d.closed_at IS NULL AND d.path && areas
   AND (groups = '{}' OR d.id IN (SELECT x.dwelling FROM notice_audience(areas, groups) x))
$$;

UPDATE home_sections SET state = 'open', address = '/notices' WHERE key = 'notices' AND area IS NULL;

GRANT SELECT ON notice_groups, notice_homes, notice_members, notice_rows TO shequ_serving;
GRANT SELECT, INSERT, DELETE ON notice_declared TO shequ_serving;
GRANT SELECT, INSERT, UPDATE ON notices, notice_reads TO shequ_serving;
GRANT SELECT, INSERT, UPDATE, DELETE ON notice_editions TO shequ_serving;
GRANT SELECT, INSERT ON notice_sends TO shequ_serving;
