-- name: today
-- The day it is for people here.
SELECT (app_now() AT TIME ZONE 'Asia/Shanghai')::date;

-- name: calendars
-- The calendars of a district by name.
SELECT id, name, version, built_to FROM calendars WHERE district = $1 AND ($2::uuid IS NULL OR id = $2) ORDER BY name;

-- name: weeks
-- The ordinary weeks of calendars.
SELECT calendar, weekday, to_char(opens, 'HH24:MI') AS opens, to_char(closes, 'HH24:MI') AS closes, duty
  FROM calendar_week WHERE calendar = ANY ($1) ORDER BY weekday, opens;

-- name: days
-- The days that differ, with a row for each of their periods, from a day on.
SELECT d.calendar, d.day, d.note, to_char(p.opens, 'HH24:MI') AS opens, to_char(p.closes, 'HH24:MI') AS closes, p.duty
  FROM calendar_days d LEFT JOIN calendar_day_periods p ON p.calendar = d.calendar AND p.day = d.day
 WHERE d.calendar = ANY ($1) AND d.day >= $2 ORDER BY d.day, p.opens;

-- name: uses
-- Who goes by calendars.
SELECT u.calendar, u.subject, a.path, coalesce(a.name, o.name) AS name, a.id IS NOT NULL AS is_area
  FROM calendar_uses u
  LEFT JOIN areas a ON a.id = u.subject
  LEFT JOIN organisations o ON o.id = u.subject
 WHERE u.calendar = ANY ($1) ORDER BY a.path NULLS LAST, name;

-- name: lock
-- Takes the calendars of a district until the end of the transaction, all or one.
SELECT id, version, built_to FROM calendars
 WHERE district = $1 AND ($2::uuid IS NULL OR id = $2) ORDER BY id FOR UPDATE;

-- name: add
-- A new calendar; nothing when the name is taken.
INSERT INTO calendars (district, name) VALUES ($1, $2) ON CONFLICT (district, name) DO NOTHING RETURNING id;

-- name: clear_week
-- Forgets an ordinary week.
DELETE FROM calendar_week WHERE calendar = $1;

-- name: put_period
-- A period of an ordinary week.
INSERT INTO calendar_week (calendar, weekday, opens, closes, duty) VALUES ($1, $2, $3::text::time, $4::text::time, $5);

-- name: clear_day
-- A day is like others again.
DELETE FROM calendar_days WHERE calendar = $1 AND day = $2;

-- name: put_day
-- A day that differs.
INSERT INTO calendar_days (calendar, day, note) VALUES ($1, $2, $3);

-- name: put_day_period
-- A period of a day that differs.
INSERT INTO calendar_day_periods (calendar, day, opens, closes, duty)
VALUES ($1, $2, $3::text::time, $4::text::time, $5);

-- name: put_use
-- From now on an area or organisation goes by a calendar.
INSERT INTO calendar_uses (subject, district, calendar) VALUES ($1, $2, $3)
ON CONFLICT (subject) DO UPDATE SET calendar = excluded.calendar;

-- name: clear_use
-- From now on it goes by that of the area above.
DELETE FROM calendar_uses WHERE subject = $1 AND district = $2 RETURNING calendar;

-- name: year
-- Where a year's holidays come from.
SELECT source FROM holiday_years WHERE district = $1 AND year = $2;

-- name: years
-- The years from one to another and where their holidays come from.
SELECT year, source FROM holiday_years WHERE district = $1 AND year BETWEEN $2 AND $3 ORDER BY year;

-- name: put_year
-- Says where a year's holidays come from.
INSERT INTO holiday_years (district, year, source) VALUES ($1, $2, $3)
ON CONFLICT (district, year) DO UPDATE SET source = excluded.source;

-- name: holidays
-- The holidays of a year.
SELECT day, working, name FROM holidays
 WHERE district = $1 AND day >= make_date($2, 1, 1) AND day < make_date($2 + 1, 1, 1) ORDER BY day;

-- name: clear_holidays
-- Forgets the holidays of a year.
DELETE FROM holidays WHERE district = $1 AND day >= make_date($2, 1, 1) AND day < make_date($2 + 1, 1, 1);

-- name: put_holiday
-- A holiday or a make-up working day.
INSERT INTO holidays (district, day, working, name) VALUES ($1, $2, $3, $4);

-- name: changed
-- The next version of a calendar.
UPDATE calendars SET version = version + 1 WHERE id = $1;

-- name: unbuild
-- Forgets what followed from a calendar's tables.
DELETE FROM working_periods WHERE calendar = $1;

-- name: build
-- What follows from a calendar's tables from one day up to another.
WITH days AS (
  SELECT d::date AS day, extract(isodow FROM d)::smallint AS weekday
    FROM generate_series($2::date::timestamp, $3::date::timestamp - interval '1 day', interval '1 day') d
), hours AS (
  SELECT p.day, p.opens, p.closes, p.duty
    FROM days d JOIN calendar_day_periods p ON p.calendar = $1 AND p.day = d.day
  UNION ALL
  SELECT d.day, w.opens, w.closes, w.duty
    FROM days d
    JOIN calendars c ON c.id = $1
    LEFT JOIN holidays h ON h.district = c.district AND h.day = d.day
    JOIN calendar_week w ON w.calendar = $1 AND w.weekday = CASE WHEN h.working THEN 1 ELSE d.weekday END
   WHERE h.working IS DISTINCT FROM false
     AND NOT EXISTS (SELECT FROM calendar_days o WHERE o.calendar = $1 AND o.day = d.day)
)
INSERT INTO working_periods (calendar, duty, starts, ends, before)
SELECT $1, counted.duty, at.starts, at.ends,
       coalesce(sum(extract(epoch FROM at.ends - at.starts)) OVER (
         PARTITION BY counted.duty ORDER BY at.starts ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0)
  FROM hours h
 CROSS JOIN (VALUES (true), (false)) AS counted (duty)
 CROSS JOIN LATERAL (SELECT (h.day + h.opens) AT TIME ZONE 'Asia/Shanghai' AS starts,
                            (h.day + h.closes) AT TIME ZONE 'Asia/Shanghai' AS ends) AS at
 WHERE counted.duty OR NOT h.duty;

-- name: built
-- Notes how far a calendar is built and how long its working day is.
UPDATE calendars SET
       built_to = $2,
       day_seconds = coalesce((SELECT max(whole) FROM (
         SELECT sum(extract(epoch FROM closes - opens)) AS whole FROM calendar_week
          WHERE calendar = $1 AND NOT duty GROUP BY weekday) days), 0)::integer
 WHERE id = $1;

-- name: preview
-- What lies so many working seconds, or working days, after a moment; and the working seconds between.
SELECT u.until, round(working_between(c.id, $2, u.until, NOT $4))::bigint AS seconds
  FROM calendars c
 CROSS JOIN LATERAL (SELECT working_after(c.id, $2, CASE WHEN $4 THEN $3 * c.day_seconds ELSE $3 END, NOT $4) AS until) u
 WHERE c.district = $1 AND c.id = $5;
