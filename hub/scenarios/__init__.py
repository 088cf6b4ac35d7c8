"""Stories that are played against a running hub, through its public API and live socket only.

In: a base URL, and for a story that takes days the service's clock. Out: each step as it happens, with its latency;
exit code 0, or 1 with the name of the step that did not happen. A story imports the Python SDK and nothing of the
server, so what it does, anybody's program can do.
"""

from collections.abc import Callable

from hub.scenarios.drain import Drain
from hub.scenarios.elder import Elder
from hub.scenarios.flood import Flood
from hub.scenarios.garbage import Garbage
from hub.scenarios.playing import Clock, Story, play
from hub.scenarios.post import PostStory
from hub.scenarios.wish import WishStory

SCENARIOS: dict[str, Callable[[Clock | None], Story]] = {
    "drain": Drain,
    "garbage": Garbage,
    "elder": Elder,
    "post": PostStory,
    "wish": WishStory,
    "flood": Flood,
}
TAKE_DAYS = frozenset({"garbage"})
"""Stories that need a clock to move."""


async def run(name: str, base_url: str, runs: int = 1, clock: Clock | None = None) -> int:
    """Plays a story `runs` times on the same sockets; 2 for a name that nobody knows."""
    story = SCENARIOS.get(name)
    if story is None:
        print(f"没有这个场景 no such scenario: {name} ({', '.join(SCENARIOS)})")
        return 2
    return await play(story(clock), base_url, runs)
