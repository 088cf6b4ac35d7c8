"""What people do with feedback. A public action owns the transaction."""

from collections.abc import Awaitable, Callable
from uuid import UUID

from hub import audit
from hub.accounts.types import Principal
from hub.areas import actions as areas
from hub.commands import Command, once
from hub.db import Connection, Database
from hub.errors import DomainError
from hub.feedback import events, policy, store
from hub.feedback.types import (
    Answer,
    Callback,
    Close,
    Feedback,
    FeedbackCounts,
    FeedbackList,
    Kind,
    ListName,
    Say,
    State,
    StepKind,
)
from hub.notify import actions as notify
from hub.notify.types import About
from hub.sealing import Sealer, normal_phone
from hub.tickets.words import line, words

WORDS = 60
"""Letters of an answer that go into a message; the rest is in the app."""

_FROM: dict[StepKind, tuple[State, ...]] = {"answered": ("new", "answered"), "closed": ("new", "answered")}


async def say(db: Database, sealer: Sealer, principal: Principal, asked: Command, given: Say) -> Feedback:
    """Keeps what somebody says about the service.

    Raises:
        DomainError: `area.unknown`, `phone.invalid`, `ticket.text_empty`, `ticket.text_long`.
    """
    phone = normal_phone(given.phone) if given.phone.strip() else ""

    async def act(tx: Connection) -> Feedback:
        place = await areas.place(tx, given.area or principal.district, principal.district)
        identity = await store.add(
            tx, sealer, district=principal.district, kind=given.kind, text=words(given.text), page=line(given.page),
            path=place.ids, author=principal.account, phone=phone,
        )  # fmt: skip
        said = await store.one(tx, principal.district, identity)
        assert said is not None
        await events.announce(tx, "created", None, said)
        return policy.for_author(said)

    return await once(db, asked, Feedback, act)


async def answer(
    db: Database, sealer: Sealer, principal: Principal, asked: Command, identity: UUID, given: Answer
) -> Feedback:
    """Answers who wrote: live, and by message.

    Raises:
        DomainError: `not_found`, `feedback.not_allowed`, `feedback.stale`, `feedback.wrong_state`,
            `ticket.text_empty`, `ticket.text_long`.
    """

    async def write(tx: Connection, before: Feedback, stands: policy.Relation) -> None:
        if not stands.staff:
            raise DomainError("feedback.not_allowed")
        text = words(given.text)
        await store.answer(tx, before.id, text, principal.account)
        await notify.send(
            tx, sealer, district=principal.district, template="feedback.answered", params={"text": text[:WORDS]},
            account=before.author.id, about=About("feedback", before.id),
        )  # fmt: skip

    return await _step(db, principal, asked, identity, "answered", given.version, write)


async def close(db: Database, principal: Principal, asked: Command, identity: UUID, given: Close) -> Feedback:
    """Puts it away. Raises as `answer`."""

    async def write(tx: Connection, before: Feedback, stands: policy.Relation) -> None:
        await store.close(tx, before.id)

    return await _step(db, principal, asked, identity, "closed", given.version, write)


async def _step(
    db: Database, principal: Principal, asked: Command, identity: UUID, kind: StepKind, version: int | None,
    write: Callable[[Connection, Feedback, policy.Relation], Awaitable[None]],
) -> Feedback:  # fmt: skip
    async def act(tx: Connection) -> Feedback:
        await store.lock(tx, principal.district, identity)
        before, stands = await _seen(tx, principal, identity)
        if version is not None and version != before.version:
            raise DomainError("feedback.stale")
        if before.state not in _FROM[kind]:
            raise DomainError("feedback.wrong_state")
        await write(tx, before, stands)
        after = await store.one(tx, principal.district, identity)
        assert after is not None
        await events.announce(tx, kind, before.state, after)
        return policy.view(after, stands)

    return await once(db, asked, Feedback, act)


async def _seen(
    connection: Connection, principal: Principal, identity: UUID
) -> tuple[Feedback, policy.Relation]:
    found = await store.one(connection, principal.district, identity)
    stands = policy.relation(principal, found) if found else None
    if found is None or stands is None or not stands.sees:
        raise DomainError("not_found")
    return found, stands


async def one(db: Database, principal: Principal, identity: UUID) -> Feedback:
    """One as its reader may see it.

    Raises:
        DomainError: `not_found`.
    """
    async with db.connection() as connection:
        return policy.view(*await _seen(connection, principal, identity))


async def callback(
    db: Database, sealer: Sealer, principal: Principal, asked: Command, identity: UUID
) -> Callback:
    """The phone that was left; the look is written into the audit log. It is not kept with the command's answer.

    Raises:
        DomainError: `not_found` (also when none was left), `feedback.not_allowed`.
    """
    async with db.transaction() as tx:
        found, stands = await _seen(tx, principal, identity)
        if not stands.staff:
            raise DomainError("feedback.not_allowed")
        phone = await store.phone(tx, sealer, principal.district, identity)
        if phone is None:
            raise DomainError("not_found")
        await audit.record(
            tx, district=principal.district, actor=asked.account, action="feedback.phone_seen",
            subject=found.author.id, detail={"feedback": identity},
        )  # fmt: skip
    return Callback(phone)


async def page(
    db: Database, principal: Principal, name: ListName, *, states: list[State] | None = None,
    kind: Kind | None = None, after: UUID | None = None, limit: int = 50,
) -> FeedbackList:  # fmt: skip
    """A page of what one wrote, or of what one answers for."""
    mine = None if name == "own" else policy.answers_for(principal)
    async with db.connection() as connection:
        found = await store.page(
            connection, principal.district, principal.account, mine, states=states, kind=kind, after=after,
            limit=limit + 1,
        )  # fmt: skip
    shown = [policy.view(each, policy.relation(principal, each)) for each in found[:limit]]
    return FeedbackList(shown, str(shown[-1].id) if len(found) > limit else None)


async def counts(db: Database, principal: Principal) -> FeedbackCounts:
    """How many of each state one answers for."""
    async with db.connection() as connection:
        return await store.counts(connection, principal.district, policy.answers_for(principal))
