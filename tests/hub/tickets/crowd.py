"""Everybody around the tickets of a small district, each doing at random whatever they may do just then.

`Crowd.act` takes a person and a ticket by chance and one of the actions that the policy and the state table allow
them; what a command takes is made up. Between, residents report and follow, clerks run macros, time passes.
"""

import random
from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from typing import Any, NamedTuple
from uuid import UUID

from hub.accounts.types import Principal, Role
from hub.db import Database
from hub.desk import actions as desk
from hub.desk import tools
from hub.desk.types import Bulk, BulkTicket, Doing, Macro, MacroBody, Owner, PutMacro, RunMacro
from hub.errors import DomainError
from hub.sealing import Sealer
from hub.settings import Settings
from hub.tickets import actions, policy, states
from hub.tickets import store as tickets
from hub.tickets.callbacks.actions import call_back
from hub.tickets.callbacks.types import CallBack
from hub.tickets.callers.actions import among_staff, on_behalf
from hub.tickets.callers.types import CallerGiven, FileAmongStaff, FileFor
from hub.tickets.checklists import actions as checklists
from hub.tickets.checklists.types import PutItem, PutItems, Tick
from hub.tickets.circle import actions as circle
from hub.tickets.circle.types import Accept, Arrive
from hub.tickets.claims import actions as claims
from hub.tickets.claims.types import Claim, HandBack, TakeOver
from hub.tickets.clocks.actions import answer, question
from hub.tickets.clocks.types import Answer, Question
from hub.tickets.closing.actions import rate, still_good
from hub.tickets.closing.types import Rate, StillGood
from hub.tickets.contact.actions import phone, spoke
from hub.tickets.contact.types import Phone, Spoke
from hub.tickets.duplicates.actions import merge, split
from hub.tickets.duplicates.types import Merge, Split
from hub.tickets.exceptions import actions as exceptions
from hub.tickets.exceptions.types import Ask, Decide
from hub.tickets.follows.actions import follow, unfollow
from hub.tickets.follows.actions import page as following
from hub.tickets.follows.types import Follow
from hub.tickets.linkage import actions as linkage
from hub.tickets.linkage import calls, joint, refusals
from hub.tickets.linkage.types import (
    Call,
    Escalate,
    FinishPart,
    HandDown,
    OpenTask,
    PutOn,
    ReportIn,
    SendBack,
    Settle,
    TakeOff,
    TurnDown,
)
from hub.tickets.pool import actions as pool
from hub.tickets.pool.types import GiveBack, MakeOffer, WithdrawOffer
from hub.tickets.timers import Context, Watch
from hub.tickets.types import (
    Acknowledge,
    Action,
    Confirm,
    Create,
    Dispatch,
    NextOwner,
    Note,
    Promise,
    Reject,
    Reopen,
    Resolve,
    Start,
    Ticket,
)
from hub.tickets.watch import HANDLERS
from tests.support import People, ask, plant_photo


class Doer(NamedTuple):
    """Who does something to which ticket."""

    who: Principal
    ticket: Ticket


class Crowd:
    """`done`: how often each action was taken; `refused`: how often one was refused, by code."""

    def __init__(
        self, db: Database, owner: Any, people: People, settings: Settings, chance: random.Random
    ) -> None:
        self.db, self.owner, self.people, self.place, self.chance = db, owner, people, people.place, chance
        self.sealer = Sealer(settings.keys())
        self.watch = Watch(db, self.place.district, Context(self.sealer), HANDLERS)
        self.done: dict[str, int] = {}
        self.refused: dict[str, int] = {}
        self.last = ""
        """What was done last."""

    async def begin(self) -> "Crowd":
        place, people = self.place, self.people
        self.volunteers = await self._unit("volunteers", "志愿服务队", place.district)
        self.committee = await self._unit("committee", "业主委员会", place.estate)
        await self.owner.execute(
            """INSERT INTO ticket_categories
               SELECT (jsonb_populate_record(c, '{"key": "property_complaint", "about": "property", "position": 9}')).*
                 FROM ticket_categories c WHERE key = 'drain_blocked'"""
        )
        await self.owner.execute("UPDATE ticket_categories SET comes_back = true WHERE key = 'drain_blocked'")
        self.residents = [await people.resident(f"居民{n}") for n in range(3)]

        async def staff(role: Role, area: UUID, name: str, organisation: UUID | None = None) -> Principal:
            return await people.staff(role, area, name, organisation=organisation)

        self.clerk = await staff("community_clerk", place.community, "陈晓梅")
        self.secretary = await staff("community_secretary", place.community, "何建国")
        self.sibling = await staff("community_clerk", place.sibling_community, "郑洁")
        self.grid = await staff("grid_officer", place.grid, "王芳")
        self.street = await staff("street_clerk", place.street, "李志强")
        self.district = await staff("district_coord", place.district, "赵敏")
        self.firm = await staff("property_dispatcher", place.estate, "吴强", place.property_org)
        self.worker = await staff("property_worker", place.estate, "马师傅", place.property_org)
        self.department = await staff("dept_handler", place.district, "罗军", place.department)
        self.owners = await staff("committee", place.estate, "业委会", self.committee)
        self.volunteer = await staff("volunteer", place.community, "小李", self.volunteers)
        self.desks = [self.clerk, self.secretary, self.sibling, self.street, self.district]
        self.office = [
            *self.desks, self.grid, self.firm, self.worker, self.department, self.owners, self.volunteer,
        ]  # fmt: skip
        self.macro = await self._macro()
        items = PutItems([PutItem(text="拍照留底"), PutItem(text="通知同楼住户")])
        boss = self.district
        await checklists.put_items(self.db, boss, ask(boss), "drain_blocked", items)
        for _ in range(3):
            await self.report()
        return self

    async def _unit(self, kind: str, name: str, area: UUID) -> UUID:
        unit: UUID = await self.owner.fetchval(
            "INSERT INTO organisations (district, kind, name) VALUES ($1, $2, $3) RETURNING id",
            self.place.district, kind, name,
        )  # fmt: skip
        await self.owner.execute("INSERT INTO organisation_areas VALUES ($1, $2)", unit, area)
        return unit

    async def _macro(self) -> UUID:
        steps = [Doing(action="note", text="已看"), Doing(action="claim"), Doing(action="start", text="在办")]
        given = PutMacro(owner=Owner("person"), name="看了就办", body=MacroBody(steps))
        return (await tools.add(self.db, self.clerk, ask(self.clerk), Macro, given)).id

    async def everything(self) -> list[Ticket]:
        """All tickets as they stand."""
        rows = await self.owner.fetch("SELECT id FROM tickets ORDER BY number")
        async with self.db.connection() as connection:
            found = [await tickets.ticket(connection, self.place.district, row["id"]) for row in rows]
        return [one for one in found if one is not None]

    async def act(self) -> bool:
        """One thing that somebody does; whether anything was done."""
        chance = self.chance
        kinds: list[tuple[int, str, Callable[[], Awaitable[object]]]] = [
            (60, "step", self.step),
            (6, "report", self.report),
            (6, "follow", self.follow),
            (3, "unfollow", self.unfollow),
            (2, "file", self.file),
            (3, "tick", self.tick),
            (4, "take", self.take),
            (4, "send_back", self.send_back),
            (3, "macro", self.run_macro),
            (2, "bulk", self.bulk),
            (9, "time", self.time),
        ]
        [(_, name, move)] = chance.choices(kinds, [weight for weight, *_ in kinds])
        try:
            said = await move()
        except DomainError as error:
            assert error.status in (400, 403, 404, 409), error.code  # noqa: PT017
            self.refused[error.code] = self.refused.get(error.code, 0) + 1
            return False
        key = self.last = said if isinstance(said, str) else name
        self.done[key] = self.done.get(key, 0) + 1
        return True

    async def step(self) -> str:
        """An action of the state table, by somebody whom the policy lets do it."""
        chance, now = self.chance, await self.owner.fetchval("SELECT app_now()")
        may: list[tuple[Action, Doer]] = []
        for ticket in await self.everything():
            for who in [*self.residents, *self.office]:
                stands = policy.relation(who, ticket)
                may += [
                    (action, Doer(who, ticket))
                    for action in states.TRANSITIONS
                    if policy.may(action, stands) and states.possible(action, ticket, now)
                ]
        # Every action alike, however many could take it: else all is notes.
        action = chance.choice(sorted({action for action, _ in may}))
        doer = chance.choice([doer for one, doer in may if one == action])
        await MAKERS[action](self, doer.who, doer.ticket)
        return action

    async def report(self) -> Ticket:
        who = self.chance.choice(self.residents)
        category = self.chance.choice(
            ["drain_blocked"] * 5 + ["noise_or_fumes", "gas_smell", "property_complaint"]
        )
        area = self.chance.choice(self.place.path[4:])
        given = Create(
            area=area,
            category=category,
            text="门口下水道堵了",
            place_text="门口",
            call_me=self.chance.random() < 0.5,
        )
        return await actions.create(self.db, who, ask(who), given)

    async def file(self) -> Ticket:
        who = self.clerk
        if self.chance.random() < 0.5:
            among = FileAmongStaff(area=self.place.estate, category="drain_blocked", text="巡查发现")
            return await among_staff(self.db, who, ask(who), among)
        caller = CallerGiven(name="来电人", phone=self.chance.choice(["", "19900007777"]))
        given = FileFor(
            area=self.place.building,
            category="drain_blocked",
            text="打电话来说堵了",
            origin="phone",
            caller=caller,
        )
        return await on_behalf(self.db, self.sealer, who, ask(who), given)

    async def follow(self) -> Ticket:
        who, ticket = self.chance.choice(self.residents), await self.some()
        words = self.chance.choice(["", "我家也是"])
        return await follow(self.db, who, ask(who), ticket.id, Follow(text=words))

    async def unfollow(self) -> Ticket:
        who = self.chance.choice(self.residents)
        followed = (await following(self.db, who)).tickets
        if not followed:
            raise DomainError("not_found")
        return await unfollow(self.db, who, ask(who), self.chance.choice(followed).id)

    async def tick(self) -> Ticket:
        who, ticket = self.chance.choice(self.office), await self.some()
        items = (await checklists.checklist(self.db, who, ticket.id)).items
        if not items:
            raise DomainError("checklist.item_unknown")
        given = Tick(done=self.chance.random() < 0.7)
        return await checklists.tick(self.db, who, ask(who), ticket.id, self.chance.choice(items).id, given)

    async def take(self) -> Ticket:
        who = self.volunteer
        offers = (await pool.pool(self.db, who, None, 50)).offers
        if not offers:
            raise DomainError("offer.unknown")
        return await pool.take(self.db, who, ask(who), self.chance.choice(offers).id)

    async def send_back(self) -> Ticket:
        done = [one for one in await self.everything() if one.parent is not None and one.state == "closed"]
        if not done:
            raise DomainError("not_found")
        who, task = self.chance.choice([*self.desks, self.firm]), self.chance.choice(done)
        return await linkage.send_back(self.db, who, ask(who), task.id, SendBack(reason="没做好"))

    async def run_macro(self) -> Ticket:
        who, ticket = self.clerk, await self.some()
        return await desk.run_macro(self.db, who, ask(who), self.macro, RunMacro(ticket=ticket.id))

    async def bulk(self) -> object:
        who = self.chance.choice(self.desks)
        chosen = [BulkTicket(one.id) for one in await self.everything() if self.chance.random() < 0.3]
        if not chosen:
            raise DomainError("not_found")
        doing = Doing(action=self.chance.choice(["acknowledge", "claim", "note"]), text="一起办")  # type: ignore[arg-type]
        given = Bulk(tickets=chosen, doing=doing, all_or_nothing=self.chance.random() < 0.3)
        return await desk.bulk(self.db, who, ask(who), given)

    async def time(self) -> None:
        """Time passes, and what is due is done."""
        hours = self.chance.choice([0.3, 2, 20, 80, 24 * 8, 24 * 29])
        await self.owner.execute("UPDATE app_clock SET ahead = ahead + $1", timedelta(hours=hours))
        while await self.watch.look():
            pass
        assert not self.watch.failed

    async def some(self) -> Ticket:
        return self.chance.choice(await self.everything())

    async def photo(self, who: Principal) -> UUID:
        return await plant_photo(self.owner, who.district, who.account)

    def unit(self) -> NextOwner:
        """Some unit that can be named."""
        place = self.place
        return self.chance.choice(
            [
                NextOwner(organisation=place.property_org),
                NextOwner(organisation=place.department),
                NextOwner(organisation=self.committee),
                NextOwner(area=place.street),
                NextOwner(area=place.community),
                NextOwner(area=place.sibling_community),
            ]
        )

    def organisation(self) -> UUID:
        return self.chance.choice([self.place.property_org, self.place.department, self.committee])

    def maybe(self, share: float = 0.5) -> bool:
        return self.chance.random() < share

    async def open_request(self, ticket: Ticket) -> UUID:
        request: UUID = await self.owner.fetchval(
            "SELECT id FROM ticket_requests WHERE ticket = $1 AND state = 'open'", ticket.id
        )
        return request


Maker = Callable[[Crowd, Principal, Ticket], Awaitable[object]]


async def _dispatch(crowd: Crowd, who: Principal, ticket: Ticket) -> object:
    stands = policy.relation(who, ticket)
    if stands.decides and (not stands.holder or crowd.maybe()):
        given = Dispatch(organisation=crowd.organisation())
    else:
        people: Sequence[Principal] = [
            crowd.worker,
            crowd.firm,
            crowd.clerk,
            crowd.secretary,
            crowd.department,
        ]
        given = Dispatch(account=crowd.chance.choice(people).account)
    return await actions.dispatch(crowd.db, who, ask(who), ticket.id, given)


async def _resolve(crowd: Crowd, who: Principal, ticket: Ticket) -> object:
    given = Resolve(text="好了", photos=[await crowd.photo(who)])
    return await actions.resolve(crowd.db, who, ask(who), ticket.id, given)


async def _ask(crowd: Crowd, who: Principal, ticket: Ticket) -> object:
    kind = crowd.chance.choice(["extend", "hang", "exclude"])
    more = Promise(1, "d") if kind == "extend" else None
    given = Ask(kind=kind, reason="等配件", more=more)  # type: ignore[arg-type]
    return await exceptions.ask(crowd.db, who, ask(who), ticket.id, given)


async def _decide(crowd: Crowd, who: Principal, ticket: Ticket, approve: bool) -> object:
    request = await crowd.open_request(ticket)
    given = Decide(approve=approve, text="看过")
    return await exceptions.decide(crowd.db, who, ask(who), ticket.id, request, given)


async def _call_back(crowd: Crowd, who: Principal, ticket: Ticket) -> object:
    reached = crowd.maybe(0.7)
    good = crowd.maybe(0.6) if reached else None
    given = CallBack(reached=reached, resolved=good, satisfaction=3 if reached and crowd.maybe() else None)
    return await call_back(crowd.db, who, ask(who), ticket.id, given)


async def _call(crowd: Crowd, who: Principal, ticket: Ticket) -> object:
    return await calls.call(crowd.db, who, ask(who), ticket.id, Call(units=[crowd.unit()], words="来"))


async def _open_task(crowd: Crowd, who: Principal, ticket: Ticket) -> object:
    to = crowd.unit() if crowd.maybe() else None
    given = OpenTask(text="一部分", to=to, staff_only=crowd.maybe())
    return await linkage.open_task(crowd.db, who, ask(who), ticket.id, given)


async def _settle(crowd: Crowd, who: Principal, ticket: Ticket) -> object:
    tasks = [OpenTask(text="再一部分")] if crowd.maybe(0.3) else []
    given = Settle(outcome="定了", holder=crowd.unit() if crowd.maybe() else None, tasks=tasks)
    return await joint.settle(crowd.db, who, ask(who), ticket.id, given)


async def _merge(crowd: Crowd, who: Principal, ticket: Ticket) -> object:
    into = crowd.chance.choice(await crowd.everything())
    return await merge(crowd.db, who, ask(who), ticket.id, Merge(into=into.id))


async def _arrive(crowd: Crowd, who: Principal, ticket: Ticket) -> object:
    given = Arrive(photos=[await crowd.photo(who)])
    return await circle.arrive(crowd.db, who, ask(who), ticket.id, given)


async def _answer(crowd: Crowd, who: Principal, ticket: Ticket) -> object:
    photos = [await crowd.photo(who)] if crowd.maybe(0.3) else []
    return await answer(crowd.db, who, ask(who), ticket.id, Answer(text="在家", photos=photos))


MAKERS: dict[Action, Maker] = {
    "acknowledge": lambda c, w, t: actions.acknowledge(c.db, w, ask(w), t.id, Acknowledge()),
    "dispatch": _dispatch,
    "start": lambda c, w, t: actions.start(c.db, w, ask(w), t.id, Start()),
    "note": lambda c, w, t: actions.note(
        c.db, w, ask(w), t.id, Note(text="看看", audience="internal" if c.maybe() else "resident")
    ),
    "resolve": _resolve,
    "confirm": lambda c, w, t: actions.confirm(
        c.db, w, ask(w), t.id, Confirm(satisfaction=c.chance.choice([None, 1, 5]))
    ),
    "reopen": lambda c, w, t: actions.reopen(c.db, w, ask(w), t.id, Reopen(reason="又堵")),
    "reject": lambda c, w, t: actions.reject(c.db, w, ask(w), t.id, Reject(reason="不归我们", next=c.unit())),
    "rate": lambda c, w, t: rate(c.db, w, ask(w), t.id, Rate(satisfaction=c.chance.randint(1, 5))),
    "still_good": lambda c, w, t: still_good(c.db, w, ask(w), t.id, StillGood(good=True)),
    "recur": lambda c, w, t: still_good(c.db, w, ask(w), t.id, StillGood(good=False, text="又堵了")),
    "claim": lambda c, w, t: claims.claim(c.db, w, ask(w), t.id, Claim()),
    "hand_back": lambda c, w, t: claims.hand_back(c.db, w, ask(w), t.id, HandBack()),
    "take_over": lambda c, w, t: claims.take_over(c.db, w, ask(w), t.id, TakeOver(reason="他不在")),
    "ask": _ask,
    "extend": lambda c, w, t: _decide(c, w, t, True),
    "hang": lambda c, w, t: _decide(c, w, t, True),
    "exclude": lambda c, w, t: _decide(c, w, t, True),
    "decline": lambda c, w, t: _decide(c, w, t, False),
    "call": _call,
    "report_in": lambda c, w, t: calls.report_in(c.db, w, ask(w), t.id, ReportIn(words="马上到")),
    "turn_down": lambda c, w, t: calls.turn_down(
        c.db, w, ask(w), t.id, TurnDown(reason="不是", instead=c.unit())
    ),
    "finish_part": lambda c, w, t: calls.finish_part(c.db, w, ask(w), t.id, FinishPart()),
    "open_task": _open_task,
    "escalate": lambda c, w, t: refusals.escalate(c.db, w, ask(w), t.id, Escalate(reason="上报")),
    "hand_down": lambda c, w, t: refusals.hand_down(c.db, w, ask(w), t.id, HandDown(reason="你们办")),
    "question": lambda c, w, t: question(c.db, w, ask(w), t.id, Question(text="在家吗？")),
    "answer": _answer,
    "put_on": lambda c, w, t: joint.put_on(c.db, w, ask(w), t.id, PutOn(reason="说不拢")),
    "take_off": lambda c, w, t: joint.take_off(c.db, w, ask(w), t.id, TakeOff(reason="好了")),
    "settle": _settle,
    "accept": lambda c, w, t: circle.accept(c.db, w, ask(w), t.id, Accept()),
    "arrive": _arrive,
    "offer": lambda c, w, t: pool.offer(c.db, w, ask(w), t.id, MakeOffer(text="帮忙疏通")),
    "withdraw_offer": lambda c, w, t: pool.withdraw(c.db, w, ask(w), t.id, WithdrawOffer()),
    "give_back": lambda c, w, t: pool.give_back(c.db, w, ask(w), t.id, GiveBack()),
    "call_back": _call_back,
    "phone": lambda c, w, t: phone(c.db, c.sealer, w, ask(w), t.id, Phone()),
    "spoke": lambda c, w, t: spoke(c.db, w, ask(w), t.id, Spoke(note=c.chance.choice(["", "说了明天来"]))),
    "merge": _merge,
    "split": lambda c, w, t: split(c.db, w, ask(w), t.id, Split(reason="不是")),
}
