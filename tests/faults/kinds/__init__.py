"""What each fault does, by what is broken; `tests.faults.faults` is their table."""
