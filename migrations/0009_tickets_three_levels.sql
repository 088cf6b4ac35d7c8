-- Tickets between community, street and department: what a ticket knows beyond its steps, and what waits for a time.

ALTER TABLE tickets
  ALTER COLUMN reporter DROP NOT NULL,       -- a caller without an account; a report among staff
  ADD COLUMN origin text NOT NULL DEFAULT 'app'
    CHECK (origin IN ('app', 'phone', 'visit', 'hotline', 'staff', 'post', 'task')),
  ADD COLUMN filed_by        uuid REFERENCES accounts (id),       -- staff who wrote it down for somebody
  ADD COLUMN staff_only      boolean NOT NULL DEFAULT false,      -- never shown to residents
  ADD COLUMN urgent          boolean NOT NULL DEFAULT false,      -- its clocks run round the clock
  ADD COLUMN complaint_about uuid REFERENCES organisations (id),  -- never goes there, never shows there
  ADD COLUMN respond_by      timestamptz,                         -- first words to the resident
  ADD COLUMN responded_at    timestamptz,
  ADD COLUMN accepted_at     timestamptz,                         -- by the organisation that holds it
  ADD COLUMN waiting_since   timestamptz,                         -- for the resident: its clocks stand still
  ADD COLUMN waited          interval NOT NULL DEFAULT '0',       -- working time that it has stood still, in all
  ADD COLUMN parent          uuid REFERENCES tickets (id),
  ADD COLUMN open_children   integer NOT NULL DEFAULT 0 CHECK (open_children >= 0),
  ADD COLUMN open_calls      integer NOT NULL DEFAULT 0 CHECK (open_calls >= 0),  -- units called (吹哨) that have not reported in
  ADD COLUMN decided         boolean NOT NULL DEFAULT false,      -- the level above has said who does it: nobody refuses any more
  ADD COLUMN merged_into     uuid REFERENCES tickets (id),
  ADD COLUMN followers       integer NOT NULL DEFAULT 0 CHECK (followers >= 0),
  ADD COLUMN repeats         integer NOT NULL DEFAULT 0 CHECK (repeats >= 0),     -- earlier ones of the same kind and place or reporter
  ADD COLUMN extensions      integer NOT NULL DEFAULT 0 CHECK (extensions >= 0),
  ADD COLUMN hung_until      timestamptz,                         -- cannot be done now; looked at again then
  ADD COLUMN excluded        boolean NOT NULL DEFAULT false,      -- from the rates
  -- What the queue is ordered by: the next promise that is still open. Nothing is promised while it waits or hangs.
  ADD COLUMN next_by timestamptz GENERATED ALWAYS AS (
    CASE WHEN state IN ('resolved', 'closed') OR waiting_since IS NOT NULL OR hung_until IS NOT NULL THEN NULL
         WHEN acknowledged_at IS NULL OR state = 'reopened' THEN least(acknowledge_by, resolve_by)
         WHEN responded_at IS NULL AND respond_by IS NOT NULL THEN least(respond_by, resolve_by)
         ELSE resolve_by END) STORED,
  ADD CHECK (staff_only OR reporter IS NOT NULL OR filed_by IS NOT NULL),
  ADD CHECK (parent <> id AND merged_into <> id);
CREATE INDEX tickets_parent ON tickets (parent) WHERE parent IS NOT NULL;
CREATE INDEX tickets_merged ON tickets (merged_into) WHERE merged_into IS NOT NULL;
CREATE INDEX tickets_next ON tickets (holder, next_by, number) WHERE state <> 'closed';

DROP VIEW ticket_rows;
CREATE VIEW ticket_rows WITH (security_invoker = true) AS
SELECT t.*,
       coalesce(o.name, h.name) AS holder_name, d.name AS desk_name,
       s.name AS assignee_name, r.name AS reporter_name, f.name AS filed_by_name
  FROM tickets t
  JOIN areas d ON d.id = t.desk
  LEFT JOIN areas h ON t.holder_kind = 'desk' AND h.id = t.holder
  LEFT JOIN organisations o ON t.holder_kind = 'organisation' AND o.id = t.holder
  LEFT JOIN accounts s ON s.id = t.assignee
  LEFT JOIN accounts r ON r.id = t.reporter
  LEFT JOIN accounts f ON f.id = t.filed_by;
GRANT SELECT ON ticket_rows TO shequ_serving;

-- What happens to a ticket when a time comes, once. A row is gone when it has been done or is no longer wanted.
CREATE TABLE ticket_timers (
  ticket   uuid NOT NULL REFERENCES tickets (id),
  kind     text NOT NULL CHECK (kind ~ '^[a-z][a-z0-9_]*([.][a-z0-9_]+)*$'),
  district uuid NOT NULL,
  due_at   timestamptz NOT NULL,
  params   jsonb NOT NULL DEFAULT '{}',
  tries    integer NOT NULL DEFAULT 0,       -- that failed; due_at has moved on each time
  PRIMARY KEY (ticket, kind)
);
CREATE INDEX ticket_timers_due ON ticket_timers (district, due_at);
GRANT SELECT, INSERT, UPDATE, DELETE ON ticket_timers TO shequ_serving;
