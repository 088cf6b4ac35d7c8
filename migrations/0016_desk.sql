-- The desk: queues in the order of the next deadline, claims, callers, and what clerks work with.

-- Which list a ticket is in, for somebody with these units; inlined where it is asked, so that indexes serve it.
CREATE FUNCTION ticket_listed(
  t tickets, list text, me uuid, desks uuid[], organisations uuid[], worker_organisations uuid[], watched uuid[]
) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT CASE list
  WHEN 'own' THEN t.reporter = me
  -- It waits for a step of mine: held by my desks or organisations, taken by nobody else there; or they were called
  -- to it and their part is open.
  WHEN 'mine' THEN t.state IN ('reported', 'acknowledged', 'dispatched', 'working', 'reopened')
    AND (t.holder = ANY (desks) OR t.holder = ANY (organisations) OR t.holder = ANY (worker_organisations)
         OR t.parts && desks OR t.parts && organisations)
    AND (t.assignee = me
         OR t.assignee IS NULL AND (t.holder = ANY (desks) OR t.holder = ANY (organisations))
         OR t.parts && desks OR t.parts && organisations)
  -- My desks answer for it, or my desks or organisations hold it or are called to it; a worker's own only.
  WHEN 'unit' THEN t.desk = ANY (desks) OR t.holder = ANY (desks) OR t.holder = ANY (organisations)
    OR t.holder = ANY (worker_organisations) AND t.assignee = me
    OR t.convened && desks OR t.convened && organisations
  -- In my areas, and not my unit's.
  WHEN 'watching' THEN t.path && watched
    AND NOT (t.desk = ANY (desks) OR t.holder = ANY (desks) OR t.holder = ANY (organisations)
             OR t.holder = ANY (worker_organisations) AND t.assignee IS NOT DISTINCT FROM me
             OR coalesce(t.convened && desks OR t.convened && organisations, false))
  ELSE false END
$$;

-- Whether a ticket is among those asked for; what `f` does not name is not asked for.
CREATE FUNCTION ticket_fits(t tickets, f jsonb, me uuid) RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE AS $$
SELECT CASE WHEN f->'states' IS NULL THEN t.state <> 'closed' OR f->>'number' IS NOT NULL
            WHEN f->'states' ? 'closed' THEN f->'states' ? t.state
            ELSE t.state <> 'closed' AND f->'states' ? t.state END  -- said so that the partial indexes serve
  AND (f->>'category' IS NULL OR t.category = f->>'category')
  AND (f->>'area' IS NULL OR t.path @> ARRAY[(f->>'area')::uuid])
  AND (f->>'number' IS NULL OR t.number = (f->>'number')::bigint)
  AND (f->>'words' IS NULL OR position(f->>'words' IN t.text) > 0 OR position(f->>'words' IN t.place) > 0
       OR position(f->>'words' IN t.place_text) > 0
       OR t.number::text = replace(f->>'words', ' ', ''))
  AND (f->>'assignee' IS NULL OR CASE f->>'assignee' WHEN 'me' THEN t.assignee = me ELSE t.assignee IS NULL END)
  AND (f->>'overdue' IS NULL OR (t.next_by IS NOT NULL AND t.next_by < app_now()) = (f->>'overdue')::boolean)
  AND (f->>'urgent' IS NULL OR t.urgent = (f->>'urgent')::boolean)
  AND (f->>'waiting' IS NULL OR (t.waiting_since IS NOT NULL) = (f->>'waiting')::boolean)
  AND (f->>'hung' IS NULL OR (t.hung_until IS NOT NULL) = (f->>'hung')::boolean)
$$;

-- The queues hold what is not closed: these stay small however many tickets there have been.
DROP INDEX tickets_next, tickets_alive;
CREATE INDEX tickets_holder_open ON tickets (holder, next_by, number) WHERE state <> 'closed';
CREATE INDEX tickets_desk_open ON tickets (desk, next_by, number) WHERE state <> 'closed';
CREATE INDEX tickets_open ON tickets (district, next_by, number) WHERE state <> 'closed';

-- Since when the ticket is its assignee's.
ALTER TABLE tickets ADD COLUMN assigned_at timestamptz;

-- Who called or came to the counter: for them staff filed it. Sealed; found by the blind index of the phone.
CREATE TABLE ticket_callers (
  ticket      uuid PRIMARY KEY REFERENCES tickets (id),
  district    uuid NOT NULL,
  name        bytea,
  phone       bytea,
  phone_index bytea,
  told        integer NOT NULL DEFAULT 0,  -- the version of the last step they were told of
  created_at  timestamptz NOT NULL DEFAULT app_now(),
  CHECK ((phone IS NULL) = (phone_index IS NULL))
);
CREATE INDEX ticket_callers_phone ON ticket_callers (district, phone_index) WHERE phone_index IS NOT NULL;
GRANT SELECT, INSERT, UPDATE ON ticket_callers TO shequ_serving;

-- Macros, reply templates and saved views: of a person, a unit (a desk or an organisation) or the district.
CREATE TABLE desk_tools (
  id         uuid PRIMARY KEY DEFAULT uuidv7(),
  district   uuid NOT NULL REFERENCES areas (id),
  kind       text NOT NULL CHECK (kind IN ('macro', 'template', 'view')),
  owner_kind text NOT NULL CHECK (owner_kind IN ('person', 'unit', 'district')),
  owner      uuid NOT NULL,              -- an account; an area or organisation; the district
  name       text NOT NULL CHECK (length(name) BETWEEN 1 AND 50),
  body       text NOT NULL CHECK (octet_length(body) <= 32768),  -- JSON of the kind's struct
  version    integer NOT NULL DEFAULT 1,
  created_by uuid REFERENCES accounts (id),
  updated_at timestamptz NOT NULL DEFAULT app_now(),
  UNIQUE (owner, kind, name)
);
GRANT SELECT, INSERT, UPDATE, DELETE ON desk_tools TO shequ_serving;

-- What somebody is writing, on a ticket or a new report, kept until it is sent.
CREATE TABLE drafts (
  account    uuid NOT NULL REFERENCES accounts (id),
  about      text NOT NULL CHECK (about ~ '^(new|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})$'),
  version    integer NOT NULL DEFAULT 1,
  text       text NOT NULL,
  fields     text NOT NULL CHECK (octet_length(fields) <= 16384),  -- JSON, as the page wants it back
  photos     uuid[] NOT NULL,
  updated_at timestamptz NOT NULL DEFAULT app_now(),
  PRIMARY KEY (account, about)
);
CREATE INDEX drafts_updated ON drafts (updated_at);
GRANT SELECT, INSERT, UPDATE, DELETE ON drafts TO shequ_serving;
ALTER TABLE photos ADD COLUMN kept_until timestamptz;  -- a draft holds it

-- What is to be done on every ticket of a category, and what has been.
CREATE TABLE checklist_items (
  id        uuid PRIMARY KEY DEFAULT uuidv7(),
  district  uuid NOT NULL,
  category  text NOT NULL,
  text      text NOT NULL CHECK (length(text) BETWEEN 1 AND 100),
  text_en   text NOT NULL DEFAULT '',
  required  boolean NOT NULL DEFAULT false,  -- before it is resolved
  position  integer NOT NULL,
  closed_at timestamptz,
  FOREIGN KEY (district, category) REFERENCES ticket_categories (district, key)
);
CREATE INDEX checklist_items_category ON checklist_items (district, category) WHERE closed_at IS NULL;
CREATE TABLE ticket_checks (
  ticket  uuid NOT NULL REFERENCES tickets (id),
  item    uuid NOT NULL REFERENCES checklist_items (id),
  account uuid NOT NULL REFERENCES accounts (id),
  unit    text NOT NULL,
  at      timestamptz NOT NULL DEFAULT app_now(),
  PRIMARY KEY (ticket, item)
);
GRANT SELECT, INSERT, UPDATE ON checklist_items TO shequ_serving;
GRANT SELECT, INSERT, DELETE ON ticket_checks TO shequ_serving;

GRANT EXECUTE ON FUNCTION ticket_listed(tickets, text, uuid, uuid[], uuid[], uuid[], uuid[]),
  ticket_fits(tickets, jsonb, uuid) TO shequ_serving;
