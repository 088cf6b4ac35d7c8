-- Partner organisations (共建单位) offer what they can spare: a room, goods, hours of skilled people, money for a wish.

CREATE SEQUENCE partner_offer_numbers START 101 CACHE 1;

CREATE TABLE partner_offers (
  id           uuid PRIMARY KEY DEFAULT uuidv7(),
  district     uuid NOT NULL,
  number       bigint NOT NULL UNIQUE DEFAULT nextval('partner_offer_numbers'),
  version      integer NOT NULL DEFAULT 1,
  state        text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'closed')),
  kind         text NOT NULL CHECK (kind IN ('room', 'goods', 'hours', 'money')),
  title        text NOT NULL CHECK (length(title) BETWEEN 1 AND 60),
  text         text NOT NULL CHECK (length(text) <= 500),
  unit         text NOT NULL CHECK (length(unit) BETWEEN 1 AND 8),   -- what is counted: 场, 件, 小时, 元
  total        integer NOT NULL CHECK (total BETWEEN 1 AND 1000000),
  given        integer NOT NULL DEFAULT 0,             -- promised or handed over
  organisation uuid NOT NULL REFERENCES organisations (id),
  areas        uuid[] NOT NULL CHECK (cardinality(areas) BETWEEN 1 AND 10),  -- for whom
  paths        uuid[] NOT NULL,                        -- these and everything above them
  ends_at      timestamptz NOT NULL,
  reason       text NOT NULL DEFAULT '' CHECK (length(reason) <= 200),       -- why it was closed early
  offered_by   uuid NOT NULL REFERENCES accounts (id),
  created_at   timestamptz NOT NULL DEFAULT app_now(),
  updated_at   timestamptz NOT NULL DEFAULT app_now(),
  CHECK (given BETWEEN 0 AND total)                    -- never more given than offered
);
CREATE INDEX partner_offers_areas ON partner_offers USING gin (areas);
CREATE INDEX partner_offers_paths ON partner_offers USING gin (paths);
CREATE INDEX partner_offers_organisation ON partner_offers (organisation, id DESC);

-- What a community asks of an offer.
CREATE TABLE partner_asks (
  id          uuid PRIMARY KEY DEFAULT uuidv7(),
  offer       uuid NOT NULL REFERENCES partner_offers (id),
  version     integer NOT NULL DEFAULT 1,
  state       text NOT NULL DEFAULT 'asked' CHECK (state IN ('asked', 'given', 'handed', 'refused', 'withdrawn')),
  area        uuid NOT NULL REFERENCES areas (id),     -- which asks
  path        uuid[] NOT NULL,
  purpose     text NOT NULL CHECK (length(purpose) BETWEEN 1 AND 200),
  wish        bigint,                                  -- the number of the wish that money is for
  amount      integer NOT NULL CHECK (amount BETWEEN 1 AND 1000000),
  given       integer NOT NULL DEFAULT 0 CHECK (given BETWEEN 0 AND amount),
  answer      text NOT NULL DEFAULT '' CHECK (length(answer) <= 200),  -- a reason, or when and where to fetch it
  note        text NOT NULL DEFAULT '' CHECK (length(note) <= 200),    -- of the handing over
  asked_by    uuid NOT NULL REFERENCES accounts (id),
  asked_at    timestamptz NOT NULL DEFAULT app_now(),
  answered_at timestamptz,
  handed_at   timestamptz,
  CHECK ((state IN ('given', 'handed')) = (given > 0)),
  CHECK ((state = 'handed') = (handed_at IS NOT NULL))
);
CREATE INDEX partner_asks_offer ON partner_asks (offer, id DESC);
CREATE INDEX partner_asks_path ON partner_asks USING gin (path);

-- An offer with names and what became of it; every read of the room goes through these two.
CREATE VIEW partner_offer_rows WITH (security_invoker = true) AS
SELECT o.*, g.name AS partner,
       ARRAY(SELECT a.name FROM unnest(o.areas) WITH ORDINALITY n (area, position) JOIN areas a ON a.id = n.area
              ORDER BY n.position) AS area_names,
       (SELECT count(*) FROM partner_asks k WHERE k.offer = o.id AND k.state = 'asked') AS waiting,
       (SELECT coalesce(sum(k.given), 0) FROM partner_asks k WHERE k.offer = o.id AND k.handed_at IS NOT NULL) AS handed
  FROM partner_offers o JOIN organisations g ON g.id = o.organisation;

CREATE VIEW partner_ask_rows WITH (security_invoker = true) AS
SELECT k.*, o.district, o.organisation, o.number AS offer_number, o.title, o.kind, o.unit, g.name AS partner,
       a.name AS area_name, p.name AS asked_by_name
  FROM partner_asks k
  JOIN partner_offers o ON o.id = k.offer
  JOIN organisations g ON g.id = o.organisation
  JOIN areas a ON a.id = k.area
  JOIN accounts p ON p.id = k.asked_by;

GRANT SELECT, INSERT, UPDATE ON partner_offers, partner_asks TO shequ_serving;
GRANT SELECT ON partner_offer_rows, partner_ask_rows TO shequ_serving;
GRANT USAGE ON SEQUENCE partner_offer_numbers TO shequ_serving;

-- 共建资源 has a tile on the first page of the phone.
INSERT INTO home_sections (position, key, icon, name, name_en, state, address)
VALUES (67, 'partners', 'gift', '共建资源', 'Partners', 'open', '/partners');
