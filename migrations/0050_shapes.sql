-- Shapes of areas, for maps: schematic until somebody brings surveyed ones (decision 0018).

CREATE TABLE area_shapes (
  area       uuid PRIMARY KEY REFERENCES areas (id),
  district   uuid NOT NULL,
  -- Rings of [x, y], on a plane with y downwards; of a hole too, they are filled by the even-odd rule.
  rings      text NOT NULL CHECK (rings IS JSON ARRAY AND octet_length(rings) <= 1048576),
  source     text NOT NULL CHECK (source IN ('schematic', 'survey')),
  updated_at timestamptz NOT NULL DEFAULT app_now()
);
CREATE INDEX area_shapes_district ON area_shapes (district, updated_at);

GRANT SELECT, INSERT, DELETE ON area_shapes TO shequ_serving;
