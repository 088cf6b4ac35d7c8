-- name: new_id
-- An id ahead of its row: it is part of what seals the row's fields.
SELECT uuidv7();

-- name: put
-- Puts a message into the outbox.
INSERT INTO messages (id, district, account, phone, channel, template, params, expires_at, connect, connect_phone)
VALUES ($1, $2, $3, $4, $5, $6, $7, app_now() + $8, $9, $10);

-- name: due
-- Whether anything waits to be taken or dropped: what an idle hub asks.
SELECT EXISTS (SELECT FROM messages WHERE state = 'waiting' AND next_at <= app_now());

-- name: take
-- Takes due messages for a while: until then nobody else tries them, after it somebody will.
UPDATE messages SET attempts = attempts + 1, next_at = app_now() + $2
 WHERE id IN (SELECT id FROM messages
               WHERE state = 'waiting' AND next_at <= app_now() AND expires_at > app_now()
               ORDER BY next_at LIMIT $1 FOR UPDATE SKIP LOCKED)
RETURNING id, district, account, phone, channel, template, params, attempts, connect, connect_phone;

-- name: expire
-- Drops messages that came too late to be of use, and blanks them.
UPDATE messages SET state = 'expired', phone = NULL, connect_phone = NULL, params = NULL, done_at = app_now()
 WHERE id IN (SELECT id FROM messages WHERE state = 'waiting' AND expires_at <= app_now() AND next_at <= app_now()
               LIMIT 100 FOR UPDATE SKIP LOCKED)
RETURNING id, template;

-- name: finish
-- Ends a message as delivered or failed and blanks recipient and content; only the attempt that holds it.
UPDATE messages SET state = $3, failure = $4, phone = NULL, connect_phone = NULL, params = NULL, done_at = app_now()
 WHERE id = $1 AND attempts = $2 AND state = 'waiting';

-- name: retry
-- Lets a message wait for its next attempt; only the attempt that holds it.
UPDATE messages SET next_at = app_now() + $3, failure = $4
 WHERE id = $1 AND attempts = $2 AND state = 'waiting';

-- name: forget
-- Deletes what was done with a month ago; messages are no archive.
DELETE FROM messages WHERE id IN
  (SELECT id FROM messages WHERE state <> 'waiting' AND done_at < app_now() - interval '30 days' LIMIT 1000);

-- name: inbox_order
-- Lets one message at a time into the inbox, so that ids grow in the order in which rows become visible.
SELECT pg_advisory_xact_lock(hashtextextended('demo_inbox', 0));

-- name: put_in_inbox
-- Shows a message in the demo's inbox, once however often it is delivered.
INSERT INTO demo_inbox (message, district, channel, masked, name, text) VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT DO NOTHING;

-- name: trim_inbox
-- Keeps the inbox to its newest thousand.
DELETE FROM demo_inbox WHERE id < (SELECT id FROM demo_inbox ORDER BY id DESC OFFSET 1000 LIMIT 1);

-- name: inbox
-- The inbox after an id, newest first.
SELECT id, message, at, channel, masked, name, text FROM demo_inbox
 WHERE $1::uuid IS NULL OR id > $1 ORDER BY id DESC LIMIT $2;
