-- The service circle: how organisations take up what is given to them.

-- One row for each time an organisation has a ticket. `ended_at`: it has it no longer.
CREATE TABLE ticket_turns (
  id           uuid PRIMARY KEY DEFAULT uuidv7(),
  district     uuid NOT NULL,
  ticket       uuid NOT NULL REFERENCES tickets (id),
  organisation uuid NOT NULL REFERENCES organisations (id),
  given_at     timestamptz NOT NULL DEFAULT app_now(),
  accept_by    timestamptz NOT NULL,
  accepted_at  timestamptz,
  arrive_by    timestamptz,                  -- as they promised when they accepted
  arrived_at   timestamptz,
  finished_at  timestamptz,                  -- resolved by them, the last time
  ended_at     timestamptz,
  refused      boolean NOT NULL DEFAULT false,
  CHECK (NOT refused OR ended_at IS NOT NULL)
);
CREATE UNIQUE INDEX ticket_turns_open ON ticket_turns (ticket) WHERE ended_at IS NULL;
CREATE INDEX ticket_turns_organisation ON ticket_turns (organisation, given_at);

-- A turn with the lane it stands in on its organisation's console, and what the lane is ordered by.
CREATE VIEW ticket_lanes WITH (security_invoker = true) AS
SELECT u.*, t.number, t.path, t.assignee, t.state, t.practice, t.resolve_by, t.complaint_about,
       CASE WHEN u.refused THEN 'refused'
            WHEN u.finished_at IS NOT NULL AND (u.ended_at IS NOT NULL OR t.state IN ('resolved', 'closed')) THEN 'done'
            WHEN u.ended_at IS NOT NULL OR t.state IN ('resolved', 'closed') THEN 'moved'
            WHEN u.accepted_at IS NULL THEN 'to_send'
            WHEN t.state = 'working' THEN 'working'
            ELSE 'accepted' END AS lane,
       u.ended_at IS NULL AND t.state NOT IN ('resolved', 'closed')
         AND t.waiting_since IS NULL AND t.hung_until IS NULL
         AND u.accepted_at IS NULL AND u.accept_by < app_now() AS accept_overdue,
       u.ended_at IS NULL AND coalesce(t.next_by < app_now(), false) AS overdue
  FROM ticket_turns u JOIN tickets t ON t.id = u.ticket;

ALTER TABLE ticket_photos
  DROP CONSTRAINT ticket_photos_purpose_check,
  ADD CONSTRAINT ticket_photos_purpose_check CHECK (purpose IN ('report', 'before', 'evidence'));

GRANT SELECT, INSERT, UPDATE ON ticket_turns TO shequ_serving;
GRANT SELECT ON ticket_lanes TO shequ_serving;

-- What volunteers and party members may take: offered to organisations, taken by one person.
ALTER TABLE tickets ADD COLUMN pool text CHECK (pool IN ('offered', 'taken'));

CREATE TABLE ticket_offers (
  id            uuid PRIMARY KEY DEFAULT uuidv7(),
  district      uuid NOT NULL,
  ticket        uuid NOT NULL REFERENCES tickets (id),
  organisations uuid[] NOT NULL CHECK (cardinality(organisations) BETWEEN 1 AND 20),
  desk          uuid NOT NULL REFERENCES areas (id),      -- where it goes back to
  text          text NOT NULL CHECK (length(text) BETWEEN 1 AND 800),  -- written for whoever may not know more
  state         text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'taken', 'over')),
  taken_by      uuid REFERENCES accounts (id),
  organisation  uuid REFERENCES organisations (id),
  offered_at    timestamptz NOT NULL DEFAULT app_now(),
  since         timestamptz NOT NULL DEFAULT app_now(),   -- when it came into its state
  CHECK ((state = 'taken') <= (taken_by IS NOT NULL AND organisation IS NOT NULL))
);
CREATE UNIQUE INDEX ticket_offers_alive ON ticket_offers (ticket) WHERE state <> 'over';
CREATE INDEX ticket_offers_open ON ticket_offers USING gin (organisations) WHERE state = 'open';
CREATE INDEX ticket_offers_taken ON ticket_offers (taken_by, id) WHERE state = 'taken';
GRANT SELECT, INSERT, UPDATE ON ticket_offers TO shequ_serving;

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

-- Exports: tables that somebody asked for as a file. One that is done can be fetched until `expires_at`.
CREATE TABLE exports (
  id          uuid PRIMARY KEY DEFAULT uuidv7(),
  district    uuid NOT NULL,
  account     uuid NOT NULL REFERENCES accounts (id),
  session     uuid NOT NULL,                -- whose rights count; when it has ended, nothing is written
  list        text NOT NULL,
  filters     jsonb NOT NULL,
  columns     text[] NOT NULL,
  locale      text NOT NULL CHECK (locale IN ('zh-CN', 'en')),
  state       text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'running', 'done', 'failed', 'cancelled')),
  attempt     integer NOT NULL DEFAULT 0,   -- fences off a process that was thought dead
  lease_until timestamptz,
  rows        integer NOT NULL DEFAULT 0,   -- written so far
  total       integer,                      -- as counted at the beginning
  bytes       bigint,
  reason      text,                         -- the code of an error, when it failed
  created_at  timestamptz NOT NULL DEFAULT app_now(),
  finished_at timestamptz,
  expires_at  timestamptz NOT NULL DEFAULT app_now() + interval '24 hours'
);
CREATE INDEX exports_account ON exports (account, id);
CREATE INDEX exports_unfinished ON exports (district, created_at) WHERE state IN ('waiting', 'running');
CREATE INDEX exports_expiry ON exports (expires_at);

-- The file, sealed piece by piece.
CREATE TABLE export_pieces (
  export   uuid NOT NULL REFERENCES exports (id) ON DELETE CASCADE,
  position integer NOT NULL,
  content  bytea NOT NULL,
  PRIMARY KEY (export, position)
);
ALTER TABLE export_pieces ALTER COLUMN content SET STORAGE EXTERNAL;  -- what is sealed does not shrink

GRANT SELECT, INSERT, UPDATE, DELETE ON exports, export_pieces TO shequ_serving;
