"""`python -m tests.bench.chart`: draws `docs/pictures/performance.svg` from `build/bench`, and prints the tables of
`docs/performance.md`. No library: bars are rectangles."""

from collections.abc import Sequence
from pathlib import Path

from tests.bench import report
from tests.bench.native import BUILD
from tests.bench.report import Result

PICTURE = Path("docs/pictures/performance.svg")
WIDTH, LABEL, ROW, GAP = 760, 210, 22, 64
INK, QUIET, OURS, THEIRS = "#1f2933", "#52606d", "#0b7285", "#b8c4ce"

PANELS = (
    ("B1", "CPU per delivered frame, µs, real mix at 20 changes/s (shorter is better)"),
    ("B2", "Frames per second on one core, one topic all read (longer is better)"),
    ("B3", "Memory per idle connection, KiB (shorter is better)"),
)


def draw(results: Sequence[Result]) -> str:
    """Three panels of bars, ours first."""
    by_name = {result.name: result for result in results}
    parts: list[str] = []
    top = 16
    for name, title in PANELS:
        if name not in by_name:
            continue
        one = by_name[name]
        rows = [("社区通", one.ours)]
        rows += [(other, float(value)) for other, value in one.beside.items() if not isinstance(value, str)]
        parts.append(f'<text x="12" y="{top + 14}" font-weight="600" fill="{INK}">{_escaped(title)}</text>')
        top += 26
        most = max(value for _, value in rows)
        for index, (label, value) in enumerate(rows):
            length = max(1.0, (WIDTH - LABEL - 100) * value / most)
            middle = top + ROW // 2 + 4
            parts.append(
                f'<text x="{LABEL - 8}" y="{middle}" text-anchor="end" fill="{QUIET}">{_escaped(label)}</text>'
                f'<rect x="{LABEL}" y="{top + 3}" width="{length:.1f}" height="{ROW - 6}" rx="2" '
                f'fill="{THEIRS if index else OURS}"/>'
                f'<text x="{LABEL + length + 6:.1f}" y="{middle}" fill="{INK}">{_number(value)}</text>'
            )
            top += ROW
        top += GAP - ROW
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {top}" width="{WIDTH}" height="{top}" '
        f'font-family="system-ui, sans-serif" font-size="13"><rect width="100%" height="100%" fill="#fff"/>'
        + "".join(parts)
        + "</svg>\n"
    )


def summary(results: Sequence[Result]) -> str:
    """The table of all measures, Markdown."""
    lines = ["| | measure | ours | bar | |", "|---|---|---|---|---|"]
    lines += [
        f"| {one.name} | {one.title} | {_number(one.ours)} {one.unit} | {one.bar} | {'met' if one.met else 'missed'} |"
        for one in results
    ]
    return "\n".join(lines)


def side_by_side(results: Sequence[Result]) -> str:
    """Ours and the others in B1 to B3, Markdown."""
    shown = [one for one in results if one.name in ("B1", "B2", "B3")]
    names = dict.fromkeys(name for one in shown for name in one.beside)
    lines = [
        "| server | " + " | ".join(f"{one.name}, {one.unit}" for one in shown) + " |",
        "|---" * (len(shown) + 1) + "|",
        "| **社区通** | " + " | ".join(f"**{_number(one.ours)}**" for one in shown) + " |",
    ]
    for name in names:
        cells = [one.beside.get(name, "–") for one in shown]
        lines.append(
            f"| {name} | " + " | ".join(_number(c) if not isinstance(c, str) else c for c in cells) + " |"
        )
    return "\n".join(lines)


def _number(value: float) -> str:
    value = float(report.rounded(float(value)))
    if value >= 1000:
        return f"{value:,.0f}"
    return f"{value:.2f}" if value < 1 else f"{value:.1f}"


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")


def main() -> None:
    results = [report.read(path) for path in sorted(BUILD.glob("B?.json"))]
    PICTURE.parent.mkdir(parents=True, exist_ok=True)
    PICTURE.write_text(draw(results), encoding="utf-8")
    print(summary(results), side_by_side(results), sep="\n\n")


if __name__ == "__main__":
    main()
