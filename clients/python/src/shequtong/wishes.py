"""Wishes (微心愿): `client.wishes`."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from shequtong.transport import Transport
from shequtong.types import Struct


class WishShown(Struct):
    """A wish on the wall. `state` "gone": it hangs there no more."""

    id: UUID
    number: int
    version: int
    state: str
    kind: str
    text: str
    community: str
    path: tuple[UUID, ...]
    level: str
    claimed_by: str | None
    organisation: str
    thanks: str


class WishMine(Struct):
    """A wish, for who asked. `claimer`: who will come."""

    id: UUID
    number: int
    version: int
    state: str
    text: str
    public_text: str
    advice: str
    claimer: str
    contact_by: datetime | None
    contacted_at: datetime | None
    thanks: str


class WishTaken(Struct):
    """A wish, for who claimed it. `mine` False: the claim is over."""

    id: UUID
    number: int
    version: int
    state: str
    text: str
    mine: bool
    contact_by: datetime
    contacted_at: datetime | None
    thanks: str


class Wish(Struct):
    """A wish, for staff."""

    id: UUID
    number: int
    version: int
    state: str
    text: str
    public_text: str
    level: str


class WishSeen(Struct):
    """A wish as its reader may see it: the parts that fit."""

    shown: WishShown | None
    mine: WishMine | None
    taken: WishTaken | None
    desk: Wish | None


class WishPage(Struct):
    wish: WishSeen
    actions: list[str]


class WishWall(Struct):
    """A page of the wall; `next` asks for the one after it."""

    wishes: list[WishShown]
    next: str | None


class WishContact(Struct):
    """Who asked and where. Every look is written down."""

    name: str
    phone: str
    place: str

    def __repr__(self) -> str:
        return "WishContact(…)"


class WishShownChanged(Struct):
    """Data of `wish.shown`."""

    step: str
    wish: WishShown


class WishMineChanged(Struct):
    """Data of `wish.mine`."""

    wish: WishMine


class WishTakenChanged(Struct):
    """Data of `wish.taken`."""

    wish: WishTaken


class WishChanged(Struct):
    """Data of `wish.changed`."""

    wish: Wish


class Wishes:
    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    async def wall(self, area: UUID, *, state: str | None = None, after: str | None = None) -> WishWall:
        """The wall of a place, the newest first."""
        return await self._transport.get("/api/wishes/wall", WishWall, area=area, state=state, after=after)

    async def get(self, wish: UUID) -> WishPage:
        return await self._transport.get(f"/api/wishes/{wish}", WishPage)

    async def ask(self, kind: str, text: str, home: UUID, *, photos: Sequence[UUID] = ()) -> WishMine:
        """One's own wish, from a verified dwelling. Staff read it before it hangs on the wall."""
        body = {"kind": kind, "text": text, "home": home, "photos": list(photos)}
        seen = await self._transport.command("/api/wishes", body, WishSeen)
        assert seen.mine is not None
        return seen.mine

    async def publish(self, wish: UUID, text: str, *, photos: Sequence[UUID] = ()) -> WishSeen:
        """For staff: hangs it on the wall in words that do not say who asked."""
        return await self._step(wish, "publish", text=text, photos=list(photos))

    async def give_back(self, wish: UUID, text: str) -> WishSeen:
        """For staff: back to who asked, with advice."""
        return await self._step(wish, "give-back", text=text)

    async def claim(self, wish: UUID, *, organisation: UUID | None = None) -> WishSeen:
        """To grant it, oneself or for an organisation; of two who claim at once one gets it."""
        return await self._step(wish, "claim", organisation=organisation)

    async def contact(self, wish: UUID) -> WishContact:
        """Whom to call, while the claim lasts."""
        return await self._transport.command(f"/api/wishes/{wish}/contact", {}, WishContact)

    async def contacted(self, wish: UUID) -> WishSeen:
        return await self._step(wish, "contacted")

    async def release(self, wish: UUID, text: str) -> WishSeen:
        """It cannot be done after all."""
        return await self._step(wish, "release", text=text)

    async def fulfil(self, wish: UUID, text: str = "") -> WishSeen:
        return await self._step(wish, "fulfil", text=text)

    async def thank(self, wish: UUID, text: str = "", *, share: bool = False, post: bool = False) -> WishSeen:
        """It is granted. `share`: the thanks may hang on the wall; `post`: and stand in the feed, in her name."""
        return await self._step(wish, "thank", text=text, share=share, post=post)

    async def withdraw(self, wish: UUID) -> WishSeen:
        return await self._step(wish, "withdraw")

    async def _step(self, wish: UUID, name: str, **body: object) -> WishSeen:
        return await self._transport.command(f"/api/wishes/{wish}/{name}", body, WishSeen)
