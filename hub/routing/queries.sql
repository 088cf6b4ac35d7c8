-- name: flag
-- Notes that a rule which matched could not be followed.
INSERT INTO routing_skips (rule, ticket, reason) VALUES ($1, $2, $3);
