"""The kinds of jobs this program can do."""

from collections.abc import Sequence
from typing import Protocol

import msgspec

from hub.errors import DomainError
from hub.jobs.types import Job
from hub.media.objects import open_objects
from hub.settings import Settings
from workers.look import Look


class Handler(Protocol):
    """Does one kind. Called with a job it returns the result; what it raises makes the attempt a failed one.

    `width` jobs at a time, each at most `seconds`. A job whose input may be poison is done in a child.
    """

    @property
    def kind(self) -> str: ...
    @property
    def width(self) -> int: ...
    @property
    def seconds(self) -> float: ...
    async def __call__(self, job: Job) -> msgspec.Struct: ...
    async def close(self) -> None: ...


def handlers(settings: Settings, kinds: Sequence[str] = ()) -> list[Handler]:
    """Handlers of these kinds, of all without any named.

    Raises:
        DomainError: `job.unknown_kind`.
    """
    makers = {Look.kind: lambda: Look(open_objects(settings))}
    for kind in kinds:
        if kind not in makers:
            raise DomainError("job.unknown_kind", kind=kind)
    return [makers[kind]() for kind in kinds or makers]
