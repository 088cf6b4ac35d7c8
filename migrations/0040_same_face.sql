-- One face, two people: each hit is kept until a reviewer was asked about it, and a search goes on page by page.

CREATE TABLE certification_hits (
  person     uuid NOT NULL REFERENCES certification_persons (id),
  twin       uuid NOT NULL REFERENCES certification_persons (id),  -- who looks alike
  similarity real NOT NULL,                                        -- cosine
  found_at   timestamptz NOT NULL DEFAULT app_now(),
  PRIMARY KEY (person, twin)
);
CREATE INDEX certification_hits_twin ON certification_hits (twin);

ALTER TABLE certification_attempts ADD COLUMN twin_similarity real;

ALTER TABLE certification_searches
  ADD COLUMN past uuid,  -- persons up to this one have been compared
  ADD COLUMN upto uuid;  -- the last one of the page under way; null: it is the last page

GRANT SELECT, INSERT, UPDATE, DELETE ON certification_hits TO shequ_serving;
