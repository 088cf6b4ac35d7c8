-- name: add
-- Stores a post; when it speaks to the community, the time to answer is counted in working minutes of its area.
WITH rule AS (
  SELECT coalesce((SELECT r.answer_minutes FROM feed_rules r WHERE r.area = ANY ($2)
                    ORDER BY array_position($2, r.area) DESC LIMIT 1), $3::int) AS minutes,
         (SELECT u.calendar FROM calendar_uses u WHERE u.subject = ANY ($2)
           ORDER BY array_position($2, u.subject) DESC LIMIT 1) AS calendar
)
INSERT INTO posts (district, area, path, author, name, neighbour_name, verified, badges, text, photos, topics, place,
                   place_text, mentions, state, shown_at, asked_at, answer_by)
SELECT $1, $4, $2, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $16, 'shown', app_now(),
       CASE WHEN $15 THEN app_now() END,
       CASE WHEN $15 THEN working_after(r.calendar, app_now(), r.minutes * 60) END
  FROM rule r
RETURNING id;

-- name: thank
-- What a post thanks for.
UPDATE posts SET thanks_about = $2, thanks_to = $3, thanks_title = $4 WHERE id = $1;

-- name: hold
-- What was just stored is not shown before staff have looked.
UPDATE posts SET state = 'held', shown_at = NULL WHERE id = $1;

-- name: ask
-- A post speaks to the community from now on.
WITH rule AS (
  SELECT coalesce((SELECT r.answer_minutes FROM feed_rules r WHERE r.area = ANY (p.path)
                    ORDER BY array_position(p.path, r.area) DESC LIMIT 1), $2::int) AS minutes,
         (SELECT u.calendar FROM calendar_uses u WHERE u.subject = ANY (p.path)
           ORDER BY array_position(p.path, u.subject) DESC LIMIT 1) AS calendar
    FROM posts p WHERE p.id = $1
)
UPDATE posts SET version = version + 1, asked_at = app_now(),
       answer_by = working_after(r.calendar, app_now(), r.minutes * 60)
  FROM rule r WHERE posts.id = $1;

-- name: lock
-- Takes a post's row until the end of the transaction.
SELECT id FROM posts WHERE district = $1 AND id = $2 FOR NO KEY UPDATE;

-- name: post
-- One post.
SELECT * FROM posts WHERE district = $1 AND id = $2;

-- name: posts
-- Posts by id.
SELECT * FROM posts WHERE id = ANY ($1);

-- name: past_posts
-- What was written in a district in the last days, the newest first.
SELECT text FROM posts
 WHERE district = $1 AND state = 'shown' AND created_at > app_now() - make_interval(days => $2)
 ORDER BY id DESC LIMIT $3;

-- name: past_comments
-- What was said to posts of a district in the last days, the newest first.
SELECT text FROM comments
 WHERE district = $1 AND state = 'shown' AND created_at > app_now() - make_interval(days => $2)
 ORDER BY id DESC LIMIT $3;

-- name: set_state
-- Moves a post to a state; one that others see for the first time gets its place in the lists.
UPDATE posts SET version = version + 1, state = $2, reason = $3,
       shown_at = CASE WHEN $2 = 'shown' THEN coalesce(shown_at, app_now()) ELSE shown_at END
 WHERE id = $1;

-- name: erase
-- A post is gone: nothing that anybody wrote stays.
UPDATE posts SET version = version + 1, state = 'deleted', reason = NULL, text = '—', place_text = '',
       thanks_to = '', thanks_title = '',
       topics = '{}', photos = '{}'
 WHERE id = $1;

-- name: file_topics
-- Puts a shown post under its topics.
INSERT INTO post_topics (area, topic, shown_at, post)
SELECT p.area, t, p.shown_at, p.id FROM posts p, unnest(p.topics) t WHERE p.id = $1 ON CONFLICT DO NOTHING;

-- name: unfile_topics
-- Takes a post from its topics.
DELETE FROM post_topics WHERE post = $1;

-- name: answered
-- The first answer of the community.
UPDATE posts SET version = version + 1, answered_at = app_now(), answered_unit = $2, answered_name = $3,
       asked_at = coalesce(asked_at, app_now()), answer_by = coalesce(answer_by, app_now())
 WHERE id = $1;

-- name: became
-- A post has become a ticket.
UPDATE posts SET version = version + 1, ticket = $2, ticket_number = $3, ticket_state = $4 WHERE id = $1;

-- name: lock_of_ticket
-- The post that a ticket came from, its row taken.
SELECT id FROM posts WHERE ticket = $1 FOR NO KEY UPDATE;

-- name: of_ticket
-- The post that a ticket came from.
SELECT * FROM posts WHERE district = $1 AND ticket = $2;

-- name: ticket_moved
-- The ticket of a post has another state.
UPDATE posts SET version = version + 1, ticket_state = $2 WHERE id = $1;

-- name: add_step
-- What everybody may know of a step of a post's ticket.
INSERT INTO post_steps (post, kind, unit, text, at) VALUES ($1, $2, $3, $4, $5);

-- name: steps
-- The steps of a post's ticket, oldest first.
SELECT kind, unit, text, at FROM post_steps WHERE post = $1 ORDER BY id;

-- name: timeline
-- A page of an area's posts, the newest first.
SELECT * FROM posts
 WHERE area = $1 AND state = 'shown' AND (shown_at, id) < ($2, $3)
 ORDER BY shown_at DESC, id DESC LIMIT $4;

-- name: by_topic
-- A page of an area's posts of one topic, the newest first.
SELECT p.* FROM post_topics t JOIN posts p ON p.id = t.post
 WHERE t.area = $1 AND t.topic = $5 AND (t.shown_at, t.post) < ($2, $3)
 ORDER BY t.shown_at DESC, t.post DESC LIMIT $4;

-- name: mine
-- A page of what somebody wrote, the newest first.
SELECT * FROM posts
 WHERE author = $1 AND state <> 'deleted' AND (created_at, id) < ($2, $3)
 ORDER BY created_at DESC, id DESC LIMIT $4;

-- name: search_newest
-- Posts with some words among an area's newest: a common word fills a page from them.
SELECT * FROM (
  SELECT * FROM posts WHERE area = $1 AND state = 'shown' AND (shown_at, id) < ($2, $3)
   ORDER BY shown_at DESC, id DESC LIMIT 2000) newest
 WHERE lower(text) LIKE ALL ($5::text[])
 ORDER BY shown_at DESC, id DESC LIMIT $4;

-- name: search
-- A page of an area's posts with some words, the newest first. The pairs of letters find them, LIKE makes sure.
SELECT * FROM posts
 WHERE state = 'shown' AND area = $1 AND (shown_at, id) < ($2, $3)
   AND feed_pairs(area, text) @> (SELECT array_agg(pair) FROM unnest($5::text[]) word, unnest(feed_pairs($1, word)) pair)
   AND lower(text) LIKE ALL ($6::text[])
 ORDER BY shown_at DESC, id DESC LIMIT $4;

-- name: unanswered
-- A page of what speaks to the community in some areas and is not answered, the most urgent first.
SELECT * FROM posts
 WHERE district = $1 AND state = 'shown' AND asked_at IS NOT NULL AND answered_at IS NULL
   AND path && $5::uuid[] AND (answer_by, id) > ($2, $3)
 ORDER BY answer_by, id LIMIT $4;

-- name: watched
-- A page of all that staff of some areas see, the newest first.
SELECT * FROM posts
 WHERE district = $1 AND state <> 'deleted' AND path && $5::uuid[] AND (created_at, id) < ($2, $3)
 ORDER BY created_at DESC, id DESC LIMIT $4;

-- name: liked_of
-- Which of some posts somebody likes.
SELECT post FROM post_likes WHERE account = $1 AND post = ANY ($2);

-- name: like
-- Somebody likes a post; no row when she did already.
INSERT INTO post_likes (post, account) VALUES ($1, $2) ON CONFLICT DO NOTHING RETURNING post;

-- name: unlike
-- Somebody likes a post no longer; no row when she did not.
DELETE FROM post_likes WHERE post = $1 AND account = $2 RETURNING post;

-- name: recount
-- The counts of a post are to be counted and told. An update, not nothing: who counts waits for this commit then.
INSERT INTO post_recounts (post, district) VALUES ($1, $2) ON CONFLICT (post) DO UPDATE SET since = post_recounts.since;

-- name: due_recounts
-- Posts to be counted that were not told of in the last second.
SELECT r.post FROM post_recounts r JOIN posts p ON p.id = r.post
 WHERE r.district = $1 AND (p.counted_at IS NULL OR p.counted_at <= app_now() - interval '1 second')
 ORDER BY r.post LIMIT 200;

-- name: lock_recounts
-- Takes the rows of some posts that nobody else is counting.
SELECT id FROM posts WHERE id = ANY ($1) ORDER BY id FOR NO KEY UPDATE SKIP LOCKED;

-- name: take_recounts
-- They are being counted: what changes from now on is counted again.
DELETE FROM post_recounts WHERE post = ANY ($1);

-- name: count
-- Counts likes and comments anew; rows of those with other counts than before, with the likes that were.
WITH before AS (
  SELECT p.id, p.likes, p.comments,
         (SELECT count(*) FROM post_likes l WHERE l.post = p.id)::int AS now_likes,
         (SELECT count(*) FROM comments c WHERE c.post = p.id AND c.state = 'shown')::int AS now_comments
    FROM posts p WHERE p.id = ANY ($1)
)
UPDATE posts p SET likes = b.now_likes, comments = b.now_comments, counted_at = app_now()
  FROM before b
 WHERE p.id = b.id AND (b.likes, b.comments) <> (b.now_likes, b.now_comments)
RETURNING p.id, b.likes AS likes_before;

-- name: add_comment
-- Stores a comment.
INSERT INTO comments (district, post, parent, author, name, neighbour_name, verified, badges, to_name, unit, text, mentions,
                      reply_to, state)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, 'shown') RETURNING id;

-- name: hold_comment
-- What was just stored is not shown before staff have looked.
UPDATE comments SET state = 'held' WHERE id = $1;

-- name: comment
-- One comment.
SELECT * FROM comments WHERE district = $1 AND id = $2;

-- name: any_comment
-- One comment, of whatever district.
SELECT * FROM comments WHERE id = $1;

-- name: set_comment_state
-- Moves a comment to a state.
UPDATE comments SET version = version + 1, state = $2, reason = $3 WHERE id = $1;

-- name: erase_comment
-- A comment is gone: nothing that anybody wrote stays.
UPDATE comments SET version = version + 1, state = 'deleted', reason = NULL, text = '—' WHERE id = $1;

-- name: comments
-- What is written under a post, oldest first.
SELECT * FROM comments WHERE post = $1 AND state <> 'deleted' ORDER BY id LIMIT 500;

-- name: topic_counts
-- The topics of an area's posts of the last 30 days, the most used first.
SELECT topic, count(*)::int AS posts FROM post_topics
 WHERE area = $1 AND shown_at > app_now() - interval '30 days'
 GROUP BY topic ORDER BY count(*) DESC, topic LIMIT 20;

-- name: writers
-- Who has written in an area lately.
SELECT DISTINCT author FROM (
  SELECT author FROM posts WHERE area = $1 AND state = 'shown' ORDER BY shown_at DESC, id DESC LIMIT 200) p;

-- name: belongs
-- Which of some accounts live in an area, or look after it in one of some roles.
SELECT a.id,
       EXISTS (SELECT FROM residences r JOIN areas d ON d.id = r.dwelling
                WHERE r.account = a.id AND r.state IN ('claimed', 'verified') AND d.path @> ARRAY[$2::uuid]) AS lives,
       EXISTS (SELECT FROM grants g JOIN areas w ON w.id = $2
                WHERE g.account = a.id AND a.kind = 'staff' AND g.role = ANY ($3) AND g.area = ANY (w.path)) AS serves
  FROM accounts a WHERE a.id = ANY ($1) AND a.disabled_at IS NULL;

-- name: tell_post
-- A post's mentions are being told; no row when they were before.
UPDATE posts SET told = true WHERE id = $1 AND NOT told RETURNING mentions;

-- name: tell_comment
-- The same of a comment.
UPDATE comments SET told = true WHERE id = $1 AND NOT told RETURNING mentions;

-- name: rule
-- Minutes within which posts of an area are answered, as the nearest area says.
SELECT r.answer_minutes FROM feed_rules r WHERE r.area = ANY ($1)
 ORDER BY array_position($1, r.area) DESC LIMIT 1;

-- name: set_rule
-- An area's own minutes.
INSERT INTO feed_rules (area, answer_minutes, changed_by) VALUES ($1, $2, $3)
ON CONFLICT (area) DO UPDATE SET answer_minutes = $2, changed_by = $3, changed_at = app_now();

-- name: rename
-- Her earlier words carry the name she chose now.
UPDATE posts SET version = version + 1, name = $2, neighbour_name = $2
 WHERE author = $1 AND state <> 'deleted' AND neighbour_name <> $2
RETURNING id;

-- name: rename_comments
-- The same of her comments.
UPDATE comments SET version = version + 1, name = $2, neighbour_name = $2
 WHERE author = $1 AND state <> 'deleted' AND neighbour_name <> $2
RETURNING *;

-- name: age
-- A post of a seed was written some time ago and answered soon after.
UPDATE posts SET created_at = created_at - $2::interval, shown_at = shown_at - $2::interval,
       asked_at = asked_at - $2::interval, answer_by = answer_by - $2::interval,
       answered_at = answered_at - $2::interval * 0.9, likes = $3, comments = $4
 WHERE id = $1;
