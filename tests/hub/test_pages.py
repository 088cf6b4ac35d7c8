"""The built pages are served, each under its path, and the demo's only in the demo."""

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
        assert (await client.get("/console/../../secret")).status_code == 404


async def test_no_demo_page_outside_the_demo(dist: Path) -> None:
    async with AsyncTestClient(Litestar(pages.routes(demo=False, dist=dist), openapi_config=None)) as client:
        assert (await client.get("/demo/")).status_code == 404
        assert (await client.get("/console/")).status_code == 200


def test_unbuilt_pages_are_not_served(tmp_path: Path) -> None:
    assert pages.routes(demo=True, dist=tmp_path) == []
