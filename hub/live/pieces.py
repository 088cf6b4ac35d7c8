"""What one write brings of a recovery from the ring. In a storm many readers of the same topics come back from
the same cursor, so pieces are kept until the next batch."""

from typing import Final, NamedTuple

from hub.live import recovery
from hub.live.frames import join
from hub.live.recent import Recent

MOST: Final = 256


class Piece(NamedTuple):
    """The frames, the cursor after them, how many they are."""

    data: bytes
    cursor: int
    events: int


class Pieces:
    """`size`: bytes of frames in one piece, about."""

    def __init__(self, recent: Recent, size: int) -> None:
        self._recent = recent
        self._size = size
        self._kept: dict[tuple[frozenset[str], int, int], Piece | None] = {}

    def piece(self, topics: frozenset[str], cursor: int, upto: int) -> Piece | None:
        """The next one after `cursor`, not beyond `upto`; None: more events than a recovery may bring."""
        # Readers differ in topics of their own, on which mostly nothing has happened: what they are sent is alike.
        topics = self._recent.heard(topics, cursor)
        key = (topics, cursor, upto)
        if key in self._kept:
            return self._kept[key]
        entries = self._recent.matching(topics, cursor, upto, recovery.MOST)
        piece: Piece | None = None
        if entries is not None:
            first = next(recovery.pieces(entries, self._size), [])
            whole = len(first) == len(entries)
            data = join(entry.frame for entry in first)
            piece = Piece(data, upto if whole else first[-1].seq, len(first))
        if len(self._kept) < MOST:
            self._kept[key] = piece
        return piece

    def forget(self) -> None:
        """The ring has moved on."""
        self._kept.clear()
