"""Photos over HTTP, on a real hub: what is taken, what is refused and with which code, what a link gives."""

import asyncio
import io
import json
from collections.abc import AsyncIterator
from uuid import uuid4
from zlib import compress

import httpx
import pytest
from PIL import Image

from hub.accounts.types import Principal
from hub.db import Connection
from hub.errors import DomainError
from hub.media.form import MAX_BODY
from hub.media.links import PERIOD
from tests.conftest import RunningHub
from tests.hub.media import pictures
from tests.hub.media.test_reencode import png_claiming

JPEG = pictures.jpeg(exif=pictures.metadata())


@pytest.fixture
async def client(hub: RunningHub, principal: Principal) -> AsyncIterator[httpx.AsyncClient]:
    async with await hub.client(principal) as made:
        yield made


async def post(
    client: httpx.AsyncClient,
    content: bytes = JPEG,
    *,
    name: str = "a.jpg",
    data: object = None,
    **headers: str,
) -> httpx.Response:
    return await client.post("/api/photos", files={"photo": (name, content)}, data=data, headers=headers)  # type: ignore[arg-type]


def refused(answer: httpx.Response, status: int, code: str) -> None:
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["detail"]


async def test_the_four_kinds_are_taken_whatever_their_name(client: httpx.AsyncClient) -> None:
    kinds = [pictures.encoded(pictures.quadrants(), kind) for kind in ("JPEG", "PNG", "WEBP")]
    for content in (*kinds, pictures.HEIC):
        answer = await post(client, content, name="photo.exe")
        assert answer.status_code == 201
        photo = answer.json()
        assert {photo["width"], photo["height"]} == {96, 64}
        assert photo["position"] is None
        for url in (photo["url"], photo["preview_url"]):
            assert (await client.get(url)).headers["content-type"] == "image/jpeg"


async def test_a_photo_is_served_by_its_link_alone(hub: RunningHub, client: httpx.AsyncClient) -> None:
    photo = (await post(client)).json()
    async with await hub.client() as stranger:
        answer = await stranger.get(photo["url"])
    assert answer.status_code == 200
    assert len(answer.content) == photo["bytes"]
    assert pictures.corners(answer.content) == ["red", "green", "blue", "white"]
    assert b"CANARY" not in answer.content
    headers = answer.headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["content-disposition"] == "inline"
    assert headers["content-security-policy"] == "default-src 'none'; sandbox"
    assert headers["referrer-policy"] == "no-referrer"
    private, age, immutable = headers["cache-control"].split(", ")
    assert (private, immutable) == ("private", "immutable")
    assert PERIOD < int(age.partition("=")[2]) <= 2 * PERIOD


async def test_the_position_is_told_only_on_request(client: httpx.AsyncClient) -> None:
    for wish in ("true", "True", "1", "false", "", None):
        answer = await post(client, data=None if wish is None else {"keep_position": wish})
        expected = {"lat": 26.6, "lon": 101.6} if wish in ("true", "True", "1") else None
        assert answer.json()["position"] == expected, wish


BAD: dict[str, tuple[bytes, int, str]] = {
    "empty": (b"", 400, "photo.empty"),
    "svg": (b"<svg xmlns='http://www.w3.org/2000/svg'/>", 415, "photo.kind"),
    "gif": (pictures.encoded(pictures.quadrants(mode="P"), "GIF"), 415, "photo.kind"),
    "truncated": (JPEG[:400], 400, "photo.broken"),
    "garbage": (b"\x89PNG\r\n\x1a\n" + bytes(500), 400, "photo.broken"),
    "one byte over": (b"\xff\xd8\xff" + bytes(12 * 1024 * 1024 - 2), 413, "photo.too_large"),
    "13 MB": (b"\xff\xd8\xff" + bytes(13 * 1024 * 1024), 413, "photo.too_large"),
    "heic cut": (pictures.HEIC[: len(pictures.HEIC) // 2], 400, "photo.broken"),
    "heic with its boxes shuffled": (pictures.HEIC[:40] + pictures.HEIC[40:][::-1], 400, "photo.broken"),
    "a script that begins as a gif": (b"GIF89a/*" + bytes(40) + b"*/=1;alert(1)", 415, "photo.kind"),
    "a web page that begins as a jpeg": (b"\xff\xd8\xff<html><script>alert(1)</script>", 400, "photo.broken"),
    "a zip named jpg": (b"PK\x03\x04" + bytes(500), 415, "photo.kind"),
    "a film": (b"\0\0\0\x18ftypmp42\0\0\0\0isommp42", 415, "photo.kind"),
    "40 million pixels and one row": (png_claiming(8000, 5001), 400, "photo.pixels"),
    "100 million pixels in a MB": (
        png_claiming(10_000, 10_000, compress(bytes(10**8), 1)),
        400,
        "photo.pixels",
    ),
    "pixels": (b"RIFF\x16\0\0\0WEBPVP8X\x0a\0\0\0\0\0\0\0" + b"\xfe\x3f\0" * 2, 400, "photo.pixels"),
}


ANIMATED = pictures.moving("WEBP"), pictures.moving("PNG")


async def test_of_what_moves_the_first_picture_is_kept(client: httpx.AsyncClient) -> None:
    for content in ANIMATED:
        made = await post(client, content)
        assert made.status_code == 201, made.text
        kept = await client.get(made.json()["url"])
        with Image.open(io.BytesIO(kept.content)) as image:
            assert (image.format, getattr(image, "n_frames", 1)) == ("JPEG", 1)


async def test_bad_photos_have_their_codes_and_leave_nothing(
    client: httpx.AsyncClient, owner: Connection
) -> None:
    for what, (content, status, code) in BAD.items():
        answer = await post(client, content)
        assert (answer.status_code, answer.json()["code"]) == (status, code), what
        assert DomainError(code).message("en") != answer.json()["detail"], what
    assert await owner.fetchval("SELECT count(*) FROM photos") == 0
    assert (await post(client)).status_code == 201  # the next one is taken


async def test_refusals_speak_the_readers_language(client: httpx.AsyncClient) -> None:
    zh = (await post(client, b"<svg/>", **{"Accept-Language": "zh-CN"})).json()["detail"]
    en = (await post(client, b"<svg/>", **{"Accept-Language": "en"})).json()["detail"]
    assert zh == "只支持 JPEG、PNG、HEIC、WebP 照片。"
    assert en == "Only JPEG, PNG, HEIC and WebP photos are taken."


async def test_forms_without_a_photo_are_refused(client: httpx.AsyncClient) -> None:
    refused(await client.post("/api/photos", files={"other": b"x"}), 400, "photo.missing")
    refused(await client.post("/api/photos", json={"photo": "x"}), 415, "input.media_type")
    refused(await client.post("/api/photos", data={"photo": "x"}), 415, "input.media_type")
    refused(await client.post("/api/photos"), 415, "input.media_type")
    kind = {"Content-Type": "multipart/form-data; boundary=x"}
    for body in (
        b"",
        b"--x",
        b"--x\r\nContent-Disposition: form-data; name=photo\r\n\r\nab",
        b"rubbish" * 100,
    ):
        refused(await client.post("/api/photos", content=body, headers=kind), 400, "input.invalid")
    answer = await client.post("/api/photos", content=b"x", headers={"Content-Type": "multipart/form-data"})
    refused(answer, 415, "input.media_type")
    many = [("x", (f"{n}", b"x")) for n in range(50)]
    refused(await client.post("/api/photos", files=many), 400, "input.invalid")


async def upload_by_hand(hub: RunningHub, principal: Principal, length: bytes) -> tuple[bytes, int]:
    """Sends up to 100 MB after a head with `length`; the status line and the bytes that were taken from us."""
    reader, writer = await asyncio.open_connection("127.0.0.1", hub.settings.port)
    writer.write(
        b"POST /api/photos HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %b\r\n"
        b"Content-Type: multipart/form-data; boundary=x\r\n%b\r\n\r\n"
        % ((await hub.token(principal)).encode(), length)
    )
    status = asyncio.create_task(reader.readline())
    sent, chunk = 0, bytes(65536)
    if b"chunked" in length:
        part = b'--x\r\nContent-Disposition: form-data; name="other"\r\n\r\n'
        writer.write(b"%x\r\n%b\r\n" % (len(part), part))
    try:
        async with asyncio.timeout(20):
            while sent < 100 * 1024 * 1024:
                writer.write(b"%x\r\n%b\r\n" % (len(chunk), chunk) if b"chunked" in length else chunk)
                await writer.drain()
                sent += len(chunk)
        writer.transport.abort()  # it takes all there is: it would wait for more for ever
    except ConnectionError:
        pass
    line = await status
    writer.close()
    return line, sent


@pytest.mark.parametrize(
    ("length", "most"),
    [(b"Transfer-Encoding: chunked", 3 * MAX_BODY), (b"Content-Length: 999999999", MAX_BODY)],
    ids=["untold length", "a length too large"],
)
async def test_an_endless_upload_is_cut_off(
    hub: RunningHub, principal: Principal, length: bytes, most: int
) -> None:
    status, sent = await upload_by_hand(hub, principal, length)
    assert b" 413 " in status
    assert sent < most  # the system's buffers take some megabytes more than the hub reads


async def test_nobody_uploads_without_signing_in(hub: RunningHub) -> None:
    async with await hub.client() as stranger:
        refused(await post(stranger), 401, "auth.required")


async def test_an_upload_sent_twice_is_one_photo(client: httpx.AsyncClient) -> None:
    key = {"Idempotency-Key": "one"}
    first, again = await post(client, **key), await post(client, **key)
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json()["id"] == again.json()["id"]
    other = await post(client, pictures.encoded(pictures.quadrants(), "PNG"), **key)
    refused(other, 409, "idempotency.mismatch")
    refused(await post(client, **{"Idempotency-Key": "x" * 200}), 400, "idempotency.invalid")


async def test_a_link_expires_by_the_databases_clock(client: httpx.AsyncClient, owner: Connection) -> None:
    url = (await post(client)).json()["url"]
    await owner.execute("UPDATE app_clock SET ahead = interval '14 minutes'")
    assert (await client.get(url)).status_code == 200
    await owner.execute("UPDATE app_clock SET ahead = interval '31 minutes'")
    refused(await client.get(url), 403, "media.link_expired")


async def test_changed_links_lead_nowhere(client: httpx.AsyncClient) -> None:
    url = httpx.URL((await post(client)).json()["url"])
    other = (await post(client)).json()["id"]
    variant = url.path.rpartition("/")[2]
    good = dict(url.params)
    for changed in (
        url.copy_set_param("signature", "A" + good["signature"][1:]),
        url.copy_set_param("signature", ""),
        url.copy_set_param("expires", str(int(good["expires"]) + PERIOD)),
        url.copy_with(path=f"/media/{other}/{variant}"),
        url.copy_with(path=f"/media/{uuid4()}/{variant}"),
        url.copy_with(path=url.path.replace("full", "preview")),
    ):
        refused(await client.get(changed), 404, "not_found")
    for wrong in (
        f"/media/{other}/other",
        f"/media/{other}/full",
        "/media/x/full",
        "/media/../../etc/passwd",
    ):
        answer = await client.get(wrong)
        assert 400 <= answer.status_code < 500, wrong
    for value in ("x", "-1", "99999999999999999999999", "NaN"):
        answer = await client.get(url.copy_set_param("expires", value))
        assert 400 <= answer.status_code < 500, value


async def test_an_erased_photo_is_not_served(client: httpx.AsyncClient, owner: Connection) -> None:
    url = (await post(client)).json()["url"]
    await owner.execute("UPDATE photos SET gone_at = app_now()")
    refused(await client.get(url), 404, "not_found")


async def test_uploads_have_a_rate_of_their_own(
    client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    from hub.media import routes
    from hub.rates import Limit

    monkeypatch.setattr(routes, "UPLOADS_ACCOUNT", Limit("photo.test", 2, 600))
    assert (await post(client)).status_code == 201
    refused(await post(client, b"<svg/>"), 415, "photo.kind")
    answer = await post(client)
    refused(answer, 429, "too_many")
    assert int(answer.headers["retry-after"]) > 0


async def test_the_form_is_in_the_openapi(client: httpx.AsyncClient) -> None:
    schema = json.loads((await client.get("/schema/openapi.json")).content)
    body = schema["paths"]["/api/photos"]["post"]["requestBody"]
    assert body["content"]["multipart/form-data"]["schema"]["required"] == ["photo"]
