-- What who cannot type can do instead: ask to be called, speak, press where she stands.

-- Voice notes: their rows. The sound itself lies sealed in the object store under `object`.
CREATE TABLE voices (
  id           uuid PRIMARY KEY DEFAULT uuidv7(),
  district     uuid NOT NULL,
  owner        uuid NOT NULL REFERENCES accounts (id),
  object       uuid NOT NULL UNIQUE DEFAULT gen_random_uuid(),  -- name in the store; tells nothing, not even a time
  container    text NOT NULL CHECK (container IN ('webm', 'ogg', 'mp4')),
  milliseconds int NOT NULL CHECK (milliseconds > 0),           -- as its blocks say
  bytes        int NOT NULL CHECK (bytes > 0),                  -- before sealing
  created_at   timestamptz NOT NULL DEFAULT app_now(),
  stored_at    timestamptz,            -- it lies in the store; before, nobody can hear or attach it
  attached_at  timestamptz,            -- something refers to it; one without that for a day is swept
  gone_at      timestamptz             -- nobody hears it any more; the sweep deletes the object, then the row
);
CREATE INDEX voices_loose ON voices (created_at) WHERE attached_at IS NULL AND gone_at IS NULL;
CREATE INDEX voices_gone ON voices (gone_at) WHERE gone_at IS NOT NULL;
CREATE INDEX voices_owner ON voices (owner);
GRANT SELECT, INSERT, UPDATE, DELETE ON voices TO shequ_serving;

-- `call_me`: the reporter asks to be called. `phoned_at`: somebody had themselves connected with her last.
-- `voice`: what she said; `position_metres`: how exact latitude and longitude are, as her phone says.
ALTER TABLE tickets
  ADD COLUMN call_me boolean NOT NULL DEFAULT false,
  ADD COLUMN phoned_at timestamptz,
  ADD COLUMN voice uuid REFERENCES voices (id),
  ADD COLUMN voice_seconds smallint NOT NULL DEFAULT 0 CHECK ((voice IS NULL) = (voice_seconds = 0)),
  ADD COLUMN position_metres integer CHECK (position_metres >= 0);
CREATE UNIQUE INDEX tickets_voice ON tickets (voice) WHERE voice IS NOT NULL;

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

-- Where the plane of a district's surveyed shapes lies on the earth; a schematic drawing lies nowhere.
CREATE TABLE map_origins (
  district uuid PRIMARY KEY,
  west     double precision NOT NULL CHECK (west BETWEEN -180 AND 180),   -- of x = 0, degrees (WGS 84)
  north    double precision NOT NULL CHECK (north BETWEEN -90 AND 90),    -- of y = 0
  east     double precision NOT NULL CHECK (east > 0),                    -- metres of a degree of longitude
  south    double precision NOT NULL CHECK (south > 0)                    -- metres of a degree of latitude
);
GRANT SELECT, INSERT, DELETE ON map_origins TO shequ_serving;
