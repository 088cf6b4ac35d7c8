-- Working calendars: when a unit works, and what is promised in working time.

CREATE TABLE calendars (
  id          uuid PRIMARY KEY DEFAULT uuidv7(),
  district    uuid NOT NULL REFERENCES areas (id),
  name        text NOT NULL CHECK (length(name) BETWEEN 1 AND 50),
  version     integer NOT NULL DEFAULT 1,    -- grows with everything that moves its working periods
  day_seconds integer NOT NULL DEFAULT 0,    -- how long a working day is: the longest of its ordinary week
  built_to    date,                          -- working_periods hold up to this day, without it
  UNIQUE (district, name)
);

-- The ordinary week, several periods a day. Duty (值班): somebody is there, but it is no working day.
CREATE TABLE calendar_week (
  calendar uuid NOT NULL REFERENCES calendars (id) ON DELETE CASCADE,
  weekday  smallint NOT NULL CHECK (weekday BETWEEN 1 AND 7),  -- Monday is 1
  opens    time NOT NULL,
  closes   time NOT NULL CHECK (closes > opens),               -- 24:00 is midnight
  duty     boolean NOT NULL DEFAULT false,
  PRIMARY KEY (calendar, weekday, opens)
);

-- Days on which this calendar is unlike its week and unlike the holidays.
CREATE TABLE calendar_days (
  calendar uuid NOT NULL REFERENCES calendars (id) ON DELETE CASCADE,
  day      date NOT NULL,
  note     text NOT NULL DEFAULT '',
  PRIMARY KEY (calendar, day)
);
CREATE TABLE calendar_day_periods (
  calendar uuid NOT NULL,
  day      date NOT NULL,
  opens    time NOT NULL,
  closes   time NOT NULL CHECK (closes > opens),
  duty     boolean NOT NULL DEFAULT false,
  PRIMARY KEY (calendar, day, opens),
  FOREIGN KEY (calendar, day) REFERENCES calendar_days (calendar, day) ON DELETE CASCADE
);

-- The state's holidays and make-up working days (调休), for every calendar of a district.
CREATE TABLE holiday_years (
  district uuid NOT NULL REFERENCES areas (id),
  year     integer NOT NULL CHECK (year BETWEEN 2000 AND 2200),
  source   text NOT NULL CHECK (source IN ('library', 'edited', 'unknown')),  -- unknown: Monday to Friday
  PRIMARY KEY (district, year)
);
CREATE TABLE holidays (
  district uuid NOT NULL REFERENCES areas (id),
  day      date NOT NULL,
  working  boolean NOT NULL,                 -- a make-up working day, as long as a Monday
  name     text NOT NULL,
  PRIMARY KEY (district, day)
);

-- Which calendar an area or an organisation goes by; an area without one goes by the nearest above it.
CREATE TABLE calendar_uses (
  subject  uuid PRIMARY KEY,                 -- an area or an organisation
  district uuid NOT NULL REFERENCES areas (id),
  calendar uuid NOT NULL REFERENCES calendars (id)
);

-- What follows from all of them: every period of work, with the working seconds before it. Twice: with the
-- periods of duty, and without them for what is counted in working days.
CREATE TABLE working_periods (
  calendar uuid NOT NULL REFERENCES calendars (id) ON DELETE CASCADE,
  duty     boolean NOT NULL,
  starts   timestamptz NOT NULL,
  ends     timestamptz NOT NULL,
  before   double precision NOT NULL,        -- as the functions count: an index serves only its own type
  PRIMARY KEY (calendar, duty, starts) INCLUDE (ends, before)
);
CREATE INDEX working_periods_before ON working_periods (calendar, duty, before) INCLUDE (starts);

-- Working seconds of a calendar up to a moment; only differences of it mean something.
CREATE FUNCTION working_position(calendar uuid, at timestamptz, duty boolean) RETURNS double precision
  LANGUAGE sql STABLE PARALLEL SAFE
  RETURN coalesce((
    SELECT p.before + extract(epoch FROM least(working_position.at, p.ends) - p.starts)::double precision
      FROM working_periods p
     WHERE p.calendar = working_position.calendar AND p.duty = working_position.duty
       AND p.starts <= working_position.at
     ORDER BY p.starts DESC LIMIT 1), 0);

-- The moment that lies so many working seconds after another: the end of a period rather than the start of the
-- next. Without a calendar, and beyond what is built, every hour counts.
CREATE FUNCTION working_after(calendar uuid, at timestamptz, seconds double precision, duty boolean DEFAULT true)
  RETURNS timestamptz LANGUAGE sql STABLE PARALLEL SAFE
  RETURN CASE WHEN calendar IS NULL OR seconds <= 0 THEN at + make_interval(secs => greatest(seconds, 0))
    ELSE coalesce((
      SELECT p.starts + make_interval(secs => wanted.position - p.before)
        FROM (SELECT working_position(working_after.calendar, working_after.at, working_after.duty)
                     + working_after.seconds AS position) wanted
        CROSS JOIN LATERAL (
          SELECT w.starts, w.before FROM working_periods w
           WHERE w.calendar = working_after.calendar AND w.duty = working_after.duty
             AND w.before < wanted.position
           ORDER BY w.before DESC LIMIT 1) p),
      at + make_interval(secs => seconds)) END;

-- Working seconds from one moment to another; without a calendar, all of them.
CREATE FUNCTION working_between(calendar uuid, a timestamptz, b timestamptz, duty boolean DEFAULT true)
  RETURNS double precision LANGUAGE sql STABLE PARALLEL SAFE
  RETURN CASE WHEN calendar IS NULL THEN extract(epoch FROM b - a)::double precision
    ELSE working_position(calendar, b, duty) - working_position(calendar, a, duty) END;

-- The calendar of a place: of the nearest area of a path that has one.
CREATE FUNCTION calendar_of_path(path uuid[]) RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE
  RETURN (SELECT u.calendar FROM calendar_uses u WHERE u.subject = ANY (calendar_of_path.path)
           ORDER BY array_position(calendar_of_path.path, u.subject) DESC LIMIT 1);

-- How many seconds an amount is: hours are hours, a working day is as long as the calendar's.
CREATE FUNCTION promised_seconds(amount integer, unit text, day_seconds integer) RETURNS integer
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN amount * CASE unit WHEN 'h' THEN 3600 ELSE coalesce(nullif(day_seconds, 0), 86400) END;

ALTER TABLE ticket_categories
  ADD COLUMN respond_amount integer NOT NULL DEFAULT 1 CHECK (respond_amount > 0),
  ADD COLUMN respond_unit text NOT NULL DEFAULT 'd' CHECK (respond_unit IN ('h', 'd')),
  ADD COLUMN urgent boolean NOT NULL DEFAULT false;            -- its clocks run round the clock
UPDATE ticket_categories
   SET respond_amount = CASE resolve_unit WHEN 'h' THEN (resolve_amount + 1) / 2 ELSE 1 END,
       respond_unit = resolve_unit,
       urgent = emergency IS NOT NULL OR acknowledge_minutes <= 10;

-- What was promised, kept so that a deadline can be computed again: it lies so many seconds after `clock_from`,
-- of the calendar or, in hours and without a calendar, of every hour. What stood still and what was added is in it.
ALTER TABLE tickets
  ADD COLUMN clock_from          timestamptz NOT NULL DEFAULT app_now(),
  ADD COLUMN clock_calendar      uuid REFERENCES calendars (id),
  ADD COLUMN acknowledge_seconds double precision,
  ADD COLUMN respond_seconds     double precision,
  ADD COLUMN resolve_seconds     double precision,
  ADD COLUMN respond_days        boolean NOT NULL DEFAULT false,  -- in working days, not hours
  ADD COLUMN resolve_days        boolean NOT NULL DEFAULT false,
  ADD COLUMN stopped_since       timestamptz;                     -- its clocks stand still, whatever for
UPDATE tickets SET
       clock_from = created_at,
       acknowledge_seconds = extract(epoch FROM acknowledge_by - created_at),
       resolve_seconds = extract(epoch FROM resolve_by - created_at);
CREATE INDEX tickets_calendar ON tickets (clock_calendar) WHERE state <> 'closed' AND clock_calendar IS NOT NULL;

-- Up to which version of a calendar the deadlines of open tickets have been computed.
CREATE TABLE ticket_clock_versions (
  calendar uuid PRIMARY KEY REFERENCES calendars (id) ON DELETE CASCADE,
  version  integer NOT NULL
);

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

GRANT SELECT, INSERT, UPDATE ON calendars TO shequ_serving;
GRANT SELECT, INSERT, UPDATE, DELETE ON
  calendar_week, calendar_days, calendar_day_periods, holiday_years, holidays, calendar_uses, working_periods,
  ticket_clock_versions TO shequ_serving;
GRANT SELECT ON ticket_rows TO shequ_serving;
