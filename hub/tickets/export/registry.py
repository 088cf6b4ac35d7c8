"""Which lists can be exported. A list that is to be one of them says its columns, its filter and how rows are read.

    feedback = Exporter("feedback", "意见反馈", "Feedback", FeedbackFilter, COLUMNS, total, by_pages(read, row))

and stands in `EXPORTERS`.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final, NamedTuple, TypeAlias, TypeVar

import msgspec

from hub.accounts.types import Locale, Principal
from hub.db import Database
from hub.tickets.export.sheet import Cell

T = TypeVar("T")
PAGE: Final = 500
"""Rows that are read at once."""
Names: TypeAlias = Mapping[str, tuple[str, str]]
"""Keys with their words in Chinese and English."""


class Column(NamedTuple):
    """A column with its header in both languages; `width` in letters."""

    key: str
    zh: str
    en: str
    width: int = 14

    def title(self, locale: Locale) -> str:
        return self.en if locale == "en" else self.zh


class Ask(NamedTuple):
    """Who wants which rows, in which language. `categories`: what the district's are called; for pages only."""

    principal: Principal
    filter: Any
    locale: Locale
    categories: Names = MappingProxyType({})

    def word(self, names: Names, key: str) -> str:
        """A word for a key in the reader's language; the key itself when there is none."""
        zh, en = names.get(key, (key, key))
        return en if self.locale == "en" else zh

    def words(self, found: Iterable[str]) -> str:
        """Several words in a cell."""
        return (", " if self.locale == "en" else "、").join(found)


Row: TypeAlias = Mapping[str, Cell]
Total: TypeAlias = Callable[[Database, Ask], Awaitable[int | None]]
"""How many there are about, None when nobody has counted; raises what reading the list raises when it is not the
principal's."""
Pages: TypeAlias = Callable[[Database, Ask], AsyncIterator[Sequence[Row]]]
"""The rows in pages of a few hundred, each as the principal may see it; a connection is held for a page at most."""


Read: TypeAlias = Callable[[Database, Ask, str | None, int], Awaitable[tuple[Sequence[T], str | None]]]
"""A page after a cursor, of so many, and the cursor of the one that follows."""


def by_pages(read: Read[T], row: Callable[[Ask, T], Row]) -> Pages:
    """A keyset-paged list from its beginning to its end."""

    async def pages(db: Database, ask: Ask) -> AsyncIterator[Sequence[Row]]:
        after: str | None = None
        while True:
            found, after = await read(db, ask, after, PAGE)
            yield [row(ask, one) for one in found]
            if after is None:
                return

    return pages


def uncounted(read: Read[T]) -> Total:
    """Nobody has counted the list; whose it is not cannot read its first row."""

    async def total(db: Database, ask: Ask) -> None:
        await read(db, ask, None, 1)

    return total


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
