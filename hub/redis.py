"""What talking to Redis needs in the log, the jobs, the sockets and the workers alike."""

import asyncio

from redis.exceptions import RedisError

REDIS_LOST = (OSError, asyncio.TimeoutError, RedisError, RuntimeError)
"""RuntimeError: uvloop's, of a connection that was cut before redis-py writes to it."""


def heed_cancel() -> None:
    """Ends this task if it was cancelled and the cancellation was swallowed; for loops around Redis commands.

    redis-py sends through `asyncio.wait_for`, which before Python 3.12 returns its result when it is ready in
    the same step of the loop in which the task is cancelled: such a loop would never end.
    """
    task = asyncio.current_task()
    if task is not None and task.cancelling():
        raise asyncio.CancelledError
