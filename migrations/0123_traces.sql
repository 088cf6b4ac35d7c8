-- Where an event came from: the trace under way in its transaction (W3C traceparent), when the district traces at all.
-- Kept beside the event, never sent to a client; a default, so that every way to write an event carries it.
ALTER TABLE events ADD COLUMN trace text;
ALTER TABLE events ALTER COLUMN trace SET DEFAULT nullif(current_setting('shequ.trace', true), '');
COMMENT ON COLUMN events.trace IS 'traceparent of the span that wrote it; NULL: not traced';
-- shequ_serving may read it as the rest of the row, and chooses it only through the setting.
