-- name: tools
-- The macros, templates or views of some owners, by name.
SELECT * FROM desk_tools WHERE district = $1 AND kind = $2 AND owner = ANY ($3) ORDER BY owner_kind, name LIMIT 1000;

-- name: tool
-- One of them.
SELECT * FROM desk_tools WHERE district = $1 AND kind = $2 AND id = $3;

-- name: tool_count
-- How many of a kind an owner has.
SELECT count(*) FROM desk_tools WHERE owner = $1 AND kind = $2;

-- name: add_tool
-- A new one; no row when the owner has one of that name.
INSERT INTO desk_tools (district, kind, owner_kind, owner, name, body, created_by) VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT (owner, kind, name) DO NOTHING RETURNING *;

-- name: lock_tool
-- Takes one to change it.
SELECT * FROM desk_tools WHERE district = $1 AND kind = $2 AND id = $3 FOR UPDATE;

-- name: change_tool
-- Changes one that is locked; no row when its owner has another of that name.
UPDATE desk_tools t SET owner_kind = $2, owner = $3, name = $4, body = $5, version = version + 1, updated_at = app_now()
 WHERE id = $1
   AND NOT EXISTS (SELECT FROM desk_tools o WHERE o.owner = $3 AND o.kind = t.kind AND o.name = $4 AND o.id <> $1)
RETURNING *;

-- name: drop_tool
-- Throws one away.
DELETE FROM desk_tools WHERE id = $1;

-- name: drafts
-- What somebody is writing, the latest first.
SELECT * FROM drafts WHERE account = $1 ORDER BY updated_at DESC, about LIMIT 200;

-- name: draft
-- One draft.
SELECT * FROM drafts WHERE account = $1 AND about = $2;

-- name: draft_count
-- How many drafts somebody keeps.
SELECT count(*) FROM drafts WHERE account = $1;

-- name: lock_draft
-- Takes a draft to write on it.
SELECT * FROM drafts WHERE account = $1 AND about = $2 FOR UPDATE;

-- name: add_draft
-- The first one; no row when another was written meanwhile.
INSERT INTO drafts (id, account, about, text, fields, photos, caller) VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT DO NOTHING RETURNING *;

-- name: write_draft
-- Writes on a draft that is locked.
UPDATE drafts SET text = $2, fields = $3, photos = $4, caller = $5, version = version + $6, updated_at = app_now()
 WHERE id = $1 RETURNING *;

-- name: drop_draft
-- Throws a draft away, unless it has been written on since.
DELETE FROM drafts WHERE account = $1 AND about = $2 AND version = $3 RETURNING true;

-- name: sweep_drafts
-- Forgets what nobody has touched for 30 days.
DELETE FROM drafts WHERE updated_at < app_now() - interval '30 days';
