"""The SDK stands alone: no code of the server, no library that its own pyproject does not name."""

import ast
import re
import subprocess
import sys
import tomllib
from pathlib import Path

PACKAGE = Path("clients/python")


def test_it_imports_only_what_its_pyproject_names() -> None:
    project = tomllib.loads((PACKAGE / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    named = {re.split(r"[<>=]", dependency)[0] for dependency in project["dependencies"]}
    imported = set()
    for path in (PACKAGE / "src").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                imported.update(alias.name.split(".")[0] for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                imported.add((node.module or "").split(".")[0])
    assert imported - sys.stdlib_module_names - {"shequtong"} == named


def test_importing_it_loads_nothing_of_the_server() -> None:
    source = (PACKAGE / "src").resolve()
    script = f"import sys; sys.path.insert(0, {str(source)!r}); import shequtong; print(*sys.modules)"
    loaded = subprocess.run(
        [sys.executable, "-I", "-c", script], capture_output=True, text=True, check=True
    ).stdout
    tops = {name.split(".")[0] for name in loaded.split()}
    assert "shequtong" in tops
    assert tops.isdisjoint({"hub", "workers", "models", "litestar", "asyncpg", "redis"})


def test_it_is_marked_as_typed() -> None:
    assert (PACKAGE / "src/shequtong/py.typed").exists()
