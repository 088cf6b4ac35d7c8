-- Linkage (联动): units that a desk calls together, sub-tasks, who decides, the joint meeting's list.

ALTER TABLE tickets
  ADD COLUMN convened uuid[],  -- units called that did not decline; none: NULL
  ADD COLUMN parts    uuid[],  -- those of them whose part is open; none: NULL
  ADD COLUMN decider  uuid REFERENCES areas (id),  -- the desk above that has it to decide; none: its own desk
  -- Whatever closes a ticket: not while a part of it is open.
  ADD CONSTRAINT tickets_children CHECK (open_children = 0 OR state <> 'closed');
CREATE INDEX tickets_convened ON tickets USING gin (convened) WHERE convened IS NOT NULL;
CREATE INDEX tickets_parts ON tickets USING gin (parts) WHERE parts IS NOT NULL;

-- A whistle (吹哨) as it concerns one unit; a unit that is called again starts anew.
CREATE TABLE ticket_calls (
  ticket       uuid NOT NULL REFERENCES tickets (id),
  unit_kind    text NOT NULL CHECK (unit_kind IN ('desk', 'organisation')),
  unit         uuid NOT NULL,                 -- an area when 'desk', else an organisation
  state        text NOT NULL DEFAULT 'called' CHECK (state IN ('called', 'arrived', 'done', 'declined', 'ended')),
  called_by    uuid NOT NULL REFERENCES areas (id),  -- the desk
  words        text NOT NULL,
  called_at    timestamptz NOT NULL DEFAULT app_now(),
  due_at       timestamptz NOT NULL,          -- to report in (报到)
  overdue      boolean NOT NULL DEFAULT false,  -- it did not, by then
  answered_at  timestamptz,
  answer       text NOT NULL DEFAULT '',
  person       text NOT NULL DEFAULT '',      -- who comes
  arrives_at   timestamptz,
  instead_kind text CHECK (instead_kind IN ('desk', 'organisation')),
  instead      uuid,                          -- whom a unit that declined named
  done_at      timestamptz,
  PRIMARY KEY (ticket, unit)
);
CREATE INDEX ticket_calls_overdue ON ticket_calls (ticket) WHERE overdue AND state = 'called';

-- What the joint meeting (联席会议) has been asked by hand, and what it said. `quiet`: reasons that were there when it
-- was taken off the list; it comes back for a new one only.
CREATE TABLE ticket_joint (
  ticket  uuid PRIMARY KEY REFERENCES tickets (id),
  put_on  boolean NOT NULL DEFAULT false,     -- by hand
  reason  text NOT NULL DEFAULT '',           -- of the last who put it on or took it off
  quiet   text[] NOT NULL DEFAULT '{}',
  outcome text NOT NULL DEFAULT '',
  met_at  timestamptz
);

-- Why a ticket is stuck; `grace`: how long it may be late.
CREATE FUNCTION joint_reasons(t tickets, grace interval) RETURNS text[] LANGUAGE sql STABLE PARALLEL SAFE AS $$
SELECT array_remove(ARRAY[
  CASE WHEN t.open_calls > 0
        AND EXISTS (SELECT FROM ticket_calls c WHERE c.ticket = t.id AND c.overdue AND c.state = 'called')
       THEN 'calls_overdue' END,
  CASE WHEN t.refusals >= 2 AND NOT t.decided AND t.state NOT IN ('resolved', 'closed') THEN 'refused' END,
  CASE WHEN t.state NOT IN ('resolved', 'closed') AND t.hung_until IS NULL AND t.waiting_since IS NULL
        AND t.resolve_by + grace <= app_now() THEN 'overdue' END,
  CASE WHEN t.hung_until IS NOT NULL THEN 'hung' END,
  CASE WHEN t.open_children > 0 AND t.open_children + coalesce(cardinality(t.convened), 0) >= 2
       THEN 'many_units' END
], NULL)
$$;

-- The units called to a ticket that did not decline, as JSON, in the order they were called.
CREATE FUNCTION ticket_partners(ticket uuid) RETURNS text LANGUAGE sql STABLE PARALLEL SAFE AS $$
SELECT json_agg(json_build_object('kind', c.unit_kind, 'id', c.unit, 'name', coalesce(o.name, a.name),
                                  'state', c.state) ORDER BY c.called_at, c.unit)::text
  FROM ticket_calls c
  LEFT JOIN areas a ON c.unit_kind = 'desk' AND a.id = c.unit
  LEFT JOIN organisations o ON c.unit_kind = 'organisation' AND o.id = c.unit
 WHERE c.ticket = ticket_partners.ticket AND c.state <> 'declined'
$$;

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
GRANT SELECT, INSERT, UPDATE ON ticket_calls, ticket_joint TO shequ_serving;
