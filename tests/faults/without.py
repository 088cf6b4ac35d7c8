"""Takes one protection out at a time and shows that a test notices: `make protections [ONLY=words]`.

Each line of `PROTECTIONS` is a change of one file of the hub that removes a protection, and the tests that have to
fail without it. A copy of the tree is changed and tested; the tree itself is left alone. `test_without.py` holds that
every change still fits, so that the list does not rot. Writes `build/protections.json`.

Noticed means that a test failed by what it asserts or met. One that ran out of its time, or whose fixtures broke, has
noticed nothing.
"""

import asyncio
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

from tests.faults.trust import TRUST, Protection

ROOT = Path(__file__).parents[2]
COPIED = ("hub", "workers", "models", "migrations", "clients/python", "docs", "tests", "pyproject.toml")
MODELS = ROOT / "build" / "models"
SUMMED = re.compile(r"(FAILED|ERROR) tests/")
"""A line of pytest's summary; a log that was captured has others."""


PROTECTIONS = (
    # the log
    Protection("only the next number is taken from the stream", "hub/events/tail.py",
               "                    hole = True\n                    break\n", "                    following = seq\n",
               "hub/events/test_tail.py"),
    Protection("the ring takes nothing twice", "hub/events/ring.py", "            if entry.seq <= self.head:",
               "            if False:", "hub/events/test_ring.py"),
    Protection("the ring is compared with PostgreSQL", "hub/events/tail.py",
               "await self._pause(COMPARE_SOON if found else COMPARE)", "await self._pause(3600)",
               "hub/events/test_tail.py"),
    Protection("a ring ahead of the table is an alarm", "hub/events/tail.py", "if head < asked:", "if False:",
               "hub/events/test_tail.py"),
    Protection("a hub is ready when its ring is filled", "hub/events/tail.py",
               "        await self._ready.wait()\n\n    async def run", "        return\n\n    async def run",
               "hub/events/test_tail.py"),
    Protection("Redis that does not answer is left", "hub/events/line.py",
               "if self._answer is not None and self._loop.time() > self._late_at:", "if False:",
               "hub/events/test_line.py"),
    Protection("a chunk reaches the stream whole or not at all", "hub/events/sender.py", "pipeline(transaction=True)",
               "pipeline(transaction=False)", "hub/events/test_sender.py"),
    Protection("after an error the stream is compared with the table", "hub/events/sender.py",
               "                self.sent = None\n                self.errors += 1", "                self.errors += 1",
               "hub/events/test_relay.py hub/events/test_sender.py"),
    Protection("a stream ahead of the table is an alarm", "hub/events/sender.py",
               "if last > (head if self._base is None else self._base):", "if False:", "hub/events/test_sender.py"),
    Protection("another epoch is another stream", "hub/events/connect.py", 'f"log:{{{district}}}:{epoch}"',
               'f"log:{{{district}}}"', "hub/events/test_sender.py"),
    Protection("numbers are given under a lock", "hub/events/numbering.py",
               "            await session.execute(q.lock_log, district)\n", "", "hub/events/test_numbering.py"),
    Protection("a leader that has stopped is replaced", "hub/events/leader.py",
               "        if ended is None:\n            return False", "        return False",
               "hub/events/test_leader.py"),
    Protection("the oldest transaction still running holds the floor", "hub/events/numbering.py",
               "        if not pending.cut:\n            self.floor", "        if True:\n            self.floor",
               "hub/events/test_numbering.py"),
    Protection("what is redacted leaves the ring", "hub/events/tail.py",
               "            self.ring.scrub(max(inside))\n            self._thinned = True", "            pass",
               "hub/events/test_redact.py"),
    # who is sent what
    Protection("who is slow leaves the audience", "hub/live/fanout.py",
               "        if member.audience is not None:\n            self._fall_behind(member)\n\n    def resume",
               "        pass\n\n    def resume", "hub/live/test_fanout.py"),
    Protection("who leaves in a batch comes back from what it was written", "hub/live/fanout.py",
               "member.audience.written(member), self.seq", "0, self.seq",
               "hub/live/test_fanout.py"),
    Protection("what the ring told before is not told again", "hub/live/fanout.py",
               "if entry.seq > end:  # what the ring had when we started may be told again", "if True:",
               "hub/live/test_server.py hub/live/test_fanout.py"),
    Protection("joining waits for the head", "hub/live/recovery.py", "    if group.cursor == head:\n", "    if True:\n",
               "hub/live/test_fanout.py hub/live/test_recovery.py"),
    Protection("of PostgreSQL's answer only what is due is taken", "hub/live/recovery.py",
               "[e for e in replay.entries if e.seq <= upto and", "[e for e in replay.entries if",
               "hub/live/test_recovery.py"),
    Protection("who missed too much fetches anew", "hub/live/recovery.py", "MOST: Final = 1_000", "MOST: Final = 10**9",
               "hub/live/test_server.py"),
    Protection("an error inside sends everybody back to their seq", "hub/live/fanout.py",
               "            self._defect()\n            self.restart()", "            self.restart()",
               "hub/live/test_server.py hub/live/test_fanout.py"),
    # the socket
    Protection("who takes nothing is closed", "hub/live/server.py",
               "if now - moved > limits.stalled or now - since > limits.slow:", "if False:",
               "hub/live/test_server.py"),
    Protection("what waits for all slow readers is bounded", "hub/live/server.py",
               "        self._bound_waiting(limits.waiting_bytes)", "        pass", "hub/live/test_server.py"),
    Protection("a page of another origin is refused", "hub/live/wire.py",
               "if origin and (len(origin) > 1 or origin[0] not in config.origins):", "if False:",
               "hub/live/test_wire.py"),
    Protection("a cookie without an origin does not count", "hub/live/wire.py",
               "_token(request.headers, config.cookie if origin else None)", "_token(request.headers, config.cookie)",
               "hub/live/test_wire.py"),
    Protection("who does not say who it is is closed", "hub/live/server.py",
               "if socket.session.state is State.ANONYMOUS:", "if False:", "hub/live/test_wire.py"),
    Protection("a head that drips is cut", "hub/live/server.py", "            http.late()", "            pass",
               "hub/live/test_upgrade.py"),
    Protection("a body that does not come on is cut", "hub/live/server.py", "            http.look_at_body(now)",
               "            pass", "hub/live/test_upgrade.py"),
    Protection("a body that drips is cut", "hub/live/upgrade.py", "limits.body_rate * (", "0 * (",
               "hub/live/test_upgrade.py"),
    Protection("a body that nobody takes is not late", "hub/live/upgrade.py", "if self.flow.read_paused or", "if",
               "hub/live/test_upgrade.py"),
    Protection("who acts for her hears what the mandate covers", "hub/family/policy.py", 'case ["kin", account]:',
               'case ["own" | "kin", account]:', "hub/family/test_actions.py"),
    Protection("who acts for her has nothing to do with whom she certifies for", "hub/certification/changing.py",
               "(related.proxy and principal.acting is None)", "related.proxy",
               "hub/certification/test_consents.py"),
    Protection("a password alone opens nothing", "hub/accounts/guard.py",
               "if found.binding and not request.route_handler.opt.get(BINDING):", "if False:",
               "hub/accounts/test_signing.py"),
    Protection("a password alone is nobody on the socket", "hub/app.py", "if not who.binding}", "if True}",
               "hub/accounts/test_signing.py"),
    Protection("a second factor is asked for unless a district does without", "hub/accounts/signing.py",
               "binding = keeper.settings.second_factor and not bound", "binding = False",
               "hub/accounts/test_signing.py"),
    Protection("binding a second factor ends the other sessions", "hub/accounts/sessions.py",
               "    await tx.execute(q.end_other_sessions, account, session)\n", "", "hub/accounts/test_signing.py"),
    Protection("a recovery code works once", "hub/accounts/queries.sql",
               "WHERE account = $1 AND code_hash = $2 AND used_at IS NULL\nRETURNING",
               "WHERE account = $1 AND code_hash = $2\nRETURNING", "hub/accounts/test_signing.py"),
    Protection("an account has a few connections", "hub/live/server.py",
               ">= self.config.limits.per_account:", "< 0:", "hub/live/test_server.py"),
    Protection("an address has so many connections", "hub/live/server.py", "elif here > limits.per_address:",
               "elif False:", "hub/live/test_server.py"),
    Protection("a process has so many connections", "hub/live/server.py",
               "if len(self._sockets) > limits.connections:", "if False:", "hub/live/test_server.py"),
    Protection("a flood of messages is closed", "hub/live/wire.py",
               "return self._frames_in_window > limits.messages", "return False", "hub/live/test_wire.py"),
    Protection("a pong is told from a part of a message", "hub/live/wire.py",
               "            self.whole = are_frames(data)\n", "", "hub/live/test_wire.py"),
    Protection("a silent line is closed", "hub/live/server.py",
               "if socket.silent > self.config.limits.silent and not socket.paused:", "if False:",
               "hub/live/test_server.py"),
    Protection("nothing is read while an answer is awaited", "hub/live/wire.py",
               "wanted = self.closed or (self.session.listening and not self.paused)", "wanted = True",
               "hub/live/test_wire.py"),
    Protection("a peer that does not close is cut", "hub/live/server.py",
               "closing.transport.abort()  # the peer has had its time to close", "pass", "hub/live/test_wire.py"),
    Protection("a deadline that is over keeps no line that has ended", "hub/live/server.py",
               "        socket.awaits(None)\n        if socket in", "        if socket in",
               "hub/live/test_leaving.py"),
    # rights
    Protection("a right that ends during the check forces it again", "hub/live/gate.py",
               "            if socket.heard == heard:", "            if True:", "hub/live/test_gate.py"),
    Protection("a check uses rights as they are now", "hub/live/gate.py",
               "            if socket.checked != socket.heard:", "            if False:", "hub/live/test_gate.py"),
    Protection("a session that ends while it is looked up is noticed", "hub/live/gate.py",
               "if principal is not None and principal.account in flight and not socket.closed:", "if False:",
               "hub/live/test_gate.py"),
    Protection("changed rights reach open sockets", "hub/live/server.py",
               "                if entry.type == ACCESS_CHANGED:", "                if False:",
               "faults/test_revocation.py hub/live/test_gate.py hub/accounts"),
    Protection("a lost topic is taken away", "hub/live/wire.py",
               "            self._perform(self.session.narrowed(topics, allowed))", "            pass",
               "hub/live/test_gate.py"),
    Protection("internal topics are nobody's", "hub/live/session.py",
               "if not TOPIC.fullmatch(topic) or topic.startswith(INTERNAL):", "if not TOPIC.fullmatch(topic):",
               "hub/live/test_session.py"),
    Protection("a code of WeChat works once", "hub/accounts/wechat.py",
               "            raise DomainError(\"host.refused\")", "            pass", "hub/accounts/test_wechat.py"),
    Protection("WeChat signs in no staff", "hub/accounts/wechat.py", "    if principal.kind != \"resident\":\n",
               "    if False:\n", "hub/accounts/test_wechat.py"),
    Protection("of a WeChat only a keyed hash is kept", "hub/accounts/wechat.py",
               "return keeper.sealer.blind(\"wechat.openid\", f\"{keeper.code2session.appid}\\n{openid}\")",
               "return f\"{keeper.code2session.appid}\\n{openid}\".encode()", "hub/accounts/test_wechat.py"),
    # commands
    Protection("the same command acts once", "hub/commands.sql", "ON CONFLICT DO NOTHING\nRETURNING true",
               "ON CONFLICT (account, route, key) DO UPDATE SET key = excluded.key\nRETURNING true",
               "hub/test_commands.py"),
    Protection("a key keeps to its body", "hub/commands.py", 'if row["fingerprint"] != asked.fingerprint:',
               "if False:", "hub/test_commands.py"),
    # bad input, secrets, the audit log
    Protection("a value that no column holds is bad input", "hub/application.py",
               "            asyncpg.DataError: on_data_error,\n", "", "hub/test_problems.py"),
    Protection("no log names what the database refused", "hub/logs.py", "                _without_values,\n", "",
               "hub/test_logs.py"),
    Protection("an archive is measured before it is read", "hub/certification/imports/actions.py",
               "if _directory_bytes(archive) > MOST_DIRECTORY:", "if False:", "hub/certification/imports"),
    Protection("an altered entry of the audit log is named", "hub/audit.py",
               'if _hash(head, district, row) != row["hash"]:', "if False:", "hub/test_audit.py"),
    Protection("an entry taken out of the audit log is named", "hub/audit.py",
               'if row["number"] != number + 1:', "if False:", "hub/test_audit.py"),
    Protection("a desk hears its own area", "hub/tickets/policy.py",
               "return any(ancestor in watched for ancestor in path)", "return True",
               "contract/http/test_rights.py"),
    # closing, exceptions, rates
    Protection("a resolved ticket has evidence", "hub/tickets/actions.py",
               "        await enough(tx, before, text, given.photos)\n", "", "hub/tickets/closing"),
    Protection("she is asked once", "hub/tickets/closing/queries.sql",
               "DO UPDATE SET asked_twice = true WHERE NOT ticket_outcomes.asked_twice",
               "DO UPDATE SET asked_twice = true", "hub/tickets/closing"),
    Protection("a reopening forgets praise", "hub/tickets/closing/reactions.py",
               "            await store.reopened(tx, ticket.id)\n", "            pass\n", "hub/tickets/closing"),
    Protection("nobody grants what they asked for", "hub/tickets/exceptions/actions.py",
               "if found.asked_by == principal.account:", "if False:", "hub/tickets/exceptions"),
    Protection("what a desk holds is not decided below it", "hub/tickets/policy.py",
               "path=_not_below(ticket)", "path=ticket.path", "hub/tickets/exceptions"),
    Protection("who handled it does not call back", "hub/tickets/callbacks/actions.py",
               "if await store.handled(tx, before.id, principal.account):", "if False:", "hub/tickets/callbacks"),
    Protection("officials see no single tickets", "hub/tickets/rates/actions.py",
               "if not policy.sees_tickets(principal, place.ids):", "if False:", "hub/tickets/rates"),
    Protection("how is counted is the district's to say", "hub/tickets/rates/actions.py",
               "    if not policy.defines(principal):", "    if False:", "hub/tickets/rates"),
    # keys
    Protection("a key is known to all before one seals with it", "hub/settings.py",
               'if not part.strip().startswith("+"):', "if True:", "hub/test_resealing.py"),
    # copies
    Protection("an archive that does not follow grows old", "hub/backup/age.py", 'if row["level"]:', "if True:",
               "hub/backup/test_backup.py"),
    # traces
    Protection("what is traced is a route, not an address as it was asked", "hub/tracing.py",
               'route = scope.get("path_template") or "other"', 'route = scope["raw_path"].decode()',
               "hub/test_tracing.py"),
    Protection("an event carries its trace", "hub/db/pool.py", "if trace := tracing.here.get():", "if False:",
               "hub/test_tracing.py"),
    Protection("a job's trace goes to the worker and back", "hub/jobs/types.py",
               "{FIELD: trace.encode()} if trace else {}", "{}", "hub/test_tracing.py"),
    # the end of a process
    Protection("a process that ends says so to the balancer", "hub/serve.py", "            hub.leaving = True\n", "",
               "hub/test_serve.py::test_a_process_that_ends_says_so_and_finishes_what_is_under_way"),
    Protection("what is under way is finished when a process ends", "hub/serve.py", "GRACE = 10", "GRACE = 0",
               "hub/test_serve.py::test_a_process_that_ends_says_so_and_finishes_what_is_under_way"),
    Protection("processes are put in place one after the other", "hub/serve.py",
               "        while not stop.is_set() and not _listens(child, port):", "        while False:",
               "hub/test_serve.py::test_processes_share_a_port_and_hear_of_everything"),
    # too much at once
    Protection("more commands than are taken are told to come again", "hub/pressure.py",
               "        if self.commands >= self.most", "        if False and self.commands >= self.most",
               "hub/test_door.py"),
    Protection("an emergency has room beside the others", "hub/pressure.py",
               "(self.most // SPARE if urgent else 0)", "0", "hub/test_door.py"),
    Protection("an emergency is not refused for consoles that are behind", "hub/pressure.py",
               "if self.unnumbered >= UNNUMBERED and not urgent:", "if self.unnumbered >= UNNUMBERED:",
               "hub/test_pressure.py"),
    Protection("writes that wait for each other leave connections to reads", "hub/db/pool.py",
               "asyncio.Semaphore(size - size // READS_SHARE)", "asyncio.Semaphore(size)", "hub/test_pressure.py"),
    Protection("one long step is no reason to refuse", "hub/live/server.py", "return min(self.counts.last_late)",
               "return max(self.counts.last_late)", "hub/test_door.py"),
    Protection("an emergency waits for no other write", "hub/db/pool.py", "if AHEAD.get():", "if False:",
               "hub/test_pressure.py"),
    Protection("a command counts when its body is here", "hub/door.py",
               "        if body is not None:\n            self._count()", "        self._count()",
               "hub/test_door.py"),
    *TRUST,
)  # fmt: skip


class Seen(NamedTuple):
    protection: Protection
    noticed: bool
    by: str


async def look(protection: Protection, folder: Path) -> Seen:
    """Runs the tests without the protection."""
    path = folder / protection.file
    whole = path.read_text("utf-8")
    path.write_text(whole.replace(protection.old, protection.new), "utf-8")
    try:
        tests = [f"tests/{name}" for name in protection.tests.split()]
        # What was compiled once is kept: CPython 3.11 now and then fails to read a module again deep inside pytest.
        environ = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", "--timeout", "120", *tests,
            cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            env=environ | {"PYTHONPATH": f"{folder}:{folder}/clients/python/src", "COLUMNS": "500"},
        )  # fmt: skip
        output = (await process.communicate())[0].decode(errors="replace")
    finally:
        path.write_text(whole, "utf-8")
    return Seen(protection, *judged(process.returncode, output))


def judged(code: int | None, output: str) -> tuple[bool, str]:
    """Whether a test noticed, from pytest's exit code and output (`-q -x`), and which it was."""
    lines = output.strip().splitlines() or [f"exit {code} without a word"]
    told = [line for line in lines if SUMMED.match(line)]
    told.sort(key=lambda line: line.startswith("ERROR"))  # what failed while it was cleaned up is no reason
    which, _, why = (told[0].partition(" ")[2] if told else lines[-1]).partition(" - ")
    # 1: tests failed. Anything else means that they did not run, which shows nothing.
    if code != 1 or not told or told[0].startswith("ERROR"):
        return False, f"{which}: {why or 'no test failed'}"
    if "pytest-timeout" in why:
        return False, f"{which}: ran out of time"
    return True, which


async def main(words: list[str]) -> int:
    chosen = [p for p in PROTECTIONS if not words or any(word.lower() in p.name.lower() for word in words)]
    seen: list[Seen] = []
    queue = iter(chosen)

    async def work() -> None:
        with tempfile.TemporaryDirectory(prefix="shequ-without-") as name:
            folder = Path(name)
            folder.chmod(0o755)
            for part in COPIED:
                source = ROOT / part
                if source.is_dir():
                    shutil.copytree(
                        source, folder / part, ignore=shutil.ignore_patterns("__pycache__", "node_modules")
                    )
                else:
                    shutil.copy(source, folder / part)
            if MODELS.is_dir():
                (folder / "build").mkdir()
                (folder / "build" / "models").symlink_to(MODELS)
            for protection in queue:
                one = await look(protection, folder)
                seen.append(one)
                print(
                    f"{'✓' if one.noticed else '✗ NOT NOTICED'} without: {protection.name}\n    {one.by}",
                    flush=True,
                )

    await asyncio.gather(*(work() for _ in range(os.cpu_count() or 1)))
    target = ROOT / "build" / "protections.json"
    target.parent.mkdir(exist_ok=True)
    rows = [{"without": p.name, "file": p.file, "noticed": noticed, "by": by} for p, noticed, by in seen]
    target.write_text(json.dumps(rows, ensure_ascii=False, indent=1) + "\n", "utf-8")
    missed = sum(not one.noticed for one in seen)
    print(f"\n{len(seen) - missed} of {len(seen)} protections are missed by a test when they are taken out")
    return 1 if missed or not seen else 0


if __name__ == "__main__":
    sys.exit(asyncio.run(main(sys.argv[1:])))
