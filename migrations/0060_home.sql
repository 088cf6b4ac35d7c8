-- What the phone shows first, and how a person wants it shown.

-- Sections of the first page. A row without area holds everywhere; the row of the nearest area of a place wins.
CREATE TABLE home_sections (
  area       uuid REFERENCES areas (id),
  key        text NOT NULL CHECK (key ~ '^[a-z_]{1,40}$'),
  position   integer NOT NULL CHECK (position BETWEEN 0 AND 999),
  icon       text NOT NULL CHECK (icon ~ '^[a-z_]{1,40}$'),
  name       text NOT NULL CHECK (length(name) BETWEEN 1 AND 12),
  name_en    text NOT NULL CHECK (length(name_en) BETWEEN 1 AND 30),
  state      text NOT NULL CHECK (state IN ('open', 'soon', 'hidden')),
  address    text NOT NULL DEFAULT '' CHECK (address ~ '^(/[a-z0-9/_-]*)?$' AND length(address) <= 100),
  changed_by uuid REFERENCES accounts (id),
  changed_at timestamptz NOT NULL DEFAULT app_now(),
  UNIQUE NULLS NOT DISTINCT (area, key),
  CHECK (state <> 'open' OR address <> '')
);

-- A room that opens sets its row to 'open' and gives it an address, in its own migration.
INSERT INTO home_sections (position, key, icon, name, name_en, state, address) VALUES
  (10, 'report', 'megaphone', '报修上报', 'Report', 'open', '/report'),
  (20, 'certification', 'elder', '高龄认证', 'Certification', 'open', '/certification'),
  (30, 'estate', 'home', '小区的事', 'My estate', 'open', '/estate'),
  (40, 'circle', 'people', '谁管我家', 'Who serves us', 'open', '/circle'),
  (50, 'neighbours', 'chat', '邻里圈', 'Neighbours', 'soon', ''),
  (60, 'wishes', 'heart', '微心愿', 'Wishes', 'soon', ''),
  (70, 'deliberation', 'ballot', '议事投票', 'Talk and vote', 'soon', ''),
  (80, 'returns', 'train', '返攀登记', 'Return here', 'soon', ''),
  (90, 'guides', 'book', '办事指南', 'Guides', 'soon', ''),
  (100, 'notices', 'bell', '通知公告', 'Notices', 'soon', ''),
  (110, 'pledges', 'shield', '安全承诺', 'Safety pledge', 'soon', ''),
  (120, 'aid', 'coin', '社会救助', 'Social aid', 'soon', ''),
  (130, 'rental', 'key', '房屋租赁', 'Rentals', 'soon', ''),
  (140, 'feedback', 'pencil', '意见反馈', 'Feedback', 'open', '/feedback');

GRANT SELECT, INSERT, UPDATE, DELETE ON home_sections TO shequ_serving;

-- 长辈版 and dark, as the person chose last; null: never chosen.
ALTER TABLE accounts
  ADD COLUMN elder boolean,
  ADD COLUMN theme text CHECK (theme IN ('light', 'dark', 'system'));

-- What the QR code on a door says: where one stands. The tree is public, so a code opens nothing.
CREATE TABLE door_codes (
  code     text PRIMARY KEY CHECK (code ~ '^[a-z2-9]{10}$'),
  district uuid NOT NULL REFERENCES areas (id),
  area     uuid NOT NULL UNIQUE REFERENCES areas (id),
  made_by  uuid NOT NULL REFERENCES accounts (id),
  made_at  timestamptz NOT NULL DEFAULT app_now()
);

GRANT SELECT, INSERT ON door_codes TO shequ_serving;
