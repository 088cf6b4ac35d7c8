"""How far a promise moves."""

MOST = {"h": 240, "d": 90}
"""The longest extension, in hours and in working days."""
