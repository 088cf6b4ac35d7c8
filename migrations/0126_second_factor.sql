-- Staff bind a second factor before anything else; ten codes for the day the authenticator is lost.

-- A session that may do nothing but bind one; once that is done it is as any other.
ALTER TABLE sessions ADD COLUMN binding boolean NOT NULL DEFAULT false;

CREATE TABLE recovery_codes (
  account   uuid NOT NULL REFERENCES accounts (id),
  code_hash bytea NOT NULL,            -- HMAC, as the blind indexes: shown once, stored nowhere
  used_at   timestamptz,
  PRIMARY KEY (account, code_hash)
);

GRANT SELECT, INSERT, UPDATE, DELETE ON recovery_codes TO shequ_serving;
