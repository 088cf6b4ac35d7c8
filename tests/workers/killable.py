"""A worker that takes one job and kills itself at a step: `python -m tests.workers.killable <step>`."""

import asyncio
import os
import signal
import sys
from uuid import UUID

from hub.jobs.streams import Entry, Group, connect
from hub.jobs.types import Done, Job, Report, Taken
from hub.settings import from_environ
from tests.hub.jobs.rig import Echo
from workers.runner import Worker

STEP = sys.argv[1]


def here(step: str) -> None:
    if step == STEP:
        os.kill(os.getpid(), signal.SIGKILL)


class Killable(Worker):
    async def _report(self, district: UUID, report: Report) -> None:
        if isinstance(report, Taken):
            here("read")
        await super()._report(district, report)
        if isinstance(report, Taken):
            here("taken")
        if isinstance(report, Done):
            here("done")

    async def _end(self, district: UUID, group: Group, entry: Entry, outcome: Report) -> None:
        await super()._end(district, group, entry, outcome)
        here("acknowledged")


async def work(_: Job) -> None:
    here("working")


async def main() -> None:
    settings = from_environ(os.environ)
    await Killable(connect(settings.redis_url), [Echo("killed", work)]).run(asyncio.Event())


if __name__ == "__main__":
    asyncio.run(main())
