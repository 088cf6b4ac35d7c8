"""A district's rules: read by who moderates, edited by who answers for the district, tried before they hold."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Final
from uuid import UUID

from hub import audit
from hub.accounts.types import Principal
from hub.commands import Command, once
from hub.db import Connection, Database
from hub.errors import DomainError
from hub.moderation import matching, policy, store
from hub.moderation.cases import Targets
from hub.moderation.types import (
    ChangeModeration,
    ChangeRules,
    GivenRule,
    ModerationRules,
    Past,
    TriedRules,
    TryRules,
)
from hub.tickets.words import line

MOST_RULES: Final = 2000
"""Of a district; see `matching` for what they cost."""
SHORTEST: Final = 2
"""Letters of a part of a rule: one letter alone would hold everything."""
DAYS: Final = 30
TRIED: Final = 5000
"""Things a new rule is tried on, the newest: about 0.1 s of this process, in steps."""
EXAMPLES: Final = 5
EXAMPLE: Final = 80
_STEP: Final = 100


async def listed(db: Database, targets: Targets, principal: Principal) -> ModerationRules:
    """The rules and how the district checks.

    Raises:
        DomainError: `not_found`, for who moderates nowhere.
    """
    if not policy.moderates(principal):
        raise DomainError("not_found")
    async with db.connection() as connection:
        return await _read(connection, targets, principal.district)


async def change(
    db: Database, targets: Targets, principal: Principal, asked: Command, given: ChangeRules
) -> ModerationRules:
    """Adds and removes rules; they hold from the commit on, in every process.

    Raises:
        DomainError: `not_found`, `moderation.not_allowed`, `moderation.stale`, `moderation.rule`,
            `moderation.rules_many`.
    """

    async def write(tx: Connection) -> None:
        await tx.execute(store.q.remove_rules, principal.district, given.remove)
        for rule in given.add:
            parts = _parts(rule)
            await tx.execute(
                store.q.add_rule, principal.district, line(rule.text), "*".join(parts), list(rule.kinds),
                line(rule.reason), principal.account,
            )  # fmt: skip
        if await tx.fetchval(store.q.count_rules, principal.district) > MOST_RULES:
            raise DomainError("moderation.rules_many", limit=MOST_RULES)
        await tx.execute(store.q.rules_changed, principal.district)

    counts = {"added": len(given.add), "removed": len(given.remove)}
    return await _edit(db, targets, principal, asked, given.version, "moderation.rules", counts, write)


async def configure(
    db: Database, targets: Targets, principal: Principal, asked: Command, given: ChangeModeration
) -> ModerationRules:
    """Changes how the district checks. Raises as `change`."""

    async def write(tx: Connection) -> None:
        await tx.execute(
            store.q.change_settings, principal.district, given.numbers, given.outer_check, given.reports_urgent,
            given.reports_hold,
        )  # fmt: skip

    detail = {"numbers": given.numbers, "outer": given.outer_check, "urgent": given.reports_urgent,
              "hold": given.reports_hold}  # fmt: skip
    return await _edit(db, targets, principal, asked, given.version, "moderation.settings", detail, write)


async def tried(db: Database, targets: Targets, principal: Principal, given: TryRules) -> TriedRules:
    """What these rules would have held of the last 30 days; changes nothing.

    Raises:
        DomainError: `not_found`, `moderation.not_allowed`, `moderation.rule`.
    """
    _allowed(principal)
    rules = [matching.Rule(_parts(rule), tuple(rule.kinds), rule.reason) for rule in given.rules]
    looked, found = 0, list[str]()
    for kind, target in targets.items():
        if not isinstance(target, Past):
            continue
        async with db.connection() as connection:
            texts = await target.past(connection, principal.district, DAYS, TRIED)
        looked += len(texts)
        for start in range(0, len(texts), _STEP):
            part = texts[start : start + _STEP]
            found += [text for text in part if matching.find(rules, kind, text, with_numbers=False).reasons]
            await asyncio.sleep(0)  # others are served in between
    return TriedRules(looked, len(found), [text[:EXAMPLE] for text in found[:EXAMPLES]])


def _parts(rule: GivenRule) -> tuple[str, ...]:
    parts = matching.parts(rule.text)
    if not parts or any(len(part) < SHORTEST for part in parts) or not line(rule.reason):
        raise DomainError("moderation.rule", text=line(rule.text))
    return parts


def _allowed(principal: Principal) -> None:
    if not policy.moderates(principal):
        raise DomainError("not_found")
    if not policy.may_rule(principal):
        raise DomainError("moderation.not_allowed")


async def _edit(
    db: Database, targets: Targets, principal: Principal, asked: Command, version: int, action: str,
    detail: Mapping[str, object], write: Callable[[Connection], Awaitable[None]],
) -> ModerationRules:  # fmt: skip
    _allowed(principal)

    async def act(tx: Connection) -> ModerationRules:
        before = await store.lock_settings(tx, principal.district)
        if before.version != version:
            raise DomainError("moderation.stale")
        await write(tx)
        await audit.record(
            tx,
            district=principal.district,
            actor=principal.account,
            action=action,
            subject=None,
            detail=detail,
        )
        return await _read(tx, targets, principal.district)

    return await once(db, asked, ModerationRules, act)


async def _read(connection: Connection, targets: Targets, district: UUID) -> ModerationRules:
    settings = (await store.settings(connection, district)).settings
    return ModerationRules(settings, await store.rules(connection, district), sorted(targets))
