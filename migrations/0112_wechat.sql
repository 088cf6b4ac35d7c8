-- A resident's WeChat, by which she is signed in without a code once she has said so. Her openid lies here only as a keyed
-- hash: nothing turns it back.
CREATE TABLE wechat_bindings (
  account      uuid PRIMARY KEY REFERENCES accounts (id),
  district     uuid NOT NULL REFERENCES areas (id),
  openid_index bytea NOT NULL,
  bound_at     timestamptz NOT NULL DEFAULT app_now(),
  UNIQUE (district, openid_index)
);
COMMENT ON TABLE host_tokens IS 'What has signed somebody in once: tokens of the host app, codes of wx.login.';
GRANT SELECT, INSERT, DELETE ON wechat_bindings TO shequ_serving;
