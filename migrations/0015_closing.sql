-- Closing well: what is asked of the resident and what she answers; who worked on a ticket; exceptions that one
-- asks for and another grants; call-backs; how the three rates are counted.

ALTER TABLE ticket_categories
  ADD COLUMN evidence   text    NOT NULL DEFAULT 'photo' CHECK (evidence IN ('photo', 'words')),
  ADD COLUMN comes_back boolean NOT NULL DEFAULT false;  -- asked about again four weeks after it was closed

ALTER TABLE tickets
  ADD COLUMN asked_again_at timestamptz,  -- "is it still good?", while the question is open
  ADD COLUMN asked_for text CHECK (asked_for IN ('extend', 'hang', 'exclude'));  -- while the request is open
CREATE INDEX tickets_received ON tickets (district, created_at);

DROP VIEW ticket_rows;
CREATE VIEW ticket_rows WITH (security_invoker = true) AS
SELECT t.*,
       coalesce(o.name, h.name) AS holder_name, d.name AS desk_name,
       s.name AS assignee_name, r.name AS reporter_name, f.name AS filed_by_name,
       CASE WHEN t.convened IS NOT NULL THEN ticket_partners(t.id) END AS partners
  FROM tickets t
  JOIN areas d ON d.id = t.desk
  LEFT JOIN areas h ON t.holder_kind = 'desk' AND h.id = t.holder
  LEFT JOIN organisations o ON t.holder_kind = 'organisation' AND o.id = t.holder
  LEFT JOIN accounts s ON s.id = t.assignee
  LEFT JOIN accounts r ON r.id = t.reporter
  LEFT JOIN accounts f ON f.id = t.filed_by;
GRANT SELECT ON ticket_rows TO shequ_serving;

-- What is known of a ticket beyond its row once units have worked on it.
CREATE TABLE ticket_outcomes (
  ticket        uuid PRIMARY KEY REFERENCES tickets (id),
  organisation  uuid REFERENCES organisations (id),  -- the last that had it
  dispatched_at timestamptz,                         -- first, to an organisation
  reopened      integer NOT NULL DEFAULT 0,
  asked_at      timestamptz,                         -- whether it is done; null again when it is reopened
  asked_twice   boolean NOT NULL DEFAULT false,      -- the question after four weeks has been put, once for ever
  still_good    boolean,                             -- her answer to it
  call_back     text CHECK (call_back IN ('resolved', 'unresolved', 'no_answer')),
  call_back_at  timestamptz,
  tries         integer NOT NULL DEFAULT 0           -- call-backs since it was last resolved
);

-- Who took a handling step: may not call back about it.
CREATE TABLE ticket_hands (
  ticket  uuid NOT NULL REFERENCES tickets (id),
  account uuid NOT NULL REFERENCES accounts (id),
  PRIMARY KEY (ticket, account)
);

GRANT SELECT, INSERT, UPDATE ON ticket_outcomes TO shequ_serving;
GRANT SELECT, INSERT ON ticket_hands TO shequ_serving;

-- What a holder asks for and another grants: more time (延期), to wait until it can be done (挂账), not to count (剔除).
CREATE TABLE ticket_requests (
  id         uuid PRIMARY KEY DEFAULT uuidv7(),
  district   uuid NOT NULL,
  ticket     uuid NOT NULL REFERENCES tickets (id),
  kind       text NOT NULL CHECK (kind IN ('extend', 'hang', 'exclude')),
  reason     text NOT NULL,
  amount     integer CHECK (amount > 0),          -- of more time
  unit       text CHECK (unit IN ('h', 'd')),
  asked_by   uuid NOT NULL REFERENCES accounts (id),
  asked_unit text NOT NULL,                       -- desk or organisation, as it was called
  asked_at   timestamptz NOT NULL DEFAULT app_now(),
  state      text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'approved', 'refused', 'withdrawn')),
  decided_by uuid REFERENCES accounts (id),
  decided_at timestamptz,
  answer     text NOT NULL DEFAULT '',
  due        timestamptz,                         -- the new promise; when it is looked at again
  CHECK ((kind = 'extend') = (amount IS NOT NULL) AND (amount IS NULL) = (unit IS NULL)),
  CHECK (decided_by <> asked_by)
);
CREATE UNIQUE INDEX ticket_requests_open ON ticket_requests (ticket) WHERE state = 'open';
CREATE INDEX ticket_requests_waiting ON ticket_requests (district, id) WHERE state = 'open';
CREATE INDEX ticket_requests_ticket ON ticket_requests (ticket, id);
GRANT SELECT, INSERT, UPDATE ON ticket_requests TO shequ_serving;
