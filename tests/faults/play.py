"""Plays rounds of a fault and adds up what came of them."""

import random
import statistics
from dataclasses import dataclass, field

from tests.faults.faults import Fault
from tests.faults.stage import NotPlayedError, Stage


@dataclass
class Row:
    """A row of the table: how many of what in so many rounds, and the seconds until all was well again."""

    fault: str
    rounds: int = 0
    lost: int = 0
    repeated: int = 0
    out_of_order: int = 0
    wrong: int = 0
    seconds: list[float] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    figures: dict[str, object] = field(default_factory=dict)

    @property
    def good(self) -> bool:
        return not (self.lost or self.repeated or self.out_of_order or self.wrong)

    def as_json(self) -> dict[str, object]:
        seconds = self.seconds or [0.0]
        return {
            "fault": self.fault, "rounds": self.rounds, "lost": self.lost, "repeated": self.repeated,
            "out_of_order": self.out_of_order, "wrong": self.wrong,
            "recovery_seconds": {"median": round(statistics.median(seconds), 2), "most": round(max(seconds), 2)},
            "said": self.said[:10], **self.figures,
        }  # fmt: skip


async def play(stage: Stage, name: str, fault: Fault, rounds: int) -> Row:
    """So many rounds, each ending with everybody level and the judge's verdict."""
    row = Row(name)
    stage.figures.clear()
    try:
        for number in range(rounds):
            await _round(stage, fault, row)
            row.rounds = number + 1
    except NotPlayedError as why:
        stage.figures["not played"] = str(why)
    row.figures |= stage.figures
    return row


async def _round(stage: Stage, fault: Fault, row: Row) -> None:
    stage.load.start()
    try:
        await stage.load.more(stage.rng.randint(1, 15))
        await fault(stage)
        row.seconds.append(await stage.probe())
    except AssertionError as failed:
        row.wrong += 1
        row.said.append(f"round {row.rounds + 1}: {failed}")
    finally:
        await stage.mend()
        await stage.load.stop()
    verdict = await stage.verdict()
    row.lost += len(verdict.lost)
    row.repeated += len(verdict.repeated)
    row.out_of_order += len(verdict.disordered)
    row.wrong += len(verdict.wrong)
    if not verdict.good:
        row.said.append(f"round {row.rounds + 1}: {verdict}")


def picked(seed: int, name: str) -> random.Random:
    """Randomness of one fault, whatever was played before it."""
    return random.Random(f"{seed} {name}")
