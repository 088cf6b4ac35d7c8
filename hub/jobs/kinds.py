"""A kind of job, as a room registers it with the intake."""

from collections.abc import Awaitable, Callable
from typing import Any, NamedTuple

from hub.db import Connection
from hub.jobs.types import Job


class Kind(NamedTuple):
    """Its name, the struct of its results and what the room does with one.

    `apply(tx, job, result)` runs in the transaction that marks the job done: it happens once or not at all.
    What it raises counts as a failed attempt, except a database that is away. `given_up(tx, job)` runs in the
    transaction that makes the job a dead letter.
    """

    name: str
    result: type[Any]
    apply: Callable[[Connection, Job, Any], Awaitable[None]]
    given_up: Callable[[Connection, Job], Awaitable[None]] | None = None
