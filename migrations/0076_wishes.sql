-- Micro-wishes (微心愿): what somebody would need, read by the community, granted by a neighbour or a firm.

-- One row a district: how long things take and how much one may have at once. No row: the defaults.
CREATE TABLE wish_rules (
  district                uuid PRIMARY KEY REFERENCES areas (id),
  contact_days            integer NOT NULL DEFAULT 7 CHECK (contact_days BETWEEN 2 AND 30),
  remind_days             integer NOT NULL DEFAULT 5 CHECK (remind_days BETWEEN 1 AND 29),
  street_days             integer NOT NULL DEFAULT 14 CHECK (street_days BETWEEN 1 AND 180),
  district_days           integer NOT NULL DEFAULT 14 CHECK (district_days BETWEEN 1 AND 180),
  close_days              integer NOT NULL DEFAULT 14 CHECK (close_days BETWEEN 1 AND 90),
  claims_per_account      integer NOT NULL DEFAULT 3 CHECK (claims_per_account BETWEEN 1 AND 50),
  claims_per_organisation integer NOT NULL DEFAULT 20 CHECK (claims_per_organisation BETWEEN 1 AND 500),
  wishes_per_asker        integer NOT NULL DEFAULT 2 CHECK (wishes_per_asker BETWEEN 1 AND 20),
  changed_by              uuid REFERENCES accounts (id),
  changed_at              timestamptz NOT NULL DEFAULT app_now(),
  CHECK (remind_days < contact_days)
);

CREATE SEQUENCE wish_numbers START 1001 CACHE 1;

CREATE TABLE wishes (
  id            uuid PRIMARY KEY DEFAULT uuidv7(),
  district      uuid NOT NULL,
  number        bigint NOT NULL UNIQUE DEFAULT nextval('wish_numbers'),
  version       integer NOT NULL DEFAULT 1,
  state         text NOT NULL DEFAULT 'asked' CHECK (state IN
                  ('asked', 'returned', 'refused', 'open', 'claimed', 'fulfilled', 'thanked', 'withdrawn')),
  kind          text NOT NULL,
  text          text NOT NULL CHECK (length(text) BETWEEN 1 AND 500),     -- as it was asked; staff only
  public_text   text NOT NULL DEFAULT '' CHECK (length(public_text) <= 300),
  advice        text NOT NULL DEFAULT '' CHECK (length(advice) <= 300),   -- of who gave it back or refused it
  asker         uuid REFERENCES accounts (id),  -- null: she has no account, staff asked for her
  asked_by      uuid REFERENCES accounts (id),  -- staff who asked for her
  consent       text CHECK (consent IN ('spoken', 'signed')),
  name          bytea,                          -- sealed; for who has no account
  phone         bytea,                          -- sealed; the same
  home          uuid NOT NULL REFERENCES areas (id),
  place         text NOT NULL,                  -- as people write it; reaches the claimer only
  place_text    text NOT NULL DEFAULT '',
  community     uuid NOT NULL REFERENCES areas (id),
  path          uuid[] NOT NULL,                -- district, street, community, grid; nothing finer
  level         text NOT NULL DEFAULT 'community' CHECK (level IN ('community', 'street', 'district')),
  claim         uuid,
  note          text NOT NULL DEFAULT '' CHECK (length(note) <= 300),     -- of the claimer, when it is done
  thanks        text NOT NULL DEFAULT '' CHECK (length(thanks) <= 300),
  shared        boolean NOT NULL DEFAULT false, -- the thanks may be shown on the wall
  held          boolean NOT NULL DEFAULT false, -- … but not before staff have looked
  hidden        text,                           -- why it was taken off the wall
  practice      boolean NOT NULL DEFAULT false,
  created_at    timestamptz NOT NULL DEFAULT app_now(),
  updated_at    timestamptz NOT NULL DEFAULT app_now(),
  published_by  uuid REFERENCES accounts (id),  -- the staff whose words hang on the wall
  published_at  timestamptz,
  raise_at      timestamptz,                    -- unmet till then: to the street, later to the district
  fulfilled_at  timestamptz,
  close_at      timestamptz,                    -- without a word of the asker it is taken as granted then
  closed_at     timestamptz,
  next_at       timestamptz,                    -- when the service must look at it
  CHECK (path[1] = district AND path[3] = community AND cardinality(path) <= 4),
  CHECK ((asker IS NULL) = (name IS NOT NULL)),
  CHECK (asker IS NOT NULL OR (asked_by IS NOT NULL AND consent IS NOT NULL)),
  CHECK ((state IN ('claimed', 'fulfilled', 'thanked')) <= (claim IS NOT NULL)),
  CHECK (state NOT IN ('open', 'claimed', 'fulfilled', 'thanked') OR public_text <> '')
);
CREATE INDEX wishes_path ON wishes USING gin (path);
CREATE INDEX wishes_community ON wishes (community, id DESC);
CREATE INDEX wishes_asker ON wishes (asker, id DESC) WHERE asker IS NOT NULL;
CREATE INDEX wishes_next ON wishes (district, next_at) WHERE next_at IS NOT NULL;
CREATE INDEX wishes_raised ON wishes (level, id DESC) WHERE level <> 'community';

-- Every claim that was ever made. Who let one lapse does not claim the same wish again.
CREATE TABLE wish_claims (
  id           uuid PRIMARY KEY DEFAULT uuidv7(),
  wish         uuid NOT NULL REFERENCES wishes (id),
  account      uuid NOT NULL REFERENCES accounts (id),
  organisation uuid REFERENCES organisations (id),
  kind         text NOT NULL CHECK (kind IN ('resident', 'volunteer', 'party', 'organisation')),
  claimed_at   timestamptz NOT NULL DEFAULT app_now(),
  remind_at    timestamptz NOT NULL,
  contact_by   timestamptz NOT NULL,
  reminded_at  timestamptz,
  contacted_at timestamptz,
  ended_at     timestamptz,
  ended        text CHECK (ended IN ('lapsed', 'released', 'taken_back', 'withdrawn', 'fulfilled')),
  CHECK ((ended_at IS NULL) = (ended IS NULL))
);
CREATE UNIQUE INDEX wish_claims_current ON wish_claims (wish) WHERE ended_at IS NULL;
CREATE INDEX wish_claims_account ON wish_claims (account, wish DESC);
CREATE INDEX wish_claims_organisation ON wish_claims (organisation, wish DESC) WHERE organisation IS NOT NULL;

ALTER TABLE wishes ADD FOREIGN KEY (claim) REFERENCES wish_claims (id);

CREATE TABLE wish_photos (
  wish     uuid NOT NULL REFERENCES wishes (id),
  photo    uuid NOT NULL,
  purpose  text NOT NULL CHECK (purpose IN ('ask', 'done', 'thanks')),
  shown    boolean NOT NULL DEFAULT false,      -- on the wall
  position integer NOT NULL,
  PRIMARY KEY (wish, photo)
);

-- A wish with the names people read and its claim; every read of the room goes through it.
CREATE VIEW wish_rows WITH (security_invoker = true) AS
SELECT w.*, m.name AS community_name, s.name AS asked_by_name,
       c.account AS claimer, c.organisation, c.kind AS claimer_kind, c.claimed_at, c.remind_at, c.contact_by,
       c.reminded_at, c.contacted_at, c.ended_at AS claim_ended_at,
       p.name AS claimer_name, o.name AS organisation_name,
       (SELECT count(*) FROM wish_photos f WHERE f.wish = w.id AND f.purpose = 'ask') AS photo_count,
       (SELECT array_agg(f.photo ORDER BY f.position) FROM wish_photos f WHERE f.wish = w.id AND f.shown) AS shown_photos
  FROM wishes w
  JOIN areas m ON m.id = w.community
  LEFT JOIN accounts s ON s.id = w.asked_by
  LEFT JOIN wish_claims c ON c.id = w.claim
  LEFT JOIN accounts p ON p.id = c.account
  LEFT JOIN organisations o ON o.id = c.organisation;

GRANT SELECT, INSERT, UPDATE ON wish_rules, wishes, wish_claims, wish_photos TO shequ_serving;
GRANT DELETE ON wish_photos TO shequ_serving;
GRANT SELECT ON wish_rows TO shequ_serving;
GRANT USAGE ON SEQUENCE wish_numbers TO shequ_serving;
