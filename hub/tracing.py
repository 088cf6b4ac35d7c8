"""Traces: one report followed from the phone through command, log, relay and worker to the frame on the console.

Off, and nothing of OpenTelemetry loaded, unless `OTEL_EXPORTER_OTLP_ENDPOINT` says where spans go; the library's own
variables hold (`OTEL_TRACES_SAMPLER`, …). What is under way is one string, a W3C traceparent in `here`: a transaction
leaves it in PostgreSQL's setting `shequ.trace`, the events written in it carry it, streams and workers pass it on. So
nothing of the library is needed where nothing is recorded.

Attributes name routes, types and counts. Never an address as asked, a word, a name, a number of a person, nor the
message of an error.
"""

import asyncio
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from contextvars import ContextVar
from typing import Any, Final, Protocol

FIELD: Final = b"trace"
"""In entries of streams that carry one."""
SETTING: Final = "SELECT set_config('shequ.trace', $1, true)"
here: ContextVar[str | None] = ContextVar("trace", default=None)
"""The traceparent of the span under way; empty when that one is not recorded; None when there is none."""

_PARENT = re.compile(r"00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})")
_provider: Any = None
_tracer: Any = None


def start(process: str, environ: Mapping[str, str]) -> None:
    """Begins to record, when it is said where to."""
    global _provider, _tracer
    if not environ.get("OTEL_EXPORTER_OTLP_ENDPOINT"):
        return
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    from opentelemetry.sdk.resources import Resource
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor

    endpoint = environ["OTEL_EXPORTER_OTLP_ENDPOINT"].rstrip("/")
    _provider = TracerProvider(resource=Resource.create({"service.name": f"shequ-{process}"}))
    _provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(endpoint=f"{endpoint}/v1/traces")))
    _tracer = _provider.get_tracer("shequ")


def stop() -> None:
    """Sends what is left, and ends. Blocks for some seconds when nobody takes it."""
    global _provider, _tracer
    if _provider is not None:
        _provider.shutdown()
    _provider = _tracer = None


def on() -> bool:
    return _tracer is not None


class Span:
    """One that was begun; `traceparent` is what those below it name. Only while `on()`."""

    def __init__(self, name: str, parent: str = "", **attributes: str | int) -> None:
        self._span = _tracer.start_span(name, context=_context(parent), attributes=attributes)
        context = self._span.get_span_context()
        sampled = context.trace_flags.sampled
        self.traceparent = f"00-{context.trace_id:032x}-{context.span_id:016x}-01" if sampled else ""

    def end(self, *, name: str = "", failed: bool = False, **attributes: str | int) -> None:
        from opentelemetry.trace import StatusCode

        if name:
            self._span.update_name(name)
        if failed:
            self._span.set_status(StatusCode.ERROR)
        self._span.set_attributes(attributes)
        self._span.end()


def span(name: str, parent: str | None = None, **attributes: str | int) -> AbstractContextManager[None]:
    """A span around a block; below the one under way unless `parent` is given (a traceparent; empty: one that is not
    recorded). A trace is recorded whole or not at all: nothing begins below what is not."""
    above = here.get() if parent is None else parent
    if _tracer is None or above == "":
        return nullcontext()
    return _around(Span(name, above or "", **attributes))


@contextmanager
def _around(one: Span) -> Iterator[None]:
    token = here.set(one.traceparent)
    failed = True
    try:
        yield
        failed = False
    finally:
        here.reset(token)
        one.end(failed=failed)


def _context(parent: str) -> Any:
    from opentelemetry.context import Context
    from opentelemetry.trace import NonRecordingSpan, SpanContext, TraceFlags, set_span_in_context

    found = _PARENT.fullmatch(parent)
    if found is None:
        return Context()
    trace, above, flags = (int(part, 16) for part in found.groups())
    return set_span_in_context(
        NonRecordingSpan(SpanContext(trace, above, is_remote=True, trace_flags=TraceFlags(flags))), Context()
    )


class Traced:
    """An ASGI application around another: a span for each request, below the client's `traceparent`."""

    def __init__(self, app: Any) -> None:
        self._app = app

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http" or _tracer is None:
            await self._app(scope, receive, send)
            return
        parent = next(
            (value.decode("latin-1") for name, value in scope["headers"] if name == b"traceparent"), ""
        )
        one = Span("request", parent)
        status = 0

        async def seen(message: Any) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        token = here.set(one.traceparent)
        try:
            await self._app(scope, receive, seen)
        finally:
            here.reset(token)
            route = scope.get("path_template") or "other"
            one.end(
                name=f"{scope['method']} {route}", failed=status >= 500 or not status,
                **{"http.request.method": scope["method"], "http.route": route, "http.response.status_code": status},
            )  # fmt: skip


class _Event(Protocol):
    @property
    def seq(self) -> int: ...
    @property
    def type(self) -> str: ...
    @property
    def trace(self) -> str: ...


class Frames:
    """A span for each traced event from when a hub has it until its frame is written to who reads it. `begin` is told a
    batch before the socket is, `written` after; `done()` is the number up to which all is written."""

    def __init__(self, done: Callable[[], int]) -> None:
        self._done = done
        self._open: dict[int, Span] = {}

    def begin(self, entries: Sequence[_Event]) -> None:
        for entry in entries:
            if entry.trace and _tracer is not None:
                attributes: dict[str, str | int] = {"shequ.event": entry.type, "shequ.seq": entry.seq}
                self._open[entry.seq] = Span("frame", entry.trace, **attributes)

    def written(self, _: Sequence[_Event] = ()) -> None:
        done = self._done()
        for seq in [seq for seq in self._open if seq <= done]:
            self._open.pop(seq).end()
        if self._open:
            asyncio.get_running_loop().call_later(0.001, self.written)
