"""What people write, made fit to keep."""

from hub.errors import DomainError
from hub.tickets.types import TEXT_BYTES


def words(text: str) -> str:
    """A text that says something.

    Raises:
        DomainError: `ticket.text_empty`, `ticket.text_long`.
    """
    kept = line(text)
    if not kept:
        raise DomainError("ticket.text_empty")
    if len(kept.encode()) > TEXT_BYTES:
        raise DomainError("ticket.text_long")
    return kept


def line(text: str) -> str:
    """Without invisible control characters (JSON would spend six bytes on each), but with line breaks."""
    return "".join(letter for letter in text if letter == "\n" or letter.isprintable()).strip()
