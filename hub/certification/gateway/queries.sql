-- name: take
-- The next try that public security is to be asked about; nobody else asks for a minute.
UPDATE certification_attempts SET asks = asks + 1, ask_at = app_now() + interval '60 s'
WHERE id = (SELECT id FROM certification_attempts WHERE district = $1 AND state = 'asking' AND ask_at <= app_now()
            ORDER BY ask_at LIMIT 1 FOR UPDATE SKIP LOCKED)
RETURNING id, person, photo, asks;

-- name: again
-- Not now: asked again after a pause.
UPDATE certification_attempts SET ask_at = app_now() + $3::interval WHERE id = $1 AND asks = $2 AND state = 'asking';

-- name: asks
-- How often was asked about a try that still waits; nothing when it is over.
SELECT asks FROM certification_attempts WHERE id = $1 AND state = 'asking';

-- name: score
-- What the gateway said.
UPDATE certification_attempts SET gateway_score = $2 WHERE id = $1;
