"""The built web pages, from `clients/web/dist`: `/` resident, `/console/`, `/board/`, `/demo/`."""

from pathlib import Path

from litestar.datastructures import CacheControlHeader
from litestar.static_files import create_static_files_router
from litestar.types import ControllerRouterHandler

DIST = Path(__file__).resolve().parents[1] / "clients" / "web" / "dist"

APPS = {"/console": "console", "/board": "board", "/demo": "demo", "/": "resident"}

CONTENT_SECURITY_POLICY = (
    "default-src 'self'; img-src 'self' blob: data:; media-src 'self' blob:; style-src 'self' 'unsafe-inline'; "
    "connect-src 'self' ws: wss:; object-src 'none'; base-uri 'none'; frame-ancestors 'self'; form-action 'self'"
)


def routes(*, demo: bool, dist: Path = DIST) -> list[ControllerRouterHandler]:
    """One router for each built app; the demo's page only in the demo."""
    found: list[ControllerRouterHandler] = []
    for path, name in APPS.items():
        folder = dist / name
        if (name == "demo" and not demo) or not (folder / "index.html").exists():
            continue
        # Built file names carry a hash of their content, so they may be kept; index.html may not.
        found.append(
            create_static_files_router(
                path=path, directories=[folder], html_mode=True, name=f"pages-{name}", include_in_schema=False,
                cache_control=CacheControlHeader(no_cache=True),
            )
        )  # fmt: skip
    return found
