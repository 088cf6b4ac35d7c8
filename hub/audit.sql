-- name: audit_append
-- Appends one entry to a district's chain; the function takes the chain's lock until the commit.
SELECT audit_append($1, $2, $3, $4, $5);

-- name: audit_entries
-- A district's chain from its first entry.
SELECT number, at, actor, action, subject, detail, hash FROM audit WHERE district = $1 ORDER BY number;

-- name: audit_has_hash
-- Whether a head noted earlier is still an entry of the chain.
SELECT EXISTS (SELECT FROM audit WHERE district = $1 AND hash = $2);

-- name: audit_is_ours
-- Whether who asks could write the chains otherwise than through the function: an owner, or a superuser.
SELECT has_table_privilege('audit', 'INSERT, UPDATE, DELETE, TRUNCATE');

-- name: audit_districts
-- Whose chains there are.
SELECT DISTINCT district FROM audit;
