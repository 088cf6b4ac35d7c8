"""The contract with an outer service that checks words: one signed POST (`hub.webhook`), a verdict.

request   {"id", "kind", "words", "photos" (how many)}
200       {"verdict": "pass" | "hold", "labels": ["…"]}; `labels` may be missing, staff read them
else      no verdict: a person decides
"""

from typing import Annotated, Final, Literal
from uuid import UUID

import msgspec

TIMEOUT: Final = 5.0
"""Seconds for the whole of it: somebody waits for her words to be shown."""
Label = Annotated[str, msgspec.Meta(max_length=40)]


class OuterAsked(msgspec.Struct, frozen=True):
    id: UUID
    kind: str
    words: str
    photos: int


class OuterVerdict(msgspec.Struct, frozen=True):
    """All that is read of what comes back."""

    verdict: Literal["pass", "hold"]
    labels: Annotated[tuple[Label, ...], msgspec.Meta(max_length=10)] = ()
