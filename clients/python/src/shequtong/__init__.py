"""The Python SDK of 社区通.

In: a base URL and a way to sign in. Out: typed answers of the HTTP API, and live events of a district's log
that go on by themselves through cuts, restarts of the hub and changes of network.

What never happens: a command sent twice by a retry (one `Idempotency-Key` per call), an event skipped in
silence (it comes, or a `Reset` says what to fetch again), an event handed out twice by one subscription, a
slow consumer that fills the memory (it stops reading the socket instead). The SDK imports no code of the hub;
the golden messages in the hub's contract tests keep the two alike.
"""

from shequtong.client import Client
from shequtong.errors import (
    Conflict,
    Invalid,
    NotFound,
    NotSignedIn,
    Refused,
    ShequtongError,
    TooMany,
    Unavailable,
)
from shequtong.live import Live, Subscription
from shequtong.messages import Viewer
from shequtong.protocol import Cursor, Event, Item, Present, Reset

__all__ = [
    "Client",
    "Conflict",
    "Cursor",
    "Event",
    "Invalid",
    "Item",
    "Live",
    "NotFound",
    "NotSignedIn",
    "Present",
    "Refused",
    "Reset",
    "ShequtongError",
    "Subscription",
    "TooMany",
    "Unavailable",
    "Viewer",
]
