-- name: claim
-- Takes the key for this transaction; no row when a committed twin has it (waits for one in flight).
INSERT INTO idempotency (account, route, key, fingerprint) VALUES ($1, $2, $3, $4)
ON CONFLICT DO NOTHING
RETURNING true;

-- name: answer
-- Keeps the answer beside the change it belongs to.
UPDATE idempotency SET answer = $4 WHERE account = $1 AND route = $2 AND key = $3;

-- name: answered
-- What a committed twin answered.
SELECT fingerprint, answer FROM idempotency WHERE account = $1 AND route = $2 AND key = $3;

-- name: sweep
-- Forgets answers older than a day.
DELETE FROM idempotency WHERE created_at < app_now() - interval '1 day';

-- name: drop_draft
-- What was being written has been sent.
DELETE FROM drafts WHERE account = $1 AND about = $2;
