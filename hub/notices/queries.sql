-- name: add
-- A new draft.
INSERT INTO notices (district, kind, areas, groups, above, unit, wide, must_read, publish_at, expires_at, created_by)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) RETURNING id;

-- name: edit
-- A draft anew, whole.
UPDATE notices SET version = version + 1, updated_at = app_now(), kind = $2, areas = $3, groups = $4, above = $5,
       unit = $6, wide = $7, must_read = $8, publish_at = $9, expires_at = $10
 WHERE id = $1;

-- name: put_edition
-- An edition that readers do not see yet; again: it is written anew.
INSERT INTO notice_editions (notice, number, words, photos, files, ask_again, written_by)
VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT (notice, number) DO UPDATE SET words = $3, photos = $4, files = $5, ask_again = $6, written_by = $7,
       written_at = app_now(), approved_by = NULL;

-- name: drop_edition
-- A correction that was sent back.
DELETE FROM notice_editions WHERE notice = $1 AND number = $2 AND published_at IS NULL;

-- name: lock
-- Takes the row until the end of the transaction; its time.
SELECT app_now() FROM notices WHERE district = $1 AND id = $2 FOR UPDATE;

-- name: move
-- Into a state that readers see nothing of; `declined`: why it was sent back.
UPDATE notices SET version = version + 1, updated_at = app_now(), state = $2, declined = $3 WHERE id = $1;

-- name: approve
-- Who looked at an edition.
UPDATE notice_editions SET approved_by = $3 WHERE notice = $1 AND number = $2;

-- name: publish
-- Shows the next edition; an alert's messages to those whom it does not reach go out after $2.
WITH shown AS (
  UPDATE notice_editions e SET published_at = app_now() FROM notices n
   WHERE n.id = $1 AND e.notice = n.id AND e.number = n.edition + 1
  RETURNING e.number, e.ask_again
)
UPDATE notices n SET version = version + 1, updated_at = app_now(), edition = s.number, declined = '',
       state = CASE WHEN n.edition = 0 THEN 'published' ELSE n.state END,
       asked_edition = CASE WHEN s.number = 1 OR s.ask_again THEN s.number ELSE n.asked_edition END,
       published_at = coalesce(n.published_at, app_now()),
       messages_at = CASE WHEN n.edition = 0 AND n.kind = 'alert' THEN app_now() + $2 ELSE n.messages_at END
  FROM shown s WHERE n.id = $1;

-- name: finish
-- Cleared, expired or withdrawn, with what is said; of a cleared alert, messages go to who had got one.
UPDATE notices SET version = version + 1, updated_at = app_now(), state = $2, ended_at = app_now(), ended_text = $3,
       messages_at = CASE WHEN $2 = 'cleared' THEN app_now() END
 WHERE id = $1;

-- name: touch
-- Something about a notice has changed that has its place elsewhere.
UPDATE notices SET version = version + 1, updated_at = app_now() WHERE id = $1;

-- name: one
-- A notice with its editions' writers and the names of its areas.
SELECT * FROM notice_rows WHERE district = $1 AND id = $2;

-- name: editions
-- Every edition, the newest first.
SELECT number, words, photos, files, ask_again, published_at FROM notice_editions WHERE notice = $1
 ORDER BY number DESC;

-- name: staff_page
-- What staff see: above its areas always, below them once readers see it; the newest first.
SELECT * FROM notice_rows
 WHERE district = $1
   AND (above && $2 OR state IN ('published', 'cleared', 'expired', 'withdrawn') AND edition > 0 AND areas && $3)
   AND ($4::text[] IS NULL OR state = ANY ($4)) AND ($5::text IS NULL OR kind = $5)
   AND ($6::uuid IS NULL OR id < $6)
 ORDER BY id DESC LIMIT $7;

-- name: own_page
-- What is for a resident: for everybody in one of the areas $3, or for one of her groups where she surely lives ($4).
SELECT n.*, r.reached_at, r.edition AS read_edition, r.read_at
  FROM notice_rows n LEFT JOIN notice_reads r ON r.notice = n.id AND r.account = $2
 WHERE n.district = $1 AND n.state IN ('published', 'cleared')
   AND (n.groups = '{}' AND n.areas && $3
        OR n.areas && $4
           AND n.groups && ARRAY(SELECT m."group" FROM notice_members m WHERE m.account = $2))
   AND ($5::text IS NULL OR n.kind = $5)
   AND ($6::timestamptz IS NULL OR (n.published_at, n.id) < ($6, $7::uuid))
 ORDER BY n.published_at DESC, n.id DESC LIMIT $8;

-- name: unread
-- How much of it she has not read, or is asked to read again; with $5, of what has come out since.
SELECT count(*) FROM (
  SELECT FROM notices n LEFT JOIN notice_reads r ON r.notice = n.id AND r.account = $2
   WHERE n.district = $1 AND n.state = 'published' AND (r.edition IS NULL OR r.edition < n.asked_edition)
     AND ($5::timestamptz IS NULL OR (SELECT e.published_at FROM notice_editions e
                                       WHERE e.notice = n.id AND e.number = n.asked_edition) > $5)
     AND (n.groups = '{}' AND n.areas && $3
          OR n.areas && $4
             AND n.groups && ARRAY(SELECT m."group" FROM notice_members m WHERE m.account = $2))
   LIMIT 99) unread;

-- name: homes
-- The areas an account lives in: all of their paths, and those of what was verified.
SELECT coalesce(array_agg(DISTINCT p), '{}') AS everywhere,
       coalesce(array_agg(DISTINCT p) FILTER (WHERE h.verified), '{}') AS surely
  FROM notice_homes h, unnest(h.path) p WHERE h.account = $1;

-- name: groups
-- All groups, and whether an account is in them.
SELECT g.key, g.name, g.name_en, g.rule = 'declared' AS declared,
       EXISTS (SELECT FROM notice_members m WHERE m.account = $1 AND m."group" = g.key) AS mine
  FROM notice_groups g ORDER BY g.position;

-- name: known_groups
-- How many of these there are.
SELECT count(*) FROM notice_groups WHERE key = ANY ($1);

-- name: declare
-- An account says that a group is hers; a row when that is new.
INSERT INTO notice_declared (account, "group") SELECT $1, key FROM notice_groups WHERE key = $2 AND rule = 'declared'
ON CONFLICT DO NOTHING RETURNING true;

-- name: declared_group
-- Whether people may say of themselves that they are in a group.
SELECT true FROM notice_groups WHERE key = $1 AND rule = 'declared';

-- name: undeclare
-- It is hers no more; a row when it was.
DELETE FROM notice_declared WHERE account = $1 AND "group" = $2 RETURNING true;

-- name: is_member
-- Whether an account is in a group and surely lives in an area.
SELECT EXISTS (SELECT FROM notice_members m WHERE m.account = $1 AND m."group" = $3)
   AND EXISTS (SELECT FROM notice_homes h WHERE h.account = $1 AND h.verified AND h.path @> ARRAY[$2::uuid]);

-- name: is_for
-- Whether a notice for groups is for an account.
SELECT EXISTS (SELECT FROM notice_members m WHERE m.account = $1 AND m."group" = ANY ($3))
   AND EXISTS (SELECT FROM notice_homes h WHERE h.account = $1 AND h.verified AND h.path && $2);

-- name: reached
-- An alarm stands on a phone; a row the first time.
INSERT INTO notice_reads (notice, account, reached_at) VALUES ($1, $2, app_now())
ON CONFLICT (notice, account) DO UPDATE SET reached_at = app_now(), tx = pg_current_xact_id()
 WHERE notice_reads.reached_at IS NULL
RETURNING reached_at, edition, read_at;

-- name: read
-- A receipt for an edition; a row when it is newer than what was read before.
INSERT INTO notice_reads (notice, account, edition, read_at) VALUES ($1, $2, $3, app_now())
ON CONFLICT (notice, account) DO UPDATE SET edition = $3, read_at = app_now(), tx = pg_current_xact_id()
 WHERE notice_reads.edition IS NULL OR notice_reads.edition < $3
RETURNING reached_at, edition, read_at;

-- name: receipt
-- What an account did with a notice.
SELECT reached_at, edition, read_at FROM notice_reads WHERE notice = $1 AND account = $2;

-- name: reach
-- How many people and households some areas and groups mean.
SELECT (SELECT count(DISTINCT account) FROM notice_audience($1, $2)) AS people,
       (SELECT count(*) FROM notice_households($1, $2)) AS households;

-- name: coverage
-- How far a notice has come, by building; only in the subtrees of $2. A person counts where she lives.
WITH n AS (SELECT * FROM notices WHERE id = $1),
h AS (SELECT x.* FROM n, notice_households(n.areas, n.groups) x WHERE x.path && $2),
p AS (
  SELECT a.account, a.dwelling, a.verified, r.reached_at IS NOT NULL AS reached,
         coalesce(r.edition >= n.asked_edition, false) AS read
    FROM n, notice_audience(n.areas, n.groups) a LEFT JOIN notice_reads r ON r.notice = $1 AND r.account = a.account),
d AS (
  SELECT dwelling, count(*) AS people, count(*) FILTER (WHERE reached) AS reached, count(*) FILTER (WHERE read) AS read,
         bool_or(read AND verified) AS has_read
    FROM p GROUP BY dwelling),
s AS (SELECT dwelling, count(*) AS sent FROM notice_sends WHERE notice = $1 AND kind = 'alert' GROUP BY dwelling)
SELECT h.building, count(*) AS households, count(*) FILTER (WHERE d.has_read) AS households_read,
       coalesce(sum(d.people), 0)::int AS people, coalesce(sum(d.reached), 0)::int AS reached,
       coalesce(sum(d.read), 0)::int AS read, coalesce(sum(s.sent), 0)::int AS sent
  FROM h LEFT JOIN d USING (dwelling) LEFT JOIN s USING (dwelling)
 GROUP BY h.building;

-- name: doors
-- Households without a receipt, house by house, in the subtrees of $2, after a dwelling.
WITH n AS (SELECT * FROM notices WHERE id = $1),
h AS (
  SELECT x.*, (x.building, x.unit, length(x.name), x.name, x.dwelling) AS place
    FROM n, notice_households(n.areas, n.groups) x WHERE x.path && $2)
SELECT h.dwelling, h.building,
       (SELECT count(*) FROM n, notice_audience(n.areas, n.groups) a WHERE a.dwelling = h.dwelling) AS people,
       (SELECT count(*) FROM notice_sends s WHERE s.notice = $1 AND s.kind = 'alert' AND s.dwelling = h.dwelling) AS sent
  FROM h
 WHERE NOT EXISTS (
         SELECT FROM n, notice_homes a JOIN notice_reads r ON r.notice = $1 AND r.account = a.account
          WHERE a.dwelling = h.dwelling AND a.verified AND r.edition >= n.asked_edition)
   AND ($3::uuid IS NULL OR h.place > (SELECT last.place FROM h last WHERE last.dwelling = $3))
 ORDER BY h.place LIMIT $4;

-- name: due
-- What is to be published, or has had its time.
SELECT id, 'publish' AS what FROM notices WHERE district = $1 AND state = 'scheduled' AND publish_at <= app_now()
UNION ALL
SELECT id, 'expire' FROM notices
 WHERE district = $1 AND state IN ('published', 'cleared') AND expires_at <= app_now()
LIMIT 50;

-- name: to_count
-- Notices with receipts that the coverage told does not hold yet.
SELECT n.id FROM notices n
 WHERE n.district = $1 AND n.state IN ('published', 'cleared')
   AND EXISTS (SELECT FROM notice_reads r WHERE r.notice = n.id AND r.tx >= n.counted_to)
LIMIT 50;

-- name: counted
-- Remembers up to where receipts are counted: taken before the counting, so that none is missed. The row's version
-- stays: nothing of the notice has changed.
UPDATE notices SET counted_to = pg_snapshot_xmin(pg_current_snapshot()) WHERE id = $1;

-- name: total
-- How far a notice has come: each person and each message once.
WITH n AS (SELECT * FROM notices WHERE id = $1),
p AS (
  SELECT a.account, a.dwelling, a.verified, r.reached_at IS NOT NULL AS reached,
         coalesce(r.edition >= n.asked_edition, false) AS read
    FROM n, notice_audience(n.areas, n.groups) a LEFT JOIN notice_reads r ON r.notice = $1 AND r.account = a.account)
SELECT (SELECT count(DISTINCT account) FROM p) AS people,
       (SELECT count(DISTINCT account) FROM p WHERE reached) AS reached,
       (SELECT count(DISTINCT account) FROM p WHERE read) AS read,
       (SELECT count(*) FROM notice_sends WHERE notice = $1 AND kind = 'alert') AS sent,
       (SELECT count(*) FROM n, notice_households(n.areas, n.groups)) AS households,
       (SELECT count(DISTINCT dwelling) FROM p WHERE read AND verified) AS households_read;

-- name: messages_due
-- Alerts with messages to send.
SELECT id FROM notices WHERE district = $1 AND messages_at <= app_now() LIMIT 20;

-- name: unreached
-- Whom an alert has not reached and no message was sent to: people with an account who live there, then people on
-- the rosters of households who are not among them. 高龄: a call instead of letters.
WITH n AS (SELECT * FROM notices WHERE id = $1),
people AS (
  SELECT a.account AS recipient, true AS account, min(a.dwelling::text)::uuid AS dwelling
    FROM n, notice_audience(n.areas, n.groups) a
   WHERE NOT EXISTS (SELECT FROM notice_reads r WHERE r.notice = $1 AND r.account = a.account)
   GROUP BY a.account
  UNION ALL
  SELECT min(o.id::text)::uuid, false, min(o.dwelling::text)::uuid
    FROM n JOIN areas d ON d.level = 'dwelling' AND d.path && n.areas
    JOIN roster o ON o.dwelling = d.id AND o.ended_at IS NULL
   WHERE n.groups = '{}' AND NOT EXISTS (
           SELECT FROM accounts s
            WHERE s.district = n.district AND s.kind = 'resident' AND s.phone_index = o.phone_index
              AND (EXISTS (SELECT FROM notice_homes h WHERE h.account = s.id AND h.path && n.areas)
                   OR EXISTS (SELECT FROM notice_reads r WHERE r.notice = $1 AND r.account = s.id)))
   GROUP BY o.phone_index
)
SELECT p.recipient, p.account, p.dwelling,
       EXISTS (SELECT FROM notice_members m WHERE p.account AND m.account = p.recipient AND m."group" = 'over_80') AS old
  FROM people p
 WHERE NOT EXISTS (
         SELECT FROM notice_sends s WHERE s.notice = $1 AND s.kind = 'alert' AND s.recipient = p.recipient)
 ORDER BY p.recipient LIMIT $2;

-- name: to_clear
-- Who got a message that it begins and none yet that it is over.
SELECT a.recipient, a.account, a.dwelling, a.channel = 'voice' AS old FROM notice_sends a
 WHERE a.notice = $1 AND a.kind = 'alert' AND NOT EXISTS (
         SELECT FROM notice_sends c WHERE c.notice = $1 AND c.kind = 'clear' AND c.recipient = a.recipient)
 ORDER BY a.recipient LIMIT $2;

-- name: sent
-- A message went out.
INSERT INTO notice_sends (notice, kind, recipient, dwelling, account, channel) VALUES ($1, $2, $3, $4, $5, $6);

-- name: roster_phone
-- The sealed phone of somebody on a household's roster.
SELECT phone FROM roster WHERE id = $1;

-- name: messages_done
-- Nobody is left.
UPDATE notices SET messages_at = NULL WHERE id = $1;

-- name: below
-- Areas inside some others at which staff sit.
SELECT id FROM areas WHERE path && $1 AND NOT id = ANY ($1) AND closed_at IS NULL
   AND level IN ('street', 'community', 'grid') LIMIT 300;

-- name: plant
-- As if it had been published a while ago; no message goes out.
UPDATE notices SET published_at = app_now() - $2::interval, created_at = app_now() - $2::interval,
       updated_at = app_now() - $2::interval,
       messages_at = NULL
 WHERE id = $1;
