-- name: neighbours
-- How accounts are shown to the people of an area, with whether they live there and the badges that hold.
SELECT a.id, a.name, a.display_name, a.real_name_shown,
       EXISTS (SELECT FROM residences r JOIN areas d ON d.id = r.dwelling
                WHERE r.account = a.id AND r.state = 'verified' AND d.path @> ARRAY[$2::uuid]
                  AND (r.until IS NULL OR r.until >= (app_now() AT TIME ZONE 'Asia/Shanghai')::date)) AS verified,
       ARRAY(SELECT b.kind FROM badges b WHERE b.account = a.id AND b.ended_at IS NULL ORDER BY b.kind) AS badges
  FROM accounts a WHERE a.id = ANY ($1);

-- name: lives
-- Where an account lives now: the path of each dwelling, and whether that has been checked.
SELECT d.path, r.state = 'verified' AS verified
  FROM residences r JOIN areas d ON d.id = r.dwelling
 WHERE r.account = $1 AND r.state IN ('claimed', 'verified')
   AND (r.until IS NULL OR r.until >= (app_now() AT TIME ZONE 'Asia/Shanghai')::date)
 ORDER BY r.id;

-- name: set_name
-- How an account wants to be called by neighbours.
UPDATE accounts SET display_name = nullif($2, ''), real_name_shown = $3 WHERE id = $1;

-- name: chosen_name
-- How an account wants to be called by neighbours.
SELECT coalesce(display_name, '') AS display_name, real_name_shown FROM accounts WHERE id = $1;

-- name: give
-- Gives an account a badge; no row when it has it.
INSERT INTO badges (district, account, kind, granted_by) VALUES ($1, $2, $3, $4)
ON CONFLICT (account, kind) WHERE ended_at IS NULL DO NOTHING RETURNING id;

-- name: end
-- Ends a badge; no row when it did not hold.
UPDATE badges SET ended_at = app_now(), ended_by = $3 WHERE account = $1 AND kind = $2 AND ended_at IS NULL RETURNING id;

-- name: badges
-- The badges of an account that hold.
SELECT kind FROM badges WHERE account = $1 AND ended_at IS NULL ORDER BY kind;

-- name: district
-- Whose account it is.
SELECT district FROM accounts WHERE id = $1 AND disabled_at IS NULL;
