"""What people do with cases: report, look, decide, appeal. A public action owns the transaction.

Locks are taken in one order: the case, then the thing (by its target), then the audit log; events come last.
"""

from collections.abc import Awaitable, Callable, Mapping
from typing import Final
from uuid import UUID

from hub import audit
from hub.accounts.types import Principal
from hub.areas import actions as areas
from hub.commands import Command, once
from hub.db import Connection, Database
from hub.errors import DomainError
from hub.moderation import events, policy, states, store
from hub.moderation.checking import WORDS
from hub.moderation.telling import tell, tell_reporters
from hub.moderation.types import (
    REASON,
    AppealCase,
    CaseState,
    CaseStep,
    DecideCase,
    ModerationCase,
    MyCase,
    OpenCase,
    Reported,
    ReportThing,
    Shown,
    Target,
)
from hub.sealing import Sealer
from hub.tickets.words import line

Targets = Mapping[str, Target]

PULLED: Final = "多位邻居举报，工作人员正在核实。"
"""What the room says to the author of a thing that reports have taken away until staff look."""

_NEEDS_REASON: Final[frozenset[CaseStep]] = frozenset(("hidden", "undone", "restored", "refused"))


async def report(
    db: Database, targets: Targets, principal: Principal, asked: Command, given: ReportThing
) -> Reported:
    """Puts a thing in front of staff; who reported is in no event and shown to nobody.

    Raises:
        DomainError: `not_found`, `moderation.reported` (by this account, before), `moderation.report_own`.
    """

    async def act(tx: Connection) -> Reported:
        target, shown = await _visible(tx, targets, principal, given.kind, given.subject)
        if shown.author == principal.account:
            raise DomainError("moderation.report_own")
        settings = (await store.settings(tx, principal.district)).settings
        case, new = await _case_for(tx, principal, given, shown, "reported")
        words = line(given.words)
        if not await tx.fetchval(store.q.add_report, case.id, principal.account, given.reason, words):
            raise DomainError("moderation.reported")
        if new:
            await tx.execute(store.q.first_reported, case.id, settings.reports_urgent)
        else:
            await tx.execute(
                store.q.reported, case.id, shown.words[:WORDS], len(shown.photos), settings.reports_urgent
            )
        await store.step(tx, case.id, "reported", "reported")
        first = await _one(tx, principal.district, case.id)
        pull = settings.reports_hold and first.urgent
        if pull:
            await target.hide(tx, given.subject, PULLED)
            await tx.execute(store.q.pulled, case.id)
            await store.step(tx, case.id, "pulled", "held")
        await audit.record(
            tx, district=principal.district, actor=principal.account, action="moderation.reported",
            subject=shown.author, detail={"case": case.id, "reason": given.reason},
        )  # fmt: skip
        await events.announce(tx, "reported", first, told=False)
        if pull:
            await events.announce(tx, "pulled", await _one(tx, principal.district, case.id), told=True)
        return Reported(given.kind, given.subject)

    return await once(db, asked, Reported, act)


async def open_case(
    db: Database, targets: Targets, principal: Principal, asked: Command, given: OpenCase
) -> ModerationCase:
    """Staff put a thing on the desk that nobody reported; one that lies there already is given as it is.

    Raises:
        DomainError: `not_found`, `moderation.own`.
    """

    async def act(tx: Connection) -> ModerationCase:
        target = targets.get(given.kind)
        shown = await target.shown(tx, given.subject) if target else None
        if shown is None or not policy.may_moderate(principal, await _path(tx, principal, shown.area)):
            raise DomainError("not_found")
        if shown.author == principal.account:
            raise DomainError("moderation.own")
        there = await store.of_thing(tx, given.kind, given.subject)
        if there is not None and there.state != "clear":
            return await _one(tx, principal.district, there.id)
        case, new = await _case_for(tx, principal, given, shown, "opened")
        if not new:
            await tx.execute(store.q.opened, case.id, shown.words[:WORDS], len(shown.photos))
        await store.step(tx, case.id, "opened", "reported", principal.account)
        await audit.record(
            tx, district=principal.district, actor=principal.account, action="moderation.opened",
            subject=shown.author, detail={"case": case.id},
        )  # fmt: skip
        after = await _one(tx, principal.district, case.id)
        await events.announce(tx, "opened", after, told=False)
        return after

    return await once(db, asked, ModerationCase, act)


async def decide(
    db: Database, targets: Targets, sealer: Sealer, principal: Principal, asked: Command, identity: UUID,
    given: DecideCase,
) -> ModerationCase:  # fmt: skip
    """Staff let it through, leave it, hide it, take that back, or decide about an appeal; its author is told, and who
    reported it.

    Raises:
        DomainError: `not_found`, `moderation.stale`, `moderation.wrong_state`, `moderation.own`,
            `moderation.another_person`, `moderation.reason`.
    """
    step: CaseStep = given.step
    reason = line(given.reason)
    if step in _NEEDS_REASON and len(reason) < REASON:
        raise DomainError("moderation.reason", limit=REASON)

    async def act(tx: Connection) -> ModerationCase:
        await store.lock(tx, principal.district, identity)
        before = await store.one(tx, principal.district, identity)
        if before is None or not policy.may_moderate(principal, before.path):
            raise DomainError("not_found")
        if before.version != given.version:
            raise DomainError("moderation.stale")
        to = states.after(step, before.state)
        if refused := policy.refusal(principal, before, step):
            raise DomainError(refused)
        await _effect(tx, targets.get(before.kind), before, step, reason)
        await _write(tx, principal, before, step, to, reason)
        return await _done(tx, sealer, principal, before, step, to, reason)

    return await once(db, asked, ModerationCase, act)


async def appeal(
    db: Database, principal: Principal, asked: Command, identity: UUID, given: AppealCase
) -> MyCase:
    """The author asks for a second look at what was hidden: once for each hiding.

    Raises:
        DomainError: `not_found`, `moderation.stale`, `moderation.wrong_state`, `moderation.reason`.
    """
    words = line(given.words)
    if len(words) < REASON:
        raise DomainError("moderation.reason", limit=REASON)

    async def act(tx: Connection) -> MyCase:
        await store.lock(tx, principal.district, identity)
        before = await store.one(tx, principal.district, identity)
        if before is None or before.author.id != principal.account:
            raise DomainError("not_found")
        to = states.after("appealed", before.state)
        if before.version != given.version:
            raise DomainError("moderation.stale")
        await tx.execute(store.q.appealed, identity, words)
        await store.step(tx, identity, "appealed", to, principal.account, words)
        await audit.record(
            tx, district=principal.district, actor=principal.account, action="moderation.appealed",
            subject=principal.account, detail={"case": identity},
        )  # fmt: skip
        after = await _one(tx, principal.district, identity)
        await events.announce(tx, "appealed", after, told=True)
        return policy.for_author(after)

    return await once(db, asked, MyCase, act)


async def _visible(
    tx: Connection, targets: Targets, principal: Principal, kind: str, subject: UUID
) -> tuple[Target, Shown]:
    """A thing that others see, the principal among them."""
    target = targets.get(kind)
    shown = await target.shown(tx, subject) if target else None
    if target is None or shown is None or shown.status != "shown":
        raise DomainError("not_found")
    await _path(tx, principal, shown.area)
    if subject not in await target.seen(tx, principal, [subject]):
        raise DomainError("not_found")
    return target, shown


async def _path(tx: Connection, principal: Principal, area: UUID) -> tuple[UUID, ...]:
    found = (await areas.places_of(tx, [area])).get(area)
    if found is None or found.ids[0] != principal.district:
        raise DomainError("not_found")
    return found.ids


async def _case_for(
    tx: Connection, principal: Principal, given: ReportThing | OpenCase, shown: Shown, step: CaseStep
) -> tuple[store.OfThing, bool]:
    """The thing's case, locked, and whether it was made now.

    Raises:
        DomainError: `moderation.wrong_state`.
    """
    there = await store.of_thing(tx, given.kind, given.subject)
    if there is None:
        made = await store.add(
            tx, district=principal.district, kind=given.kind, subject=given.subject, area=shown.area,
            author=shown.author, state=states.after(step, None), words=shown.words[:WORDS], photos=len(shown.photos),
        )  # fmt: skip
        if made is not None:
            return store.OfThing(made, "reported", False), True
        there = await store.of_thing(tx, given.kind, given.subject)
        assert there is not None
    states.after(step, there.state)
    return there, False


async def _one(tx: Connection, district: UUID, identity: UUID) -> ModerationCase:
    found = await store.one(tx, district, identity)
    assert found is not None
    return found


async def _effect(
    tx: Connection, target: Target | None, before: ModerationCase, step: CaseStep, reason: str
) -> None:
    """The step, done to the thing by its room; nothing when the room has it no more."""
    shown = await target.shown(tx, before.subject) if target else None
    if target is None or shown is None or shown.status == "gone":
        return
    pulled = await store.pulled(tx, before.id)
    acts: dict[CaseStep, Callable[[], Awaitable[None]]] = {
        "published": lambda: (target.restore if pulled else target.publish)(tx, before.subject),
        "hidden": lambda: target.hide(tx, before.subject, reason),
        "undone": lambda: target.restore(tx, before.subject),
        "restored": lambda: target.restore(tx, before.subject),
    }
    if step in acts:
        await acts[step]()


async def _write(
    tx: Connection, principal: Principal, before: ModerationCase, step: CaseStep, to: CaseState, reason: str
) -> None:
    match step:
        case "hidden":
            await tx.execute(store.q.hidden, before.id, principal.account, reason)
        case "restored" | "refused":
            await tx.execute(store.q.decided, before.id, to, principal.account, reason)
        case _:
            await tx.execute(store.q.cleared, before.id)
    await store.step(tx, before.id, step, to, principal.account, reason)


async def _done(
    tx: Connection, sealer: Sealer, principal: Principal, before: ModerationCase, step: CaseStep, to: CaseState,
    reason: str,
) -> ModerationCase:  # fmt: skip
    after = await _one(tx, principal.district, before.id)
    told = step != "kept"  # a report that was not right is no news for who wrote
    if told:
        await tell(tx, sealer, after, step, reason)
    await tell_reporters(tx, sealer, after, step)
    await audit.record(
        tx, district=principal.district, actor=principal.account, action=f"moderation.{step}",
        subject=before.author.id, detail={"case": before.id, "kind": before.kind, "subject": before.subject},
    )  # fmt: skip
    await events.announce(tx, step, after, told=told)
    return after
