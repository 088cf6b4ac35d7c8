-- name: new_id
-- An id ahead of its row: it is part of what seals the row's fields.
SELECT uuidv7();

-- name: put
-- Puts a message into the outbox; one that is not urgent ($11) waits for the end of her quiet hours.
INSERT INTO messages (id, district, account, phone, channel, template, params, next_at, expires_at, connect, connect_phone)
SELECT $1, $2, $3, $4, $5, $6, $7, w.at, w.at + $8::interval, $9, $10
  FROM (SELECT CASE WHEN $11::boolean OR $3::uuid IS NULL THEN app_now() ELSE quiet_ends($3) END AS at) w;

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

-- name: keep
-- One line of what somebody was told, and word of it to her devices; whether it is new to her.
WITH kept AS (
  INSERT INTO told (id, district, account, template, kind, thing, within, params, once, sent)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (account, once) DO NOTHING
  RETURNING id, district, account, template
), said AS (
  INSERT INTO events (district, type, subject, area, topics, text, marked)
  SELECT district, 'told.added', id, NULL, ARRAY['own/' || account || '/told'],
         json_build_object('template', template)::text, '{}' FROM kept
)
SELECT EXISTS (SELECT FROM kept);

-- name: keep_many
-- The same line for several, its words those that name the thing; those to whom it is new.
INSERT INTO told (district, account, template, kind, thing, within, once, sent, follow_kind, follow)
SELECT $1, a, $3, $4, $5, $6, $7, false, $8, $9 FROM unnest($2::uuid[]) a ON CONFLICT (account, once) DO NOTHING
RETURNING account;

-- name: wants_mentions
-- Whether a message shall go out when somebody speaks to her.
SELECT coalesce((SELECT mentions FROM told_choices WHERE account = $1), true);

-- name: lines
-- A page of what somebody was told, the newest first.
SELECT id, template, kind, thing, within, params, at, read_at, follow_kind, follow FROM told
 WHERE account = $1 AND (at, id) < ($2, $3) ORDER BY at DESC, id DESC LIMIT $4;

-- name: unread_lines
-- How much of it she has not read, at most 99.
SELECT count(*) FROM (SELECT FROM told WHERE account = $1 AND read_at IS NULL LIMIT 99) unread;

-- name: read_lines
-- She has read some of it, or all that there is; a row for each that was not read.
UPDATE told SET read_at = app_now()
 WHERE account = $1 AND read_at IS NULL AND ($2::uuid[] IS NULL OR id = ANY ($2)) RETURNING id;

-- name: undigested
-- What no message went out for and she has not read, since a time: how many things of hers have news, how often people
-- spoke to her, and how many lines about what she follows.
SELECT count(DISTINCT thing) FILTER (WHERE template LIKE 'line.ticket%') AS tickets,
       count(*) FILTER (WHERE template LIKE 'feed.%' OR template = 'line.commented') AS neighbours,
       count(*) FILTER (WHERE template LIKE 'line.followed%') AS followed
  FROM told WHERE account = $1 AND at > $2 AND read_at IS NULL AND NOT sent;

-- name: choices
-- What somebody wants of messages.
SELECT quiet_from, quiet_until, mentions FROM told_choices WHERE account = $1;

-- name: choose
-- What she wants from now on.
INSERT INTO told_choices (account, quiet_from, quiet_until, mentions) VALUES ($1, $2, $3, $4)
ON CONFLICT (account) DO UPDATE SET quiet_from = $2, quiet_until = $3, mentions = $4, updated_at = app_now();

-- name: release
-- Messages that waited for quiet hours which she has changed leave by the new ones.
UPDATE messages SET expires_at = expires_at - next_at + quiet_ends($1), next_at = quiet_ends($1)
 WHERE account = $1 AND state = 'waiting' AND attempts = 0 AND next_at > app_now();

-- name: forget_lines
-- Half a year is long enough for news.
DELETE FROM told WHERE id IN (SELECT id FROM told WHERE at < app_now() - interval '180 days' LIMIT 1000);
