"""Which lists can be exported. A list that is to be one of them says its columns, its filter and how rows are read.

    feedback = Exporter("feedback", "意见反馈", "Feedback", FeedbackFilter, COLUMNS, total, pages)

and stands in `EXPORTERS`.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from typing import Any, NamedTuple, TypeAlias, TypeVar

import msgspec

from hub.accounts.types import Locale, Principal
from hub.db import Database
from hub.tickets.export.sheet import Cell

T = TypeVar("T")


class Column(NamedTuple):
    """A column with its header in both languages; `width` in letters."""

    key: str
    zh: str
    en: str
    width: int = 14

    def title(self, locale: Locale) -> str:
        return self.en if locale == "en" else self.zh


class Ask(NamedTuple):
    """Who wants which rows, in which language."""

    principal: Principal
    filter: Any
    locale: Locale


Row: TypeAlias = Mapping[str, Cell]
Total: TypeAlias = Callable[[Database, Ask], Awaitable[int | None]]
"""How many there are about, None when nobody has counted; raises what reading the list raises when it is not the
principal's."""
Pages: TypeAlias = Callable[[Database, Ask], AsyncIterator[Sequence[Row]]]
"""The rows in pages of a few hundred, each as the principal may see it; a connection is held for a page at most."""


Read: TypeAlias = Callable[[str | None], Awaitable[tuple[Sequence[T], str | None]]]
"""A page after a cursor, and the cursor of the one that follows."""


async def by_pages(read: Read[T], row: Callable[[T], Row]) -> AsyncIterator[Sequence[Row]]:
    """A keyset-paged list from its beginning to its end."""
    after: str | None = None
    while True:
        found, after = await read(after)
        yield [row(one) for one in found]
        if after is None:
            return


class Exporter(NamedTuple):
    """A list that can be exported."""

    name: str
    zh: str
    en: str
    filter: type[msgspec.Struct]
    columns: tuple[Column, ...]
    total: Total
    pages: Pages

    def title(self, locale: Locale) -> str:
        return self.en if locale == "en" else self.zh
