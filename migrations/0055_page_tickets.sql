-- A client that holds a token opens one of our pages in a web-view: a ticket in the address, exchanged for a cookie.

CREATE TABLE page_tickets (
  ticket_hash bytea PRIMARY KEY,       -- sha256; in PostgreSQL, because wiping Redis must not allow a replay
  session     uuid NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
  path        text NOT NULL CHECK (path LIKE '/%' AND path NOT LIKE '//%' AND length(path) <= 500),
  expires_at  timestamptz NOT NULL
);
CREATE INDEX page_tickets_expiry ON page_tickets (expires_at);
CREATE INDEX page_tickets_session ON page_tickets (session);

-- The session whose ticket this one was begun with: it ends with that one.
ALTER TABLE sessions ADD COLUMN opened_by uuid REFERENCES sessions (id) ON DELETE SET NULL;
CREATE INDEX sessions_opened_by ON sessions (opened_by) WHERE opened_by IS NOT NULL;

GRANT SELECT, INSERT, DELETE ON page_tickets TO shequ_serving;
