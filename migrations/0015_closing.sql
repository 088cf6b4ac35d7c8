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
  contacted_at  timestamptz,                         -- the resident first heard from a unit
  contact_by    timestamptz,                         -- what was promised for that then
  worded_at     timestamptz,                         -- she first read words of a unit
  word_by       timestamptz,
  hung          boolean NOT NULL DEFAULT false,      -- at some time
  reopened      integer NOT NULL DEFAULT 0,
  asked_at      timestamptz,                         -- whether it is done; null again when it is reopened
  asked_twice   boolean NOT NULL DEFAULT false,      -- the question after four weeks has been put, once for ever
  said          boolean,                             -- whether it is done, in her own words: confirmed or reopened
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

-- Call-backs (回访): somebody who did not handle it asks how it went.
CREATE TABLE ticket_call_backs (
  id           uuid PRIMARY KEY DEFAULT uuidv7(),
  district     uuid NOT NULL,
  ticket       uuid NOT NULL REFERENCES tickets (id),
  account      uuid NOT NULL REFERENCES accounts (id),
  at           timestamptz NOT NULL DEFAULT app_now(),
  reached      boolean NOT NULL,
  resolved     boolean,
  satisfaction smallint CHECK (satisfaction BETWEEN 1 AND 5),
  text         text NOT NULL DEFAULT '',
  CHECK (reached = (resolved IS NOT NULL)),
  CHECK (reached OR satisfaction IS NULL)
);
CREATE INDEX ticket_call_backs_ticket ON ticket_call_backs (ticket, id);
CREATE INDEX tickets_resolved ON tickets (district, number) WHERE state IN ('resolved', 'closed');
GRANT SELECT, INSERT ON ticket_call_backs TO shequ_serving;

-- How a district counts (统计口径). Never changed: a new version takes over.
CREATE TABLE rate_definitions (
  district       uuid NOT NULL REFERENCES areas (id),
  version        integer NOT NULL CHECK (version > 0),
  response       text NOT NULL CHECK (response IN ('contacted', 'words')),
  response_of    text NOT NULL CHECK (response_of IN ('dispatched', 'organisations')),
  resolution_of  text NOT NULL CHECK (resolution_of IN ('call_backs', 'answers')),
  satisfied_from smallint NOT NULL CHECK (satisfied_from BETWEEN 3 AND 5),
  sample_percent smallint NOT NULL CHECK (sample_percent BETWEEN 0 AND 100),
  reason         text NOT NULL,
  changed_by     uuid NOT NULL REFERENCES accounts (id),
  changed_at     timestamptz NOT NULL DEFAULT app_now(),
  PRIMARY KEY (district, version)
);
GRANT SELECT, INSERT ON rate_definitions TO shequ_serving;

-- What each ticket is in the three rates of its district, as they are counted now.
CREATE VIEW ticket_rates WITH (security_invoker = true) AS
SELECT b.id, b.number, b.district, b.path, b.desk, b.organisation, b.category, b.created_at, b.kept,
       b.extended, b.hung, b.reopened,
       b.counted AND b.given AND b.waits AS pending,
       b.counted AND b.given AND NOT b.waits AS response_of,
       b.counted AND b.given AND b.heard AS response_ok,
       b.counted AND b.answer IS NOT NULL AS resolution_of,
       b.counted AND b.answer IS TRUE AS resolution_ok,
       b.counted AND b.satisfaction IS NOT NULL AS satisfaction_of,
       b.counted AND coalesce(b.satisfaction >= b.satisfied_from, false) AS satisfaction_ok,
       b.counted
  FROM (
    SELECT k.*, k.kept = 'counted' AS counted, NOT k.heard AND k.promise > app_now() AS waits
      FROM (
        SELECT t.id, t.number, t.district, t.path, t.desk, t.category, t.created_at, t.satisfaction, o.organisation,
               t.extensions > 0 AS extended, coalesce(o.hung, false) AS hung, coalesce(o.reopened > 0, false) AS reopened,
               coalesce(d.satisfied_from, 3) AS satisfied_from,
               CASE WHEN t.practice THEN 'practice'
                    WHEN t.merged_into IS NOT NULL THEN 'merged'
                    WHEN t.staff_only OR t.origin = 'task' THEN 'internal'
                    WHEN t.excluded THEN 'excluded'
                    ELSE 'counted' END AS kept,
               CASE WHEN d.response_of = 'organisations' THEN o.dispatched_at IS NOT NULL ELSE true END AS given,
               CASE WHEN d.response = 'words' THEN coalesce(o.word_by, t.respond_by, t.acknowledge_by)
                    ELSE coalesce(o.contact_by, t.acknowledge_by) END AS promise,
               CASE WHEN d.response = 'words'
                    THEN coalesce(o.worded_at <= o.word_by, false)
                    ELSE coalesce(o.contacted_at <= o.contact_by, false) END AS heard,
               CASE WHEN o.call_back IN ('resolved', 'unresolved') THEN o.call_back = 'resolved'
                    WHEN d.resolution_of = 'answers' AND o.said IS NOT NULL THEN o.said END AS answer
          FROM tickets t
          LEFT JOIN ticket_outcomes o ON o.ticket = t.id
          LEFT JOIN (SELECT DISTINCT ON (district) * FROM rate_definitions ORDER BY district, version DESC) d
                 ON d.district = t.district
      ) k
  ) b;
GRANT SELECT ON ticket_rates TO shequ_serving;
