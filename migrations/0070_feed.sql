-- 邻里圈: badges and names of neighbours; posts, comments, likes, and what becomes of posts.

-- 党员, 志愿者: granted by staff, shown beside a name.
CREATE TABLE badges (
  id         uuid PRIMARY KEY DEFAULT uuidv7(),
  district   uuid NOT NULL,
  account    uuid NOT NULL REFERENCES accounts (id),
  kind       text NOT NULL CHECK (kind IN ('party', 'volunteer')),
  granted_by uuid REFERENCES accounts (id),      -- null: by the seed
  granted_at timestamptz NOT NULL DEFAULT app_now(),
  ended_by   uuid REFERENCES accounts (id),
  ended_at   timestamptz
);
CREATE UNIQUE INDEX badges_current ON badges (account, kind) WHERE ended_at IS NULL;
GRANT SELECT, INSERT, UPDATE ON badges TO shequ_serving;

-- How somebody is called by neighbours: a name of her own choice; her own name only where she agreed.
ALTER TABLE accounts
  ADD COLUMN display_name text CHECK (length(display_name) BETWEEN 1 AND 20),
  ADD COLUMN real_name_shown boolean NOT NULL DEFAULT false;

-- The pairs of letters of a text, each made a number together with the area: a search of one area then never reads
-- what others wrote. Chinese words are mostly of two letters, so a pair is what people look for.
CREATE FUNCTION feed_pairs(area uuid, words text) RETURNS int[] LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
  RETURN ARRAY(
    SELECT DISTINCT hashtext(feed_pairs.area::text || substr(lower(feed_pairs.words), n, 2))
      FROM generate_series(1, greatest(length(feed_pairs.words) - 1, 1)) n);

-- A post of a community or an estate. Names and badges are as they were when it was written.
CREATE TABLE posts (
  id             uuid PRIMARY KEY DEFAULT uuidv7(),
  district       uuid NOT NULL,
  version        integer NOT NULL DEFAULT 1,
  area           uuid NOT NULL REFERENCES areas (id),          -- whose people read it
  path           uuid[] NOT NULL,                              -- down to that area
  author         uuid NOT NULL REFERENCES accounts (id),
  name           text NOT NULL,                                -- for everybody who reads it
  neighbour_name text NOT NULL,                                -- for verified neighbours
  verified       boolean NOT NULL,
  badges         text[] NOT NULL,
  text           text NOT NULL CHECK (length(text) BETWEEN 1 AND 800),
  photos         uuid[] NOT NULL DEFAULT '{}' CHECK (cardinality(photos) <= 9),
  topics         text[] NOT NULL DEFAULT '{}' CHECK (cardinality(topics) <= 5),
  place          uuid REFERENCES areas (id),                   -- where it is, when it is about a place
  place_text     text NOT NULL DEFAULT '' CHECK (length(place_text) <= 100),
  state          text NOT NULL CHECK (state IN ('shown', 'held', 'hidden', 'deleted')),
  reason         text,                                         -- why it is hidden, for its author
  likes          integer NOT NULL DEFAULT 0,
  comments       integer NOT NULL DEFAULT 0,
  counted_at     timestamptz,
  asked_at       timestamptz,                                  -- it speaks to the community since
  answer_by      timestamptz,
  answered_at    timestamptz,
  answered_unit  text,
  answered_name  text,                                         -- masked
  ticket         uuid UNIQUE REFERENCES tickets (id),
  ticket_number  bigint,
  ticket_state   text,
  shown_at       timestamptz,                                  -- its place in the lists: when others could read it first
  created_at     timestamptz NOT NULL DEFAULT app_now(),
  CHECK ((state = 'hidden') = (reason IS NOT NULL)),
  CHECK ((asked_at IS NULL) = (answer_by IS NULL)),
  CHECK ((answered_at IS NULL) = (answered_unit IS NULL)),
  CHECK ((ticket IS NULL) = (ticket_number IS NULL)),
  CHECK (state <> 'shown' OR shown_at IS NOT NULL)
);
CREATE INDEX posts_timeline ON posts (area, shown_at DESC, id DESC) WHERE state = 'shown';
CREATE INDEX posts_author ON posts (author, created_at DESC, id DESC) WHERE state <> 'deleted';
CREATE INDEX posts_unanswered ON posts (district, answer_by, id)
  WHERE state = 'shown' AND asked_at IS NOT NULL AND answered_at IS NULL;
CREATE INDEX posts_pairs ON posts USING gin (feed_pairs(area, text)) WHERE state = 'shown';

-- A topic's timeline; the row is there while the post is shown.
CREATE TABLE post_topics (
  area     uuid NOT NULL,
  topic    text NOT NULL CHECK (length(topic) BETWEEN 1 AND 20),
  shown_at timestamptz NOT NULL,
  post     uuid NOT NULL REFERENCES posts (id),
  PRIMARY KEY (area, topic, shown_at, post)
);
CREATE INDEX post_topics_post ON post_topics (post);
CREATE INDEX post_topics_recent ON post_topics (area, shown_at);

CREATE TABLE comments (
  id             uuid PRIMARY KEY DEFAULT uuidv7(),
  district       uuid NOT NULL,
  version        integer NOT NULL DEFAULT 1,
  post           uuid NOT NULL REFERENCES posts (id),
  parent         uuid REFERENCES comments (id),                -- the comment it replies to; one level
  author         uuid NOT NULL REFERENCES accounts (id),
  name           text NOT NULL,
  neighbour_name text NOT NULL,
  verified       boolean NOT NULL,
  badges         text[] NOT NULL,
  to_name        text NOT NULL DEFAULT '',                     -- whom a reply answers, as everybody may call them
  unit           text,                                         -- an answer of this unit
  text           text NOT NULL CHECK (length(text) BETWEEN 1 AND 800),
  state          text NOT NULL CHECK (state IN ('shown', 'held', 'hidden', 'deleted')),
  reason         text,
  created_at     timestamptz NOT NULL DEFAULT app_now(),
  CHECK ((state = 'hidden') = (reason IS NOT NULL))
);
CREATE INDEX comments_post ON comments (post, id) WHERE state <> 'deleted';
CREATE INDEX comments_author ON comments (author);

CREATE TABLE post_likes (
  post     uuid NOT NULL REFERENCES posts (id),
  account  uuid NOT NULL REFERENCES accounts (id),
  liked_at timestamptz NOT NULL DEFAULT app_now(),
  PRIMARY KEY (post, account)
);

-- Posts whose counts have changed: told once a second at most.
CREATE TABLE post_recounts (
  post     uuid PRIMARY KEY REFERENCES posts (id),
  district uuid NOT NULL,
  since    timestamptz NOT NULL DEFAULT app_now()
);
CREATE INDEX post_recounts_district ON post_recounts (district, since);

-- What everybody may know of the ticket that a post became.
CREATE TABLE post_steps (
  id   uuid PRIMARY KEY DEFAULT uuidv7(),
  post uuid NOT NULL REFERENCES posts (id),
  kind text NOT NULL,
  unit text NOT NULL,
  text text NOT NULL,
  at   timestamptz NOT NULL
);
CREATE INDEX post_steps_post ON post_steps (post, id);

-- Minutes of work within which a post that speaks to the community is answered; the nearest area's row holds.
CREATE TABLE feed_rules (
  area           uuid PRIMARY KEY REFERENCES areas (id),
  answer_minutes integer NOT NULL CHECK (answer_minutes BETWEEN 5 AND 10080),
  changed_by     uuid REFERENCES accounts (id),
  changed_at     timestamptz NOT NULL DEFAULT app_now()
);

GRANT SELECT, INSERT, UPDATE ON posts, comments, feed_rules TO shequ_serving;
GRANT SELECT, INSERT, UPDATE, DELETE ON post_topics, post_likes, post_recounts TO shequ_serving;
GRANT SELECT, INSERT ON post_steps TO shequ_serving;
