-- A visit that nobody need make any more: she was certified on a phone or at the desk meanwhile.
ALTER TABLE home_visits
  ADD COLUMN certified text CHECK (certified IN ('phone', 'desk')),
  ADD CHECK (certified IS NULL OR state = 'cancelled');
CREATE INDEX home_visits_certified ON home_visits (district, updated_at) WHERE certified IS NOT NULL;
