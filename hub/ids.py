"""Ids as clients write them."""

from uuid import UUID


def uuid_in(text: str) -> UUID | None:
    """The id in its one usual form, 36 letters; None for anything else."""
    try:
        return UUID(text) if len(text) == 36 else None
    except ValueError:
        return None
