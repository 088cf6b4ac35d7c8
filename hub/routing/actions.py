"""What people do with rules, and what a new ticket asks of them."""

import asyncio
from collections.abc import Sequence
from datetime import datetime
from itertools import chain
from uuid import UUID

import msgspec

from hub import audit
from hub.accounts.types import Principal
from hub.areas import actions as areas
from hub.areas.types import AreaDetail
from hub.commands import Command, once
from hub.db import Connection, Database
from hub.errors import DomainError
from hub.routing import events, policy, store
from hub.routing.choose import target_of, tried
from hub.routing.events import RoutingChanged
from hub.routing.match import Report
from hub.routing.rehearsal import Played, summary
from hub.routing.types import (
    MOST_REHEARSED,
    AreaRules,
    Draft,
    OfDraft,
    Plan,
    Reason,
    Rehearsal,
    Rehearse,
    Routed,
    Rule,
    RuleSets,
    Skipped,
    ToDuty,
    ToOrganisation,
)

__all__ = ["candidates", "followed", "target_of"]


def candidates(
    plan: str, *, category: str, path: tuple[UUID, ...], text: str, urgent: bool, at: datetime
) -> list[Rule]:
    """The rules that a new ticket is tried by, in turn. `plan`: what `routing_plan` in the database gave."""
    said = msgspec.json.decode(plan, type=Plan)
    report = Report(category, said.group, path, said.level, text, said.firm, urgent, at, said.working)
    return tried(chain.from_iterable(said.rules), report)


async def followed(
    tx: Connection, ticket: UUID, rules: Sequence[Rule], reasons: Sequence[Reason | None]
) -> Routed:
    """What the timeline says of the rules that were tried; those that could not be followed are flagged."""
    skipped = []
    for rule, reason in zip(rules, reasons, strict=True):
        if reason is None:
            break
        skipped.append((rule, reason))
    await store.flag(tx, ticket, [(rule.id, reason) for rule, reason in skipped])
    name = rules[len(skipped)].name if len(skipped) < len(rules) else ""
    return Routed(name, [Skipped(rule.name, reason) for rule, reason in skipped])


async def rules(db: Database, principal: Principal, area: UUID) -> AreaRules:
    """What is in force for an area, and its draft.

    Raises:
        DomainError: `not_found`, `area.level`.
    """
    async with db.connection() as connection:
        return await _rules(connection, principal, await _area(connection, principal, area))


async def versions(db: Database, principal: Principal, area: UUID) -> RuleSets:
    """What has been in force. Raises as `rules`."""
    async with db.connection() as connection:
        await _area(connection, principal, area)
        return RuleSets(await store.versions(connection, area))


async def put_draft(
    db: Database, principal: Principal, asked: Command, area: UUID, given: Draft
) -> AreaRules:
    """Writes the draft.

    Raises:
        DomainError: `not_found`, `area.level`, `forbidden`, `routing.stale`, `routing.target`, `routing.twice`.
    """

    async def act(tx: Connection) -> AreaRules:
        found = await _editable(tx, principal, area)
        if await store.draft_version(tx, area) != given.version:
            raise DomainError("routing.stale")
        await _check(tx, principal.district, given.rules)
        await store.put_draft(tx, principal.district, area, given.rules, principal.account)
        after = await _rules(tx, principal, found)
        assert after.draft is not None
        event = RoutingChanged(area, "draft", after.draft.version)
        await events.changed(tx, principal.district, event)
        return after

    return await once(db, asked, AreaRules, act)


async def discard(
    db: Database, principal: Principal, asked: Command, area: UUID, given: OfDraft
) -> AreaRules:
    """Throws the draft away. Raises as `put_draft`."""

    async def act(tx: Connection) -> AreaRules:
        found = await _editable(tx, principal, area)
        if await store.draft_version(tx, area) != given.version:
            raise DomainError("routing.stale")
        await store.discard(tx, area)
        after = await _rules(tx, principal, found)
        await events.changed(tx, principal.district, RoutingChanged(area, "discarded", None))
        return after

    return await once(db, asked, AreaRules, act)


async def publish(
    db: Database, principal: Principal, asked: Command, area: UUID, given: OfDraft
) -> AreaRules:
    """Puts the draft in force, as it was seen. Raises as `put_draft`."""

    async def act(tx: Connection) -> AreaRules:
        found = await _editable(tx, principal, area)
        if await store.draft_version(tx, area) != given.version:
            raise DomainError("routing.stale")
        version = await store.publish(tx, area, principal.account)
        after = await _rules(tx, principal, found)
        count = len(after.published.rules) if after.published else 0
        await audit.record(
            tx, district=principal.district, actor=principal.account, action="routing.published", subject=area,
            detail={"version": version, "rules": count},
        )  # fmt: skip
        await events.changed(tx, principal.district, RoutingChanged(area, "published", version))
        return after

    return await once(db, asked, AreaRules, act)


async def rehearse(db: Database, principal: Principal, area: UUID, given: Rehearse) -> Rehearsal:
    """What rules would have done with past tickets; changes nothing. Raises as `rules`, and `forbidden`."""
    async with db.connection() as connection:
        found = await _editable(connection, principal, area)
        mine = given.rules
        if mine is None:
            draft = (await store.current(connection, area)).get("draft")
            mine = draft.rules if draft else []
        await _check(connection, principal.district, mine)
        past = await store.past(connection, area, given.days, MOST_REHEARSED + 1)
        in_force = await store.in_force(connection, area, found.path)
        looked = past[:MOST_REHEARSED]
        # 5,000 tickets by 100 rules twice take seconds of matching: not in the loop that serves everybody.
        now = await asyncio.to_thread(Played, looked, in_force)
        then = await asyncio.to_thread(Played, looked, in_force | {area: mine})
        await now.play(connection)
        await then.play(connection)
        ids = {one for played in (now, then) for n in range(len(looked)) for one in played.where(n) if one}
        names = await store.names(connection, ids)
    return summary(area, mine, now, then, names, truncated=len(past) > len(looked))


async def plant(
    tx: Connection, district: UUID, area: UUID, given: Sequence[Rule], by: UUID, *, published: bool
) -> None:
    """Rules in force or in the making, for the seed."""
    await store.put_draft(tx, district, area, given, by)
    if published:
        await store.publish(tx, area, by)


async def _area(connection: Connection, principal: Principal, area: UUID) -> AreaDetail:
    try:
        found = await areas.area(connection, area)
    except DomainError:
        raise DomainError("not_found") from None
    if found.path[0] != principal.district or not policy.may_read(principal, found.path):
        raise DomainError("not_found")
    if found.level not in ("district", "street", "community"):
        raise DomainError("area.level", expected="社区、街道或区")
    return found


async def _editable(connection: Connection, principal: Principal, area: UUID) -> AreaDetail:
    found = await _area(connection, principal, area)
    if not policy.may_edit(principal, found.path):
        raise DomainError("forbidden")
    return found


async def _check(connection: Connection, district: UUID, given: Sequence[Rule]) -> None:
    if len({rule.id for rule in given}) < len(given):
        raise DomainError("routing.twice")
    organisations = [rule.to.organisation for rule in given if isinstance(rule.to, ToOrganisation)]
    rosters = [rule.to.roster for rule in given if isinstance(rule.to, ToDuty)]
    if not await store.targets_known(connection, district, organisations, rosters):
        raise DomainError("routing.target")


async def _rules(connection: Connection, principal: Principal, area: AreaDetail) -> AreaRules:
    sets = await store.current(connection, area.id)
    published = sets.get("published")
    return AreaRules(
        area=area.id, name=area.name, may_edit=policy.may_edit(principal, area.path), published=published,
        draft=sets.get("draft"), skips=await store.skips(connection, published.rules) if published else [],
    )  # fmt: skip
