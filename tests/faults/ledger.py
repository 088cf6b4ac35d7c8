"""Who reports, and the ledger of what was answered.

Every request has a key of its own, which is also in its text, so that what became of it is found in the tables and in
the events. A request without an answer is sent again with the same key until it has one; what it is answered then must
be the answer of the first time.
"""

import asyncio
import json
import random
from collections import Counter
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

import httpx

from tests.faults.rig import Rig, address
from tests.faults.rooms import Ask, Neighbourhood
from tests.support import until

AGAIN = (409, 429, 503)
"""Answers that say "later"; each must name how much later. Anything else that is no 2xx is a defect."""

REPORTS = 0.6
"""Of the requests that are no notes so many are reports; the others are made in the other rooms."""


@dataclass
class Entry:
    """One request. `answers`: what each 2xx said; more than one only when it was asked again on purpose. `ask`: what
    it is in a room beside tickets."""

    key: str
    route: str
    body: dict[str, Any]
    token: str
    address: str
    ask: Ask | None = None
    answers: list[dict[str, Any]] = field(default_factory=list)

    @property
    def created(self) -> bool:
        return self.route == "/api/tickets"


@dataclass
class Reporter:
    """Somebody with a session, from an address of their own."""

    account: UUID
    token: str
    address: str


class Load:
    """Residents report, clerks write notes, somebody does something in every other room, all the time. `ledger`: by
    key. `refused`: answers that said "later",
    by status. `wrong`: answers that no fault excuses."""

    def __init__(
        self, rig: Rig, base_url: str, rng: random.Random, *, pace: float = 50.0, hands: int = 8
    ) -> None:
        self.rig = rig
        self.base_url = base_url
        self.ledger: dict[str, Entry] = {}
        self.refused: dict[int, int] = {}
        self.cut = 0
        self.answered = 0
        self.wrong: list[str] = []
        self.residents: list[Reporter] = []
        self.clerks: list[Reporter] = []
        self.neighbourhood = Neighbourhood(rig, rng)
        self._rng = rng
        self._pause = hands / pace
        self._hands = hands
        self._tickets: list[str] = []
        self._places: list[UUID] = []
        self._client: httpx.AsyncClient
        self._going = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []

    async def open(self, residents: int = 80, clerks: int = 24) -> None:
        """Makes the people, once."""
        place, people = self.rig.place, self.rig.people
        self._places = [place.dwelling, place.unit, place.building, place.estate, place.grid]
        for number in range(residents):
            self.residents.append(await self._reporter(await people.resident(f"居民{number}")))
        for number in range(clerks):
            self.clerks.append(await self._reporter(await people.clerk(name=f"干部{number}")))
        await self.neighbourhood.open(
            [one.account for one in self.residents], [one.token for one in self.residents]
        )
        self._client = httpx.AsyncClient(
            trust_env=False,
            timeout=15,
            limits=httpx.Limits(max_connections=None, max_keepalive_connections=32),
        )

    async def _reporter(self, who: Any) -> Reporter:
        number = len(self.residents) + len(self.clerks)
        return Reporter(who.account, await self.rig.token(who), address(number + 1))

    async def close(self) -> None:
        await self.stop()
        await self._client.aclose()

    # one request

    def report(self, reporter: Reporter | None = None, category: str = "drain_blocked") -> Entry:
        """A new report, not sent yet."""
        if reporter is None:
            # The first one's phone follows what becomes of its reports.
            reporter = self.residents[0] if self._rng.random() < 0.02 else self._rng.choice(self.residents)
        key = str(uuid4())
        body = {"area": str(self._rng.choice(self._places)), "category": category, "text": key}
        return self._entry(key, "/api/tickets", body, reporter)

    def note(self, ticket: str) -> Entry:
        key = str(uuid4())
        body = {"text": key, "audience": "resident"}
        return self._entry(key, f"/api/tickets/{ticket}/notes", body, self._rng.choice(self.clerks))

    def elsewhere(self) -> Entry:
        """Something in a room beside tickets."""
        ask = self.neighbourhood.something()
        key = str(uuid4())
        where = address(self._rng.randrange(1 << 20))
        entry = self.ledger[key] = Entry(key, ask.route, ask.body, ask.token, where, ask)
        return entry

    def anything(self) -> Entry:
        """A report, or something in another room."""
        return self.report() if self._rng.random() < 0.5 else self.elsewhere()

    def _entry(self, key: str, route: str, body: dict[str, Any], who: Reporter) -> Entry:
        entry = self.ledger[key] = Entry(key, route, body, who.token, who.address)
        return entry

    async def send(self, entry: Entry, base_url: str | None = None) -> dict[str, Any] | None:
        """One try. The answer, or None: it must be sent again."""
        headers = {
            "Authorization": f"Bearer {entry.token}", "Idempotency-Key": entry.key,
            "Content-Type": "application/json", "X-Forwarded-For": entry.address,
        }  # fmt: skip
        try:
            answer = await self._client.post(
                (base_url or self.base_url) + entry.route, content=json.dumps(entry.body), headers=headers
            )
        except httpx.TransportError:
            self.cut += 1
            return None
        if answer.is_success:
            told: dict[str, Any] = answer.json()
            entry.answers.append(told)
            self.answered += 1
            if entry.ask is not None and len(entry.answers) == 1:
                self.neighbourhood.done(entry.ask, told)
            return told
        self.refused[answer.status_code] = self.refused.get(answer.status_code, 0) + 1
        if answer.status_code not in AGAIN or "retry-after" not in answer.headers:
            self.wrong.append(f"{answer.status_code} to {entry.route}: {answer.text[:200]}")
        return None

    async def settle(self, entry: Entry) -> dict[str, Any]:
        """Sends until it is answered.

        Raises:
            AssertionError: it is refused for good.
        """
        while True:
            refused = len(self.wrong)
            answer = await self.send(entry)
            if answer is not None:
                return answer
            mine = [one for one in self.wrong[refused:] if f" to {entry.route}: " in one]
            assert not mine, mine
            await asyncio.sleep(self._rng.uniform(0.05, 0.4))

    def told(self) -> dict[str, int]:
        """How many were answered, by what they were."""
        kinds = Counter(
            entry.ask.room if entry.ask else "report" if entry.created else "note"
            for entry in self.ledger.values()
            if entry.answers
        )
        return dict(kinds.most_common())

    # all the time

    def start(self) -> None:
        self._going.set()
        self._tasks = [asyncio.create_task(self._work()) for _ in range(self._hands)]

    async def stop(self) -> None:
        """No new requests; returns when every one that was sent is answered."""
        self._going.clear()
        tasks, self._tasks = self._tasks, []
        for ended in await asyncio.gather(*tasks, return_exceptions=True):
            if isinstance(ended, BaseException) and not isinstance(ended, AssertionError):
                raise ended  # what was refused for good is in `wrong`

    async def more(self, count: int, timeout: float = 60.0) -> None:
        """Returns when so many more have been answered."""
        goal = self.answered + count
        await until(lambda: self.answered >= goal, timeout=timeout)

    async def _work(self) -> None:
        while self._going.is_set():
            # Two notes on the same new ticket at once are what orders of versions break on.
            if self._tickets and self._rng.random() < 0.3:
                entry = self.note(self._rng.choice(self._tickets[-4:]))
            else:
                entry = self.report() if self._rng.random() < REPORTS else self.elsewhere()
            answer = await self.settle(entry)
            if entry.created:
                self._tickets.append(answer["id"])
            await asyncio.sleep(self._rng.uniform(0, 2 * self._pause))
