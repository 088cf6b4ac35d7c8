"""The built web pages, from `clients/web/dist`: `/` resident, `/console/`, `/board/`, `/demo/`.

Each text lies beside its smaller twins (`.br`, `.gz`), made when the pages were built; the browser gets the smallest
that it takes. Nothing is compressed while somebody waits.
"""

import hashlib
import mimetypes
from pathlib import Path
from typing import Any, Final, NamedTuple

from litestar import Request, Response, get
from litestar.exceptions import NotFoundException
from litestar.types import ControllerRouterHandler

DIST = Path(__file__).resolve().parents[1] / "clients" / "web" / "dist"

APPS = {"/console": "console", "/board": "board", "/demo": "demo", "/": "resident"}

CONTENT_SECURITY_POLICY = (
    "default-src 'self'; img-src 'self' blob: data:; media-src 'self' blob:; style-src 'self' 'unsafe-inline'; "
    "connect-src 'self' ws: wss:; object-src 'none'; base-uri 'none'; frame-ancestors 'self'; form-action 'self'"
)

# Built file names in assets/ carry a hash of their content, so they may be kept for good; the others may not.
KEPT: Final = "public, max-age=31536000, immutable"
ASKED_FOR: Final = "no-cache"
TWINS: Final = (("br", ".br"), ("gzip", ".gz"))
TYPES: Final = {
    ".webmanifest": "application/manifest+json",
    ".js": "text/javascript",
    ".svg": "image/svg+xml",
}


class Content(NamedTuple):
    """A file as it was at `changed` (nanoseconds)."""

    changed: int
    body: bytes
    tag: str


def routes(*, demo: bool, dist: Path = DIST) -> list[ControllerRouterHandler]:
    """One handler for each built app; the demo's page only in the demo."""
    return [
        _app(path, dist / name)
        for path, name in APPS.items()
        if (name != "demo" or demo) and (dist / name / "index.html").exists()
    ]


def _app(path: str, folder: Path) -> ControllerRouterHandler:
    read: dict[Path, Content] = {}

    def content(file: Path) -> Content:
        """From memory unless the file has changed: all built files together have about 6 MB."""
        changed = file.stat().st_mtime_ns
        found = read.get(file)
        if found is None or found.changed != changed:
            body = file.read_bytes()
            found = read[file] = Content(changed, body, f'"{hashlib.sha256(body).hexdigest()[:20]}"')
        return found

    @get(
        [path, f"{path.rstrip('/')}/{{file:path}}"], name=f"pages-{folder.name}", include_in_schema=False,
        sync_to_thread=False,
    )  # fmt: skip
    def page(request: Request[Any, Any, Any]) -> Response[bytes]:
        wanted = (folder / str(request.path_params.get("file", "")).lstrip("/")).resolve()
        if wanted == folder.resolve():
            wanted = wanted / "index.html"
        if not wanted.is_relative_to(folder.resolve()) or not wanted.is_file():
            raise NotFoundException
        kind = TYPES.get(wanted.suffix) or mimetypes.guess_type(wanted.name)[0] or "application/octet-stream"
        headers = {
            "Cache-Control": KEPT if wanted.parent.name == "assets" else ASKED_FOR,
            "Vary": "Accept-Encoding",
        }
        sent = wanted
        for encoding, suffix in TWINS:
            twin = wanted.with_name(wanted.name + suffix)
            if takes(request.headers.get("accept-encoding", ""), encoding) and twin.is_file():
                sent, headers["Content-Encoding"] = twin, encoding
                break
        found = content(sent)
        headers["ETag"] = found.tag
        if found.tag in request.headers.get("if-none-match", ""):
            headers.pop("Content-Encoding", None)
            return Response(b"", status_code=304, headers=headers, media_type=kind)
        return Response(found.body, headers=headers, media_type=kind)

    return page


def takes(accepted: str, encoding: str) -> bool:
    """Whether an `Accept-Encoding` (RFC 9110) names an encoding, and not with a weight of none."""
    for part in accepted.lower().split(","):
        name, _, weight = part.partition(";")
        if name.strip() == encoding:
            return weight.replace(" ", "") not in ("q=0", "q=0.0", "q=0.00", "q=0.000")
    return False
