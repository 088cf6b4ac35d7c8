"""Running macros, acting on many tickets, rendering templates; drafts."""

import re
from datetime import timedelta
from uuid import UUID

import msgspec

from hub.accounts.types import Principal
from hub.commands import Command, answered, once, part
from hub.db import Connection, Database, Joined
from hub.desk import policy, store, texts
from hub.desk.doing import do, rendered
from hub.desk.tools import find
from hub.desk.types import (
    Bulk,
    BulkTicket,
    Draft,
    Language,
    Macro,
    Outcome,
    Outcomes,
    Preview,
    PutDraft,
    Rendered,
    ReplyTemplate,
    RunMacro,
)
from hub.errors import DomainError
from hub.media import actions as media
from hub.sealing import Sealer
from hub.tickets.lists import actions as lists
from hub.tickets.types import Ticket

FIELD_BYTES = 16 * 1024
DRAFTS = 200
KEPT = timedelta(days=30)
_ABOUT = re.compile(r"new|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


async def render_template(
    db: Database, principal: Principal, identity: UUID, ticket: UUID, language: Language
) -> Rendered:
    """A reply for a ticket.

    Raises:
        DomainError: `forbidden`, `desk.tool_unknown`, `not_found`, `desk.variable_missing`.
    """
    async with db.connection() as connection:
        template = await find(connection, principal, ReplyTemplate, identity)
        seen = await lists.one(connection, principal, ticket)
    text = template.body.en if language == "en" and template.body.en else template.body.zh
    return Rendered(texts.render(text, seen, principal))


async def run_macro(
    db: Database, principal: Principal, asked: Command, identity: UUID, given: RunMacro
) -> Ticket:
    """All steps of a macro on a ticket, or none.

    Raises:
        DomainError: `forbidden`, `desk.tool_unknown`, those of rendering and of its steps.
    """

    async def act(tx: Connection) -> Ticket:
        return (await _run(tx, principal, asked, identity, given)).ticket

    return await once(db, asked, Ticket, act)


async def preview_macro(db: Database, principal: Principal, identity: UUID, given: RunMacro) -> Preview:
    """What a macro would do; nothing is done. Raises as `run_macro`."""
    asked = Command(principal.account, "preview", "preview", b"")
    try:
        async with db.transaction() as tx:
            raise _RolledBack(await _run(tx, principal, asked, identity, given))
    except _RolledBack as back:
        return back.preview


class _RolledBack(Exception):
    def __init__(self, preview: Preview) -> None:
        super().__init__()
        self.preview = preview


async def _run(
    tx: Connection, principal: Principal, asked: Command, identity: UUID, given: RunMacro
) -> Preview:
    macro = await find(tx, principal, Macro, identity)
    joined, said, version = Joined(tx), [], given.version
    for n, doing in enumerate(macro.body.steps):
        text = await rendered(joined, principal, given.ticket, doing)
        after = await do(
            joined, principal, part(asked, n), given.ticket, doing, text, version=version, photos=given.photos
        )
        said.append(text)
        version = None  # of the first step: the others follow within the same lock
    return Preview(said, after)


async def bulk(db: Database, principal: Principal, asked: Command, given: Bulk) -> Outcomes:
    """One action on many tickets, each by itself or all or nothing; of each what became of it.

    Raises:
        DomainError: `forbidden`, those of the idempotency key; the rest is told ticket by ticket.
    """
    policy.check_staff(principal)
    texts.check(given.doing.text)
    if (known := await answered(db, asked, Outcomes)) is not None:
        return known
    if given.all_or_nothing:
        return await _all_or_nothing(db, principal, asked, given)
    results = [await _one(db, principal, asked, given, ticket) for ticket in given.tickets]

    async def keep(tx: Connection) -> Outcomes:
        return _outcomes(results)

    return await once(db, asked, Outcomes, keep)


async def _all_or_nothing(db: Database, principal: Principal, asked: Command, given: Bulk) -> Outcomes:
    async def act(tx: Connection) -> Outcomes:
        joined = Joined(tx)
        # The smaller id first, as everybody does who takes several.
        results = {
            ticket.id: await _one(joined, principal, asked, given, ticket)
            for ticket in sorted(given.tickets, key=lambda ticket: ticket.id)
        }
        outcomes = _outcomes([results[ticket.id] for ticket in given.tickets])
        if outcomes.done < len(results):
            raise _Nothing(outcomes)
        return outcomes

    try:
        return await once(db, asked, Outcomes, act)
    except _Nothing as nothing:
        results = [
            Outcome(ticket=one.ticket, done=False, code=one.code, detail=one.detail)
            for one in nothing.outcomes.results
        ]
        return Outcomes(0, results)


class _Nothing(Exception):
    def __init__(self, outcomes: Outcomes) -> None:
        super().__init__()
        self.outcomes = outcomes


def _outcomes(results: list[Outcome]) -> Outcomes:
    return Outcomes(len({one.ticket for one in results if one.done}), results)


async def _one(
    db: Database, principal: Principal, asked: Command, given: Bulk, ticket: BulkTicket
) -> Outcome:
    try:
        text = await rendered(db, principal, ticket.id, given.doing)
        after = await do(
            db, principal, part(asked, ticket.id), ticket.id, given.doing, text, version=ticket.version
        )
    except DomainError as error:
        if error.code == "unavailable":
            raise  # nothing to tell of the ticket: the whole is sent again, and what is done stays done
        return Outcome(ticket=ticket.id, done=False, code=error.code, detail=error.message(principal.locale))
    return Outcome(ticket=ticket.id, done=True, version=after.version)


async def drafts(db: Database, sealer: Sealer, principal: Principal) -> list[Draft]:
    """What one is writing, the latest first."""
    async with db.connection() as connection:
        return await store.drafts(connection, sealer, principal.account)


async def draft(db: Database, sealer: Sealer, principal: Principal, about: str) -> Draft:
    """One's own draft about something.

    Raises:
        DomainError: `draft.unknown`.
    """
    async with db.connection() as connection:
        found = await store.draft(connection, sealer, principal.account, _about(about))
    if found is None:
        raise DomainError("draft.unknown")
    return found


async def save_draft(
    db: Database, sealer: Sealer, principal: Principal, about: str, given: PutDraft
) -> Draft:
    """Writes a draft over the version that was seen. The same again is no conflict, so it needs no key.

    Raises:
        DomainError: `draft.stale`, with what is stored (None: sent or thrown away) and what was sent;
            `input.too_large`, `desk.too_many`, `draft.unknown` (what it is about is no id).
    """
    about = _about(about)
    if len(msgspec.json.encode(given.fields)) > FIELD_BYTES:
        raise DomainError("input.too_large", limit=FIELD_BYTES)
    clean = msgspec.structs.replace(given, text=given.text.replace("\0", ""))
    async with db.transaction() as tx:
        if given.version == 0 and await store.draft_count(tx, principal.account) >= DRAFTS:
            raise DomainError("desk.too_many", limit=DRAFTS)
        saved = await store.save_draft(tx, sealer, principal.account, about, clean)
        if saved is None:
            stored = await store.draft(tx, sealer, principal.account, about)
            raise DomainError("draft.stale", found={"stored": stored, "sent": given})
        await media.keep(tx, principal, given.photos, KEPT)
    return saved


async def drop_draft(db: Database, sealer: Sealer, principal: Principal, about: str, version: int) -> None:
    """Throws a draft away, as it was seen.

    Raises:
        DomainError: `draft.stale`, with what is stored; `draft.unknown`.
    """
    about = _about(about)
    async with db.transaction() as tx:
        if not await store.drop_draft(tx, principal.account, about, version):
            stored = await store.draft(tx, sealer, principal.account, about)
            if stored is None:
                raise DomainError("draft.unknown")
            raise DomainError("draft.stale", found={"stored": stored})


async def sweep(db: Database) -> None:
    """Forgets drafts that nobody has touched for 30 days."""
    async with db.connection() as connection:
        await store.sweep_drafts(connection)


def _about(text: str) -> str:
    if _ABOUT.fullmatch(text) is None:
        raise DomainError("draft.unknown")
    return text
