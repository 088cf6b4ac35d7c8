-- Jobs: work for the workers. A row here is the truth; streams only carry.

CREATE TABLE jobs (
  id          uuid PRIMARY KEY DEFAULT uuidv7(),
  district    uuid NOT NULL,
  area        uuid,                    -- whose console hears of a dead letter; null: the district's
  kind        text NOT NULL CHECK (kind ~ '^[a-z][a-z_]{0,39}$'),
  payload     jsonb NOT NULL CHECK (octet_length(payload::text) <= 4096),  -- references, never content
  status      text NOT NULL DEFAULT 'pending' CHECK (status IN ('pending', 'done', 'dead')),
  attempt     int NOT NULL DEFAULT 1,  -- the fencing token: a result of another attempt is refused
  lease_until timestamptz,             -- a worker has this attempt until then; null: none has taken it
  resends     int NOT NULL DEFAULT 0,  -- of this attempt; each makes the next look come later
  look_at     timestamptz NOT NULL DEFAULT app_now() + interval '5 s',  -- when to see whether an untaken one was lost
  result      jsonb,
  reason      text CHECK (length(reason) <= 200),  -- of the last failure
  created_at  timestamptz NOT NULL DEFAULT app_now(),
  finished_at timestamptz,
  CHECK ((status = 'pending') = (finished_at IS NULL))
);
CREATE INDEX jobs_leased ON jobs (district, lease_until) WHERE status = 'pending' AND lease_until IS NOT NULL;
CREATE INDEX jobs_untaken ON jobs (district, look_at) WHERE status = 'pending' AND lease_until IS NULL;
CREATE INDEX jobs_finished ON jobs (finished_at) WHERE status = 'done';

GRANT SELECT, INSERT, UPDATE, DELETE ON jobs TO shequ_serving;
