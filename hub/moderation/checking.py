"""The check of what somebody is about to make public, and the word lists it compares with."""

from typing import Final, Literal
from uuid import UUID
from zoneinfo import ZoneInfo

from hub.db import Connection
from hub.errors import DomainError
from hub.moderation import events, matching, states, store
from hub.moderation.types import CaseState, CaseStep, Checked

WORDS: Final = 1000
"""Letters of a thing that are kept with its case: all, but of the longest."""

HERE: Final = ZoneInfo("Asia/Shanghai")

_compiled: dict[UUID, tuple[UUID, tuple[matching.Rule, ...]]] = {}
"""A district's rules as they are compared, with their stamp; read again when that has changed."""


async def may_speak(tx: Connection, *, district: UUID, account: UUID, area: UUID) -> None:
    """Passes when nothing forbids the account to write for others in this area.

    Raises:
        DomainError: `blocked`, with the reason and the end.
    """
    found = await store.blocked(tx, account, area)
    if found is not None:
        raise DomainError(
            "blocked", until=found.until.astimezone(HERE).strftime("%Y-%m-%d %H:%M"), reason=found.reason,
            area=found.area,
        )  # fmt: skip


async def check(
    tx: Connection, *, district: UUID, area: UUID, kind: str, subject: UUID, author: UUID, words: str, photos: int
) -> Checked:  # fmt: skip
    """Checks a thing that is about to be public; when it is held, it lies on the desk of staff as this returns.

    In the transaction that writes the thing, after its row locks and before its events. A thing that staff have hidden
    stays held whatever its new words are.
    """
    set_up, stamp = await store.settings(tx, district)
    found = matching.find(await _rules(tx, district, stamp), kind, words, with_numbers=set_up.numbers)
    there = await store.of_thing(tx, kind, subject)
    if there is None and (found.reasons or set_up.outer_check):
        first: Literal["held", "checking"] = "held" if found.reasons else "checking"
        identity = await store.add(
            tx, district=district, kind=kind, subject=subject, area=area, author=author, state=first,
            words=words[:WORDS], photos=photos, found=found,
        )  # fmt: skip
        if identity is not None:
            await _tell(tx, district, identity, first, first)
            return Checked(True, found.reasons, found.advice)
        there = await store.of_thing(tx, kind, subject)  # written by somebody else at the same moment
    if there is None:
        return Checked(False)
    stays = there.state in ("hidden", "appealed", "final") or (there.state == "held" and there.pulled)
    if stays or (there.state in ("clear", "reported") and not found.reasons and not set_up.outer_check):
        return Checked(stays, found.reasons, found.advice)
    step: CaseStep = "held" if found.reasons else "checking" if set_up.outer_check else "passed"
    to = states.after(step, there.state)
    await store.checked(tx, there.id, to, words[:WORDS], photos, found)
    await _tell(tx, district, there.id, step, to)
    return Checked(to != "clear", found.reasons, found.advice)


async def _tell(tx: Connection, district: UUID, identity: UUID, step: CaseStep, state: CaseState) -> None:
    await store.step(tx, identity, step, state)
    after = await store.one(tx, district, identity)
    assert after is not None
    await events.announce(tx, step, after, told=True)


async def _rules(tx: Connection, district: UUID, stamp: UUID | None) -> tuple[matching.Rule, ...]:
    if stamp is None:
        return ()
    known = _compiled.get(district)
    if known is None or known[0] != stamp:
        read = await store.rules(tx, district)
        rules = tuple(matching.Rule(matching.parts(one.text), one.kinds, one.reason) for one in read)
        known = _compiled[district] = (stamp, rules)
    return known[1]
