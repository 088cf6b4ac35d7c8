"""`shequ user …`: staff accounts and their roles, by an operator at the machine."""

import asyncio
import os
import sys
from collections.abc import Awaitable, Callable
from typing import TypeVar

import cyclopts

from hub.accounts import admin
from hub.db import Database
from hub.sealing import Sealer
from hub.settings import from_environ

T = TypeVar("T")

app = cyclopts.App(name="user", help="Staff accounts and their roles. Areas by id, official code or name.")


@app.command
def add(
    username: str,
    name: str,
    *,
    phone: str | None = None,
    district: str | None = None,
    password_stdin: bool = False,
) -> None:
    """Add a staff account; prints its password unless one is read from standard input."""
    given = _read_password(password_stdin)
    made = _run(
        lambda db, sealer: admin.add(
            db, sealer, username=username, name=name, password=given, phone=phone, district=district
        )
    )
    if given is None:
        print(made)


@app.command
def grant(username: str, role: str, area: str, *, organisation: str | None = None) -> None:
    """Grant a role on an area and all below it."""
    _run(
        lambda db, _: admin.grant_role(db, username=username, role=role, area=area, organisation=organisation)
    )


@app.command
def revoke(username: str, role: str, area: str, *, organisation: str | None = None) -> None:
    """End a grant; open consoles of its holder close or narrow within a second."""
    _run(
        lambda db, _: admin.revoke_role(
            db, username=username, role=role, area=area, organisation=organisation
        )
    )


@app.command
def password(username: str, *, password_stdin: bool = False) -> None:
    """Give another password, printed unless read from standard input, and end all sessions."""
    given = _read_password(password_stdin)
    made = _run(lambda db, _: admin.set_password(db, username=username, password=given))
    if given is None:
        print(made)


@app.command
def unbind(username: str) -> None:
    """Unbind a lost authenticator and end all sessions."""
    _run(lambda db, _: admin.unbind_second_factor(db, username=username))


@app.command
def disable(username: str) -> None:
    """Close an account and end all its sessions."""
    _run(lambda db, _: admin.disable(db, username=username))


@app.command(name="list")
def list_staff() -> None:
    """List staff accounts with their roles."""
    for line in _run(lambda db, _: admin.list_staff(db)):
        marks = [mark for mark, on in (("closed", line.disabled), ("2fa", line.second_factor)) if on]
        print("\t".join((line.username or "-", line.name, line.roles or "-", ",".join(marks))))


def _read_password(from_stdin: bool) -> str | None:
    # Never an argument: arguments are seen by every user of the machine.
    return sys.stdin.readline().rstrip("\n") if from_stdin else None


def _run(act: Callable[[Database, Sealer], Awaitable[T]]) -> T:
    settings = from_environ(os.environ)

    async def run() -> T:
        db = await Database.open(settings.database_url, max_size=2, application="cli")
        try:
            return await act(db, Sealer(settings.keys()))
        finally:
            await db.close()

    return asyncio.run(run())
