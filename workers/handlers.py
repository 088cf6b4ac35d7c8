"""The kinds of jobs this program can do."""

from collections.abc import Callable, Sequence
from typing import Protocol

import msgspec

from hub.errors import DomainError
from hub.jobs.types import Job
from hub.media.objects import open_objects
from hub.settings import Settings
from workers.certify import Certify
from workers.enrol import Enrol
from workers.eyes import Eyes
from workers.look import Look
from workers.search import Search


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
    objects = open_objects(settings)
    eyes = Eyes(settings)  # one pool for all kinds that look at faces; its children start when first needed
    makers: dict[str, Callable[[], Handler]] = {
        Look.kind: lambda: Look(objects),
        Certify.kind: lambda: Certify(objects, eyes),
        Enrol.kind: lambda: Enrol(objects, eyes),
        Search.kind: lambda: Search(objects),
    }
    for kind in kinds:
        if kind not in makers:
            raise DomainError("job.unknown_kind", kind=kind)
    return [makers[kind]() for kind in kinds or makers]
