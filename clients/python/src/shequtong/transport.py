"""HTTP: one request in, a typed answer or a typed error out; repeats what is safe to repeat.

A command carries one `Idempotency-Key` for its whole life, so a repeat after a cut gets the first answer
instead of doing the thing twice. Repeated are: a connection that could not be made (nothing was sent), a
connection lost or timed out when the request is repeatable, and an answer that says when to come back
(`Retry-After` with 503, or with 409 while the first try is still running). Nothing else is.
"""

import asyncio
import re
import secrets
import time
import uuid
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple, TypeVar
from uuid import UUID

import httpx
import msgspec

from shequtong.backoff import Backoff
from shequtong.errors import ShequtongError, Unavailable, error_of_answer
from shequtong.protocol import Cursor

T = TypeVar("T")

PATIENCE = 10.0
"""Seconds during which a call is repeated, waits named by the hub included: a hub that restarts takes about 2."""


FOR_ANOTHER = re.compile(r"/api/(tickets|photos|voices|residences|visits|certification)([/?]|$)")
"""What may be asked and done for another, with her consent; everything else stays one's own."""


def begun() -> str:
    """A traceparent (W3C) that begins a trace, for a hub that records them: says nothing of who asks or for what."""
    return f"00-{secrets.token_hex(16)}-{secrets.token_hex(8)}-01"


def on_this_machine(url: str) -> bool:
    """Proxies of the environment lead out of the machine: never the way to a hub on it."""
    host = httpx.URL(url).host
    return host in ("localhost", "::1") or host.startswith("127.")


class Answer(NamedTuple):
    body: bytes
    as_of: Cursor | None


class Transport:
    """Owns the HTTP connections and the bearer token."""

    def __init__(
        self,
        base_url: str,
        *,
        token: str | None,
        locale: str,
        timeout: float,
        patience: float = PATIENCE,
        traceparent: Callable[[], str | None] | None = None,
    ) -> None:
        self.base_url = base_url.rstrip("/")
        self.token = token
        self._traceparent = traceparent
        self.acting_for: UUID | None = None
        self._patience = patience
        self._http = httpx.AsyncClient(
            base_url=self.base_url,
            timeout=timeout,
            trust_env=not on_this_machine(base_url),
            headers={"Accept-Language": locale, "User-Agent": "shequtong-python"},
        )

    def _acting(self, path: str, account: UUID | None) -> dict[str, str]:
        return {"Acting-For": str(account)} if account is not None and FOR_ANOTHER.match(path) else {}

    def _traced(self, method: str) -> dict[str, str]:
        """The trace that is under way; without somebody who knows of one, a command begins its own."""
        if self._traceparent is None:
            return {} if method == "GET" else {"traceparent": begun()}
        told = self._traceparent()
        return {"traceparent": told} if told else {}

    async def aclose(self) -> None:
        await self._http.aclose()

    def authorization(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"} if self.token else {}

    async def get(self, path: str, answer: type[T], **params: Any) -> T:
        return (await self.get_as_of(path, answer, **params))[0]

    async def get_as_of(self, path: str, answer: type[T], **params: Any) -> tuple[T, Cursor | None]:
        """The answer and the log's position it was read at; parameters that are None are left out."""
        given = {name: str(value) for name, value in params.items() if value is not None}
        body, as_of = await self._send("GET", path, repeatable=True, params=given)
        return _decoded(body, answer), as_of

    async def command(
        self, path: str, body: Mapping[str, Any], answer: type[T], *, method: str = "POST"
    ) -> T:
        """A command that is done once however often it has to be sent; entries that are None are left out."""
        content = msgspec.json.encode({name: value for name, value in body.items() if value is not None})
        headers = {"Idempotency-Key": str(uuid.uuid4()), "Content-Type": "application/json"}
        sent = await self._send(method, path, repeatable=True, content=content, headers=headers)
        return _decoded(sent.body, answer)

    async def post(self, path: str, body: Mapping[str, Any], answer: type[T]) -> T:
        """A POST that may have used something up (a sign-in code): never repeated once it was sent."""
        content = msgspec.json.encode({name: value for name, value in body.items() if value is not None})
        headers = {"Content-Type": "application/json"}
        sent = await self._send("POST", path, repeatable=False, content=content, headers=headers)
        return _decoded(sent.body, answer)

    async def send_file(self, path: str, content: bytes, answer: type[T], **params: Any) -> T:
        """A command whose body is a file; what is said of it stands in the address."""
        headers = {"Idempotency-Key": str(uuid.uuid4()), "Content-Type": "application/octet-stream"}
        given = {name: str(value) for name, value in params.items() if value is not None}
        sent = await self._send("POST", path, repeatable=True, content=content, headers=headers, params=given)
        return _decoded(sent.body, answer)

    async def upload(self, path: str, photo: bytes, fields: Mapping[str, str], answer: type[T]) -> T:
        """One photo as multipart. A repeat may store it twice; the copy that no ticket names is swept by the
        hub."""
        sent = await self._send(
            "POST",
            path,
            repeatable=True,
            files={"photo": ("photo", photo, "application/octet-stream")},
            data=dict(fields),
            headers={"Idempotency-Key": str(uuid.uuid4())},
        )
        return _decoded(sent.body, answer)

    async def _send(
        self,
        method: str,
        path: str,
        *,
        repeatable: bool,
        headers: Mapping[str, str] | None = None,
        **request: Any,
    ) -> Answer:
        # Said once: a repeat is for the same person, whoever is acted for by then, and of the same trace.
        given = {**(headers or {}), **self._acting(path, self.acting_for), **self._traced(method)}
        backoff = Backoff(base=0.1, cap=2.0)
        deadline = time.monotonic() + self._patience
        while True:
            at_least = 0.0
            error: ShequtongError
            try:
                response = await self._http.request(
                    method, path, headers={**given, **self.authorization()}, **request
                )
            except httpx.TransportError as cut:
                error = Unavailable("unreachable", f"{type(cut).__name__}: {cut}")
                error.__cause__ = cut
                unsent = isinstance(cut, httpx.ConnectError | httpx.ConnectTimeout | httpx.PoolTimeout)
                again = repeatable or unsent
            else:
                if response.is_success:
                    return Answer(response.content, _position(response.headers))
                error = error_of_answer(
                    response.status_code, response.content, response.headers.get("Retry-After")
                )
                at_least = error.retry_after or 0.0
                again = repeatable and _says_again(error)
            wait = backoff.next_wait(at_least)
            if not again or time.monotonic() + wait > deadline:
                raise error
            await asyncio.sleep(wait)


def _says_again(error: ShequtongError) -> bool:
    return error.status in (409, 503) and error.retry_after is not None


def _position(headers: httpx.Headers) -> Cursor | None:
    epoch, seq = headers.get("Live-Epoch"), headers.get("Live-Seq")
    return Cursor(epoch, int(seq)) if epoch and seq else None


def _decoded(body: bytes, answer: type[T]) -> T:
    """An answer the SDK cannot read is the hub's fault or a proxy's page, so it counts as no answer."""
    if answer is type(None):
        return None
    try:
        return msgspec.json.decode(body, type=answer)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise Unavailable("unreadable_answer", str(error)) from error
