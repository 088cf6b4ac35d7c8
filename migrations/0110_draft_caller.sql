-- For whom a clerk is writing a new report: her name and phone are kept with the draft, sealed.
ALTER TABLE drafts
  ADD COLUMN id uuid NOT NULL UNIQUE DEFAULT uuidv7(),
  ADD COLUMN caller bytea;
COMMENT ON COLUMN drafts.caller IS 'sealed by id';
