"""The contract with public security's gateway, against a real HTTP server on loopback."""

import asyncio
import base64
from collections.abc import AsyncIterator, Iterator

import msgspec
import pytest

from hub.certification.gateway.adapter import GatewayAnswer, GatewayAsked
from hub.certification.gateway.asker import Asker
from hub.certification.types import CertifyResult
from hub.webhook import NoAnswerError, Webhook
from tests.hub.certification.scene import ID, NAME, PASS, Scene
from tests.hub.far import Far, serving
from tests.support import until

SECRET = "shared-with-public-security"
NOBODY: CertifyResult = msgspec.structs.replace(
    PASS, band="review", reasons=("no_reference",), similarity=None, threshold=None
)


@pytest.fixture
def far() -> Iterator[Far]:
    with serving(Far(SECRET, b'{"same": true, "score": 0.93, "address": "a secret of theirs"}')) as far:
        yield far


async def an_asker(scene: Scene, far: Far) -> AsyncIterator[Asker]:
    made = Asker(scene.db, scene.place.district, scene.sealer, scene.media.objects, Webhook(far.url, SECRET))
    yield made
    assert made.gateway is not None
    await made.gateway.close()


asker = pytest.fixture(an_asker, name="asker")
other = pytest.fixture(an_asker, name="other")


async def asking(scene: Scene) -> None:
    await scene.programme_with(gateway=True)
    await scene.agree()
    await scene.verdict(await scene.submit(), NOBODY)
    assert (await scene.latest()).state == "asking"


async def test_the_same_person_passes_and_nothing_else_is_kept(scene: Scene, far: Far, asker: Asker) -> None:
    await asking(scene)
    assert await asker.next()
    assert not await asker.next()
    latest = await scene.latest()
    assert (latest.state, latest.photo, latest.gateway_score) == (
        "passed",
        False,
        pytest.approx(0.93, abs=1e-4),
    )
    [asked] = far.asked
    assert (asked["name"], asked["id_number"]) == (NAME, ID)
    assert base64.b64decode(asked["photo"]).startswith(b"\xff\xd8\xff")
    person = (await scene.detail()).person.standing
    assert person.certified_until is not None
    assert not person.reference
    for row in await scene.owner.fetch("SELECT tablename FROM pg_tables WHERE schemaname = 'public'"):
        text = str(await scene.owner.fetch(f'SELECT t::text AS line FROM "{row["tablename"]}" t'))
        assert "a secret of theirs" not in text
    assert (await scene.latest(scene.father)).gateway_score is None


async def test_another_face_goes_to_a_person(scene: Scene, far: Far, asker: Asker) -> None:
    far.body = b'{"same": false, "score": 0.2}'
    await asking(scene)
    await asker.next()
    latest = await scene.latest()
    assert (latest.state, latest.reasons, latest.photo) == (
        "review",
        ("no_reference", "gateway_unlike"),
        True,
    )


@pytest.mark.parametrize(
    ("status", "body"),
    [(500, b""), (401, b""), (302, b""), (200, b"{}"), (200, b'{"same": true, "score": 7}'), (200, b"<html>"),
     (200, b'{"same": true, "score": 1}' + b" " * 5000)],
)  # fmt: skip
async def test_a_gateway_that_is_odd_is_no_verdict(far: Far, status: int, body: bytes, scene: Scene) -> None:
    far.status, far.body = status, body
    gateway = Webhook(far.url, SECRET)
    with pytest.raises(NoAnswerError) as caught:
        await gateway.ask(scene.person, GatewayAsked(scene.person, NAME, ID, b"\xff"), GatewayAnswer)
    assert ID not in str(caught.value)
    await gateway.close()


async def test_five_times_away_then_a_person(scene: Scene, far: Far, asker: Asker) -> None:
    far.status = 503
    await asking(scene)
    for _ in range(5):
        assert await asker.next()
        assert not await asker.next()  # a pause between
        await scene.ahead("2 minutes")
    latest = await scene.latest()
    assert (latest.state, latest.reasons) == ("review", ("no_reference", "gateway_away"))
    assert len(far.asked) == 5


async def test_nobody_is_asked_about_who_withdrew(scene: Scene, far: Far, asker: Asker) -> None:
    await asking(scene)
    await scene.withdraw()
    assert not await asker.next()
    assert far.asked == []


async def test_without_a_gateway_a_person_decides(scene: Scene) -> None:
    await asking(scene)
    asker = Asker.of(scene.settings, scene.db, scene.place.district, scene.sealer, scene.media.objects)
    assert await asker.next()
    assert (await scene.latest()).state == "review"


async def test_a_wrong_secret_is_refused(far: Far, scene: Scene) -> None:
    gateway = Webhook(far.url, "guessed")
    with pytest.raises(NoAnswerError):
        await gateway.ask(scene.person, GatewayAsked(scene.person, NAME, ID, b"\xff"), GatewayAnswer)
    assert far.asked == [{}]
    await gateway.close()


async def test_two_hubs_ask_once(scene: Scene, far: Far, asker: Asker, other: Asker) -> None:
    await asking(scene)
    far.answers.clear()
    first = asyncio.create_task(asker.next())
    await until(lambda: far.asked)
    assert not await other.next()  # while the first one waits for the answer
    far.answers.set()
    assert await first
    assert not await other.next()
    assert len(far.asked) == 1
    assert [one["step"] for one in await scene.told(f"own/{scene.father.account}")].count("passed") == 1


async def test_a_hub_that_hung_is_too_late(scene: Scene, far: Far, asker: Asker, other: Asker) -> None:
    await asking(scene)
    far.answers.clear()
    first = asyncio.create_task(asker.next())
    await until(lambda: far.asked)
    await scene.ahead("2 minutes")
    second = asyncio.create_task(other.next())
    await until(lambda: len(far.asked) == 2)
    far.answers.set()
    await asyncio.gather(first, second)
    assert (await scene.latest()).state == "passed"
    assert [one["step"] for one in await scene.told(f"own/{scene.father.account}")].count("passed") == 1
