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
