-- name: new_id
-- An id ahead of its row: it is part of what seals the row's fields.
SELECT uuidv7();

-- name: area_named
-- Open areas by id, current code or name, for the command line; two rows mean the name is not enough.
SELECT a.id, a.district, a.level, a.name FROM areas a
  LEFT JOIN area_codes c ON c.area = a.id AND c.valid_to IS NULL
 WHERE a.closed_at IS NULL AND (a.id::text = $1 OR c.code = $1 OR a.name = $1) LIMIT 2;

-- name: organisation_named
-- An open organisation of a district by its name.
SELECT id FROM organisations WHERE district = $1 AND name = $2 AND closed_at IS NULL;

-- name: add_account
-- Creates an account; no row when the user name, the demo key or the resident's phone is taken.
INSERT INTO accounts (id, district, kind, name, locale, username, password_hash, phone, phone_index, practice,
                      demo_key, demo_note)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
ON CONFLICT DO NOTHING RETURNING id;

-- name: resident_by_phone
-- The resident with this phone.
SELECT id, kind, district, disabled_at IS NOT NULL AS disabled FROM accounts
 WHERE district = $1 AND phone_index = $2 AND kind = 'resident';

-- name: account_by_username
-- What signing in by password needs, with the time it is.
SELECT id, kind, district, disabled_at IS NOT NULL AS disabled, password_hash, totp_secret, totp_since,
       extract(epoch FROM app_now())::float8 AS now
  FROM accounts WHERE username = $1;

-- name: account_by_demo_key
-- The demo account behind a button.
SELECT id, kind, district, disabled_at IS NOT NULL AS disabled FROM accounts WHERE demo_key = $1;

-- name: demo_accounts
-- The demo's buttons, each with the first role of its account.
SELECT a.demo_key, a.name, coalesce(a.demo_note, '') AS note,
       coalesce((SELECT g.role FROM grants g WHERE g.account = a.id AND g.ended_at IS NULL ORDER BY g.id LIMIT 1),
                'resident') AS role
  FROM accounts a WHERE a.demo_key IS NOT NULL AND a.disabled_at IS NULL ORDER BY a.id;

-- name: contact
-- How to reach an account.
SELECT name, locale, phone FROM accounts WHERE id = $1;

-- name: set_password
-- Gives an account another password hash.
UPDATE accounts SET password_hash = $2 WHERE id = $1;

-- name: disable
-- Closes an account.
UPDATE accounts SET disabled_at = app_now() WHERE id = $1 AND disabled_at IS NULL RETURNING id;

-- name: begin_second_factor
-- Keeps a new authenticator secret until its first right code; not over one that is in use.
UPDATE accounts SET totp_secret = $2, totp_step = NULL WHERE id = $1 AND totp_since IS NULL RETURNING id;

-- name: second_factor
-- The authenticator secret of an account, with the time it is.
SELECT totp_secret, totp_since, username, extract(epoch FROM app_now())::float8 AS now FROM accounts WHERE id = $1;

-- name: use_step
-- Uses up a step of the authenticator; no row when it, or a later one, was used before.
UPDATE accounts SET totp_step = $2, totp_since = coalesce(totp_since, app_now())
 WHERE id = $1 AND (totp_step IS NULL OR totp_step < $2) RETURNING id;

-- name: drop_second_factor
-- Unbinds the authenticator.
UPDATE accounts SET totp_secret = NULL, totp_since = NULL, totp_step = NULL WHERE id = $1;

-- name: list_staff
-- Staff accounts for the command line.
SELECT a.username, a.name, a.disabled_at IS NOT NULL AS disabled, a.totp_since IS NOT NULL AS second_factor,
       coalesce(string_agg(g.role || ' @ ' || p.name || coalesce(' / ' || o.name, ''), ', ' ORDER BY g.id), '') AS roles
  FROM accounts a
  LEFT JOIN grants g ON g.account = a.id AND g.ended_at IS NULL
  LEFT JOIN areas p ON p.id = g.area
  LEFT JOIN organisations o ON o.id = g.organisation
 WHERE a.kind = 'staff' GROUP BY a.id ORDER BY a.username NULLS LAST, a.id;

-- name: staff_names
-- Names of those of these accounts who are staff of the district.
SELECT id, name FROM accounts WHERE id = ANY ($2) AND district = $1 AND kind = 'staff';

-- name: start_session
-- A session: over after `idle` unused, and at the latest after `whole`.
INSERT INTO sessions (district, account, token_hash, transport, idle, ends_at, expires_at, binding)
VALUES ($1, $2, $3, $4, $5, app_now() + $6, app_now() + least($5, $6), $7)
RETURNING id, expires_at;

-- name: forget_sessions
-- Deletes an account's sessions that were over a month ago.
DELETE FROM sessions
 WHERE account = $1 AND least(ended_at, expires_at) < app_now() - interval '30 days';

-- name: end_session
-- Ends one session.
UPDATE sessions SET ended_at = app_now() WHERE id = $1 AND ended_at IS NULL RETURNING account, district;

-- name: end_opened
-- Ends the pages' sessions that this one opened. A statement of its own, after `end_session`, so that it sees those
-- whose beginning that one had to wait for.
UPDATE sessions SET ended_at = app_now() WHERE opened_by = $1 AND ended_at IS NULL RETURNING id;

-- name: start_opened
-- A page's session, begun with a ticket of another: as long as that one at most. That one cannot end meanwhile.
WITH opener AS (
  SELECT s.* FROM sessions s JOIN accounts a ON a.id = s.account
   WHERE s.id = $1 AND s.ended_at IS NULL AND s.expires_at > app_now() AND a.disabled_at IS NULL
     FOR SHARE OF s
)
INSERT INTO sessions (district, account, token_hash, transport, idle, ends_at, expires_at, opened_by)
SELECT district, account, $2, 'cookie', idle, ends_at, least(app_now() + idle, ends_at), id FROM opener
RETURNING id, expires_at, extract(epoch FROM ends_at - app_now())::int AS seconds;

-- name: issue_page_ticket
-- A ticket for a page; those that ran out go.
WITH gone AS (DELETE FROM page_tickets WHERE expires_at < app_now())
INSERT INTO page_tickets (ticket_hash, session, path, expires_at) VALUES ($1, $2, $3, app_now() + $4);

-- name: redeem_page_ticket
-- Uses up a ticket: which page, and whose session asked for it, if that one still lives.
WITH used AS (DELETE FROM page_tickets WHERE ticket_hash = $1 RETURNING session, path, expires_at)
SELECT used.path, s.id AS session, a.id AS account, a.kind, a.district
  FROM used JOIN sessions s ON s.id = used.session JOIN accounts a ON a.id = s.account
 WHERE used.expires_at > app_now() AND s.ended_at IS NULL AND s.expires_at > app_now() AND a.disabled_at IS NULL;

-- name: bound
-- The session in which an authenticator was bound is as any other now.
UPDATE sessions SET binding = false WHERE id = $1;

-- name: end_other_sessions
-- Ends all sessions of an account but one.
UPDATE sessions SET ended_at = app_now() WHERE account = $1 AND id <> $2 AND ended_at IS NULL;

-- name: forget_recovery_codes
-- An account's recovery codes go, used or not.
DELETE FROM recovery_codes WHERE account = $1;

-- name: add_recovery_codes
-- An account's recovery codes, hashed.
INSERT INTO recovery_codes (account, code_hash) SELECT $1, unnest($2::bytea[]);

-- name: use_recovery_code
-- Uses up a recovery code: of two requests with it one gets a row. How many are left beside it.
UPDATE recovery_codes c SET used_at = app_now() WHERE account = $1 AND code_hash = $2 AND used_at IS NULL
RETURNING (SELECT count(*) FROM recovery_codes o
            WHERE o.account = c.account AND o.code_hash <> c.code_hash AND o.used_at IS NULL) AS others;

-- name: end_sessions
-- Ends all sessions of an account.
UPDATE sessions SET ended_at = app_now() WHERE account = $1 AND ended_at IS NULL;

-- name: principals
-- Who is behind these token hashes or sessions, with grants. A session seen for the first time in five minutes slides
-- along if $3: that write is rare, is skipped when another request is doing it, and costs nothing when not due.
WITH seen AS (
  UPDATE sessions s SET last_seen_at = app_now(), expires_at = least(app_now() + s.idle, s.ends_at)
   WHERE s.id IN (SELECT id FROM sessions
                   WHERE (token_hash = ANY ($1) OR id = ANY ($2))
                     AND ended_at IS NULL AND expires_at > app_now()
                     AND $3 AND last_seen_at < app_now() - interval '5 minutes'
                   FOR UPDATE SKIP LOCKED)
  RETURNING s.id, s.expires_at
)
SELECT s.token_hash, s.id AS session, coalesce(seen.expires_at, s.expires_at) AS expires_at,
       s.binding, a.id AS account, a.district, a.kind, a.name, a.practice, a.locale,
       (SELECT json_agg(json_build_object('role', g.role, 'area', g.area, 'path', p.path,
                                          'organisation', g.organisation) ORDER BY g.id)
          FROM grants g JOIN areas p ON p.id = g.area
         WHERE g.account = a.id AND g.ended_at IS NULL)::text AS grants
  FROM sessions s
  JOIN accounts a ON a.id = s.account
  LEFT JOIN seen ON seen.id = s.id
 WHERE (s.token_hash = ANY ($1) OR s.id = ANY ($2))
   AND s.ended_at IS NULL AND s.expires_at > app_now() AND a.disabled_at IS NULL;

-- name: issue_live_ticket
-- A ticket for the socket; those that ran out go.
WITH gone AS (DELETE FROM live_tickets WHERE expires_at < app_now())
INSERT INTO live_tickets (ticket_hash, session, expires_at) VALUES ($1, $2, app_now() + $3);

-- name: redeem_live_ticket
-- Uses up a ticket and names the token hash of its session.
WITH used AS (DELETE FROM live_tickets WHERE ticket_hash = $1 RETURNING session, expires_at)
SELECT s.token_hash FROM used JOIN sessions s ON s.id = used.session WHERE used.expires_at > app_now();

-- name: put_code
-- A phone's waiting code, in the place of an earlier one; those of others that ran out long ago go.
WITH gone AS (DELETE FROM phone_codes WHERE expires_at < app_now() - interval '1 hour' AND phone_index <> $2)
INSERT INTO phone_codes (district, phone_index, code_hash, expires_at) VALUES ($1, $2, $3, app_now() + $4)
ON CONFLICT (district, phone_index) DO UPDATE
  SET code_hash = EXCLUDED.code_hash, tries = 0, created_at = app_now(), expires_at = EXCLUDED.expires_at;

-- name: try_code
-- Counts a try and shows the hash to compare with; no row when none is left or the code ran out.
UPDATE phone_codes SET tries = tries + 1
 WHERE district = $1 AND phone_index = $2 AND expires_at > app_now() AND tries < $3
RETURNING code_hash, tries;

-- name: use_code
-- Uses up the right code: of two requests with it one gets a row.
DELETE FROM phone_codes WHERE district = $1 AND phone_index = $2 AND code_hash = $3 RETURNING true;

-- name: use_host_token
-- Uses up a token of the host app that is good from $2 to $3, give or take $4: of two requests with it one gets a row,
-- before and after none. What is too old anyway is forgotten.
WITH old AS (DELETE FROM host_tokens WHERE expires_at < app_now() - interval '1 hour')
INSERT INTO host_tokens (jti_hash, expires_at)
SELECT $1, to_timestamp($3) WHERE app_now() BETWEEN to_timestamp($2) - $4::interval AND to_timestamp($3) + $4::interval
ON CONFLICT DO NOTHING RETURNING true;

-- name: use_wechat_code
-- Uses up a code of wx.login, which is good for less than $2: of two requests with it one gets a row.
WITH old AS (DELETE FROM host_tokens WHERE expires_at < app_now() - interval '1 hour')
INSERT INTO host_tokens (jti_hash, expires_at) VALUES ($1, app_now() + $2) ON CONFLICT DO NOTHING RETURNING true;

-- name: resident_by_wechat
-- The account that this WeChat signs in.
SELECT a.id, a.kind, a.district, a.disabled_at IS NOT NULL AS disabled
  FROM wechat_bindings b JOIN accounts a ON a.id = b.account WHERE b.district = $1 AND b.openid_index = $2;

-- name: wechat_since
-- Since when an account is bound to a WeChat; $2: to this one.
SELECT bound_at FROM wechat_bindings WHERE account = $1 AND ($2::bytea IS NULL OR openid_index = $2);

-- name: unbind_wechat
-- Unbinds an account from its WeChat, and that WeChat ($3) from its account; whose bindings went.
DELETE FROM wechat_bindings WHERE account = $1 OR (district = $2 AND openid_index = $3) RETURNING account;

-- name: bind_wechat
-- Binds an account; no row when somebody else was quicker with the same WeChat.
INSERT INTO wechat_bindings (account, district, openid_index) VALUES ($1, $2, $3)
ON CONFLICT DO NOTHING RETURNING bound_at;

-- name: add_grant
-- Grants a role on an area of the account's district; no row when it is granted already.
INSERT INTO grants (district, account, role, area, organisation, granted_by)
SELECT a.district, a.id, $2, p.id, $4, $5 FROM accounts a JOIN areas p ON p.district = a.district AND p.id = $3
 WHERE a.id = $1
ON CONFLICT DO NOTHING RETURNING id;

-- name: end_grant
-- Ends a grant.
UPDATE grants SET ended_at = app_now(), ended_by = $5
 WHERE account = $1 AND role = $2 AND area = $3 AND organisation IS NOT DISTINCT FROM $4 AND ended_at IS NULL
RETURNING id;

-- name: account_place
-- Whether account, area and organisation are of one district, and which.
SELECT a.district,
       EXISTS (SELECT FROM areas p WHERE p.id = $2 AND p.district = a.district AND p.closed_at IS NULL) AS area,
       $3::uuid IS NULL OR EXISTS (SELECT FROM organisations o WHERE o.id = $3 AND o.district = a.district) AS organisation
  FROM accounts a WHERE a.id = $1;

-- name: account_id
-- A staff account by its user name.
SELECT id, district FROM accounts WHERE username = $1;

-- name: me
-- The account itself with the name of its district.
SELECT a.id, a.kind, a.name, a.locale, a.practice, a.totp_since IS NOT NULL AS second_factor, d.id AS district,
       d.name AS district_name, a.elder, a.theme
  FROM accounts a JOIN areas d ON d.id = a.district WHERE a.id = $1;

-- name: set_look
-- Keeps how an account wants its pages shown.
UPDATE accounts SET elder = $2, theme = $3 WHERE id = $1;

-- name: my_grants
-- An account's grants with the names of areas and organisations.
SELECT g.role, p.id, p.level, p.name, p.path, o.id AS organisation, o.kind AS organisation_kind,
       o.name AS organisation_name
  FROM grants g JOIN areas p ON p.id = g.area LEFT JOIN organisations o ON o.id = g.organisation
 WHERE g.account = $1 AND g.ended_at IS NULL ORDER BY g.id;
