"""`shequ`: the command line."""

import asyncio
import functools
import os
import signal
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path

import cyclopts
import uvloop

from hub import tracing
from hub.backup.cli import app as backup
from hub.backup.cli import restore, settings_of
from hub.errors import DomainError
from hub.logs import configure
from hub.settings import Settings, from_environ

app = cyclopts.App(name="shequ", help="社区通: the real-time hub of a district's community governance.")

# By name: the relay and the workers start without what these need.
app.command("hub.accounts.cli:app", name="user", help="Staff accounts and their roles.")
app.command("hub.maps.cli:app", name="map", help="The shapes of a district.")
app.command(backup)
app.command(restore)

models = cyclopts.App(name="models", help="The models that workers run.")
app.command(models)

audit = cyclopts.App(name="audit", help="The audit log: who saw or changed what of whom.")
app.command(audit)

FOLDER = Path(".shequ")
MODELS = Path("build/models")


def main() -> None:
    """Runs the command line; a domain error is one line, not a stack trace."""
    try:
        app()
    except DomainError as error:
        sys.exit(f"shequ: {error.message(os.environ.get('LANG', 'zh')[:2])}")


def _serve_until_signal(name: str, run: Callable[[Settings, asyncio.Event], Awaitable[None]]) -> None:
    """Runs a process's main coroutine until SIGTERM, SIGINT, or the end of the parent that started it."""
    settings = from_environ(os.environ)
    configure(settings.log_format, name)
    tracing.start(name, os.environ)
    try:
        uvloop.run(_until_signal(lambda stop: run(settings, stop)))
    finally:
        tracing.stop()


async def _until_signal(run: Callable[[asyncio.Event], Awaitable[None]]) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    watch = asyncio.create_task(_watch_parent(stop))
    await run(stop)
    watch.cancel()


async def _watch_parent(stop: asyncio.Event) -> None:
    """Children of a supervisor that was killed end by themselves."""
    parent = os.environ.get("SHEQU_PARENT")
    while parent:
        if os.getppid() != int(parent):
            stop.set()
        await asyncio.sleep(1)


@app.command
def serve(*, processes: int = 1) -> None:
    """Serve HTTP and the live socket; with `--processes` N on the same port, started again when they die."""
    from hub.serve import serve as run
    from hub.serve import serve_many

    _serve_until_signal("hub", run if processes == 1 else functools.partial(serve_many, processes=processes))


@app.command
def relay() -> None:
    """Number the log and send it to Redis; several may run, one leads."""
    from hub.jobs.forward import run_relay  # the relay of hub.events, which also forwards jobs

    _serve_until_signal("relay", run_relay)


@app.command
def worker() -> None:
    """Take jobs and send back results."""
    import importlib

    # By name: hub imports nothing of the workers, so it never loads what they load.
    _serve_until_signal("worker", importlib.import_module("workers.runner").run_worker)


@models.command
def evaluate(folder: Path, *, files: Path = MODELS, output: Path = Path("build/evaluation")) -> None:
    """Error rates of face comparison on FOLDER (a folder for each person), with intervals, curves and a threshold.

    Args:
        folder: holds a folder of pictures for each person.
        files: the models' files (`make models`).
        output: where report.json and curves.svg are written.
    """
    import importlib

    sys.exit(importlib.import_module("workers.evaluate").run(folder, files, output))


@app.command
def migrate() -> None:
    """Bring the database up to date."""
    from hub.db.migrator import migrate as run

    settings = from_environ(os.environ)
    for name in asyncio.run(run(settings.owner_url())):
        print(name)


@app.command
def reseal(*, demo: Path | None = None) -> None:
    """Move every sealed field and photo to the newest key of FIELD_KEYS, while serving.

    Args:
        demo: the folder of a running demo (`.shequ`), instead of the settings of the environment.
    """
    from hub.resealing import reseal as run

    done = asyncio.run(run(settings_of(demo)))
    print(f"{done.fields} fields, {done.photos} photos")
    if done.unopened:
        sys.exit("\n".join(["no key opens:", *done.unopened]))


@audit.command
def verify(*, noted: Path | None = None, demo: Path | None = None) -> None:
    """Walk every district's chain; print its id, its number of entries and its head, or name the first broken entry.

    Args:
        noted: what an earlier run printed, kept elsewhere: an end that was cut off, or a chain that was made anew,
            shows against it only.
        demo: the folder of a running demo (`.shequ`), instead of the settings of the environment.
    """
    from hub.audit import verify_all

    heads = noted.read_text("utf-8").splitlines() if noted else ()
    chains = asyncio.run(verify_all(settings_of(demo), heads))
    for district, found in chains:
        print(f"{district} {found.entries} {found.head.hex()}")
    broken = [
        f"{district}: entry {found.broken} is {found.reason}" for district, found in chains if found.reason
    ]
    if broken:
        sys.exit("\n".join(broken))


@app.command
def demo(folder: Path = FOLDER) -> None:
    """Start everything on this machine, seeded with 西区; or over what `shequ restore` brought back.

    Args:
        folder: where its data lie.
    """
    from hub.demo.command import run

    sys.exit(run(folder, lively=os.environ.get("LIVELY", "1") != "0"))


@app.command
def lively(base_url: str) -> None:
    """Report something from the demo's pool now and then."""
    from hub.demo.lively import run

    configure("json", "lively")
    uvloop.run(_until_signal(lambda stop: run(base_url, stop)))


@app.command
def scenario(name: str = "drain", *, runs: int = 1) -> None:
    """Play a story through the public API, with the running demo or one of its own."""
    from hub.demo.command import play

    sys.exit(play(FOLDER, name, runs))


if __name__ == "__main__":
    main()
