-- Family: one resident acts for another, with consent.

CREATE TABLE family_mandates (
  id          uuid PRIMARY KEY DEFAULT uuidv7(),
  district    uuid NOT NULL REFERENCES areas (id),
  version     int NOT NULL DEFAULT 1,
  state       text NOT NULL DEFAULT 'asked' CHECK (state IN ('asked', 'agreed', 'ended')),
  child       uuid NOT NULL REFERENCES accounts (id),   -- whose phone acts
  parent      uuid REFERENCES accounts (id),            -- for whom; null: her phone has no account yet
  name        text NOT NULL CHECK (length(name) BETWEEN 1 AND 50),  -- hers, as the child wrote it
  phone       bytea,                                    -- hers, sealed, until she has answered
  phone_index bytea NOT NULL,                           -- as of accounts
  tie         text NOT NULL CHECK (tie IN ('son', 'daughter', 'grandchild', 'spouse', 'sibling', 'other')),
  purpose     text NOT NULL CHECK (length(purpose) BETWEEN 1 AND 100),
  until       date NOT NULL,                            -- the last day
  code_hash   bytea,
  code_tries  int NOT NULL DEFAULT 0,
  code_until  timestamptz,
  asked_at    timestamptz NOT NULL DEFAULT app_now(),
  agreed_at   timestamptz,
  agreed_way  text CHECK (agreed_way IN ('app', 'code', 'desk', 'visit')),
  agreed_by   uuid REFERENCES accounts (id),            -- herself, or the official who heard her
  evidence    text NOT NULL DEFAULT '' CHECK (length(evidence) <= 400),  -- how she said so, at the desk or at home
  ended_at    timestamptz,
  ended_by    uuid REFERENCES accounts (id),
  ending      text CHECK (ending IN ('refused', 'withdrawn', 'given_up', 'by_staff', 'over', 'unanswered')),
  CHECK ((state = 'ended') = (ended_at IS NOT NULL)),
  CHECK ((ended_at IS NULL) = (ending IS NULL)),
  CHECK ((agreed_at IS NULL) = (agreed_way IS NULL)),
  CHECK (state <> 'agreed' OR (agreed_at IS NOT NULL AND parent IS NOT NULL)),
  CHECK (state = 'asked' OR phone IS NULL),
  CHECK (parent IS DISTINCT FROM child)
);
CREATE UNIQUE INDEX family_mandates_once ON family_mandates (child, phone_index) WHERE state <> 'ended';
CREATE INDEX family_mandates_child ON family_mandates (child, id DESC);
CREATE INDEX family_mandates_parent ON family_mandates (parent, id DESC);
CREATE INDEX family_mandates_phone ON family_mandates (district, phone_index) WHERE state = 'asked';
CREATE INDEX family_mandates_until ON family_mandates (until) WHERE state <> 'ended';

-- What was done under a mandate; the audit log has it too, this is for the two of them to read.
CREATE TABLE family_acts (
  id       uuid PRIMARY KEY DEFAULT uuidv7(),
  mandate  uuid NOT NULL REFERENCES family_mandates (id),
  what     text NOT NULL CHECK (what ~ '^[a-z_]{1,40}$'),
  subject  uuid,                                        -- a ticket, a visit
  number   bigint,                                      -- of the ticket
  at       timestamptz NOT NULL DEFAULT app_now()
);
CREATE INDEX family_acts_mandate ON family_acts (mandate, id DESC);

GRANT SELECT, INSERT, UPDATE ON family_mandates TO shequ_serving;
GRANT SELECT, INSERT ON family_acts TO shequ_serving;
