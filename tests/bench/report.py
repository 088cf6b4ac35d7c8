"""What is written of a measure: a table for people, JSON for the chart and for whoever compares."""

from pathlib import Path
from typing import Any

import msgspec

from tests.bench import machine


class Result(msgspec.Struct, kw_only=True):
    """`ours` and `bar` in `unit`; `met` says whether the bar is met. `beside`: the same of others, by name.
    `more`: what else was seen, by name; times in milliseconds there."""

    name: str
    title: str
    unit: str
    ours: float
    bar: str
    met: bool
    beside: dict[str, float | str]
    more: dict[str, Any] = {}
    machine: dict[str, Any] = msgspec.field(default_factory=machine.describe)


def write(result: Result, folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{result.name}.json"
    path.write_bytes(msgspec.json.format(msgspec.json.encode(rounded(result)), indent=2) + b"\n")
    return path


def read(path: Path) -> Result:
    return msgspec.json.decode(path.read_bytes(), type=Result)


def table(result: Result) -> str:
    """What is shown on the screen."""
    lines = [f"{result.name}  {result.title}", f"    unit {result.unit}; bar {result.bar}: "
             + ("met" if result.met else "MISSED")]  # fmt: skip
    rows: dict[str, Any] = {"ours": result.ours, **result.beside}
    width = max(map(len, [*rows, *result.more]), default=0)
    lines += [f"    {name:<{width}}  {_shown(value)}" for name, value in rows.items()]
    lines += [f"    {name:<{width}}    {_shown(value)}" for name, value in result.more.items()]
    return "\n".join(lines)


def rounded(value: Any) -> Any:
    """Four digits: more are noise."""
    if isinstance(value, Result):
        return {name: rounded(part) for name, part in msgspec.structs.asdict(value).items()}
    if isinstance(value, dict):
        return {name: rounded(part) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [rounded(part) for part in value]
    return float(f"{value:.4g}") if isinstance(value, float) else value


def _shown(value: Any) -> str:
    value = rounded(value)
    if isinstance(value, dict):
        return ", ".join(f"{name} {_shown(part)}" for name, part in value.items())
    if isinstance(value, list):
        return " ".join(_shown(part) for part in value)
    if isinstance(value, int | float) and abs(value) >= 1000:
        return f"{value:,.0f}"
    return str(value)
