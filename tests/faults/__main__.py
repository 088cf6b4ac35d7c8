"""`make faults`: every fault in many rounds, then the crowds. Prints the table and writes build/faults.json.

Environment: ROUNDS (200) of kill -9 in all, the other faults in proportion; SEED; ONLY, words that a fault's name must
hold one of, separated by commas. Ends with 1 when anything was lost, repeated, out of order or wrong.
"""

import asyncio
import os
import platform
import random
import sys
import time
from pathlib import Path

import uvloop

from tests.faults.crowds import CROWDS
from tests.faults.faults import FAULTS
from tests.faults.play import Row, picked, play
from tests.faults.rig import ROOT, rig
from tests.faults.stage import stage
from tests.faults.table import text, write

ROUNDS = int(os.environ.get("ROUNDS") or 200)
SEED = int(os.environ.get("SEED") or random.SystemRandom().randrange(1_000_000))
ONLY = [word for word in os.environ.get("ONLY", "").split(",") if word]


def wanted(name: str) -> bool:
    return not ONLY or any(word in name for word in ONLY)


async def main() -> int:
    done = Done()
    print(f"seed {SEED}", flush=True)
    kinds = [kind for kind in FAULTS if wanted(kind.name)]
    if kinds:
        async with (
            rig(relays=2, durable=True, module="tests.faults.moved") as made,
            stage(made, picked(SEED, "stage")) as ready,
        ):
            for kind in kinds:
                ready.rng.seed(f"{SEED} {kind.name}")
                rounds = max(1, round(kind.share * ROUNDS))
                row = await play(ready, kind.name, kind.fault, rounds)
                done.answered = ready.load.told()
                done.keep(row)
            told = ", ".join(f"{count} {room}" for room, count in done.answered.items())
            print(f"answered: {told}", flush=True)
    for name, crowd in CROWDS.items():
        if wanted(name):
            try:
                row = await crowd(picked(SEED, name), min(1.0, ROUNDS / 200))
            except AssertionError as failed:
                row = Row(name, rounds=1, wrong=1, said=[str(failed)])
            done.keep(row)
    print("\n" + text(done.rows))
    return 0 if all(row.good for row in done.rows) else 1


class Done:
    """The rows that are played. Each is said and in the file at once: a run takes an hour and may be stopped."""

    def __init__(self) -> None:
        self.rows: list[Row] = []
        self.answered: dict[str, int] = {}
        self._began = time.time()

    def keep(self, row: Row) -> None:
        self.rows.append(row)
        print(("✓" if row.good else "✗"), row.fault, f"({row.rounds})", flush=True)
        if not row.good:
            print(*(f"    {said}" for said in row.said[:5]), sep="\n", flush=True)
        machine = f"{os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}"
        write(
            Path(ROOT) / "build" / "faults.json", self.rows, seed=SEED, rounds=ROUNDS, machine=machine,
            seconds=round(time.time() - self._began), answered=self.answered,
        )  # fmt: skip


if __name__ == "__main__":
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        sys.exit(runner.run(main()))
