"""What a photo's figures mean for a person. Pure. A note is advice: no photo is refused for it."""

from typing import Final

from hub.media.types import Note

BLURRED_BELOW: Final = 60.0
"""Variance of the Laplacian. The pictures in tests/workers give over 200 sharp and under 20 after a blur of
1/100 of their width; what lies between is taste."""
DARK_BELOW: Final = 40.0
BRIGHT_ABOVE: Final = 225.0
"""Mean grey of 255: a night shot without light, a page of glare."""


def notes(sharpness: float | None, brightness: float | None) -> tuple[Note, ...]:
    """What to tell the sender; nothing while nobody has looked. A dark photo is not called blurred as well:
    the dark alone makes it look so."""
    if sharpness is None or brightness is None:
        return ()
    if brightness < DARK_BELOW:
        return ("dark",)
    if brightness > BRIGHT_ABOVE:
        return ("bright",)
    return ("blurred",) if sharpness < BLURRED_BELOW else ()
