-- Tickets: what residents report and who works on it; the categories of a district with their times.

CREATE TABLE ticket_categories (
  district            uuid NOT NULL REFERENCES areas (id),
  key                 text NOT NULL CHECK (key ~ '^[a-z][a-z0-9_]{1,40}$'),
  group_name          text NOT NULL,
  group_name_en       text NOT NULL,
  name                text NOT NULL,
  name_en             text NOT NULL,
  acknowledge_minutes integer NOT NULL CHECK (acknowledge_minutes > 0),
  resolve_amount      integer NOT NULL CHECK (resolve_amount > 0),
  resolve_unit        text NOT NULL CHECK (resolve_unit IN ('h', 'd')),  -- calendar hours, days
  duty                text NOT NULL,          -- who does this as a rule; matched against organisations.duties
  emergency           jsonb,                  -- {"text", "text_en", "phones"}: shown before anything is typed
  position            integer NOT NULL,
  PRIMARY KEY (district, key)
);

-- Short enough to say on the phone; CACHE 1 keeps them in order.
CREATE SEQUENCE ticket_numbers START 100001 CACHE 1;

CREATE TABLE tickets (
  id              uuid PRIMARY KEY DEFAULT uuidv7(),
  district        uuid NOT NULL,
  number          bigint NOT NULL UNIQUE DEFAULT nextval('ticket_numbers'),
  version         integer NOT NULL DEFAULT 1,
  state           text NOT NULL DEFAULT 'reported' CHECK (state IN
                    ('reported', 'acknowledged', 'dispatched', 'working', 'resolved', 'closed', 'reopened')),
  category        text NOT NULL,
  text            text NOT NULL CHECK (length(text) BETWEEN 1 AND 800),
  area            uuid NOT NULL REFERENCES areas (id),
  path            uuid[] NOT NULL,            -- of the area, district first
  place           text NOT NULL,              -- as people write it
  place_text      text NOT NULL DEFAULT '',   -- what the reporter wrote beyond the tree
  latitude        double precision,
  longitude       double precision,
  desk            uuid NOT NULL REFERENCES areas (id),
  holder_kind     text NOT NULL CHECK (holder_kind IN ('desk', 'organisation')),
  holder          uuid NOT NULL,              -- an area when 'desk', else an organisation
  assignee        uuid REFERENCES accounts (id),
  reporter        uuid NOT NULL REFERENCES accounts (id),
  practice        boolean NOT NULL DEFAULT false,
  photo_count     integer NOT NULL DEFAULT 0,
  refusals        integer NOT NULL DEFAULT 0,
  satisfaction    smallint CHECK (satisfaction BETWEEN 1 AND 5),
  acknowledge_by  timestamptz NOT NULL,
  resolve_by      timestamptz NOT NULL,
  acknowledged_at timestamptz,
  resolved_at     timestamptz,
  closed_at       timestamptz,
  created_at      timestamptz NOT NULL DEFAULT app_now(),
  updated_at      timestamptz NOT NULL DEFAULT app_now(),
  FOREIGN KEY (district, category) REFERENCES ticket_categories (district, key),
  CHECK ((state = 'closed') = (closed_at IS NOT NULL)),
  CHECK (path[cardinality(path)] = area AND path[1] = district)
);
CREATE INDEX tickets_holder ON tickets (holder, number DESC);
CREATE INDEX tickets_desk ON tickets (desk, number DESC);
CREATE INDEX tickets_assignee ON tickets (assignee, number DESC) WHERE assignee IS NOT NULL;
CREATE INDEX tickets_reporter ON tickets (reporter, number DESC);
CREATE INDEX tickets_district ON tickets (district, number DESC);
CREATE INDEX tickets_path ON tickets USING gin (path);
CREATE INDEX tickets_alive ON tickets (district) WHERE state <> 'closed';

CREATE TABLE ticket_photos (
  ticket   uuid NOT NULL REFERENCES tickets (id),
  photo    uuid NOT NULL,
  purpose  text NOT NULL CHECK (purpose IN ('report', 'evidence')),
  position integer NOT NULL,
  PRIMARY KEY (ticket, photo)
);

-- A ticket with the names people read; every read of the room goes through it.
CREATE VIEW ticket_rows WITH (security_invoker = true) AS
SELECT t.*,
       coalesce(o.name, h.name) AS holder_name, d.name AS desk_name,
       s.name AS assignee_name, r.name AS reporter_name
  FROM tickets t
  JOIN areas d ON d.id = t.desk
  LEFT JOIN areas h ON t.holder_kind = 'desk' AND h.id = t.holder
  LEFT JOIN organisations o ON t.holder_kind = 'organisation' AND o.id = t.holder
  LEFT JOIN accounts s ON s.id = t.assignee
  JOIN accounts r ON r.id = t.reporter;

GRANT SELECT, INSERT, UPDATE ON ticket_categories, tickets TO shequ_serving;
GRANT SELECT, INSERT ON ticket_photos TO shequ_serving;
GRANT SELECT ON ticket_rows TO shequ_serving;
GRANT USAGE ON SEQUENCE ticket_numbers TO shequ_serving;
