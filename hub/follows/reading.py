"""The list of what somebody was told, and of what she follows."""

from collections import defaultdict
from collections.abc import Iterable
from uuid import UUID

from hub import cursors
from hub.accounts.types import Principal
from hub.cursors import NEWEST
from hub.db import Connection, Database
from hub.errors import DomainError
from hub.follows.actions import q
from hub.follows.types import (
    FollowedThing,
    FollowedThings,
    Following,
    FollowKind,
    ToldAbout,
    ToldLine,
    ToldPage,
)
from hub.notices import reading as notices
from hub.notices.types import MyNotice
from hub.notify import lines
from hub.notify.lines import Line
from hub.notify.templates import said
from hub.notify.types import About
from hub.sealing import Sealer
from hub.sight import Sights


async def told(
    db: Database, sealer: Sealer, sights: Sights, principal: Principal, after: str | None, limit: int
) -> ToldPage:
    """A page of what the reader was told, with the notices that are for her, the newest first.

    Raises:
        DomainError: `cursor.invalid`.
    """
    before = cursors.read(after, NEWEST)
    async with db.connection() as connection:
        found = await lines.lines(connection, sealer, principal.account, before, limit + 1)
        unread = await lines.unread(connection, principal.account)
        shown = await _lines(connection, sights, principal, found)
    if principal.kind == "resident":
        page = await notices.mine(db, principal, None, after=after, limit=min(limit + 1, 100))
        shown += [_notice(one) for one in page.notices]
        unread += page.unread
    shown.sort(key=lambda one: (one.at, one.id), reverse=True)
    last = (shown[limit - 1].at, shown[limit - 1].id) if len(shown) > limit else None
    return ToldPage(shown[:limit], cursors.at(*last) if last else None, unread)


async def _lines(
    connection: Connection, sights: Sights, principal: Principal, found: Iterable[Line]
) -> list[ToldLine]:
    found = list(found)
    asked: dict[str, set[UUID]] = defaultdict(set)
    for line in found:
        if line.about is not None and line.about.kind in sights:
            asked[line.about.kind].add(line.about.thing)
    seen = {kind: await sights[kind].seen(connection, principal, list(ids)) for kind, ids in asked.items()}
    return [_line(line, seen) for line in found]


def _line(line: Line, seen: dict[str, dict[UUID, str]]) -> ToldLine:
    about = line.about
    known = seen.get(about.kind) if about else None
    gone = known is not None and about is not None and about.thing not in known
    params = line.params
    if params is None:
        params = {"title": known[about.thing]} if known and about and not gone else {}
    text, text_en = said("line.gone", {}) if gone else said(line.template, params)
    return ToldLine(
        id=line.id, kind="line", text=text, text_en=text_en, about=None if gone else _about(about),
        because=_about(line.because), at=line.at, read=line.read,
    )  # fmt: skip


def _about(about: About | None) -> ToldAbout | None:
    return ToldAbout(*about) if about else None


def _notice(one: MyNotice) -> ToldLine:
    head = one.notice
    zh = head.words["zh"]
    en = head.words.get("en", zh)
    assert head.published_at is not None
    edition = (one.receipt.edition or 0) if one.receipt else 0
    read = head.state != "published" or edition >= head.asked_edition
    return ToldLine(
        id=head.id, kind="notice", text=f"{head.unit}：{zh.title}", text_en=f"{head.unit}: {en.title}",
        about=ToldAbout("notice", head.id), because=None, at=head.published_at, read=read,
    )  # fmt: skip


async def followed(
    db: Database, sights: Sights, principal: Principal, after: str | None, limit: int
) -> FollowedThings:
    """What the reader follows besides tickets, the latest first.

    Raises:
        DomainError: `cursor.invalid`.
    """
    async with db.connection() as connection:
        rows = await connection.fetch(q.page, principal.account, *cursors.read(after, NEWEST), limit + 1)
        titles: dict[UUID, str] = {}
        for kind in {row["kind"] for row in rows}:
            things = [row["thing"] for row in rows if row["kind"] == kind]
            titles |= await sights[kind].seen(connection, principal, things)
    things = [
        FollowedThing(row["kind"], row["thing"], titles.get(row["thing"], ""), row["since"])
        for row in rows[:limit]
    ]
    return FollowedThings(
        things, cursors.at(things[-1].since, things[-1].thing) if len(rows) > limit else None
    )


async def following(
    db: Database, sights: Sights, principal: Principal, kind: FollowKind, thing: UUID
) -> Following:
    """Whether she follows it.

    Raises:
        DomainError: `not_found`, when she does not see it.
    """
    async with db.connection() as connection:
        if thing not in await sights[kind].seen(connection, principal, [thing]):
            raise DomainError("not_found")
        return Following(
            kind, thing, bool(await connection.fetchval(q.follows, principal.account, kind, thing))
        )
