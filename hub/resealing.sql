-- name: columns
-- Every sealed column.
SELECT "table", "column" FROM sealed_columns ORDER BY 1, 2;

-- name: before
-- Fields of a column under older keys, by id.
SELECT id, sealed FROM sealed_before($1, $2, $3, $4, $5);

-- name: replace
-- A field under the newest key in its place; false when it has changed meanwhile.
SELECT sealed_replace($1, $2, $3, $4, $5);

-- name: is_kept
-- Whether somebody may still see an object of the store.
SELECT EXISTS (SELECT FROM objects_kept WHERE object = $1);
