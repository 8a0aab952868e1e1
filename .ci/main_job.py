"""The main job, from the installed package and from a folder that holds nothing else: check posts, test rules, serve.

python -I .ci/main_job.py examples/posts.jsonl
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from importlib.resources import files
from pathlib import Path
from urllib.error import URLError
from urllib.request import Request, urlopen

ADHERE = str(Path(sys.executable).with_name("adhere"))
VERDICTS = {"compliant", "non_compliant", "review"}
LONGEST_START = 60


def adhere(*arguments: str, expect: int) -> str:
    """Run a command, and answer with its output. A crash must not be taken for a verdict."""
    done = subprocess.run([ADHERE, *arguments], capture_output=True, text=True, encoding="utf-8")
    if done.returncode != expect:
        sys.exit(f"adhere {' '.join(arguments)}: exit code {done.returncode}, not {expect}\n{done.stdout}{done.stderr}")
    return done.stdout


def check_posts(posts: Path) -> None:
    """All posts, for people and for programs."""
    lines = posts.read_text("utf-8").splitlines()
    reports = [
        json.loads(line) for line in adhere("check", "--input", str(posts), "-f", "jsonl", expect=1).splitlines()
    ]
    assert len(reports) == len(lines), f"{len(lines)} posts, {len(reports)} reports"
    for post, report in zip(map(json.loads, lines), reports, strict=True):
        assert report["id"] == post["id"]
        assert {result["jurisdiction"] for result in report["results"]} >= set(post["jurisdictions"])
        assert {result["verdict"] for result in report["results"]} <= VERDICTS
    classified = [report for report in reports if report["sponsorship"]["probability"] is not None]
    assert classified, "no report has the classifier's probability: did the model come with the package?"
    shown = adhere("check", "--input", str(posts), expect=1)
    for words in ("✗ not compliant", "✓ compliant", "§", "proposed edit"):
        assert words in shown, f"{words!r} is missing from what people see"
    print(f"checked {len(reports)} posts")


def check_rules() -> None:
    """The rules that came with the package pass their own examples."""
    rules = str(files("adhere.rules_data"))
    print(adhere("rules", "lint", rules, expect=0).splitlines()[-1])
    print(adhere("rules", "test", rules, expect=0).splitlines()[-1])
    print(adhere("model", "card", expect=0).splitlines()[0])


def check_service(post: dict[str, object]) -> None:
    """The service gets ready, answers one post, and goes at Ctrl-C."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        root = f"http://127.0.0.1:{free.getsockname()[1]}"
    server = subprocess.Popen([ADHERE, "serve", "--port", root.rpartition(":")[2]])
    try:
        wait_for(f"{root}/health/ready", server)
        body = json.dumps(post).encode()
        with urlopen(Request(f"{root}/v1/check", body, {"Content-Type": "application/json"}), timeout=30) as answer:
            report = json.load(answer)
        assert {result["verdict"] for result in report["results"]} <= VERDICTS
        print(f"served {report['id']}")
    finally:
        server.send_signal(signal.SIGINT)
        server.wait(30)


def wait_for(url: str, server: subprocess.Popen[bytes]) -> None:
    """Return when the address answers 200."""
    deadline = time.monotonic() + LONGEST_START
    while time.monotonic() < deadline:
        if server.poll() is not None:
            sys.exit(f"adhere serve ended with {server.returncode}")
        try:
            with urlopen(url, timeout=2):
                return
        except URLError:
            time.sleep(0.1)
    sys.exit(f"{url} did not answer in {LONGEST_START} s")


def main() -> None:
    """Copy the posts to an empty folder and work there."""
    with tempfile.TemporaryDirectory() as folder:
        posts = Path(shutil.copy(sys.argv[1], folder))
        os.chdir(folder)
        check_posts(posts)
        check_rules()
        check_service(json.loads(posts.read_text("utf-8").splitlines()[0]))


if __name__ == "__main__":
    main()
