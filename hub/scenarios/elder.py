"""The article's story of the old-age allowance: 罗先生 certifies his father of 83 from his own phone.

| step | who | what |
|---|---|---|
| agree | father, at the desk | agrees to face recognition; heard by the community |
| proxy | 罗先生 | asks to act for his father, who agrees at the desk |
| enrol | community | saw him; the photo taken there becomes the reference |
| old_paper | 罗先生 | a photo with a newspaper of last month: to be taken again, and why |
| stranger | 罗先生 | the wrong picture: surely somebody else, so a person looks |
| decide | reviewer | photo beside reference: please send the right one |
| newspaper | 罗先生 | 老爸把报纸拿好: with the newspaper of the day, passed |
| code | 罗先生 | no newspaper at hand: with the one-time code on paper, passed |

Each verdict is awaited on his phone and on the consoles of community, street and district; the board counts it. What
is timed is what he waits: from sending the photo to the verdict on his phone. The pictures are portraits that ship in
packages, with a drawn newspaper. Played again, the consent is withdrawn first, which erases what was made of the face.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from PIL import Image
from shequtong import Client
from shequtong.certification import Certification
from shequtong.certification_types import Attempt, CertificationChanged
from shequtong.types import Ticket

from hub.scenarios import figures, papers, playing
from hub.scenarios.playing import SHANGHAI, Before, Clock, Step, Story, sits_over, staff
from hub.scenarios.portraits import portrait
from hub.scenarios.stage import NotSeen, Person, by_phone, patiently

SON = ("19900000002", "罗先生")
FATHER, NUMBER = "罗老先生", "510403194305120011"
MASKED = f"{NUMBER[:4]}**********{NUMBER[-4:]}"
ESTATE = "宝鼎馨苑小区"
REFERENCE, TODAY, STRANGER = "obama2", "obama", "biden"
VERDICT_WITHIN = 60.0
"""Seconds: the first newspaper waits until the reader is loaded, on a machine that does other things too."""
CONSOLES = ("clerk", "street", "district")
BARS = {"newspaper": 4.0, "code": 2.0}
"""Seconds from the photo to the verdict, warm: the promise that is printed beside what was measured."""
STEPS = (
    Step("agree", "当面同意", "clerk", {}),
    Step("proxy", "家人代办", "resident", {}),
    Step("enrol", "窗口建档", "clerk", {}),
    Step("old_paper", "旧报纸，请重拍", "resident", {}),
    Step("stranger", "传错照片，转人工", "resident", {}),
    Step("decide", "人工复核", "reviewer", {}),
    Step("newspaper", "当天报纸，通过", "resident", {}),
    Step("code", "验证码，通过", "resident", {}),
)


async def play(base_url: str, runs: int = 1, *, before: Before | None = None) -> int:
    """Plays the story; see `playing.play`."""
    return await playing.play(Elder(), base_url, runs, before=before)


class Elder(Story):
    """`father`: his row on the roster; `doubtful`: the try that a person looks at; `seconds`: what the son waited."""

    name, title, steps, width = "elder", "高龄认证 an old man is certified from his son's phone", STEPS, 32
    closing = """
  秒：从手机上按下发送，到结果出现在他手机上（上传、排队、识别、推送都在内）；模型已加载。
  seconds from sending the photo to the verdict on his phone: upload, queue, models and push; models loaded."""

    def __init__(self, clock: Clock | None = None) -> None:
        super().__init__(clock)
        self.father: UUID
        self.doubtful: Attempt | None = None
        self.seconds: dict[str, list[float]] = {key: [] for key in BARS}

    async def gather(self, client: Callable[[], Awaitable[Client]]) -> str:
        for one in (REFERENCE, TODAY, STRANGER):
            await asyncio.to_thread(portrait, one)
        await asyncio.to_thread(papers.font, 20)
        son = await by_phone(await client(), *SON, 15.0)
        estate = (await son.client.search_areas(ESTATE, level="estate", limit=1))[0]
        self.people = {
            "resident": son,
            "clerk": await staff(await client(), "community_clerk", sits_over(estate.path)),
            "street": await staff(await client(), "street_clerk", sits_over(estate.path)),
            "district": await staff(await client(), "district_coord", sits_over(estate.path)),
            "reviewer": await staff(await client(), "cert_reviewer", sits_over(estate.path)),
        }
        desk = self["clerk"].client.certification
        found = [one for one in await desk.persons(area=estate.id, limit=200) if one.id_number == MASKED]
        if not found:
            raise NotSeen(f"{FATHER} 不在名册上 is not on the roster")
        self.father = found[0].standing.id
        return f"{son.name} · {FATHER} · {ESTATE}"

    def topics(self, person: Person) -> Sequence[str]:
        if person.me.kind == "resident":
            return person.topics()
        return [f"staff/{grant.area.id}/certification" for grant in person.me.grants]

    async def command(self, step: Step) -> Ticket | None:
        match step.key:
            case "agree":
                await self._agree()
            case "proxy":
                await self._proxy()
            case "enrol":
                await self._enrol()
            case "old_paper":
                month_ago = _today() - timedelta(days=31)
                tried = await self._sent(step, papers.paper(month_ago.date()), TODAY, "newspaper", "retake")
                if tried.reasons != ("newspaper_old",):
                    raise NotSeen(f"{tried.reasons}")
            case "stranger":
                self.doubtful = await self._sent(
                    step, papers.paper(_today().date()), STRANGER, "newspaper", "review"
                )
            case "decide":
                await self._decide()
            case "newspaper":
                await self._sent(step, papers.paper(_today().date()), TODAY, "newspaper", "passed")
            case _:
                digits = await patiently(lambda: self._phone.code(self.father))
                await self._sent(step, papers.note(digits.code), TODAY, "code", "passed")
        return None

    async def look_back(self) -> None:
        """Certified for another year, no photo kept, nothing left in a queue."""
        detail = await self._phone.person(self.father)
        standing = detail.person.standing
        if standing.certified_until is None or standing.certified_until <= _today().date():
            raise NotSeen(f"认证到 certified until {standing.certified_until}")
        kept = [one.number for one in detail.attempts if one.photo]
        if kept or standing.attempt is not None:
            raise NotSeen(f"还留着照片 photos are kept still: {kept}")
        waiting = [one.id for one in await self["reviewer"].client.certification.queue()]
        if self.doubtful is not None and self.doubtful.id in waiting:
            raise NotSeen("还在复核队列里 still in the queue")

    def summary(self) -> list[str]:
        lines = []
        for key, bar in BARS.items():
            if taken := self.seconds[key]:
                zh = {"newspaper": "报纸", "code": "验证码"}[key]
                held = "✓" if max(taken) < bar else "✗ 未达到 missed"
                middle = figures.percentile(taken, 0.5)
                lines.append(
                    f"  {held} {zh} {key}: {middle:.2f} s (最慢 worst {max(taken):.2f}; < {bar:g} s)"
                )
        return ["", *lines] if lines else []

    @property
    def _phone(self) -> Certification:
        return self["resident"].client.certification

    async def _agree(self) -> None:
        """What an earlier story left is withdrawn; then he agrees at the desk, to the text that counts now."""
        clerk = self["clerk"]
        desk = clerk.client.certification
        now = (await desk.person(self.father)).person.standing
        if now.consent is not None:
            await desk.withdraw(self.father)
        for proxy in await desk.proxies(self.father):
            await desk.end_proxy(self.father, proxy.id)
        since = clerk.learnt
        text = await desk.consent_text()
        await desk.agree(self.father, text.version, "desk")
        await self._everybody(lambda changed: changed.step == "consented", {"clerk": since}, 15.0)

    async def _proxy(self) -> None:
        desk = self["clerk"].client.certification
        since = self["resident"].learnt
        await self._phone.ask_proxy(FATHER, NUMBER, "child")
        asked = [one for one in await desk.proxies(self.father) if not one.agreed]
        if not asked:
            raise NotSeen("没有代办申请 nobody asked to act for him")
        await desk.agree_proxy(self.father, asked[0].id, "desk")
        await self._everybody(lambda changed: changed.step == "proxy_agreed", {"resident": since}, 15.0)
        if self.father not in [one.standing.id for one in await self._phone.mine()]:
            raise NotSeen("手机上没有他 he is not on the phone")

    async def _enrol(self) -> None:
        clerk = self["clerk"]
        since = {part: self[part].learnt for part in ("clerk", "resident")}
        photo = await patiently(lambda: clerk.client.upload_photo(portrait(REFERENCE)))
        await clerk.client.certification.in_person(self.father, "本人到场，身份证原件相符", photo=photo.id)
        await self._everybody(lambda changed: changed.step == "reference_made", since, VERDICT_WITHIN)

    async def _sent(self, step: Step, sheet: Image.Image, who: str, freshness: str, ends: str) -> Attempt:
        """Sends a photo and waits for its verdict on his phone and on the consoles; the phone's picture of it."""
        phone = self["resident"]
        photo = await asyncio.to_thread(lambda: papers.jpeg(papers.held(sheet, portrait(who))))
        since = {part: self[part].learnt for part in ("resident", *CONSOLES)}
        before = await self._board()
        began = time.time()
        stored = await patiently(lambda: phone.client.upload_photo(photo))
        uploaded = time.time()
        tried = await patiently(lambda: self._phone.submit(self.father, stored.id, freshness))

        def of(changed: CertificationChanged) -> bool:
            return changed.attempt is not None and changed.attempt.id == tried.id

        checking = await phone.learns(of, 15.0, since["resident"])
        if checking.changed.attempt is None or checking.changed.attempt.state != "checking":
            raise NotSeen(f"{checking.changed.step} ≠ 核对中 checking")

        def over(changed: CertificationChanged) -> bool:
            return of(changed) and changed.attempt is not None and changed.attempt.state != "checking"

        verdict = await phone.learns(over, VERDICT_WITHIN, since["resident"])
        await self._everybody(over, since, 15.0)
        seen = verdict.changed.attempt
        assert seen is not None
        if seen.state != ends:
            staff_view = (await self["clerk"].client.certification.person(self.father)).attempts[0]
            raise NotSeen(f"{seen.state} {staff_view.reasons} ≠ {ends}")
        if seen.similarity is not None or (seen.photo and ends in ("passed", "retake")):
            raise NotSeen("手机上看到了不该看到的 the phone was told what it must not know")
        counted = await self._board()
        more = {"tries_today": 1, "in_review": int(ends == "review")}
        if any(counted[key] < before[key] + one for key, one in more.items()) or (
            ends == "passed" and not counted["certified"]
        ):
            raise NotSeen(f"看板 the board: {before} → {counted}")
        times = [uploaded - began, checking.arrived - began, verdict.arrived - began]
        self.said = f"已上传 {times[0]:.2f} s · 核对中 {times[1]:.2f} s · {seen.state} {times[2]:.2f} s"
        if step.key in self.seconds:
            self.seconds[step.key].append(times[2])
        return seen

    async def _decide(self) -> None:
        """Photo beside reference; asks for the right picture. His phone is told so, with the words."""
        assert self.doubtful is not None
        tried = self.doubtful.id
        desk = self["reviewer"].client.certification
        since = {part: self[part].learnt for part in ("resident", *CONSOLES)}
        if tried not in [one.id for one in await desk.queue()]:
            raise NotSeen("不在复核队列里 not in the queue")
        sheet = await desk.look(tried)
        if sheet.photo is None or sheet.reference is None or sheet.attempt.reasons != ("unlike",):
            raise NotSeen(f"{sheet.photo} {sheet.reference} {sheet.attempt.reasons}")
        note = "这张照片不是老人本人，请重新拍一张。"
        await desk.decide(tried, "retake", note, version=sheet.attempt.version)
        heard = await self["resident"].learns(
            lambda changed: changed.step == "retake" and changed.attempt is not None and changed.attempt.id == tried,
            15.0, since["resident"],
        )  # fmt: skip
        if heard.changed.attempt is None or heard.changed.attempt.note != note:
            raise NotSeen("手机上没有说明 the phone was not told why")
        self.said = f"相似度 similarity {sheet.attempt.similarity} < {sheet.attempt.threshold}"

    async def _board(self) -> dict[str, int]:
        """How the district's board counts certification."""
        district = self["district"]
        return (await district.client.board(district.me.district.id)).certification

    async def _everybody(
        self, of: Callable[[CertificationChanged], bool], since: dict[str, int], within: float
    ) -> None:
        def his(changed: CertificationChanged) -> bool:
            return changed.person.id == self.father and of(changed)

        await asyncio.gather(*(self[part].learns(his, within, count) for part, count in since.items()))


def _today() -> datetime:
    return datetime.now(SHANGHAI)
