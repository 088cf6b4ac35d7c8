"""What `shequ demo` and `shequ scenario` do."""

import asyncio
import os
import signal
import sys
import tempfile
import time
from pathlib import Path

import uvloop

from hub.demo.clock import clock
from hub.demo.supervisor import PORT, Demo, demo, running_at
from hub.embedded.process import free_port
from hub.logs import configure


def run(folder: Path, *, lively: bool) -> int:
    """Runs the demo until Ctrl-C; the exit code."""
    configure("console", "demo")
    return uvloop.run(_run(folder, lively))


async def _run(folder: Path, lively: bool) -> int:
    started = time.monotonic()
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    print("社区通 启动中 … starting …", flush=True)
    starting = asyncio.create_task(_run_until(stop, folder, lively, started))
    return await starting


async def _run_until(stop: asyncio.Event, folder: Path, lively: bool, started: float) -> int:
    try:
        async with demo(folder, port=_port(), lively=lively) as running:
            print(_welcome(running, time.monotonic() - started), flush=True)
            await stop.wait()
            print("\n正在停止 … stopping …", flush=True)
    except RuntimeError as error:
        print(f"shequ demo: {error}", file=sys.stderr)
        return 1
    print("已停止，数据保留。Stopped; the data stays.", flush=True)
    return 0


def play(folder: Path, name: str, runs: int) -> int:
    """Plays a scenario with the demo at `SHEQU_URL`, the one that runs over `folder`, or one of its own. One that takes
    days always has one of its own, unless `OWNER_DATABASE_URL` beside `SHEQU_URL` says whose clock may be moved."""
    configure("console", "scenario")
    return uvloop.run(_play(folder, name, runs))


async def _play(folder: Path, name: str, runs: int) -> int:
    from hub import scenarios

    url, owner_url = os.environ.get("SHEQU_URL"), os.environ.get("OWNER_DATABASE_URL")
    if name in scenarios.TAKE_DAYS:
        if url and owner_url:
            async with clock(owner_url) as moved:
                return await scenarios.run(name, url, runs, moved)
        return await _play_days(name, runs)
    base_url = url or running_at(folder)
    if base_url:
        return await scenarios.run(name, base_url, runs)
    print("没有运行中的演示，先启动一个。No demo is running; starting one.", flush=True)
    try:
        async with demo(folder, port=free_port(), lively=False) as running:
            return await scenarios.run(name, running.base_url, runs)
    except RuntimeError as error:
        print(f"shequ scenario: {error}", file=sys.stderr)
        return 1


async def _play_days(name: str, runs: int) -> int:
    """In a demo of its own that is thrown away: nobody else's days pass."""
    from hub import scenarios

    print("这个故事要过一周：用一个临时的演示，不动别人的时钟。", flush=True)
    print(
        "A week passes in it, so it is played in a demo of its own; nobody else's clock is moved.", flush=True
    )
    with tempfile.TemporaryDirectory(prefix="shequ-story-") as folder:
        os.chmod(folder, 0o755)  # noqa: S103 (PostgreSQL may run as nobody)
        try:
            async with (
                demo(Path(folder), port=free_port(), lively=False) as running,
                clock(running.settings.owner_url()) as moved,
            ):
                return await scenarios.run(name, running.base_url, runs, moved)
        except RuntimeError as error:
            print(f"shequ scenario: {error}", file=sys.stderr)
            return 1


def _port() -> int:
    import socket

    wanted = int(os.environ.get("PORT", PORT))
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", wanted))
        except OSError:
            return free_port()
    return wanted


def _welcome(running: Demo, seconds: float) -> str:
    url = running.base_url
    return f"""
社区通 已就绪 · ready in {seconds:.1f} s

  一键登录、消息收件箱  demo page        {url}/demo/
  居民手机              resident         {url}/
  工作人员控制台        staff console    {url}/console/
  状态看板              status board     {url}/board/

  员工口令 staff password: {running.kept.password}   (用户名 user names: clerk.jinsha, street.qxp, district.xiqu,
  property.jia, worker.jia, official.xiqu …; residents sign in by phone, codes show on the demo page)

  make scenario  plays the drain story against this demo. Ctrl-C 停止 stops everything.
"""
