-- Who reported a thing hears once how it ended.

ALTER TABLE moderation_reports ADD COLUMN told_at timestamptz;
-- Those that were decided before hear nothing late.
UPDATE moderation_reports r SET told_at = app_now() FROM moderation_cases c
 WHERE c.id = r.case_id AND c.state NOT IN ('reported', 'held', 'checking');

GRANT UPDATE (told_at) ON moderation_reports TO shequ_serving;
