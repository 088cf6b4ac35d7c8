-- name: take
-- The next search that waits, of somebody with nothing under way at the machine.
SELECT s.id, s.person, s.template, s.past FROM certification_searches s
WHERE s.district = $1 AND s.job IS NULL
  AND NOT EXISTS (SELECT 1 FROM certification_attempts a WHERE a.person = s.person AND a.state IN ('checking', 'asking'))
ORDER BY s.id LIMIT 1 FOR UPDATE SKIP LOCKED;

-- name: switched_on
-- Whether her programme still has it switched on, this is still her template, and she agreed to the text that counts.
SELECT EXISTS (SELECT 1 FROM certification_persons p JOIN certification_programmes g ON g.id = p.programme
               JOIN certification_consents c ON c.person = p.id AND c.withdrawn_at IS NULL
               WHERE p.id = $1 AND p.template = $2 AND p.left_at IS NULL AND g.search_purpose IS NOT NULL
                 AND c.text_version = (SELECT max(version) FROM certification_consent_texts t WHERE t.district = p.district));

-- name: candidates
-- A page of templates of other identities who agreed to the text that counts; not of pairs that a reviewer has told
-- apart or is asked about.
SELECT o.id, o.template FROM certification_persons p
JOIN certification_persons o ON o.district = p.district AND o.id_index <> p.id_index AND o.template IS NOT NULL
 AND o.left_at IS NULL
JOIN certification_programmes g ON g.id = o.programme AND g.search_purpose IS NOT NULL
JOIN certification_consents c ON c.person = o.id AND c.withdrawn_at IS NULL
 AND c.text_version = (SELECT max(version) FROM certification_consent_texts t WHERE t.district = p.district)
WHERE p.id = $1 AND ($2::uuid IS NULL OR o.id > $2)
  AND NOT EXISTS (SELECT 1 FROM certification_attempts a
                  WHERE a.state IN ('passed', 'review', 'refusing', 'appealed')
                    AND ((a.person = p.id AND a.twin = o.id) OR (a.person = o.id AND a.twin = p.id)))
ORDER BY o.id LIMIT $3;

-- name: sent
-- The job of a search, and how far it goes.
UPDATE certification_searches SET job = $2, list = $3, upto = $4 WHERE id = $1;

-- name: go_on
-- A page was compared; the next one waits.
UPDATE certification_searches SET past = upto, upto = NULL, job = NULL, list = NULL WHERE id = $1;

-- name: end
-- It is over.
DELETE FROM certification_searches WHERE id = $1;

-- name: of_job
-- Which search a job did.
SELECT id, person, list, upto FROM certification_searches WHERE job = $1;

-- name: of_templates
-- Whose templates these are.
SELECT id, template FROM certification_persons WHERE district = $1 AND template = ANY ($2) AND left_at IS NULL;

-- name: hit
-- Somebody looks alike: kept until a reviewer was asked.
INSERT INTO certification_hits (person, twin, similarity) VALUES ($1, $2, $3)
ON CONFLICT (person, twin) DO UPDATE SET similarity = excluded.similarity, found_at = app_now();

-- name: likest
-- The likest of those about whom is to be asked still, while both have a face to show, are switched on and nobody is
-- asked the other way round.
SELECT h.twin, h.similarity FROM certification_hits h
JOIN certification_persons p ON p.id = h.person AND p.left_at IS NULL AND p.template IS NOT NULL
JOIN certification_persons o ON o.id = h.twin AND o.left_at IS NULL AND o.template IS NOT NULL
JOIN certification_programmes g ON g.id = p.programme AND g.search_purpose IS NOT NULL
JOIN certification_programmes d ON d.id = o.programme AND d.search_purpose IS NOT NULL
WHERE h.person = $1
  AND NOT EXISTS (SELECT 1 FROM certification_attempts a WHERE a.person = h.twin AND a.twin = h.person
                  AND a.state IN ('review', 'refusing', 'appealed'))
ORDER BY h.similarity DESC, h.twin LIMIT 1;

-- name: asked
-- The question takes the hit's place.
DELETE FROM certification_hits WHERE person = $1 AND twin = $2;

-- name: decided
-- A pair that was decided about is not asked about again, the other way round neither.
DELETE FROM certification_hits WHERE (person = $1 AND twin = $2) OR (person = $2 AND twin = $1);

-- name: forget
-- Her template is gone, or the purpose is: nothing of it is kept.
DELETE FROM certification_hits WHERE person = $1 OR twin = $1;

-- name: forget_programme
-- The same for everybody of a programme.
DELETE FROM certification_hits h USING certification_persons p
WHERE p.programme = $1 AND p.id IN (h.person, h.twin);

-- name: question
-- A question about two people, to the reviewers of where both live: its path is what their homes have in common.
INSERT INTO certification_attempts (district, person, path, state, way, try, by, reasons, twin, twin_similarity)
SELECT $1, p.id, (SELECT array_agg(x.id ORDER BY x.at) FROM unnest(p.path) WITH ORDINALITY AS x (id, at)
                  WHERE x.id = ANY (o.path)), 'review', 'phone', 0, $3, '{same_face}', o.id, $5
FROM certification_persons p, certification_persons o WHERE p.id = $2 AND o.id = $4 RETURNING id;

-- name: last_by
-- Who sent her last try.
SELECT by FROM certification_attempts WHERE person = $1 ORDER BY id DESC LIMIT 1;
