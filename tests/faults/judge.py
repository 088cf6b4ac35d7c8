"""Ledger = tables = what everybody was sent, in every room. Looks only at what is new since its last look."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from hub.tickets.steps import SERVICE
from tests.faults.follower import Follower
from tests.faults.ledger import Entry, Load
from tests.faults.rig import Rig
from tests.faults.rooms import ROOMS
from tests.support import until


@dataclass
class Verdict:
    """What is wrong, in words; empty lists are right."""

    lost: list[str] = field(default_factory=list)
    repeated: list[str] = field(default_factory=list)
    disordered: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    @property
    def good(self) -> bool:
        return not (self.lost or self.repeated or self.disordered or self.wrong)

    def __str__(self) -> str:
        kinds = (("lost", self.lost), ("repeated", self.repeated), ("out of order", self.disordered))
        parts = [f"{name}: {found[:5]}" for name, found in (*kinds, ("wrong", self.wrong)) if found]
        return "; ".join(parts) or "nothing lost, repeated or out of order"


class Judge:
    """Compares what is new at each `look`; everybody must have come to rest before: `level`."""

    def __init__(self, rig: Rig, load: Load, consoles: Sequence[Follower]) -> None:
        self._rig = rig
        self._load = load
        self._consoles = consoles
        self._seq = 0
        self._keys: set[str] = set()
        self._versions: dict[str, int] = {}
        self._things: dict[str, set[str]] = {room: set() for room in ROOMS}
        self._done = {one.name: 0 for one in consoles}

    async def level(self, timeout: float = 60.0) -> int | None:
        """Waits until every event has a number and every console has come to the last of its topic.

        Returns:
            The number up to which that is so: the service may go on by itself. None: not in time.
        """
        try:
            await until(self._numbered, timeout=timeout, step=0.02)
            [log] = await self._rig.fetch("SELECT coalesce(max(seq), 0) AS head FROM events")
            head: int = log["head"]
            rows = await self._rig.fetch(
                "SELECT t.topic, (SELECT max(seq) FROM events WHERE t.topic = ANY(topics) AND seq <= $2) AS last "
                "FROM unnest($1::text[]) AS t (topic)",
                [topic for one in self._consoles for topic in one.topics],
                head,
            )
            last = {row["topic"]: row["last"] or 0 for row in rows}
            await until(
                lambda: all(one.last >= max(map(last.__getitem__, one.topics)) for one in self._consoles),
                timeout=timeout,
                step=0.02,
            )
        except AssertionError:
            return None
        return head

    async def _numbered(self) -> bool:
        [row] = await self._rig.fetch(
            "SELECT NOT EXISTS (SELECT FROM events WHERE seq IS NULL) AS all_of_them"
        )
        return bool(row["all_of_them"])

    async def look(self) -> Verdict:
        """The verdict over what happened since the last look."""
        verdict = Verdict()
        head = await self.level()
        if head is None:
            verdict.lost.append("not level within a minute")
            [log] = await self._rig.fetch("SELECT coalesce(max(seq), 0) AS head FROM events")
            head = log["head"]
        verdict.wrong += self._load.wrong
        self._load.wrong.clear()
        verdict.wrong += [f"{name} is dead" for name in self._rig.dead()]
        events = await self._rig.fetch(
            "SELECT seq, type, subject, topics, text FROM events WHERE district = $1 AND seq > $2 AND seq <= $3 "
            "ORDER BY seq",
            self._rig.place.district, self._seq, head,
        )  # fmt: skip
        numbers = "SELECT seq FROM events WHERE seq > $1 AND seq <= $2 ORDER BY seq"
        self._numbers(verdict, await self._rig.fetch(numbers, self._seq, head))
        new = [entry for key, entry in self._load.ledger.items() if key not in self._keys]
        self._keys.update(entry.key for entry in new)
        changes = [one for one in events if one["type"] == "ticket.changed"]
        await self._tickets(
            verdict,
            [entry for entry in new if entry.ask is None],
            [one for one in changes if one["topics"][0].startswith("staff/ticket/")],
        )
        for room in ROOMS:
            await self._room(verdict, room, [e for e in new if e.ask and e.ask.room == room], events)
        for one in self._consoles:
            self._follower(
                verdict, one, [row["seq"] for row in events if {*one.topics} & {*row["topics"]}], head
            )
        return verdict

    def _numbers(self, verdict: Verdict, rows: list[Any]) -> None:
        seqs = [row["seq"] for row in rows]
        if seqs != list(range(self._seq + 1, self._seq + 1 + len(seqs))):
            verdict.wrong.append("the numbers of the log are not consecutive")
        self._seq += len(seqs)

    async def _room(self, verdict: Verdict, room: str, new: list[Entry], events: list[Any]) -> None:
        """Each answered request: one event for the desk, and the thing that it is about in the table; no others."""
        kind = ROOMS[room]
        topic = f"staff/{self._rig.place.community}/{kind.topic}"
        found: dict[str, list[str]] = {}
        for row in events:
            if row["type"] == kind.type and topic in row["topics"]:
                mark = kind.mark(json.loads(row["text"]))
                if mark is not None:
                    found.setdefault(mark, []).append(str(row["subject"]))
        rows = await self._rig.fetch(
            f"SELECT id::text FROM {kind.table} WHERE NOT id = ANY($1::uuid[])", list(self._things[room])
        )
        stored = {row["id"] for row in rows}
        self._things[room] |= stored
        for entry in new:
            assert entry.ask is not None
            made = found.pop(entry.ask.mark, [])
            what = f"{entry.route} {entry.key}"
            if not entry.answers:
                verdict.wrong.append(f"{what}: never answered")
            elif not made or made[0] not in stored:
                verdict.lost.append(f"{what}: answered, but {len(made)} events and no {kind.table} of it")
            elif len(made) > 1:
                verdict.repeated.append(f"{what}: {len(made)} events")
            elif any(answer != entry.answers[0] for answer in entry.answers):
                verdict.wrong.append(f"{what}: another answer than the first")
            stored -= {*made}
        verdict.wrong += [f"an event of no request: {kind.type} {mark}" for mark in found]
        verdict.repeated += [f"{kind.table} {identity}: of no request" for identity in stored]

    async def _tickets(self, verdict: Verdict, new: list[Entry], events: list[Any]) -> None:
        """Each answered request: one row, one event, and they are what was answered."""
        found: dict[str, list[dict[str, Any]]] = {}
        for row in events:
            told = json.loads(row["text"])
            ticket = told["ticket"]
            key = ticket["text"] if told["step"]["kind"] == "created" else told["step"]["text"]
            if told["step"]["by"]["unit"] != SERVICE.unit:  # what the service does by itself nobody asked for
                found.setdefault(key, []).append(ticket)
            before = self._versions.get(ticket["id"], 0)
            if ticket["version"] != before + 1:
                verdict.disordered.append(
                    f"{ticket['number']}: event of version {ticket['version']} after {before}"
                )
            self._versions[ticket["id"]] = ticket["version"]
        rows = await self._rig.fetch(
            "SELECT text, array_agg(id::text) AS ids FROM tickets WHERE text = ANY($1) GROUP BY text",
            [entry.key for entry in new if entry.created],
        )
        stored = {row["text"]: row["ids"] for row in rows}
        for entry in new:
            made = found.pop(entry.key, [])
            ids = stored.get(entry.key, []) if entry.created else [ticket["id"] for ticket in made]
            what = f"{entry.route} {entry.key}"
            if not entry.answers:
                verdict.wrong.append(f"{what}: never answered")
            elif not (made and ids):
                verdict.lost.append(f"{what}: answered, but {len(ids)} rows and {len(made)} events")
            elif len(made) > 1 or len(ids) > 1:
                verdict.repeated.append(f"{what}: {len(ids)} rows and {len(made)} events")
            elif any(a["id"] != ids[0] or a["version"] != made[0]["version"] for a in entry.answers):
                verdict.wrong.append(f"{what}: another answer than what was stored")
        verdict.wrong += [f"an event of no request: {key}" for key in found]
        rows = await self._rig.fetch(
            "SELECT id::text, version FROM tickets t WHERE id = ANY($1::uuid[]) "
            "AND NOT EXISTS (SELECT FROM events WHERE subject = t.id AND (seq IS NULL OR seq > $2))",
            list(self._versions),
            self._seq,
        )
        verdict.wrong += [
            f"{row['id']}: version {row['version']} in the table, {self._versions[row['id']]} in the log"
            for row in rows
            if row["version"] != self._versions[row["id"]]
        ]

    def _follower(self, verdict: Verdict, console: Follower, expected: list[int], head: int) -> None:
        """Every event of its topic, once, in order, but for what a reset replaced by fetched state."""
        came = [seq for seq in console.seqs[self._done[console.name] :] if seq <= head]
        self._done[console.name] += len(came)
        had = set(came)
        for seq in expected:
            excused = seq <= console.began or any(low < seq <= high for low, high in console.gaps)
            if seq not in had and not excused:
                verdict.lost.append(f"{console.name}: event {seq}")
        verdict.repeated += console.repeated
        verdict.disordered += console.disordered
        console.repeated, console.disordered = [], []
        if console.error is not None:
            verdict.wrong.append(f"{console.name}: {console.error!r}")
