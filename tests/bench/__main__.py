"""`python -m tests.bench [B2 …]`: runs the benchmarks named, or all, and shows and writes what they measured."""

import sys
from collections.abc import Awaitable, Callable
from pathlib import Path

import uvloop

from tests.bench import b1, b2, b3, b4, b5, b6, b7, b8, f1, machine, report
from tests.bench.native import BUILD, MissingError
from tests.bench.scale import FULL, Scale

BENCHES: dict[str, Callable[[Scale], Awaitable[report.Result]]] = {
    "B1": b1.run, "B2": b2.run, "B3": b3.run, "B4": b4.run, "B5": b5.run, "B6": b6.run, "B7": b7.run,
    "B8": b8.run,
    "F1": f1.run,
}  # fmt: skip


async def measure(names: list[str], scale: Scale, folder: Path) -> list[report.Result]:
    """Runs them one after the other; those that this machine cannot run are named and passed over."""
    done = []
    for name in names:
        try:
            result = await BENCHES[name](scale)
        except MissingError as error:
            print(f"{name}  NOT RUN: there is no {error}", flush=True)
            continue
        report.write(result, folder)
        print(report.table(result), end="\n\n", flush=True)
        done.append(result)
    return done


def main() -> int:
    names = [name.upper() for name in sys.argv[1:]] or list(BENCHES)
    if unknown := set(names) - set(BENCHES):
        print(f"no such benchmark: {', '.join(sorted(unknown))}; there are {', '.join(BENCHES)}")
        return 2
    if machine.load() > 0.7:
        print(
            f"*** the machine is not quiet (load {machine.load():.1f}): absolute figures will be noise ***\n"
        )
    done = uvloop.run(measure(names, FULL, BUILD))
    for result in done:
        print(f"{result.name}  {'met' if result.met else 'MISSED'}   {result.title}")
    return 0 if done else 1


if __name__ == "__main__":
    sys.exit(main())
