-- Routing: who gets a new ticket, by rules that people order, try on past tickets and publish. Complaints about an
-- organisation: they never lie there.

-- Which kind of organisation a category complains about; the one that serves the place is meant unless another is named.
ALTER TABLE ticket_categories
  ADD COLUMN about text CHECK (about IN ('department', 'property', 'utility', 'committee', 'operator'));
UPDATE ticket_categories SET about = 'property' WHERE key = 'property_complaint';

ALTER TABLE tickets
  ADD CHECK (complaint_about IS NULL OR holder_kind <> 'organisation' OR holder <> complaint_about);

-- The organisation of a kind that serves a place, the one nearest to it.
CREATE FUNCTION serving_of_kind(path uuid[], kind text) RETURNS uuid LANGUAGE sql STABLE AS $$
  SELECT o.id FROM organisation_areas s JOIN organisations o ON o.id = s.organisation
   WHERE s.area = ANY (path) AND o.kind = serving_of_kind.kind AND o.closed_at IS NULL
   ORDER BY array_position(path, s.area) DESC, o.name LIMIT 1
$$;

-- One set of rules an area is in force, one more may be in the making; those that were in force stay to be looked at.
CREATE TABLE routing_sets (
  id           uuid PRIMARY KEY DEFAULT uuidv7(),
  district     uuid NOT NULL,
  area         uuid NOT NULL REFERENCES areas (id),
  state        text NOT NULL CHECK (state IN ('draft', 'published', 'replaced')),
  version      integer NOT NULL,             -- of what is published, counted for the area; of a draft: of its edits
  rules        jsonb NOT NULL,               -- in their order
  changed_by   uuid NOT NULL REFERENCES accounts (id),
  changed_at   timestamptz NOT NULL DEFAULT app_now(),
  published_by uuid REFERENCES accounts (id),
  published_at timestamptz,
  CHECK ((state = 'draft') = (published_at IS NULL))
);
CREATE UNIQUE INDEX routing_sets_current ON routing_sets (area, state) WHERE state <> 'replaced';
CREATE UNIQUE INDEX routing_sets_version ON routing_sets (area, version) WHERE state <> 'draft';

-- A rule that matched and could not be followed.
CREATE TABLE routing_skips (
  id     uuid PRIMARY KEY DEFAULT uuidv7(),
  rule   uuid NOT NULL,
  ticket uuid NOT NULL REFERENCES tickets (id),
  reason text NOT NULL CHECK (reason IN ('closed', 'not_serving', 'complaint', 'no_desk', 'nobody_on_duty')),
  at     timestamptz NOT NULL DEFAULT app_now()
);
CREATE INDEX routing_skips_rule ON routing_skips (rule, at);

-- Whether a place's desk works at a moment; without a calendar it always does.
CREATE FUNCTION works_at(path uuid[], moment timestamptz) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT c.id IS NULL OR working_between(c.id, moment, moment + interval '1 minute', false) > 0
    FROM (SELECT calendar_of_path(works_at.path) AS id) c
$$;

-- What is in force for a place, the nearest area's rules first, and what rules may ask beyond the ticket itself;
-- null when there are no rules: a report costs nothing more then.
CREATE FUNCTION routing_plan(path uuid[], category text) RETURNS text LANGUAGE sql STABLE AS $$
  SELECT json_build_object(
           'rules', r.sets,
           'group', (SELECT c.group_name FROM ticket_categories c
                      WHERE c.district = routing_plan.path[1] AND c.key = routing_plan.category),
           'level', (SELECT a.level FROM areas a WHERE a.id = routing_plan.path[cardinality(routing_plan.path)]),
           'firm', serving_of_kind(path, 'property') IS NOT NULL,
           'working', works_at(path, app_now()))::text
    FROM (SELECT json_agg(s.rules ORDER BY array_position(path, s.area) DESC) AS sets
            FROM routing_sets s WHERE s.area = ANY (path) AND s.state = 'published') r
   WHERE r.sets IS NOT NULL
$$;

-- A call between two: the other end, as an account or as a phone, sealed; blanked like the rest.
ALTER TABLE messages
  ADD COLUMN connect       uuid REFERENCES accounts (id),
  ADD COLUMN connect_phone bytea,
  ADD CHECK (state = 'waiting' OR connect_phone IS NULL);

-- A part of a complaint is one too.
CREATE FUNCTION tickets_inherit_complaint() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.complaint_about := coalesce(NEW.complaint_about, (SELECT complaint_about FROM tickets WHERE id = NEW.parent));
  RETURN NEW;
END $$;
CREATE TRIGGER tickets_inherit_complaint BEFORE INSERT OR UPDATE OF parent ON tickets
  FOR EACH ROW WHEN (NEW.parent IS NOT NULL) EXECUTE FUNCTION tickets_inherit_complaint();

GRANT SELECT, INSERT, UPDATE, DELETE ON routing_sets TO shequ_serving;
GRANT SELECT, INSERT ON routing_skips TO shequ_serving;
