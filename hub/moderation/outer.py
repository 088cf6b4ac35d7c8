"""The contract with an outer service that checks words and pictures: one signed POST (`hub.webhook`), a verdict.

request   {"id", "kind", "words", "photos" (how many), "pictures": [{"id", "jpeg" (base64)}]}
          a picture is the small copy that was made of its pixels alone, at most 480 px long; without place or camera
200       {"verdict": "pass" | "hold", "labels": ["…"]}; `labels` may be missing, staff read them
else      no verdict: a person decides
"""

from typing import Annotated, Final, Literal
from uuid import UUID

import msgspec

TIMEOUT: Final = 5.0
"""Seconds for the whole of it: somebody waits for her words to be shown."""
Label = Annotated[str, msgspec.Meta(max_length=40)]


class OuterPicture(msgspec.Struct, frozen=True):
    """The small copy of a photo; bytes are base64 in JSON."""

    id: UUID
    jpeg: bytes


class OuterAsked(msgspec.Struct, frozen=True):
    id: UUID
    kind: str
    words: str
    photos: int
    pictures: tuple[OuterPicture, ...] = ()


class OuterVerdict(msgspec.Struct, frozen=True):
    """All that is read of what comes back."""

    verdict: Literal["pass", "hold"]
    labels: Annotated[tuple[Label, ...], msgspec.Meta(max_length=10)] = ()
