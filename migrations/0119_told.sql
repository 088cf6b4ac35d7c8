-- What somebody was told (消息), whether a message went out for it, and when she wants to be left alone.

CREATE TABLE told (
  id       uuid PRIMARY KEY DEFAULT uuidv7(),
  district uuid NOT NULL REFERENCES areas (id),
  account  uuid NOT NULL REFERENCES accounts (id),
  template text NOT NULL,
  kind     text,                       -- of the thing it is about: "post", "comment", "ticket", …
  thing    uuid,
  within   uuid,                       -- where that is read, when it has no page of its own: the post of a comment
  params   bytea,                      -- sealed JSON; null: the words are those that name the thing
  follow_kind text,                    -- what she follows, when she was told because of that
  follow   uuid,
  once     text NOT NULL,              -- what happened: nobody is told of it twice
  sent     boolean NOT NULL,           -- a message went out; else the digest counts it
  at       timestamptz NOT NULL DEFAULT app_now(),
  read_at  timestamptz,
  UNIQUE (account, once),
  CHECK ((kind IS NULL) = (thing IS NULL)),
  CHECK ((follow_kind IS NULL) = (follow IS NULL))
);
COMMENT ON COLUMN told.params IS 'sealed by id';
CREATE INDEX told_list ON told (account, at DESC, id DESC);
CREATE INDEX told_unread ON told (account) WHERE read_at IS NULL;
CREATE INDEX told_old ON told (at);

CREATE TABLE told_choices (
  account     uuid PRIMARY KEY REFERENCES accounts (id),
  quiet_from  int CHECK (quiet_from BETWEEN 0 AND 1439),   -- minutes of the day in Asia/Shanghai
  quiet_until int CHECK (quiet_until BETWEEN 0 AND 1439),
  mentions    boolean NOT NULL DEFAULT true,               -- a message at once when somebody speaks to her
  updated_at  timestamptz NOT NULL DEFAULT app_now(),
  CHECK ((quiet_from IS NULL) = (quiet_until IS NULL)),
  CHECK (quiet_from <> quiet_until)
);

-- When a message may leave: now, or at the end of the quiet hours that she is in.
CREATE FUNCTION quiet_ends(person uuid) RETURNS timestamptz LANGUAGE sql STABLE AS $$
SELECT coalesce((
  SELECT CASE WHEN t.gone < t.length THEN date_trunc('minute', app_now()) + make_interval(mins => t.length - t.gone) END
    FROM told_choices c,
         LATERAL (SELECT (extract(hour FROM here) * 60 + extract(minute FROM here))::int AS minute
                    FROM (SELECT app_now() AT TIME ZONE 'Asia/Shanghai' AS here) h) m,
         LATERAL (SELECT (m.minute - c.quiet_from + 1440) % 1440 AS gone,
                         (c.quiet_until - c.quiet_from + 1440) % 1440 AS length) t
   WHERE c.account = person AND c.quiet_from IS NOT NULL), app_now())
$$;

-- Those who were mentioned are told when a post or comment is shown for the first time, and once.
ALTER TABLE posts ADD COLUMN mentions uuid[] NOT NULL DEFAULT '{}', ADD COLUMN told boolean NOT NULL DEFAULT true;
ALTER TABLE comments ADD COLUMN mentions uuid[] NOT NULL DEFAULT '{}', ADD COLUMN told boolean NOT NULL DEFAULT true,
  ADD COLUMN reply_to uuid REFERENCES comments (id);
ALTER TABLE posts ALTER COLUMN told SET DEFAULT false;
ALTER TABLE comments ALTER COLUMN told SET DEFAULT false;

-- What somebody follows besides tickets, which have a table of their own.
CREATE TABLE follows (
  account  uuid NOT NULL REFERENCES accounts (id),
  kind     text NOT NULL CHECK (kind IN ('post', 'area')),
  thing    uuid NOT NULL,
  since    timestamptz NOT NULL DEFAULT app_now(),
  PRIMARY KEY (account, kind, thing)
);
CREATE INDEX follows_thing ON follows (thing, kind);
CREATE INDEX follows_list ON follows (account, since DESC, thing DESC);

GRANT SELECT, INSERT, DELETE ON follows TO shequ_serving;
GRANT SELECT, INSERT, UPDATE, DELETE ON told TO shequ_serving;
GRANT SELECT, INSERT, UPDATE ON told_choices TO shequ_serving;
