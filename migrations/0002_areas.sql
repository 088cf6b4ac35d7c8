-- Areas: the tree from district to dwelling; organisations and the areas they serve.

CREATE TABLE areas (
  id         uuid PRIMARY KEY DEFAULT uuidv7(),
  district   uuid NOT NULL,
  parent     uuid REFERENCES areas (id),
  level      text NOT NULL CHECK (level IN
               ('district', 'street', 'community', 'grid', 'estate', 'building', 'unit', 'dwelling')),
  name       text NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
  -- The ids from the district down to this area: `path @> ARRAY[x]` is "in the subtree of x".
  path       uuid[] NOT NULL,
  closed_at  timestamptz,              -- merged or dissolved; kept, because old tickets point here
  created_at timestamptz NOT NULL DEFAULT app_now(),
  CHECK (path[cardinality(path)] = id AND path[1] = district),
  CHECK ((level = 'district') = (parent IS NULL))
);
CREATE UNIQUE INDEX areas_name_in_parent ON areas (parent, level, name) WHERE closed_at IS NULL;
CREATE UNIQUE INDEX areas_district_name ON areas (name) WHERE level = 'district' AND closed_at IS NULL;
CREATE INDEX areas_path ON areas USING gin (path);
CREATE INDEX areas_named ON areas (district, level, name);

-- Fills district and path from the parent, so that no writer can get them wrong.
CREATE FUNCTION areas_place() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.parent IS NULL THEN
    NEW.district := NEW.id;
    NEW.path := ARRAY[NEW.id];
  ELSE
    SELECT a.district, a.path || NEW.id INTO STRICT NEW.district, NEW.path FROM areas a WHERE a.id = NEW.parent;
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER areas_place BEFORE INSERT ON areas FOR EACH ROW EXECUTE FUNCTION areas_place();

-- Official division codes change when communities merge: the code is dated, the id stays.
CREATE TABLE area_codes (
  area       uuid NOT NULL REFERENCES areas (id),
  code       text NOT NULL CHECK (code ~ '^[0-9]{6,15}$'),
  valid_from date NOT NULL,
  valid_to   date,
  PRIMARY KEY (area, valid_from),
  CHECK (valid_to IS NULL OR valid_to > valid_from)
);
CREATE UNIQUE INDEX area_codes_current ON area_codes (code) WHERE valid_to IS NULL;

CREATE TABLE organisations (
  id         uuid PRIMARY KEY DEFAULT uuidv7(),
  district   uuid NOT NULL REFERENCES areas (id),
  kind       text NOT NULL CHECK (kind IN
               ('department', 'property', 'utility', 'committee', 'party', 'volunteers', 'operator')),
  name       text NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
  -- What the category table calls the default handler ("物业", "燃气", …); areas decide which of them it is.
  duties     text[] NOT NULL DEFAULT '{}',
  closed_at  timestamptz,
  created_at timestamptz NOT NULL DEFAULT app_now(),
  UNIQUE (district, name)
);

CREATE TABLE organisation_areas (
  organisation uuid NOT NULL REFERENCES organisations (id),
  area         uuid NOT NULL REFERENCES areas (id),
  PRIMARY KEY (organisation, area)
);
CREATE INDEX organisation_areas_area ON organisation_areas (area);

GRANT SELECT, INSERT, UPDATE ON areas, area_codes, organisations TO shequ_serving;
GRANT SELECT, INSERT, DELETE ON organisation_areas TO shequ_serving;
