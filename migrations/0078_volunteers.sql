-- Volunteering (志愿活动): calls with seats, who comes, who was there and how long.

CREATE SEQUENCE volunteer_call_numbers START 101 CACHE 1;

CREATE TABLE volunteer_calls (
  id           uuid PRIMARY KEY DEFAULT uuidv7(),
  district     uuid NOT NULL,
  number       bigint NOT NULL UNIQUE DEFAULT nextval('volunteer_call_numbers'),
  version      integer NOT NULL DEFAULT 1,
  state        text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'cancelled')),
  title        text NOT NULL CHECK (length(title) BETWEEN 1 AND 60),
  text         text NOT NULL CHECK (length(text) <= 500),
  area         uuid NOT NULL REFERENCES areas (id),   -- whom it is for: who lives there
  path         uuid[] NOT NULL,
  place        text NOT NULL CHECK (length(place) BETWEEN 1 AND 100),
  starts_at    timestamptz NOT NULL,
  ends_at      timestamptz NOT NULL,
  seats        integer NOT NULL CHECK (seats BETWEEN 1 AND 500),
  organisation uuid REFERENCES organisations (id),    -- which calls; null: the community
  code         text NOT NULL CHECK (code ~ '^[0-9]{6}$'),  -- shown at the place
  reason       text NOT NULL DEFAULT '',              -- of a cancellation
  called_by    uuid NOT NULL REFERENCES accounts (id),
  created_at   timestamptz NOT NULL DEFAULT app_now(),
  updated_at   timestamptz NOT NULL DEFAULT app_now(),
  CHECK (ends_at > starts_at AND ends_at <= starts_at + interval '24 hours'),
  CHECK (path[cardinality(path)] = area AND path[1] = district)
);
CREATE INDEX volunteer_calls_area ON volunteer_calls (area, ends_at);
CREATE INDEX volunteer_calls_path ON volunteer_calls USING gin (path);

CREATE TABLE volunteer_places (
  id         uuid PRIMARY KEY DEFAULT uuidv7(),       -- in the order in which they signed up
  call       uuid NOT NULL REFERENCES volunteer_calls (id),
  account    uuid NOT NULL REFERENCES accounts (id),
  state      text NOT NULL CHECK (state IN ('signed', 'waiting', 'present', 'left')),
  tries      integer NOT NULL DEFAULT 0,              -- of the code
  signed_at  timestamptz NOT NULL DEFAULT app_now(),
  present_at timestamptz,
  minutes    integer NOT NULL DEFAULT 0 CHECK (minutes BETWEEN 0 AND 1440),
  UNIQUE (call, account),
  CHECK ((state = 'present') = (present_at IS NOT NULL))
);
CREATE INDEX volunteer_places_account ON volunteer_places (account, id DESC);

-- A call with names and how full it is; every read of the room goes through it.
CREATE VIEW volunteer_call_rows WITH (security_invoker = true) AS
SELECT c.*, a.name AS area_name, coalesce(o.name, a.name) AS unit,
       (SELECT count(*) FROM volunteer_places p WHERE p.call = c.id AND p.state IN ('signed', 'present')) AS taken,
       (SELECT count(*) FROM volunteer_places p WHERE p.call = c.id AND p.state = 'waiting') AS waiting,
       (SELECT count(*) FROM volunteer_places p WHERE p.call = c.id AND p.state = 'present') AS present
  FROM volunteer_calls c JOIN areas a ON a.id = c.area LEFT JOIN organisations o ON o.id = c.organisation;

GRANT SELECT, INSERT, UPDATE ON volunteer_calls TO shequ_serving;
GRANT SELECT, INSERT, UPDATE, DELETE ON volunteer_places TO shequ_serving;
GRANT SELECT ON volunteer_call_rows TO shequ_serving;
GRANT USAGE ON SEQUENCE volunteer_call_numbers TO shequ_serving;

-- 志愿活动 has a tile on the first page of the phone.
INSERT INTO home_sections (position, key, icon, name, name_en, state, address)
VALUES (65, 'volunteers', 'people', '志愿活动', 'Volunteering', 'open', '/volunteers');
