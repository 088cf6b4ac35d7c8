"""HTTP requests counted around the application: what was really answered, refusals and unknown paths too.

Outermost, because what a route raises becomes an answer further in: a limit's 429 is counted as 429. Labels are
bounded: the route's template, never a path; `other` for what matched no route and for methods nobody knows.
"""

import time
from collections import Counter
from typing import Any, Final

SECONDS: Final = (0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)
"""Upper bounds of the buckets; the last bucket is everything above."""
_METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
OTHER: Final = "other"
GONE: Final = 499
"""No answer was begun: the client left first."""


class Traffic:
    """An ASGI application around another. `requests` by (method, route, status); `seconds`: for each route how
    many requests fell into each bucket, from the head to the end of the answer; `total`: their sum."""

    def __init__(self, app: Any) -> None:
        self.requests: Counter[tuple[str, str, int]] = Counter()
        self.seconds: dict[str, list[int]] = {}
        self.total: dict[str, float] = {}
        self._app = app

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = time.perf_counter()
        status = GONE

        async def counted(message: Any) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, counted)
        except Exception:
            status = 500 if status == GONE else status
            raise
        finally:
            self._count(scope, status, time.perf_counter() - started)

    def _count(self, scope: Any, status: int, seconds: float) -> None:
        # The router writes the template into the scope it was given.
        route = scope.get("path_template") or OTHER
        method = scope["method"] if scope["method"] in _METHODS else OTHER
        self.requests[method, route, status] += 1
        buckets = self.seconds.get(route)
        if buckets is None:
            buckets = self.seconds[route] = [0] * (len(SECONDS) + 1)
        buckets[next((n for n, bound in enumerate(SECONDS) if seconds <= bound), len(SECONDS))] += 1
        self.total[route] = self.total.get(route, 0.0) + seconds
