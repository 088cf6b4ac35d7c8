-- Tickets that are alike: who follows one that somebody else reported.

ALTER TABLE ticket_categories
  ADD COLUMN offered     boolean NOT NULL DEFAULT false,    -- residents may learn that such a thing is reported nearby
  -- How far two reports can be apart and still be of one thing: in one area of this level, or this many metres.
  ADD COLUMN near_level  text    NOT NULL DEFAULT 'building'
    CHECK (near_level IN ('community', 'grid', 'estate', 'building', 'unit', 'dwelling')),
  ADD COLUMN near_metres integer NOT NULL DEFAULT 50 CHECK (near_metres BETWEEN 0 AND 2000),
  ADD COLUMN kin         text[]  NOT NULL DEFAULT '{}',     -- categories that people take for this one
  ADD COLUMN words       text[]  NOT NULL DEFAULT '{}';     -- words that speak of it, whatever category was chosen

-- What residents may learn of when others reported it, cut as `policy.for_follower` cuts it.
CREATE VIEW ticket_public WITH (security_invoker = true) AS
SELECT t.id
  FROM tickets t
  JOIN ticket_categories c ON c.district = t.district AND c.key = t.category
 WHERE c.offered AND NOT t.staff_only AND t.complaint_about IS NULL AND t.origin <> 'task';

-- What is near: in one area, right above it, or by the position of the phone.
CREATE INDEX tickets_area ON tickets (area, created_at);
CREATE INDEX tickets_position ON tickets (latitude, longitude) WHERE latitude IS NOT NULL;

-- `via`: NULL, she wished it; else a ticket merged into this one brought her (she reported or followed that one).
CREATE TABLE ticket_follows (
  ticket  uuid NOT NULL REFERENCES tickets (id),
  account uuid NOT NULL REFERENCES accounts (id),
  via     uuid REFERENCES tickets (id),
  since   timestamptz NOT NULL DEFAULT app_now(),
  UNIQUE NULLS NOT DISTINCT (ticket, account, via)
);
CREATE INDEX ticket_follows_account ON ticket_follows (account, ticket);

-- Who follows what, as long as they may know of it: the public what is public, who was merged in also the rest.
CREATE VIEW ticket_followed WITH (security_invoker = true) AS
SELECT DISTINCT f.ticket, f.account
  FROM ticket_follows f
  JOIN tickets t ON t.id = f.ticket
  JOIN ticket_categories c ON c.district = t.district AND c.key = t.category
 WHERE NOT t.staff_only
   AND (f.via IS NOT NULL OR (c.offered AND t.complaint_about IS NULL AND t.origin <> 'task'));

-- What a ticket was before it was merged, to come back to life as it was.
CREATE TABLE ticket_merges (
  ticket      uuid PRIMARY KEY REFERENCES tickets (id),
  merged_at   timestamptz NOT NULL DEFAULT app_now(),
  was         jsonb NOT NULL,      -- its row
  timers      jsonb NOT NULL       -- its rows of ticket_timers
);

-- Pictures of followers: for who works on it and for who added them, not for the reporter.
CREATE TABLE ticket_follow_photos (
  photo    uuid PRIMARY KEY,
  ticket   uuid NOT NULL REFERENCES tickets (id),
  account  uuid NOT NULL REFERENCES accounts (id),
  added_at timestamptz NOT NULL DEFAULT app_clock_now()
);
CREATE INDEX ticket_follow_photos_ticket ON ticket_follow_photos (ticket);

GRANT SELECT, INSERT, DELETE ON ticket_follows, ticket_merges TO shequ_serving;
GRANT SELECT ON ticket_public, ticket_followed TO shequ_serving;
GRANT SELECT, INSERT ON ticket_follow_photos TO shequ_serving;
