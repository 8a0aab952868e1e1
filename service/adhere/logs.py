"""How the service logs: a line for people or a JSON object, on standard error, without a word of what callers sent.

An exception is told by its type and the places it passed through. Its message is left out, since it may quote a post.
"""

from __future__ import annotations

import logging.config
import os
import sys
from collections.abc import Iterator
from pathlib import PurePath
from types import TracebackType
from typing import Any

from structlog import contextvars, dev, processors, stdlib
from structlog.typing import EventDict, Processor, WrappedLogger

#: What a record may hold beside its message: the rest of its attributes is whatever a library has put there.
FIELDS = ("request_id", "method", "route", "status", "ms", "bytes_in", "key", "workspace")
#: Frames of an exception that are told, those nearest to the mistake.
_FRAMES = 30
#: Exceptions of a chain or group that are told.
_EXCEPTIONS = 10


def configuration(style: str, level: str) -> dict[str, Any]:
    """What `logging.config.dictConfig` takes; plain data, so that it reaches other processes. `style` is `console` or `json`."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"adhere": {"()": "adhere.logs.formatter", "style": style}},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "adhere", "stream": "ext://sys.stderr"}},
        "loggers": {"adhere": {"level": level.upper()}, "uvicorn": {"level": level.upper()}},
        # what libraries have to say below a warning may name addresses with their queries
        "root": {"handlers": ["stderr"], "level": "WARNING"},
    }


def configure(style: str, level: str) -> None:
    """Log so from now on in this process."""
    logging.config.dictConfig(configuration(style, level))


def formatter(style: str) -> stdlib.ProcessorFormatter:
    """The formatter of log lines."""
    shared: list[Processor] = [
        contextvars.merge_contextvars,
        stdlib.add_log_level,
        stdlib.add_logger_name,
        stdlib.ExtraAdder(FIELDS),
        processors.TimeStamper(fmt="iso", utc=True),
        without_messages,
    ]
    return stdlib.ProcessorFormatter(
        foreign_pre_chain=shared, processors=[stdlib.ProcessorFormatter.remove_processors_meta, *_renderer(style)]
    )


def _renderer(style: str) -> list[Processor]:
    if style == "json":
        return [processors.JSONRenderer(ensure_ascii=True)]
    return [_as_lines, dev.ConsoleRenderer(colors=sys.stderr.isatty() and "NO_COLOR" not in os.environ)]


def _as_lines(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    if "exception" in event:
        event["exception"] = "\n".join(event["exception"])
    return event


def without_messages(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """The exception as types and places. Of what was said of it only the first line stays: asyncio quotes the exception below it."""
    told = event.pop("exc_info", None)
    error = sys.exc_info()[1] if told is True else told[1] if isinstance(told, tuple) else told
    if isinstance(error, BaseException):
        event["event"] = str(event["event"]).partition("\n")[0]
        event["exception"] = list(places(error))
    return event


def places(error: BaseException) -> Iterator[str]:
    """An exception and those behind it: for each its type, then the places it passed through, the mistake itself last."""
    waiting, told = [("", error)], set[int]()
    while waiting and len(told) < _EXCEPTIONS:
        how, each = waiting.pop(0)
        if id(each) in told:
            continue
        told.add(id(each))
        yield f"{how}{type(each).__module__}.{type(each).__qualname__}"
        yield from _frames(each.__traceback__)
        if isinstance(each, BaseExceptionGroup):
            waiting += [("together with ", part) for part in each.exceptions]
        if each.__cause__ is not None:
            waiting.append(("because of ", each.__cause__))
        elif each.__context__ is not None and not each.__suppress_context__:
            waiting.append(("while handling ", each.__context__))


def _frames(trace: TracebackType | None) -> list[str]:
    found = []
    while trace is not None:
        code = trace.tb_frame.f_code
        found.append(f"  {'/'.join(PurePath(code.co_filename).parts[-3:])}:{trace.tb_lineno} {code.co_name}")
        trace = trace.tb_next
    return found[-_FRAMES:]
