"""What goes over the streams, shared with the workers. Nothing here touches a database."""

from collections.abc import Mapping
from typing import Final, TypeVar
from uuid import UUID

import msgspec

from hub.tracing import FIELD

T = TypeVar("T")

LEASE_SECONDS: Final = 15
"""How long a worker may be silent; it renews three times as often."""
MOST_ATTEMPTS: Final = 5

DISTRICTS_KEY: Final = "jobs:districts"
"""Set of the districts with jobs since Redis was last empty: workers read it, the relay writes it."""
REPORT_FIELD: Final = b"report"
JOB_FIELD: Final = b"job"
WORKERS_GROUP: Final = "workers"
INTAKE_GROUP: Final = "intake"


def traced(trace: str) -> dict[bytes, bytes]:
    """What an entry of a stream carries besides, when it is traced."""
    return {FIELD: trace.encode()} if trace else {}


def trace_of(fields: Mapping[bytes, bytes]) -> str:
    """The traceparent that an entry carries; empty without."""
    return fields.get(FIELD, b"").decode("latin-1")


def jobs_key(district: UUID, kind: str) -> str:
    """Stream of the jobs of a kind. A district's keys share a hash tag, so a cluster keeps them together."""
    return f"jobs:{{{district}}}:{kind}"


def results_key(district: UUID) -> str:
    """Stream of what workers report."""
    return f"results:{{{district}}}"


JOB_READY: Final = "job.ready"
"""Type of the event whose data is a `Job`."""


class Job(msgspec.Struct, frozen=True):
    """One attempt at a job. `payload` holds references only: ids, names of objects."""

    id: UUID
    district: UUID
    kind: str
    attempt: int
    payload: msgspec.Raw

    def asked(self, kind: type[T]) -> T:
        """The payload as its kind's struct.

        Raises:
            msgspec.ValidationError: it is something else.
        """
        return msgspec.json.decode(self.payload, type=kind)


class _Report(msgspec.Struct, frozen=True, tag_field="op", tag=str.lower):
    job: UUID
    attempt: int


class Taken(_Report, frozen=True):
    """A worker has begun, or is still at it: sent before the work and three times a lease."""


class Done(_Report, frozen=True):
    """It ended with a result: the verdict, never what it was made from."""

    result: msgspec.Raw


class Failed(_Report, frozen=True):
    """This attempt came to nothing."""

    reason: str
    """A word or two for the log and the alarm; nothing of the content."""


class Released(_Report, frozen=True):
    """A worker that stops gives it back untried."""


class Dropped(_Report, frozen=True):
    """Left behind in the stream by a worker that died, and deleted there."""


Report = Taken | Done | Failed | Released | Dropped


def job_of(fields: Mapping[bytes, bytes]) -> Job | None:
    """The job of a stream entry; None for an entry that was deleted meanwhile or is none of ours."""
    try:
        return msgspec.json.decode(fields[JOB_FIELD], type=Job)
    except (KeyError, msgspec.MsgspecError):
        return None
