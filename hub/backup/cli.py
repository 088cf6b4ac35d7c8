"""`shequ backup …` and `shequ restore`: by an operator at the machine."""

import asyncio
import os
import signal
import sys
from datetime import datetime
from pathlib import Path

import cyclopts

from hub.errors import DomainError
from hub.settings import Settings, from_environ

app = cyclopts.App(name="backup", help="Copies of the database and the photos, and the log between them.")

KEEP_DAYS = 14


@app.default
def take(folder: Path, *, keep: int = KEEP_DAYS, demo: Path | None = None) -> None:
    """Copy everything into FOLDER, as it is now.

    Args:
        folder: where copies are kept; another disk, better another house.
        keep: days after which a copy ends; the newest always stays.
        demo: the folder of a running demo (`.shequ`), instead of the settings of the environment.
    """
    from hub.backup.take import take as run

    print(asyncio.run(run(settings_of(demo), folder.resolve(), keep=keep)))


@app.command
def archive(folder: Path, *, demo: Path | None = None) -> None:
    """Stream every change into FOLDER until stopped, so that any moment can be restored.

    Args:
        folder: that of the copies.
        demo: the folder of a running demo (`.shequ`), instead of the settings of the environment.
    """
    from hub.backup.take import archive as run

    settings, folder = settings_of(demo), folder.resolve()

    async def until_signal() -> None:
        stop = asyncio.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(number, stop.set)
        await run(settings, folder, stop)

    asyncio.run(until_signal())


def restore(folder: Path, *, into: Path, at: str | None = None) -> None:
    """Bring back what FOLDER holds into a new folder, as it was at a moment or all of it.

    Args:
        folder: that of the copies.
        into: a new data folder; `shequ demo` or a server of yours starts over it.
        at: the moment, as 2026-05-01T09:30:00+08:00.
    """
    from hub.backup.restore import restore as run

    moment = None
    if at is not None:
        try:
            moment = datetime.fromisoformat(at).astimezone()
        except ValueError:
            raise DomainError("input.invalid") from None
    done = asyncio.run(run(folder.resolve(), into.resolve(), at=moment))
    last = done.at.astimezone().isoformat(timespec="seconds") if done.at else "-"
    print(f"{done.folder}: event {done.head} of {last}, {done.photos} photos", file=sys.stdout)


def settings_of(demo: Path | None) -> Settings:
    """Those of the environment, or of the demo over a folder."""
    if demo is None:
        return from_environ(os.environ)
    from hub.demo.supervisor import servers_of

    return from_environ({**os.environ, **servers_of(demo)})
