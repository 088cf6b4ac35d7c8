-- What the recorder of a WeChat mini-program makes of speech.
ALTER TABLE voices
  DROP CONSTRAINT voices_container_check,
  ADD CONSTRAINT voices_container_check CHECK (container IN ('webm', 'ogg', 'mp4', 'mp3'));
