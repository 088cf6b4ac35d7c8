"""Pieces of a recovery from the ring."""

from hub.live import pieces as module
from hub.live.pieces import Pieces
from hub.live.recent import Recent
from tests.hub.live.conftest import Log
from tests.hub.live.model import messages_of

A = frozenset({"t/a"})


def made(count: int, size: int) -> tuple[Log, Pieces]:
    log = Log()
    recent = Recent(log.ring)
    log.listeners.append(recent.add)
    for number in range(count):
        log.append("t/a" if number % 2 else "t/b")
    return log, Pieces(recent, size)


def test_a_recovery_is_cut_and_goes_on_where_it_was() -> None:
    _, pieces = made(40, 1000)
    cursor, found = 3, []
    while cursor < 40:
        piece = pieces.piece(A, cursor, 40)
        assert piece is not None
        assert piece.events == len(messages_of(piece.data)) <= 8
        found += [message["seq"] for message in messages_of(piece.data)]
        cursor = piece.cursor
    assert found == list(range(4, 41, 2))


def test_nothing_to_send_moves_the_cursor_all_the_same() -> None:
    _, pieces = made(10, 1000)
    assert pieces.piece(frozenset({"t/none"}), 2, 9) == (b"", 9, 0)


def test_too_many_is_none() -> None:
    _, pieces = made(2004, 1000)
    assert pieces.piece(A, 2, 2004) is None  # 1,001 of them
    assert pieces.piece(A, 4, 2004) is not None


def test_the_same_readers_share_one_until_the_ring_moves_and_few_are_kept() -> None:
    log, pieces = made(10, 1000)
    piece = pieces.piece(A, 0, 10)
    assert pieces.piece(A, 0, 10) is piece
    assert pieces.piece(A | {"own/quiet"}, 0, 10) is piece
    log.append("t/a")
    pieces.forget()
    assert pieces.piece(A, 0, 11) != piece
    for cursor in range(2 * module.MOST):
        pieces.piece(A, 0, 12 + cursor)
    assert len(pieces._kept) == module.MOST
