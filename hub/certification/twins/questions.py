"""Whether two people are one: hits of the search become questions to reviewers, one after another, the likest first.

A hit waits while something else of hers is open, and a question that waits is ended by a reviewer's decision alone, or
with her consent: a desk visit shows who she is, not whether the other is she too.
"""

from typing import Final
from uuid import UUID

from hub.certification import store
from hub.certification.changing import tell
from hub.certification.model import Attempt
from hub.certification.store import Known
from hub.db import Connection, load_queries

q: Final = load_queries(__file__)


async def ask(tx: Connection, district: UUID, person: UUID) -> UUID | None:
    """Opens the question about the likest that waits, unless something of hers is open: its id, for `announce`.

    The caller holds her row.
    """
    now = await store.known(tx, district, person)
    if now is None or now.standing.attempt is not None:
        return None
    row = await tx.fetchrow(q.likest, person)
    if row is None:
        return None
    await tx.execute(q.asked, person, row["twin"])
    by = await tx.fetchval(q.last_by, person)
    question: UUID = await tx.fetchval(q.question, district, person, by, row["twin"], row["similarity"])
    await tx.execute(store.q.bump, person)
    return question


async def announce(tx: Connection, district: UUID, person: UUID, question: UUID | None) -> None:
    """Tells of a question that was opened; after the events of what opened it."""
    if question is not None:
        await tell(tx, "same_face", person, district, attempt=question)


async def decided(tx: Connection, question: Attempt) -> None:
    """Neither of the two is asked about the other again because of what was found so far."""
    await tx.execute(q.decided, question.person, question.twin)


async def forget(tx: Connection, person: Known) -> None:
    """Nothing that was found of her is kept."""
    await tx.execute(q.forget, person.standing.id)


async def forget_programme(tx: Connection, programme: UUID) -> None:
    """It was switched off: what was found for that purpose goes."""
    await tx.execute(q.forget_programme, programme)
