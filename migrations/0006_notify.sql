-- Notify: the outbox of messages to people, and the demo's inbox.

CREATE TABLE messages (
  id         uuid PRIMARY KEY DEFAULT uuidv7(),
  district   uuid NOT NULL REFERENCES areas (id),
  account    uuid REFERENCES accounts (id),
  phone      bytea,                    -- sealed; when there is no account yet. Blanked when it is done with
  channel    text NOT NULL CHECK (channel IN ('sms', 'voice', 'chat', 'push')),
  template   text NOT NULL,
  params     bytea,                    -- sealed JSON: a code is a secret, a name is personal. Blanked likewise
  state      text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'delivered', 'failed', 'expired')),
  attempts   int NOT NULL DEFAULT 0,
  next_at    timestamptz NOT NULL DEFAULT app_now(),  -- when to try (again); while one is trying: its lease
  expires_at timestamptz NOT NULL,     -- of no use to anybody after this
  failure    text,                     -- why the last attempt failed; never what was in the message
  done_at    timestamptz,
  created_at timestamptz NOT NULL DEFAULT app_now(),
  CHECK ((account IS NULL) <> (phone IS NULL) OR state <> 'waiting'),
  CHECK (state = 'waiting' OR (phone IS NULL AND params IS NULL))
);
CREATE INDEX messages_due ON messages (next_at) WHERE state = 'waiting';
CREATE INDEX messages_done ON messages (done_at) WHERE state <> 'waiting';

CREATE TABLE demo_inbox (
  id       uuid PRIMARY KEY DEFAULT uuidv7(),  -- in the order of arrival: readers ask for what came after one
  message  uuid NOT NULL UNIQUE,
  district uuid NOT NULL,
  channel  text NOT NULL,
  masked   text NOT NULL,              -- the recipient: 138****5678
  name     text NOT NULL,
  text     bytea NOT NULL,             -- sealed, with the message's id as its row
  at       timestamptz NOT NULL DEFAULT app_now()
);

GRANT SELECT, INSERT, UPDATE, DELETE ON messages TO shequ_serving;
GRANT SELECT, INSERT, DELETE ON demo_inbox TO shequ_serving;
