-- What a report repeats is known when it is stored: it costs one look into an index, at most 100 rows of it.

ALTER TABLE tickets
  ADD COLUMN spot       uuid REFERENCES areas (id),  -- of the category's level; null: practice and sub-tasks repeat nothing
  ADD COLUMN spot_group text;                        -- the group of its category then
CREATE INDEX tickets_spot ON tickets (spot, spot_group, number DESC) WHERE spot IS NOT NULL;
DELETE FROM ticket_timers WHERE kind = 'repeats.count';

-- Where something that is reported comes back: the area of a level in a path, or the path's last, when that is above it.
CREATE FUNCTION ticket_spot(path uuid[], level text) RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE
  RETURN coalesce((SELECT a.id FROM areas a WHERE a.id = ANY (ticket_spot.path) AND a.level = ticket_spot.level),
                  path[cardinality(path)]);

-- The numbers of reports of the last 90 days, before one, that it repeats: the same group at the same spot, or the same
-- reporter and category. Of the 100 latest of either.
CREATE FUNCTION ticket_earlier(spot uuid, spot_group text, reporter uuid, category text, before bigint)
  RETURNS SETOF bigint LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT e.number FROM (
    (SELECT t.number, t.created_at FROM tickets t
      WHERE t.spot = ticket_earlier.spot AND t.spot_group = ticket_earlier.spot_group AND t.number < ticket_earlier.before
      ORDER BY t.number DESC LIMIT 100)
    UNION
    (SELECT r.number, r.created_at
       FROM (SELECT t.number, t.created_at, t.category, t.spot FROM tickets t
              WHERE t.reporter = ticket_earlier.reporter AND t.number < ticket_earlier.before
              ORDER BY t.number DESC LIMIT 100) r
      WHERE r.category = ticket_earlier.category AND r.spot IS NOT NULL)
  ) e WHERE e.created_at > app_now() - interval '90 days'
$$;

UPDATE tickets t SET spot = ticket_spot(t.path, c.near_level), spot_group = c.group_name
  FROM ticket_categories c
 WHERE c.district = t.district AND c.key = t.category AND NOT t.practice AND t.origin <> 'task';
