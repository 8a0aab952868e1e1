"""`adhere serve` as operators have it: other rules while it answers, and an end that loses nobody's request."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families

from tests.cli.conftest import ADHERE
from tests.cli.packs import write_packs

LATE = {"text": "a late #ad", "jurisdictions": ["XA"], "relationship": "paid"}


@dataclass
class Served:
    """A running service and what it has logged."""

    process: subprocess.Popen[str]
    packs: Path
    url: str = ""
    log: list[str] = field(default_factory=list)

    def lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.log if line.startswith("{")]

    def change(self, before: str, after: str) -> None:
        path = self.packs / "XA" / "rules.yaml"
        text = path.read_text("utf-8")
        assert before in text
        path.write_text(text.replace(before, after), "utf-8")

    def verdict(self) -> str:
        (result,) = httpx.post(f"{self.url}/v1/check", json=LATE, timeout=60).json()["results"]
        return str(result["verdict"])


@contextmanager
def served(folder: Path, *options: str, **more: str) -> Iterator[Served]:
    """`adhere serve` over packs of the test's own, ready; `more` is added to its environment."""
    packs = write_packs(folder / "packs")
    kept = {name: value for name, value in os.environ.items() if not name.startswith("ADHERE_")}
    env = kept | {
        "ADHERE_CLASSIFY": "no",
        "ADHERE_BATCH_WORKERS": "1",
        "ADHERE_AUDIT_JOBS": "0",
        "ADHERE_LOG_FORMAT": "json",
        "ADHERE_DRAIN_SECONDS": "3",
        "ADHERE_DATA": str(folder / "data"),
        **more,
    }
    command = [*ADHERE, "serve", "--port", "0", "--rules", str(packs), *options]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=env) as process:
        found = Served(process, packs)
        reader = threading.Thread(target=_read, args=(found,))
        reader.start()
        try:
            _until(lambda: bool(found.url))
            # each of several processes, whichever is asked
            _until(lambda: all(_ready(found.url) for _ in range(10)))
            yield found
        finally:
            if process.poll() is None:
                process.terminate()
            process.wait(60)
            reader.join(60)


def _read(found: Served) -> None:
    assert found.process.stderr is not None
    for line in found.process.stderr:
        found.log.append(line)
        if "running on " in line:
            found.url = line.split("running on ")[1].split()[0]


def _ready(url: str) -> bool:
    try:
        return httpx.get(f"{url}/health/ready", timeout=60).status_code == 200
    except httpx.ConnectError:
        # its address is told before it listens
        return False


def _until(happened: Callable[[], bool]) -> None:
    for _ in range(600):
        if happened():
            return
        time.sleep(0.1)
    raise AssertionError("it did not happen")


class Callers:
    """Clients that ask one after the other on connections they keep, until the service closes them with an answer."""

    def __init__(self, url: str, count: int = 4) -> None:
        self.url = url
        self.verdicts: list[str] = []
        #: What each of them was told last.
        self.last: dict[int, str] = {}
        self.failures: list[str] = []
        self._threads = [threading.Thread(target=self._ask, args=(number,)) for number in range(count)]
        for thread in self._threads:
            thread.start()

    def _ask(self, number: int) -> None:
        batch = number % 2 == 1
        path, body = ("/v1/check/batch", {"posts": [LATE] * 80}) if batch else ("/v1/check", LATE)
        with httpx.Client(base_url=self.url, timeout=60) as client:
            while True:
                try:
                    answer = client.post(path, json=body)
                except httpx.HTTPError as error:
                    self.failures.append(repr(error))
                    return
                if answer.status_code != 200:
                    self.failures.append(answer.text)
                    return
                reports = answer.json()["reports"] if batch else [answer.json()]
                self.verdicts += [report["results"][0]["verdict"] for report in reports]
                self.last[number] = reports[-1]["results"][0]["verdict"]
                if answer.headers.get("connection") == "close":
                    return
                # callers without a pause would leave the service no time to read its rules
                time.sleep(0.02)

    def join(self) -> None:
        for thread in self._threads:
            thread.join(60)
            assert not thread.is_alive()


@pytest.mark.parametrize("options", [(), ("--workers", "2")], ids=["one", "two"])
def test_it_takes_other_rules_and_leaves_without_losing_a_request(tmp_path: Path, options: tuple[str, ...]) -> None:
    with served(tmp_path, *options) as service:
        callers = Callers(service.url)
        _until(lambda: len(callers.verdicts) > 200 or bool(callers.failures))
        assert set(callers.verdicts) == {"non_compliant"}

        # a mistake changes nothing, and the log names its place
        service.change("position: start", "position: strat")
        service.process.send_signal(signal.SIGHUP)
        _until(lambda: any("XA/rules.yaml" in line["event"] for line in service.lines()))
        assert service.verdict() == "non_compliant"

        service.change("position: strat", "position: anywhere")
        service.process.send_signal(signal.SIGHUP)
        # each of the processes has them, whichever a caller is connected to
        _until(lambda: set(callers.last.values()) == {"compliant"} or bool(callers.failures))
        begun = len(callers.verdicts)
        _until(lambda: len(callers.verdicts) > begun + 200 or bool(callers.failures))

        service.process.send_signal(signal.SIGTERM)
        if not options:
            _until(lambda: httpx.get(f"{service.url}/health/ready").status_code == 503)
            assert "about to stop" in httpx.get(f"{service.url}/health/ready").json()["detail"]
        callers.join()
        assert callers.failures == []
        assert set(callers.last.values()) == {"compliant"}
        assert service.process.wait(60) in (0, -signal.SIGTERM)
    assert [line for line in service.lines() if "exception" in line] == []
    assert not any("Traceback" in line for line in service.log)


def test_processes_on_one_port_count_together(tmp_path: Path) -> None:
    with served(tmp_path, "--workers", "2") as service:
        asked = 40
        for _ in range(asked):
            # a new connection each, so that either of them may take it
            assert httpx.post(f"{service.url}/v1/check", json=LATE, timeout=60).status_code == 200
        for _ in range(6):
            found = {
                (sample.name, *sorted(sample.labels.values())): sample.value
                for family in text_string_to_metric_families(httpx.get(f"{service.url}/metrics", timeout=60).text)
                for sample in family.samples
            }
            assert found["adhere_checks_total", "non_compliant"] == asked
            assert found["adhere_requests_total", "/v1/check", "200", "POST"] == asked
            assert found["adhere_worker_tasks",] == 0
        service.process.send_signal(signal.SIGTERM)
        service.process.wait(60)


def test_nobody_holds_the_port_when_the_first_process_is_killed(tmp_path: Path) -> None:
    with served(tmp_path, "--workers", "2") as service:
        service.process.kill()
        service.process.wait(60)

        def gone() -> bool:
            try:
                httpx.get(f"{service.url}/health/live", timeout=60)
            except httpx.TransportError:
                return True
            return False

        _until(gone)
