"""Structured logs: one event a line, JSON for machines or colours for people, never a person's data.

Every process configures this once; modules use `structlog.get_logger("<room>")` and name events in plain
words with fields. Records of libraries go the same way.
"""

import logging
import re
import sys

import structlog


def configure(log_format: str, process: str) -> None:
    """`log_format`: "json" or "console"; `process` is added to each line."""
    shared: list[structlog.types.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _named(process),
    ]
    last: structlog.types.Processor = (
        structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
        if log_format == "console"
        else structlog.processors.JSONRenderer(ensure_ascii=False)
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.format_exc_info,
                _without_values,
                last,
            ],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.INFO)
    # A line per request is the proxy's business; here it would hold paths of people's photos.
    logging.getLogger("uvicorn.access").setLevel(logging.WARNING)
    logging.getLogger("httpx").setLevel(logging.WARNING)
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )


# PostgreSQL and its driver name the value that they refuse, which may be anybody's number.
_VALUES = re.compile(r"(invalid input for query argument \$\d+: ).*( \(.*\))?$|^(DETAIL: ).*$", re.MULTILINE)


def _without_values(
    logger: structlog.types.WrappedLogger, method: str, event: structlog.types.EventDict
) -> structlog.types.EventDict:
    if isinstance(told := event.get("exception"), str):
        event["exception"] = _VALUES.sub(lambda found: f"{found[1] or found[3]}…", told)
    return event


def _named(process: str) -> structlog.types.Processor:
    def add(
        logger: structlog.types.WrappedLogger, method: str, event: structlog.types.EventDict
    ) -> structlog.types.EventDict:
        event["process"] = process
        return event

    return add
