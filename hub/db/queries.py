"""Named queries: a room's SQL lies in `queries.sql`, each with a name and a sentence.

-- name: ticket_by_id
-- One ticket, whoever asks; the caller checks who may see it.
SELECT … ;
"""

import re
from pathlib import Path

_NAME = re.compile(r"^-- name: *([a-z_][a-z0-9_]*) *$")


class Queries:
    """SQL by name, as attributes."""

    def __init__(self, texts: dict[str, str]) -> None:
        self._texts = texts

    def __getattr__(self, name: str) -> str:
        try:
            return self._texts[name]
        except KeyError:
            raise AttributeError(f"no query named {name}") from None

    def names(self) -> list[str]:
        return list(self._texts)


def load_queries(module_file: str, name: str = "queries.sql") -> Queries:
    """Reads the `queries.sql` that lies beside a module: `q = load_queries(__file__)`.

    Raises:
        ValueError: a query without a name, without a sentence, or a name given twice.
    """
    path = Path(module_file).with_name(name)
    texts: dict[str, str] = {}
    current: str | None = None
    sentence = False
    lines: list[str] = []

    def close() -> None:
        nonlocal lines
        text = "\n".join(lines).strip().rstrip(";").strip()
        lines = []
        if current is None:
            if text:
                raise ValueError(f"{path}: SQL before the first name")
            return
        if not sentence or not text:
            raise ValueError(f"{path}: query {current} lacks a sentence or SQL")
        texts[current] = text

    for line in path.read_text(encoding="utf-8").splitlines():
        if match := _NAME.match(line):
            close()
            current, sentence = match.group(1), False
            if current in texts:
                raise ValueError(f"{path}: query {current} stands twice")
        elif current is not None and not lines and line.startswith("--"):
            sentence = True
        elif line.strip() and not (current is None and line.startswith("--")):
            lines.append(line)
    close()
    return Queries(texts)
