"""What the log says of a ticket: one shape, four payloads, and the topics each goes to."""

from collections.abc import Iterable, Sequence
from uuid import UUID

import msgspec

from hub.accounts.actions import covered_topics
from hub.areas.actions import Place
from hub.db import Connection
from hub.events.append import Draft, append_many
from hub.tickets import policy
from hub.tickets.follows import store as follows
from hub.tickets.types import Holder, Partner, State, Step, Ticket

CHANGED = "ticket.changed"
FOLLOWED = "ticket.followed"
"""The same for those who follow what somebody else reported; apart, so that it never mixes with their own reports."""

TOPICS_AN_EVENT = 64
MOVED_BEFORE = frozenset({"unanswered", "reviewed", "rescheduled"})
"""Steps of the service that tell of promises which it has moved just before: the tickets around them look alike."""

# Free text and names inside the payload, which erasure blanks everywhere.
MARKED = (
    "/step/text",
    "/step/by/name",
    "/step/by/agent/name",
    "/ticket/text",
    "/ticket/place_text",
    "/ticket/reporter/name",
    "/ticket/assignee/name",
    "/ticket/filed_by/name",
)


class TicketChanged(msgspec.Struct, frozen=True):
    """The step, the state before it (None: created) and the ticket after it."""

    step: Step
    was: State | None
    ticket: Ticket


def staff_topic(area: UUID) -> str:
    return f"staff/{area}/tickets"


def ticket_topic(ticket: UUID) -> str:
    return f"staff/ticket/{ticket}"


def organisation_topic(organisation: UUID) -> str:
    return f"org/{organisation}/tickets"


def work_topic(account: UUID) -> str:
    return f"own/{account}/work"


async def announce(
    tx: Connection, step: Step, before: Ticket | None, after: Ticket, *, by_reporter: bool
) -> None:
    """Appends the events of one step; call it after every read and row lock of the transaction.

    The topics are those before and after the change, so that a ticket that moved leaves the old lists.
    """
    holders: list[Holder | Partner] = []
    for ticket in (before, after):
        if ticket is not None:
            holders += [ticket.holder, *ticket.partners]
    was = before.state if before else None
    areas = dict.fromkeys([*after.path, *_ids(holders, "desk")])
    told = TicketChanged(policy.step_for_staff(step, after, by_reporter), was, policy.for_staff(after))
    drafts = [_draft(told, [ticket_topic(after.id), *map(staff_topic, areas)])]
    given = [
        ticket.assignee.id
        for ticket in (before, after)
        if ticket is not None and ticket.assignee is not None and ticket.holder.kind == "organisation"
    ]
    step = policy.step_for_others(step, after)
    if organisations := dict.fromkeys(_ids(holders, "organisation")):
        told = TicketChanged(
            policy.step_for_organisation(step, by_reporter), was, policy.for_organisation(after)
        )
        topics = [*map(organisation_topic, organisations), *map(work_topic, dict.fromkeys(given))]
        drafts.append(_draft(told, topics))
    if step.audience == "resident" and after.reporter is not None:
        told = TicketChanged(policy.step_for_reporter(step, by_reporter), was, policy.for_reporter(after))
        drafts.append(_draft(told, covered_topics(after.reporter.id)))
    if after.followers or step.kind in policy.FOLLOWERS_STEPS:
        drafts += await _for_followers(tx, step, before, after)
    await append_many(tx, after.path[0], drafts)


async def _for_followers(tx: Connection, step: Step, before: Ticket | None, after: Ticket) -> Iterable[Draft]:
    """Followers are told of what changes what they see, as long as they may see it; who begins or ends, of that."""
    place = await follows.place(tx, after)
    if step.kind in policy.FOLLOWERS_STEPS:
        assert step.subject is not None
        shown = policy.for_follower(after, place, following=step.kind == "followed")
        mine = msgspec.structs.replace(step, subject=None)  # her own words
        return list(_to_followers(mine, after.state, shown, [step.subject]))
    if before is None:
        return []
    accounts = await follows.followers(tx, after.id)
    drafts: list[Draft] = []
    if step.audience == "resident" and _looks_changed(step, before, after, place):
        shown = policy.for_follower(after, place)
        seeing = [account for account, sees in accounts if sees]
        drafts += _to_followers(policy.step_for_follower(step), before.state, shown, seeing)
    if policy.public(before) and not policy.public(after):
        last = msgspec.structs.replace(before, version=after.version)
        shown = policy.for_follower(last, place, following=False)
        blind = [account for account, sees in accounts if not sees]
        drafts += _to_followers(policy.step_for_follower(step), before.state, shown, blind)
    return drafts


def _looks_changed(step: Step, before: Ticket, after: Ticket, place: Place) -> bool:
    was, now = (
        msgspec.structs.replace(policy.for_follower(ticket, place), version=0, updated_at=after.updated_at)
        for ticket in (before, after)
    )
    return was != now or step.kind in MOVED_BEFORE or step.kind in ("merged", "split")


def _to_followers(step: Step, was: State, ticket: Ticket, accounts: Sequence[UUID]) -> Iterable[Draft]:
    told = TicketChanged(step, was, ticket)
    topics = [topic for account in accounts for topic in covered_topics(account)]
    for first in range(0, len(topics), TOPICS_AN_EVENT):
        some = topics[first : first + TOPICS_AN_EVENT]
        yield Draft(FOLLOWED, ticket.id, ticket.area, some, told, MARKED)


async def leave(tx: Connection, step: Step, ticket: Ticket, accounts: Sequence[UUID]) -> None:
    """Tells accounts that they do not follow any more; the last they hear of it."""
    shown = policy.for_follower(ticket, await follows.place(tx, ticket), following=False)
    drafts = _to_followers(policy.step_for_follower(step), ticket.state, shown, accounts)
    await append_many(tx, ticket.path[0], list(drafts))


def _ids(holders: Iterable[Holder | Partner], kind: str) -> list[UUID]:
    return [holder.id for holder in holders if holder.kind == kind]


def _draft(changed: TicketChanged, topics: Sequence[str]) -> Draft:
    return Draft(CHANGED, changed.ticket.id, changed.ticket.area, topics, changed, MARKED)
