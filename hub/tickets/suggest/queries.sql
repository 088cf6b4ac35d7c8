-- name: suggest
-- Categories by how likely they are for a place (its path), a person and her words. 200 lately of the estate (or of
-- what is above it) stand for the neighbours: the newest, whatever their age.
WITH near AS (
  SELECT category, count(*) AS n
    FROM (SELECT category FROM tickets
           WHERE path @> ARRAY[$2]::uuid[] AND NOT practice AND NOT staff_only AND complaint_about IS NULL
           ORDER BY id DESC LIMIT 200) lately
   GROUP BY category
), mine AS (
  SELECT category, max(number) AS last
    FROM (SELECT category, number FROM tickets WHERE reporter = $3 ORDER BY id DESC LIMIT 20) lately
   GROUP BY category
), scored AS (
  SELECT c.key, c.position, n.n, m.last,
         $4 <> '' AND (EXISTS (SELECT FROM unnest(c.words) w WHERE strpos($4, w) > 0) OR strpos($4, c.name) > 0) AS said,
         c.emergency IS NULL AND c.about IS NULL AS plain
    FROM ticket_categories c LEFT JOIN near n ON n.category = c.key LEFT JOIN mine m ON m.category = c.key
   WHERE c.district = $1
)
SELECT key, CASE WHEN said THEN 'words' WHEN last IS NOT NULL THEN 'mine' ELSE 'near' END AS why
  FROM scored WHERE said OR (plain AND (last IS NOT NULL OR n IS NOT NULL))
 ORDER BY said DESC, last DESC NULLS LAST, n DESC, position LIMIT 6;
