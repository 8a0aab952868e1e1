"""Log lines: whole, and without a word of what callers sent."""

from __future__ import annotations

import asyncio
import contextlib
import io
import json
import logging
import logging.config
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest

from adhere import logs

WORDS = "Obsessed with the unreleased Lumea serum"


@contextlib.contextmanager
def logged(style: str) -> Iterator[tuple[logging.Logger, io.StringIO]]:
    """A logger of its own, and what it has written."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(logs.formatter(style))
    logger = logging.Logger("adhere.test")
    logger.addHandler(handler)
    yield logger, stream


def fail() -> None:
    post = {"text": WORDS}
    raise ValueError(f"cannot read {post['text']!r}")


def fail_behind() -> None:
    try:
        fail()
    except ValueError:
        raise KeyError(WORDS) from RuntimeError(WORDS)


def fail_in_group() -> None:
    raise ExceptionGroup(WORDS, [ValueError(WORDS), OSError(WORDS)])


@pytest.mark.parametrize("style", ["json", "console"])
@pytest.mark.parametrize(
    ("broken", "types"),
    [
        (fail, ["builtins.ValueError"]),
        (fail_behind, ["builtins.KeyError", "because of builtins.RuntimeError"]),
        (fail_in_group, ["builtins.ExceptionGroup", "builtins.ValueError", "together with builtins.OSError"]),
    ],
)
def test_an_exception_is_told_by_types_and_places(style: str, broken: Any, types: list[str]) -> None:
    with logged(style) as (logger, stream):
        try:
            broken()
        except Exception:
            logger.exception("a post could not be checked")
    said = stream.getvalue()
    assert "a post could not be checked" in said
    assert "Lumea" not in said
    for each in types:
        assert each in said
    assert "test_logs.py:" in said
    assert broken.__name__ in said


def test_a_task_that_nobody_waited_for_is_not_quoted() -> None:
    # asyncio writes the exception itself into its message
    with logged("json") as (logger, stream):

        async def work() -> None:
            task = asyncio.ensure_future(asyncio.to_thread(fail))
            await asyncio.wait([task])
            error = task.exception()
            assert error is not None
            message = f"Task exception was never retrieved\nfuture: {task!r}"
            assert WORDS in message
            logger.error(message, exc_info=error)

        asyncio.run(work())
    line = json.loads(stream.getvalue())
    assert line["event"] == "Task exception was never retrieved"
    assert "Lumea" not in stream.getvalue()


def test_what_libraries_attach_to_a_record_is_left_out() -> None:
    with logged("json") as (logger, stream):
        logger.warning("slow", extra={"statement": WORDS, "status": 200, "color_message": "\x1b[1mslow"})
    line = json.loads(stream.getvalue())
    assert line["status"] == 200
    assert line["event"] == "slow"
    assert line["level"] == "warning"
    assert "statement" not in line
    assert "color_message" not in line


def test_a_line_is_one_line() -> None:
    with logged("json") as (logger, stream):
        logger.warning('two\nlines \u2028 and "quotes" \u202e and \ud800')
    assert len(stream.getvalue().splitlines()) == 1
    assert json.loads(stream.getvalue())["event"].startswith("two\nlines")


def test_an_endless_chain_ends() -> None:
    first, second = ValueError(WORDS), KeyError(WORDS)
    first.__cause__, second.__cause__ = second, first
    assert list(logs.places(first)) == ["builtins.ValueError", "because of builtins.KeyError"]


def test_the_configuration_is_taken_by_a_process_of_its_own() -> None:
    code = (
        "import json, logging, logging.config, sys\n"
        "logging.config.dictConfig(json.loads(sys.argv[1]))\n"
        "logging.getLogger('adhere.api').info('told')\n"
        "logging.getLogger('httpx').info('GET https://hook.example/?token=secret')\n"
    )
    config = json.dumps(logs.configuration("json", "info"))
    done = subprocess.run([sys.executable, "-c", code, config], capture_output=True, text=True, timeout=60, check=True)
    (line,) = done.stderr.splitlines()
    assert json.loads(line)["event"] == "told"
