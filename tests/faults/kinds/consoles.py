"""The lines of the consoles."""

from tests.faults.stage import Stage


async def lines_cut(stage: Stage) -> None:
    """The consoles' lines end again and again, in the middle of what they bring."""
    for _ in range(6):
        await stage.load.more(stage.rng.randint(1, 6))
        stage.line.cut(0.7)
    stage.mended()


async def lines_bad(stage: Stage) -> None:
    """Slow, late, and in crumbs."""
    line = stage.line
    line.slice, line.delay, line.rate = 200, 0.002, 200_000
    line.cut()  # handshakes go through it too
    await stage.load.more(15)
    await stage.level()
    line.cut(0.5)
    await stage.load.more(5)
    line.slice, line.delay, line.rate = 0, 0.0, 0.0
    stage.mended()


async def lines_half_closed(stage: Stage) -> None:
    """The hub is told that the clients have nothing more to say."""
    await stage.load.more(3)
    stage.line.half_close()
    stage.mended()
    await stage.load.more(5)


async def lines_gone(stage: Stage) -> None:
    """No line for a while."""
    stage.line.refusing = True
    stage.line.cut()
    await stage.load.more(20)
    stage.line.refusing = False
    stage.mended()
