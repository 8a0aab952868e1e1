"""`adhere worker` logs as `adhere serve` does."""

from __future__ import annotations

import json
import signal
import subprocess

import pytest

from tests.audits.conftest import command, environment
from tests.storage.conftest import MakeUrl, new_postgresql, postgresql  # noqa: F401


def test_its_log_is_in_the_format_that_is_set(new_postgresql: MakeUrl) -> None:  # noqa: F811
    env = environment() | {"ADHERE_LOG_FORMAT": "json"}
    with subprocess.Popen(
        command("worker", "--database", new_postgresql(), "--jobs", "1"),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=env,
    ) as process:
        try:
            assert process.stderr is not None
            line = json.loads(process.stderr.readline())
            process.send_signal(signal.SIGTERM)
            out, rest = process.communicate(timeout=60)
        finally:
            process.kill()
    assert (line["event"], line["level"], line["logger"]) == ("waiting for work", "info", "adhere.worker")
    assert (process.returncode, out, rest) == (0, "", "")


@pytest.mark.parametrize("name", ["ADHERE_LOG_FORMAT", "ADHERE_LOG_LEVEL"])
def test_a_setting_that_is_none_ends_it(name: str) -> None:
    done = subprocess.run(
        command("worker", "--database", "postgresql://127.0.0.1:1/x"),
        capture_output=True,
        text=True,
        env=environment() | {name: "loud"},
    )
    assert (done.returncode, name in done.stderr) == (2, True), done.stderr
