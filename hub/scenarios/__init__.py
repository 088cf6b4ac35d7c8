"""Stories that are played against a running hub, through its public API and live socket only.

In: a base URL. Out: each step as it happens, with its latency; exit code 0, or 1 with the name of the step
that did not happen. A story imports the Python SDK and nothing of the server, so what it does, anybody's
program can do.
"""

from collections.abc import Awaitable, Callable

from hub.scenarios.drain import play as play_drain
from hub.scenarios.garbage import play as play_garbage

SCENARIOS: dict[str, Callable[[str, int], Awaitable[int]]] = {"drain": play_drain, "garbage": play_garbage}


async def run(name: str, base_url: str, runs: int = 1) -> int:
    """Plays a story `runs` times on the same sockets; 2 for a name that nobody knows."""
    story = SCENARIOS.get(name)
    if story is None:
        print(f"没有这个场景 no such scenario: {name} ({', '.join(SCENARIOS)})")
        return 2
    return await story(base_url, runs)
