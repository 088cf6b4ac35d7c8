"""Who may import whom (docs/architecture.md), held by a graph of the real imports."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import grimp

ROOMS = {path.parent.name for path in Path("hub").glob("*/routes.py")}
CORE = (
    "hub.db",
    "hub.events",
    "hub.live",
    "hub.errors",
    "hub.settings",
    "hub.commands",
    "hub.cursors",
    "hub.sealing",
    "hub.rates",
)


@cache
def graph() -> grimp.ImportGraph:
    return grimp.build_graph("hub", "workers", "models", "shequtong", include_external_packages=True)


def imports_of(prefix: str) -> set[tuple[str, str]]:
    found = graph()
    return {
        (module, imported)
        for module in found.modules
        if module == prefix or module.startswith(prefix + ".")
        for imported in found.find_modules_directly_imported_by(module)
    }


def room_of(module: str) -> str | None:
    parts = module.split(".")
    return parts[1] if len(parts) > 1 and parts[0] == "hub" and parts[1] in ROOMS else None


def test_there_are_rooms() -> None:
    assert {"areas", "accounts", "tickets", "boards", "media", "notify"} <= ROOMS


def test_a_rooms_store_is_its_own() -> None:
    wrong = [
        (module, imported)
        for module, imported in imports_of("hub")
        if imported.endswith(".store") and room_of(imported) != room_of(module)
    ]
    assert wrong == []


def test_the_core_knows_no_room() -> None:
    wrong = [
        (module, imported)
        for prefix in CORE
        for module, imported in imports_of(prefix)
        if room_of(imported) is not None
    ]
    assert wrong == []


def test_the_hub_never_imports_workers_or_models() -> None:
    wrong = [
        pair for pair in imports_of("hub") if pair[1].split(".")[0] in ("workers", "models", "onnxruntime")
    ]
    assert wrong == []
    assert "onnxruntime" not in graph().find_upstream_modules("hub.app")


def test_workers_import_only_what_jobs_need() -> None:
    allowed = (
        "hub.jobs", "hub.settings", "hub.errors", "hub.media", "hub.sealing", "hub.certification.types", "hub.tracing",
        "hub.redis", "workers", "models",
    )  # fmt: skip
    wrong = [
        (module, imported)
        for module, imported in imports_of("workers")
        if imported.split(".")[0] in ("hub", "shequtong") and not imported.startswith(allowed)
    ]
    assert wrong == []
    for module in ("hub.app", "hub.tickets.actions", "litestar", "asyncpg"):
        chain = graph().find_shortest_chain("workers.runner", module) if module in graph().modules else None
        assert chain is None, chain


def test_the_sdk_imports_no_server_code() -> None:
    wrong = [
        pair for pair in imports_of("shequtong") if pair[1].split(".")[0] in ("hub", "workers", "models")
    ]
    assert wrong == []


def test_stories_use_the_sdk_only() -> None:
    wrong = [
        (module, imported)
        for module, imported in imports_of("hub.scenarios")
        if imported.startswith("hub.") and not imported.startswith("hub.scenarios")
    ]
    assert wrong == []


def test_only_stores_and_queries_speak_sql_in_rooms() -> None:
    wrong = [
        str(path)
        for path in Path("hub").glob("*/routes.py")
        if any(
            word in path.read_text(encoding="utf-8") for word in ("SELECT ", "INSERT ", ".fetch", ".execute(")
        )
    ]
    assert wrong == []


NAMES_ROLES = {"hub/embedded/postgres.py", "hub/backup/restore.py"}
"""Names and passwords of roles and databases, which take no parameters: our own, url-safe."""
SPEAKS = {"fetch", "fetchrow", "fetchval", "execute", "executemany", "cursor", "prepare"}
IS_SQL = re.compile(
    r"\b(SELECT|INSERT INTO|UPDATE|DELETE FROM|WHERE|ORDER BY|SET LOCAL|ALTER|CREATE|DROP|GRANT)\b"
)


def whole(sent: ast.expr) -> bool:
    """Whether it is one text that stands somewhere, or one of two such."""
    if isinstance(sent, ast.IfExp):
        return whole(sent.body) and whole(sent.orelse)
    return isinstance(sent, ast.Constant | ast.Attribute | ast.Name)


def put_together(tree: ast.AST) -> Iterator[int]:
    """Lines in which SQL is made of parts, or a database is sent something that was made on the spot."""
    for node in ast.walk(tree):
        sent = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
        if sent and node.func.attr in SPEAKS and node.args and not whole(node.args[0]):
            yield node.lineno
        made = isinstance(node, ast.JoinedStr) or (
            isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Mod)
        )
        made = made or (sent and node.func.attr in ("format", "join"))
        if made and any(
            isinstance(part, ast.Constant) and isinstance(part.value, str) and IS_SQL.search(part.value)
            for part in ast.walk(node)
        ):
            yield node.lineno


def test_no_sql_is_put_together() -> None:
    """Values go as parameters, always; so nothing that somebody wrote is ever read as SQL."""
    wrong = [
        f"{path}:{line}"
        for folder in ("hub", "workers", "models")
        for path in sorted(Path(folder).rglob("*.py"))
        if str(path) not in NAMES_ROLES
        for line in put_together(ast.parse(path.read_text("utf-8")))
    ]
    assert wrong == []


def test_sql_that_is_put_together_is_seen() -> None:
    for line in (
        "tx.fetch(f'{q.find} LIMIT {n}')", "tx.fetch(q.find + more)", "tx.execute('SELECT %s' % n)",
        "tx.fetch(make(n))",
        "text = f'SELECT {n}'", "text = 'WHERE id = ' + n", "text = 'DELETE FROM {}'.format(n)",
    ):  # fmt: skip
        assert list(put_together(ast.parse(line))), line
    assert not list(
        put_together(ast.parse("tx.fetch(q.find, f'{n}%'); pipe.execute(); said = f'{n} of {m}'"))
    )
