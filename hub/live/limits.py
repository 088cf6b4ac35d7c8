"""How many, how long, and from where: the bounds of one hub process, and who a connection comes from.

Addresses are believed from `X-Forwarded-For` only when the peer is a trusted proxy, and then only up to
the first address that is not one (a client can put anything further left). IPv6 counts by /64: one
household, one count.
"""

import ipaddress
from collections import Counter, deque
from collections.abc import Hashable, Iterable, Iterator
from functools import lru_cache
from typing import Final, Generic, TypeVar

from msgspec import Struct

T = TypeVar("T")


class Limits(Struct, frozen=True, kw_only=True):
    """Bounds of one process. Times in seconds, sizes in bytes."""

    connections: int = 20_000
    """In all; 10,000 idle ones cost about 80 MB."""
    per_account: int = 12
    """A clerk has a few pages and a phone; WeChat allows five sockets."""
    per_address: int = 1_000
    """A community's office, or a carrier's NAT, is one address."""
    messages: int = 600
    """From one client in `window`; a page sends a handful."""
    window: float = 10.0
    header_bytes: int = 16 * 1024
    """Request line and headers of one HTTP request."""
    header_seconds: float = 10.0
    body_seconds: float = 10.0
    """Between two looks at a body that is coming; none of it within one is too slow."""
    body_grace: float = 5.0
    """A body's own time, however small it is: a line that stands still for a moment is no attack."""
    body_rate: float = 4096.0
    """Bytes a second, on the whole, that a body has to come with after its grace: a fifth of a poor village line."""
    authenticate: float = 5.0
    close: float = 2.0
    """After our close frame; then the line is cut."""
    stalled: float = 5.0
    """A reader with 256 KiB waiting that takes nothing for this long is closed with 4508."""
    slow: float = 30.0
    """The same, when it takes some but does not come below the low-water mark."""
    waiting_bytes: int = 256 * 1024 * 1024
    """Waiting to go out to all slow readers together; past it those with most are closed with 4508."""
    heartbeat: float = 15.0
    silent: int = 3
    """Heartbeats without any byte from the client, after which it is closed with 4408."""
    log_still: float = 10.0
    """Staff sockets close when the log has not been seen to be whole for this long."""
    farewell: float = 1.0
    """Most seconds over which a process that goes away spreads its closing."""


WRITE_BYTES: Final = 256 * 1024
"""Waiting to go out on one connection, then it is a slow reader."""


class Count:
    """How many of each key there are."""

    def __init__(self) -> None:
        self._of: Counter[Hashable] = Counter()

    def __getitem__(self, key: Hashable) -> int:
        return self._of[key]

    def add(self, key: Hashable) -> int:
        self._of[key] += 1
        return self._of[key]

    def remove(self, key: Hashable) -> None:
        self._of[key] -= 1
        if self._of[key] <= 0:
            del self._of[key]


class Deadline(Generic[T]):
    """Put `thing` to None when it no longer matters: then it is not kept alive until its time either."""

    __slots__ = ("thing", "when")

    def __init__(self, thing: T, when: float) -> None:
        self.thing: T | None = thing
        self.when = when


class Deadlines(Generic[T]):
    """Things that all have the same time: first in, first due. No timer a thing."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._queue: deque[Deadline[T]] = deque()

    def add(self, thing: T, now: float) -> Deadline[T]:
        deadline = Deadline(thing, now + self._seconds)
        self._queue.append(deadline)
        return deadline

    def due(self, now: float) -> Iterator[T]:
        """Takes out what is over time."""
        while self._queue and self._queue[0].when <= now:
            thing = self._queue.popleft().thing
            if thing is not None:
                yield thing


class Trusted:
    """The proxies whose `X-Forwarded-For` counts: addresses and networks."""

    def __init__(self, proxies: Iterable[str]) -> None:
        self._networks = [ipaddress.ip_network(proxy, strict=False) for proxy in proxies]
        self._known = lru_cache(maxsize=1024)(self._trusts)

    def _trusts(self, address: str) -> bool:
        try:
            parsed = ipaddress.ip_address(address)
        except ValueError:
            return False
        return any(parsed in network for network in self._networks)

    def client(self, peer: str, forwarded: Iterable[str]) -> str:
        """The address that a connection is counted under. `forwarded`: the header's values, in order."""
        if not self._known(peer):
            return _counted(peer)
        hops = [hop.strip() for value in forwarded for hop in value.split(",")]
        for hop in reversed(hops):
            address = _without_port(hop)
            if not self._known(address):
                return _counted(address)
        return _counted(peer)


def _without_port(hop: str) -> str:
    if hop.startswith("["):
        return hop[1:].partition("]")[0]
    return hop.partition(":")[0] if hop.count(":") == 1 else hop


def _counted(address: str) -> str:
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return "unknown"  # "unknown", "_hidden" (RFC 7239) and rubbish share one count
    if isinstance(parsed, ipaddress.IPv6Address):
        if parsed.ipv4_mapped:
            return str(parsed.ipv4_mapped)
        return str(ipaddress.ip_network((int(parsed) >> 64 << 64, 64)))
    return address
