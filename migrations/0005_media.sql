-- Photos: their rows. The pictures themselves lie sealed in the object store under `object`.

CREATE TABLE photos (
  id          uuid PRIMARY KEY DEFAULT uuidv7(),
  district    uuid NOT NULL,
  owner       uuid NOT NULL REFERENCES accounts (id),
  object      uuid NOT NULL UNIQUE DEFAULT gen_random_uuid(),  -- name in the store; tells nothing, not even a time
  width       int NOT NULL CHECK (width > 0),                  -- of the full variant, in pixels
  height      int NOT NULL CHECK (height > 0),
  bytes       int NOT NULL CHECK (bytes > 0),                  -- of the full variant, before sealing
  latitude    double precision CHECK (latitude BETWEEN -90 AND 90),      -- only when the sender agreed
  longitude   double precision CHECK (longitude BETWEEN -180 AND 180),
  created_at  timestamptz NOT NULL DEFAULT app_now(),
  stored_at   timestamptz,             -- both variants lie in the store; before, nobody can see or attach it
  attached_at timestamptz,             -- something refers to it; a photo without that for a day is swept
  gone_at     timestamptz,             -- nobody sees it any more; the sweep deletes objects, then the row
  fingerprint bigint,                  -- 64-bit difference hash, for finding duplicates
  sharpness   real,                    -- variance of the Laplacian at 512 pixels
  brightness  real,                    -- mean grey, 0 … 255
  CHECK ((latitude IS NULL) = (longitude IS NULL))
);
CREATE INDEX photos_loose ON photos (created_at) WHERE attached_at IS NULL AND gone_at IS NULL;
CREATE INDEX photos_gone ON photos (gone_at) WHERE gone_at IS NOT NULL;
CREATE INDEX photos_owner ON photos (owner);

GRANT SELECT, INSERT, UPDATE, DELETE ON photos TO shequ_serving;
