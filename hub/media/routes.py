"""Photos, voice notes and files over HTTP: of each, one route takes them, one serves them."""

from dataclasses import dataclass
from typing import Annotated, Any
from uuid import UUID

from litestar import Controller, Request, Response, get, post
from litestar.di import NamedDependency
from litestar.openapi.spec import OpenAPIMediaType, OpenAPIType, Operation, RequestBody, Schema
from litestar.params import FromPath, FromQuery, HeaderParameter, QueryParameter

from hub.dependencies import Counting, Db, SignedIn
from hub.errors import DomainError
from hub.media import files, voices
from hub.media.actions import Media
from hub.media.files import StoredFile
from hub.media.form import MAX_BODY, read_file, read_form
from hub.media.sound.clean import MAX_BYTES
from hub.media.types import Container, Photo, Variant, Voice
from hub.problems import AnyRequest, problem
from hub.rates import Limit

UPLOADS_ACCOUNT = Limit("photo.account", 240, 600)
"""A report has a few photos; a patrol that worked offline sends those of a day at once."""

VOICES_ACCOUNT = Limit("voice.account", 60, 600)
PLAYED: dict[Container, str] = {
    "webm": "audio/webm",
    "ogg": "audio/ogg",
    "mp4": "audio/mp4",
    "mp3": "audio/mpeg",
}

_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Content-Disposition": "inline",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Referrer-Policy": "no-referrer",
}


_FORM = RequestBody(
    required=True,
    content={
        "multipart/form-data": OpenAPIMediaType(
            schema=Schema(
                type=OpenAPIType.OBJECT,
                required=["photo"],
                properties={
                    "photo": Schema(type=OpenAPIType.STRING, content_media_type="image/*"),
                    "keep_position": Schema(type=OpenAPIType.STRING, enum=["true", "false"]),
                },
            )
        )
    },
)


_FILE_FORM = RequestBody(
    required=True,
    content={
        "multipart/form-data": OpenAPIMediaType(
            schema=Schema(
                type=OpenAPIType.OBJECT,
                required=["file"],
                properties={
                    "file": Schema(type=OpenAPIType.STRING, content_media_type="application/pdf"),
                },
            )
        )
    },
)


@dataclass
class UploadOperation(Operation):
    """The form in the OpenAPI: the handler reads it itself, as it streams in."""

    def __post_init__(self) -> None:
        self.request_body = _FORM


@dataclass
class FileOperation(Operation):
    """The same for files."""

    def __post_init__(self) -> None:
        self.request_body = _FILE_FORM


def refuse(request: AnyRequest, error: DomainError) -> Response[bytes]:
    """The usual answer; when a body far too large is still coming, the connection ends with it.

    A phone that sends 13 MB is read to its end instead, and so surely sees the reason.
    """
    answer = problem(request, error)
    announced = request.headers.get("content-length", "")
    if error.code in ("photo.too_large", "file.too_large", "photo.slow") and not (
        announced.isdecimal() and int(announced) <= 4 * MAX_BODY
    ):
        answer.headers["Connection"] = "close"
    return answer


class MediaController(Controller):
    tags = ("media",)

    @post(
        "/api/photos",
        status_code=201,
        request_max_body_size=MAX_BODY,
        operation_class=UploadOperation,
        exception_handlers={DomainError: refuse},
        acting=True,
    )
    async def upload(
        self,
        request: Request[Any, Any, Any],
        principal: SignedIn,
        db: Db,
        media: NamedDependency[Media],
        rates: Counting,
        key: Annotated[str | None, HeaderParameter(name="Idempotency-Key", required=False)] = None,
    ) -> Photo:
        """Takes one photo: JPEG, PNG, HEIC or WebP, at most 12 MB and 40 megapixels."""
        await rates.check(UPLOADS_ACCOUNT, str(principal.account))
        async with media.place():
            form = await read_form(request)
            return await media.upload(db, principal, form.photo, keep_position=form.keep_position, key=key)

    @get("/media/{photo:uuid}/{variant:str}", media_type="image/jpeg")
    async def serve(
        self,
        photo: FromPath[UUID],
        variant: FromPath[Variant],
        expires: FromQuery[int],
        signature: Annotated[str, QueryParameter(name="signature", max_length=100)],
        db: Db,
        media: NamedDependency[Media],
        redacted: Annotated[int, QueryParameter(ge=0, le=1_000_000)] = 0,
    ) -> Response[bytes]:
        """A variant of a photo, to whoever has a link that is still good."""
        content, left = await media.serve(db, photo, variant, expires, signature, redacted)
        headers = {**_HEADERS, "Cache-Control": f"private, max-age={left}, immutable"}
        return Response(content, media_type="image/jpeg", headers=headers)

    @post(
        "/api/files",
        status_code=201,
        request_max_body_size=MAX_BODY,
        operation_class=FileOperation,
        exception_handlers={DomainError: refuse},
    )
    async def upload_file(
        self,
        request: Request[Any, Any, Any],
        principal: SignedIn,
        db: Db,
        media: NamedDependency[Media],
        rates: Counting,
        key: Annotated[str | None, HeaderParameter(name="Idempotency-Key", required=False)] = None,
    ) -> StoredFile:
        """Takes one PDF of at most 10 MB from staff, to be attached to what they publish."""
        if principal.kind != "staff":
            raise DomainError("forbidden")  # before its body is read
        await rates.check(UPLOADS_ACCOUNT, str(principal.account))
        async with media.place():
            form = await read_file(request)
            return await files.upload(db, media.objects, principal, form.content, form.name, key)

    @get("/media/files/{file:uuid}", media_type="application/pdf")
    async def serve_file(
        self,
        file: FromPath[UUID],
        expires: FromQuery[int],
        signature: Annotated[str, QueryParameter(name="signature", max_length=100)],
        db: Db,
        media: NamedDependency[Media],
    ) -> Response[bytes]:
        """A PDF as a download, to whoever has a link that is still good; browsers do not open it within our pages."""
        served = await files.serve(db, media.objects, media.settings, file, expires, signature)
        headers = {
            **_HEADERS,
            "Content-Disposition": files.disposition(served.name),
            "Cache-Control": f"private, max-age={served.left}, immutable",
        }
        return Response(served.content, media_type="application/pdf", headers=headers)

    @post("/api/voices", status_code=201, request_max_body_size=MAX_BYTES, acting=True)
    async def record(
        self,
        request: Request[Any, Any, Any],
        principal: SignedIn,
        db: Db,
        media: NamedDependency[Media],
        rates: Counting,
        key: Annotated[str | None, HeaderParameter(name="Idempotency-Key", required=False)] = None,
    ) -> Voice:
        """Takes one voice note (the body): WebM, Ogg, MP4 or MP3 as a phone records them, at most a minute and 2 MB."""
        await rates.check(VOICES_ACCOUNT, str(principal.account))
        content = await request.body()
        async with media.place():
            return await voices.upload(media, db, principal, content, key)

    @get("/media/voices/{voice:uuid}", media_type="audio/webm")
    async def play(
        self,
        voice: FromPath[UUID],
        expires: FromQuery[int],
        signature: Annotated[str, QueryParameter(name="signature", max_length=100)],
        db: Db,
        media: NamedDependency[Media],
    ) -> Response[bytes]:
        """A voice note, to whoever has a link that is still good; to be played, never shown as a page."""
        heard = await voices.serve(media, db, voice, expires, signature)
        headers = {
            **_HEADERS,
            "Content-Disposition": f'attachment; filename="voice.{heard.container}"',
            "Cache-Control": f"private, max-age={heard.left}, immutable",
        }
        return Response(heard.content, media_type=PLAYED[heard.container], headers=headers)
