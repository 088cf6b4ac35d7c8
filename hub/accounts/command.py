"""`shequ user …`: staff accounts and their roles, by an operator at the machine."""

import asyncio
import os
from collections.abc import Awaitable, Callable
from typing import TypeVar

import cyclopts

from hub.accounts import admin
from hub.db import Database
from hub.sealing import Sealer
from hub.settings import Settings, from_environ

T = TypeVar("T")

app = cyclopts.App(name="user", help="Staff accounts and their roles.")


def _with_database(work: Callable[[Database, Settings], Awaitable[T]]) -> T:
    settings = from_environ(os.environ)

    async def run() -> T:
        db = await Database.open(settings.database_url, max_size=1, application="cli")
        try:
            return await work(db, settings)
        finally:
            await db.close()

    return asyncio.run(run())


@app.command
def add(username: str, name: str, *, phone: str | None = None, district: str | None = None) -> None:
    """Add a staff account; prints its new password."""
    print(
        _with_database(
            lambda db, settings: admin.add(
                db, Sealer(settings.keys()), username=username, name=name, phone=phone, district=district
            )
        )
    )


@app.command
def grant(username: str, role: str, area: str, *, organisation: str | None = None) -> None:
    """Grant a role on an area (id, code or name) and all below it."""
    _with_database(
        lambda db, _: admin.grant_role(db, username=username, role=role, area=area, organisation=organisation)
    )


@app.command
def revoke(username: str, role: str, area: str, *, organisation: str | None = None) -> None:
    """End a grant; its holder's sockets are narrowed within a second."""
    _with_database(
        lambda db, _: admin.revoke_role(db, username=username, role=role, area=area, organisation=organisation)
    )


@app.command
def password(username: str) -> None:
    """Give a new password, printed, and end all sessions."""
    print(_with_database(lambda db, _: admin.set_password(db, username=username)))


@app.command
def unbind(username: str) -> None:
    """Unbind a lost authenticator and end all sessions."""
    _with_database(lambda db, _: admin.unbind_second_factor(db, username=username))


@app.command
def disable(username: str) -> None:
    """Close an account and end all its sessions."""
    _with_database(lambda db, _: admin.disable(db, username=username))


@app.command(name="list")
def list_() -> None:
    """List staff accounts with their roles."""
    for line in _with_database(lambda db, _: admin.list_staff(db)):
        marks = ("disabled " if line.disabled else "") + ("2fa " if line.second_factor else "")
        print(f"{line.username or '-'}\t{line.name}\t{marks}{line.roles}")
