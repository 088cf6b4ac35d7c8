-- Tokens of the host app that have signed somebody in: each once. In PostgreSQL, because wiping Redis must not allow a
-- replay; kept until the token would be too old anyway.
CREATE TABLE host_tokens (
  jti_hash   bytea PRIMARY KEY,        -- sha256 of issuer and jti
  expires_at timestamptz NOT NULL
);
CREATE INDEX host_tokens_expiry ON host_tokens (expires_at);
GRANT SELECT, INSERT, DELETE ON host_tokens TO shequ_serving;
