-- Duty: who is called for a unit at which hour, and who instead.

-- A unit is the desk of an area or an organisation, as the holder of a ticket is.
CREATE TABLE duty_rosters (
  id         uuid PRIMARY KEY DEFAULT uuidv7(),
  district   uuid NOT NULL,
  unit_kind  text NOT NULL CHECK (unit_kind IN ('desk', 'organisation')),
  unit       uuid NOT NULL UNIQUE,
  version    integer NOT NULL DEFAULT 1,
  changed_by uuid REFERENCES accounts (id),
  changed_at timestamptz NOT NULL DEFAULT app_now()
);

CREATE TABLE duty_shifts (
  id      uuid PRIMARY KEY DEFAULT uuidv7(),
  roster  uuid NOT NULL REFERENCES duty_rosters (id) ON DELETE CASCADE,
  weekday smallint CHECK (weekday BETWEEN 1 AND 7),   -- every week; Monday is 1
  day     date,                                       -- or once: before what is said for every week
  starts  time NOT NULL,                              -- Asia/Shanghai
  lasts   interval NOT NULL CHECK (lasts > '0' AND lasts <= interval '24 hours'),  -- may go over midnight
  person  uuid NOT NULL REFERENCES accounts (id),
  deputy  uuid REFERENCES accounts (id),
  CHECK ((weekday IS NULL) <> (day IS NULL)),
  CHECK (person <> deputy)
);
CREATE INDEX duty_shifts_roster ON duty_shifts (roster);

-- Who has the unit's duty at a moment: who has left the service is passed over; the deputy stands in.
CREATE FUNCTION duty_at(unit uuid, moment timestamptz) RETURNS TABLE (person uuid, deputy uuid) LANGUAGE sql STABLE AS $$
  WITH local AS (SELECT moment AT TIME ZONE 'Asia/Shanghai' AS now),
  shift AS (
    SELECT ARRAY(SELECT a.id FROM unnest(ARRAY[s.person, s.deputy]) WITH ORDINALITY AS x(id, n)
                   JOIN accounts a ON a.id = x.id AND a.disabled_at IS NULL
                  WHERE EXISTS (SELECT FROM grants g WHERE g.account = a.id AND g.ended_at IS NULL)
                  ORDER BY x.n) AS people,
           s.day, d.day AS from_day, s.starts
      FROM local l, duty_rosters r JOIN duty_shifts s ON s.roster = r.id,
           LATERAL (VALUES (l.now::date), (l.now::date - 1)) AS d(day)
     WHERE r.unit = duty_at.unit
       AND (s.day = d.day OR s.weekday = extract(isodow FROM d.day))
       AND l.now >= d.day + s.starts AND l.now < d.day + s.starts + s.lasts)
  SELECT people[1], people[2] FROM shift
   WHERE cardinality(people) > 0
   ORDER BY day IS NULL, from_day DESC, starts DESC LIMIT 1
$$;

-- Whom a rule's target means for a place at a moment, or why nobody.
CREATE FUNCTION routing_target(kind text, target text, path uuid[], about uuid, moment timestamptz)
  RETURNS TABLE (reason text, holder_kind text, holder uuid, assignee uuid) LANGUAGE plpgsql STABLE AS $$
BEGIN
  CASE kind
  WHEN 'organisation' THEN
    SELECT CASE WHEN o.closed_at IS NOT NULL THEN 'closed'
                WHEN o.id = about THEN 'complaint'
                WHEN NOT EXISTS (SELECT FROM organisation_areas s
                                  WHERE s.organisation = o.id AND s.area = ANY (path)) THEN 'not_serving' END,
           'organisation', o.id
      INTO reason, holder_kind, holder FROM organisations o WHERE o.id = target::uuid;
    IF holder IS NULL THEN reason := 'closed'; END IF;
  WHEN 'serving' THEN
    SELECT 'organisation', o.id INTO holder_kind, holder
      FROM organisation_areas s JOIN organisations o ON o.id = s.organisation
     WHERE s.area = ANY (path) AND target = ANY (o.duties) AND o.closed_at IS NULL AND o.id IS DISTINCT FROM about
     ORDER BY array_position(path, s.area) DESC, o.name LIMIT 1;
    IF holder IS NULL THEN reason := 'not_serving'; END IF;
  WHEN 'desk' THEN
    SELECT 'desk', a.id INTO holder_kind, holder
      FROM areas a WHERE a.id = ANY (routing_target.path) AND a.level = target AND a.closed_at IS NULL;
    IF holder IS NULL THEN reason := 'no_desk'; END IF;
  WHEN 'duty' THEN
    SELECT CASE WHEN r.unit = about THEN 'complaint' WHEN d.person IS NULL THEN 'nobody_on_duty' END,
           r.unit_kind, r.unit, d.person
      INTO reason, holder_kind, holder, assignee
      FROM duty_rosters r LEFT JOIN LATERAL duty_at(r.unit, moment) d ON true WHERE r.id = target::uuid;
    IF holder IS NULL THEN reason := 'nobody_on_duty'; END IF;
  END CASE;
  RETURN NEXT;
END $$;

-- When the next person is called about a ticket that nobody acknowledges: three minutes from now for what is urgent, else
-- half of the time that acknowledging may take, at least five minutes and at most thirty, of working time.
CREATE FUNCTION ladder_pause(t tickets) RETURNS timestamptz LANGUAGE sql STABLE AS $$
  SELECT CASE WHEN t.urgent THEN app_now() + interval '3 minutes'
              ELSE working_after(t.clock_calendar, app_now(),
                                 least(greatest(coalesce(t.acknowledge_seconds, 0) / 2.0, 300), 1800)) END
$$;

GRANT SELECT, INSERT, UPDATE, DELETE ON duty_rosters, duty_shifts TO shequ_serving;
