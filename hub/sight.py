"""What somebody may see of a thing, whatever room it is in: asked before she reports or follows it, and when she reads
what she was told of it. Each room gives its own where the hub is put together (`hub.targets`)."""

from collections.abc import Mapping, Sequence
from typing import Protocol, TypeAlias, runtime_checkable
from uuid import UUID

from hub.accounts.types import Principal
from hub.db import Connection

LETTERS = 40
"""Of somebody's words, where they only name a thing."""


@runtime_checkable
class Sight(Protocol):
    """The eyes for one kind of thing."""

    @property
    def kind(self) -> str:
        """`post`, `comment`, `ticket`, `wish`, `area`, …"""

    async def seen(
        self, connection: Connection, principal: Principal, subjects: Sequence[UUID]
    ) -> dict[UUID, str]:
        """Those of them that the principal sees now, each with the words that name it to her."""


Sights: TypeAlias = Mapping[str, Sight]


def named(words: str) -> str:
    """The first letters of somebody's words, on one line."""
    line = " ".join(words.split())
    return line if len(line) <= LETTERS else line[:LETTERS] + "…"
