-- Feedback (意见反馈): what residents say about the service itself.

CREATE TABLE feedback (
  id          uuid PRIMARY KEY DEFAULT uuidv7(),
  district    uuid NOT NULL,
  version     integer NOT NULL DEFAULT 1,
  state       text NOT NULL DEFAULT 'new' CHECK (state IN ('new', 'answered', 'closed')),
  kind        text NOT NULL CHECK (kind IN ('praise', 'complaint', 'suggestion', 'bug')),
  text        text NOT NULL CHECK (length(text) BETWEEN 1 AND 800),
  page        text NOT NULL DEFAULT '',          -- where in the app it was said
  area        uuid NOT NULL REFERENCES areas (id),
  path        uuid[] NOT NULL,                   -- of the area, district first
  author      uuid NOT NULL REFERENCES accounts (id),
  phone       bytea,                             -- sealed: to be called back on
  answer      text NOT NULL DEFAULT '',
  answered_by uuid REFERENCES accounts (id),
  answered_at timestamptz,
  closed_at   timestamptz,
  created_at  timestamptz NOT NULL DEFAULT app_now(),
  updated_at  timestamptz NOT NULL DEFAULT app_now(),
  CHECK (path[cardinality(path)] = area AND path[1] = district),
  CHECK ((state = 'closed') = (closed_at IS NOT NULL)),
  CHECK (state <> 'answered' OR answered_at IS NOT NULL)
);
CREATE INDEX feedback_author ON feedback (author, id DESC);
CREATE INDEX feedback_district ON feedback (district, id DESC);
CREATE INDEX feedback_path ON feedback USING gin (path);

GRANT SELECT, INSERT, UPDATE ON feedback TO shequ_serving;
