-- name: take
-- The next search that waits, of somebody with nothing under way at the machine.
SELECT s.id, s.person, s.template FROM certification_searches s
WHERE s.district = $1 AND s.job IS NULL
  AND NOT EXISTS (SELECT 1 FROM certification_attempts a WHERE a.person = s.person AND a.state IN ('checking', 'asking'))
ORDER BY s.id LIMIT 1 FOR UPDATE SKIP LOCKED;

-- name: switched_on
-- Whether her programme still has it switched on, and this is still her template.
SELECT EXISTS (SELECT 1 FROM certification_persons p JOIN certification_programmes g ON g.id = p.programme
               WHERE p.id = $1 AND p.template = $2 AND p.left_at IS NULL AND g.search_purpose IS NOT NULL);

-- name: candidates
-- Templates of other identities; not of pairs that a reviewer has told apart.
SELECT o.template FROM certification_persons p
JOIN certification_persons o ON o.district = p.district AND o.id_index <> p.id_index AND o.template IS NOT NULL
 AND o.left_at IS NULL
JOIN certification_programmes g ON g.id = o.programme AND g.search_purpose IS NOT NULL
WHERE p.id = $1
  AND NOT EXISTS (SELECT 1 FROM certification_attempts a
                  WHERE a.state = 'passed'
                    AND ((a.person = p.id AND a.twin = o.id) OR (a.person = o.id AND a.twin = p.id)))
LIMIT 200000;

-- name: sent
-- The job of a search.
UPDATE certification_searches SET job = $2, list = $3 WHERE id = $1;

-- name: end
-- It is over.
DELETE FROM certification_searches WHERE id = $1;

-- name: of_job
-- Which search a job did.
SELECT id, person, list FROM certification_searches WHERE job = $1;

-- name: of_template
-- Whose template this is.
SELECT id FROM certification_persons WHERE district = $1 AND template = $2 AND left_at IS NULL;

-- name: question
-- A question to the reviewers about two people.
INSERT INTO certification_attempts (district, person, path, state, way, try, by, reasons, twin)
VALUES ($1, $2, $3, 'review', 'phone', 0, $4, '{same_face}', $5) RETURNING id;

-- name: last_by
-- Who sent her last try.
SELECT by FROM certification_attempts WHERE person = $1 ORDER BY id DESC LIMIT 1;

-- name: also
-- The try that waits for a reviewer is also a question about two people.
UPDATE certification_attempts SET reasons = array_append(reasons, 'same_face'), twin = $2, version = version + 1,
  updated_at = app_now()
WHERE id = $1;
