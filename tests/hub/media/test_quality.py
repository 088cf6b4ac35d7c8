"""Figures become advice."""

import pytest

from hub.media.quality import BLURRED_BELOW, BRIGHT_ABOVE, DARK_BELOW, notes
from hub.media.types import Note


@pytest.mark.parametrize(
    ("sharpness", "brightness", "expected"),
    [
        (None, None, ()),
        (BLURRED_BELOW, 128.0, ()),
        (BLURRED_BELOW - 1, 128.0, ("blurred",)),
        (BLURRED_BELOW - 1, DARK_BELOW - 1, ("dark",)),
        (500.0, DARK_BELOW, ()),
        (500.0, BRIGHT_ABOVE, ()),
        (500.0, BRIGHT_ABOVE + 1, ("bright",)),
    ],
)
def test_notes(sharpness: float | None, brightness: float | None, expected: tuple[Note, ...]) -> None:
    assert notes(sharpness, brightness) == expected
