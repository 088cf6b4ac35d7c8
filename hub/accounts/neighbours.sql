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

-- name: residents
-- Residents of some areas by a part of their name; without one those who have a badge. Each with one dwelling.
SELECT DISTINCT ON (a.id) a.id, a.name, r.dwelling
  FROM residences r JOIN areas d ON d.id = r.dwelling JOIN accounts a ON a.id = r.account
 WHERE d.path && $1::uuid[] AND r.state IN ('claimed', 'verified') AND a.disabled_at IS NULL AND a.kind = 'resident'
   AND (r.until IS NULL OR r.until >= (app_now() AT TIME ZONE 'Asia/Shanghai')::date)
   AND CASE WHEN $2 = '' THEN EXISTS (SELECT FROM badges b WHERE b.account = a.id AND b.ended_at IS NULL)
            ELSE strpos(a.name, $2) > 0 END
   AND ($3::uuid IS NULL OR a.id < $3)
 ORDER BY a.id DESC, r.id LIMIT $4;

-- name: held
-- The badges of some accounts that hold, with who gave them.
SELECT b.account, b.kind, coalesce(g.name, '') AS by, b.granted_at AS at
  FROM badges b LEFT JOIN accounts g ON g.id = b.granted_by
 WHERE b.account = ANY ($1) AND b.ended_at IS NULL ORDER BY b.kind;

-- name: district
-- Whose account it is.
SELECT district FROM accounts WHERE id = $1 AND disabled_at IS NULL;

-- name: search
-- People of an area whose name, as its reader may know it ($4: everybody, neighbours or staff), has some letters; those
-- first whose name begins with them. Staff look by the name that others see as well.
SELECT s.id, s.shown, s.called, s.home, s.verified, s.badges FROM (
  SELECT a.id, n.called,
         CASE WHEN $4 = 'staff' OR ($4 = 'neighbours' AND a.real_name_shown) THEN a.name ELSE n.called END AS shown,
         bool_or(r.state = 'verified') AS verified, (array_agg(d.id ORDER BY r.id DESC))[1] AS home,
         ARRAY(SELECT b.kind FROM badges b WHERE b.account = a.id AND b.ended_at IS NULL ORDER BY b.kind) AS badges
    FROM areas d JOIN residences r ON r.dwelling = d.id JOIN accounts a ON a.id = r.account,
         LATERAL (SELECT coalesce(a.display_name, CASE WHEN a.name LIKE '居民%' THEN a.name
                                                       ELSE left(a.name, 1) || '**' END) AS called) n
   WHERE d.path @> ARRAY[$1::uuid] AND (r.state = 'verified' OR $4 = 'staff' AND r.state = 'claimed')
     AND (r.until IS NULL OR r.until >= (app_now() AT TIME ZONE 'Asia/Shanghai')::date)
     AND a.kind = 'resident' AND a.disabled_at IS NULL AND a.id <> $2
   GROUP BY a.id, n.called) s
 WHERE s.shown ILIKE '%' || $3 || '%' OR ($4 = 'staff' AND s.called ILIKE '%' || $3 || '%')
 ORDER BY s.shown NOT ILIKE $3 || '%', s.shown, s.id LIMIT $5;

-- name: serving
-- Staff who look after an area in one of some roles: name, and the area of the nearest grant.
SELECT DISTINCT ON (a.id) a.id, a.name, w.name AS unit
  FROM areas d JOIN grants g ON g.area = ANY (d.path) JOIN areas w ON w.id = g.area JOIN accounts a ON a.id = g.account
 WHERE d.id = $1 AND g.role = ANY ($2) AND a.kind = 'staff' AND a.disabled_at IS NULL
 ORDER BY a.id, cardinality(w.path) DESC;
