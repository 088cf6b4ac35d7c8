"""The built pages are served, each under its path, as small as they were made, and the demo's only in the demo."""

from pathlib import Path

import pytest
from litestar import Litestar
from litestar.testing import AsyncTestClient

from hub import pages


@pytest.fixture
def dist(tmp_path: Path) -> Path:
    for name in ("resident", "console", "board", "demo"):
        (tmp_path / name / "assets").mkdir(parents=True)
        (tmp_path / name / "index.html").write_text(f"<title>{name}</title>")
        (tmp_path / name / "assets" / "app-1.js").write_text("1")
    return tmp_path


async def test_each_app_has_its_path(dist: Path) -> None:
    async with AsyncTestClient(Litestar(pages.routes(demo=True, dist=dist), openapi_config=None)) as client:
        for path, name in (
            ("/", "resident"),
            ("/console/", "console"),
            ("/board/", "board"),
            ("/demo/", "demo"),
        ):
            page = await client.get(path)
            assert name in page.text
            assert page.headers["cache-control"] == "no-cache"
        assert (await client.get("/console/assets/app-1.js")).text == "1"


async def test_nothing_beside_the_pages_is_served(dist: Path) -> None:
    (dist / "secret").write_text("secret")
    (dist / "console-of-others").mkdir()
    (dist / "console-of-others" / "secret").write_text("secret")
    async with AsyncTestClient(Litestar(pages.routes(demo=True, dist=dist), openapi_config=None)) as client:
        for way in (
            "%2e%2e/secret",
            "%2e%2e%2fsecret",
            "assets/%2e%2e/%2e%2e/secret",
            "..%2fconsole-of-others/secret",
        ):
            for app in ("/console/", "/"):
                answer = await client.get(f"{app}{way}")
                assert (answer.status_code, "secret" in answer.text) == (404, False), way


async def test_no_demo_page_outside_the_demo(dist: Path) -> None:
    async with AsyncTestClient(Litestar(pages.routes(demo=False, dist=dist), openapi_config=None)) as client:
        assert (await client.get("/demo/")).status_code == 404
        assert (await client.get("/console/")).status_code == 200


def test_unbuilt_pages_are_not_served(tmp_path: Path) -> None:
    assert pages.routes(demo=True, dist=tmp_path) == []


async def test_the_browser_gets_the_smallest_it_takes_and_asks_once(dist: Path) -> None:
    assets = dist / "resident" / "assets"
    (assets / "app-1.js.br").write_bytes(b"as brotli")
    (assets / "app-1.js.gz").write_bytes(b"as gzip")
    async with AsyncTestClient(Litestar(pages.routes(demo=True, dist=dist), openapi_config=None)) as client:

        async def sent(accepted: str, **headers: str) -> tuple[str | None, str | None]:
            headers["accept-encoding"] = accepted
            async with client.stream("GET", "/assets/app-1.js", headers=headers) as answer:
                length = answer.headers.get("content-length")
                assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
                assert answer.headers["vary"] == "Accept-Encoding"
                assert answer.headers["content-type"].startswith("text/javascript")
                return answer.headers.get("content-encoding"), length

        assert await sent("gzip, deflate, br") == ("br", "9")
        assert await sent("gzip, br;q=0") == ("gzip", "7")
        assert await sent("identity") == (None, "1")
        page = await client.get("/")
        again = await client.get("/", headers={"if-none-match": page.headers["etag"]})
        assert (again.status_code, again.content, again.headers["cache-control"]) == (304, b"", "no-cache")
        (dist / "resident" / "index.html").write_text("<title>newer</title>")
        newer = await client.get("/", headers={"if-none-match": page.headers["etag"]})
        assert (newer.status_code, "newer" in newer.text) == (200, True)


@pytest.mark.parametrize(
    ("accepted", "taken"),
    [("br", True), ("GZIP, BR", True), ("br; q=0.5", True), ("br;q=0", False), ("", False)],
)
def test_what_a_browser_takes(accepted: str, taken: bool) -> None:
    assert pages.takes(accepted, "br") is taken
