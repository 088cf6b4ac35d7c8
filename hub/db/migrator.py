"""Applies `migrations/*.sql`, forward only.

Each file is applied once, in a transaction of its own, in the order of its number, by one process at a time
(advisory lock). Its checksum is kept; a file changed after it was applied is refused.
"""

import hashlib
from pathlib import Path

import asyncpg

from hub.errors import DomainError

MIGRATIONS = Path(__file__).resolve().parents[2] / "migrations"

# An arbitrary constant; it must only differ from the log's district locks, which use two-key locks.
LOCK = 0x5E0_C0DE


def files(folder: Path = MIGRATIONS) -> list[tuple[str, str, bytes]]:
    """(name, SQL, sha256) of each migration in order."""
    found = []
    for path in sorted(folder.glob("[0-9][0-9][0-9][0-9]_*.sql")):
        text = path.read_text(encoding="utf-8")
        found.append((path.stem, text, hashlib.sha256(text.encode()).digest()))
    return found


async def migrate(url: str, folder: Path = MIGRATIONS) -> list[str]:
    """Applies what is missing and returns the names applied.

    Raises:
        DomainError: `migrations.changed`, `migrations.missing` or `migrations.failed`, naming the file.
    """
    connection = await asyncpg.connect(url, timeout=10)
    try:
        await connection.execute("SELECT pg_advisory_lock($1)", LOCK)
        await connection.execute(
            """CREATE TABLE IF NOT EXISTS migrations (
                 name text PRIMARY KEY,
                 sha256 bytea NOT NULL,
                 applied_at timestamptz NOT NULL DEFAULT now())"""
        )
        done = {
            row["name"]: bytes(row["sha256"])
            for row in await connection.fetch("SELECT name, sha256 FROM migrations ORDER BY name")
        }
        known = files(folder)
        names = {name for name, _, _ in known}
        for name in done:
            if name not in names:
                raise DomainError("migrations.missing", name=name)
        applied = []
        for name, text, digest in known:
            if name in done:
                if done[name] != digest:
                    raise DomainError("migrations.changed", name=name)
                continue
            try:
                async with connection.transaction():
                    await connection.execute(text)
                    await connection.execute(
                        "INSERT INTO migrations (name, sha256) VALUES ($1, $2)", name, digest
                    )
            except asyncpg.PostgresError as error:
                raise DomainError("migrations.failed", name=name, reason=str(error)) from error
            applied.append(name)
        return applied
    finally:
        await connection.close()


async def pending(connection: "asyncpg.Connection[asyncpg.Record]", folder: Path = MIGRATIONS) -> list[str]:
    """Names of migrations that the database lacks."""
    if not await connection.fetchval("SELECT to_regclass('migrations') IS NOT NULL"):
        return [name for name, _, _ in files(folder)]
    done = {row["name"] for row in await connection.fetch("SELECT name FROM migrations")}
    return [name for name, _, _ in files(folder) if name not in done]
