"""Starting: what is imported when, completion, the version, and the server."""

from __future__ import annotations

import json
import os
import shlex
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from adhere import __version__
from tests.cli.conftest import ADHERE, Run, Spawn

HEAVY = ("fastapi", "uvicorn", "spacy", "rich.console", "thinc", "numpy", "starlette")


def imported_by(code: str) -> set[str]:
    code += "\nimport sys, json; print(json.dumps(sorted(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=120, check=True)
    return set(json.loads(done.stdout.splitlines()[-1]))


def test_help_imports_nothing_heavy() -> None:
    found = imported_by("import adhere.cli.app")
    assert not found & set(HEAVY)
    assert "adhere.checker" not in found


def test_check_without_classifier_imports_no_spacy(packs: Path) -> None:
    args = ["adhere", "check", "Ad: x", "-j", "XA", "--no-classifier", "-f", "json", "--rules", str(packs)]
    code = (
        f"import sys; sys.argv = {args!r}\nfrom adhere.cli import main\ntry: main()\nexcept SystemExit: pass\nprint()"
    )
    assert not imported_by(code) & set(HEAVY)


def test_the_version(run: Run) -> None:
    assert run("--version").stdout == f"adhere {__version__}\n"


def test_without_a_command_the_help_is_shown(run: Run) -> None:
    result = run()
    assert "Commands:" in result.output
    assert result.exit_code == 2


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_script(spawn: Spawn, shell: str) -> None:
    done = spawn(_ADHERE_COMPLETE=f"source_{shell}")
    assert done.returncode == 0
    assert b"_COMPLETE" in done.stdout


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        ("adhere ch", {"check"}),
        ("adhere check x --platform insta", {"instagram"}),
        ("adhere check x -r gift", {"gifted", "gifted_with_obligation"}),
        ("adhere check x --format ", {"text", "json", "jsonl", "sarif"}),
        ("adhere rules s", {"show", "schema"}),
    ],
)
def test_words_are_completed(words: str, wanted: set[str]) -> None:
    code = "import sys; sys.argv[0] = 'adhere'\nfrom adhere.cli import main\nmain()"
    env = {"_ADHERE_COMPLETE": "complete_bash", "COMP_WORDS": words, "COMP_CWORD": str(len(words.split(" ")) - 1)}
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=120, env=env, check=False
    )
    assert set(done.stdout.split()) == wanted


def test_jurisdictions_are_completed_after_a_comma() -> None:
    from adhere.cli.options import complete_jurisdiction

    known = complete_jurisdiction("")
    assert all(len(code) == 2 for code in known)
    assert complete_jurisdiction("GB,") == [f"GB,{code}" for code in known]


def test_serve_refuses_bad_rules_before_it_listens(run: Run) -> None:
    result = run("serve", "--rules", "/no/such/folder")
    assert result.exit_code == 2
    assert "no such folder" in result.stderr


def test_serve_names_a_bad_setting(spawn: Spawn) -> None:
    done = spawn("serve", "--port", "0", ADHERE_MAX_BATCH="many")
    assert done.returncode == 2
    assert b"ADHERE_MAX_BATCH" in done.stderr
    assert b"Traceback" not in done.stderr


def test_serve_answers_until_it_is_interrupted(packs: Path) -> None:
    command = [*ADHERE, "serve", "--port", "0", "--rules", str(packs)]
    env = {**os.environ, "ADHERE_CLASSIFY": "false", "ADHERE_BATCH_WORKERS": "1"}
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=env) as process:
        try:
            assert process.stderr is not None
            line = next(line for line in process.stderr if "running on" in line)
            url = line.split("running on ")[1].split()[0]
            assert url.startswith("http://127.0.0.1:")
            status = wait_for(url + "/health/ready")
            assert status == 200
        finally:
            process.send_signal(signal.SIGINT)
        rest = process.stderr.read()
        assert process.wait(60) == 0
        assert "Traceback" not in rest


def wait_for(url: str) -> int:
    for _ in range(300):
        try:
            with urllib.request.urlopen(url, timeout=5) as answer:
                return int(answer.status)
        except OSError:
            time.sleep(0.1)
    return 0


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
@pytest.mark.parametrize("format", ["text", "json", "jsonl", "sarif"])
def test_a_full_disk_is_no_verdict_and_no_mistake_of_ours(packs: Path, format: str) -> None:
    command = [*ADHERE, "check", "Ad: x", "-j", "XB", "--rules", str(packs), "--no-classifier", "--format", format]
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, timeout=120, check=False)
    assert done.returncode == 3
    assert done.stderr == b"adhere: No space left on device.\n"


@pytest.mark.skipif(os.name != "posix", reason="a shell that closes its output")
def test_a_closed_output_leaves_the_exit_code(packs: Path) -> None:
    command = [*ADHERE, "check", "Ad: x", "-j", "XB", "--rules", str(packs), "--no-classifier"]
    done = subprocess.run(f"{shlex.join(command)} >&-", shell=True, stderr=subprocess.PIPE, timeout=120, check=False)
    assert (done.returncode, done.stderr) == (0, b"")


def test_a_closed_input_is_wrong_use(packs: Path) -> None:
    command = [*ADHERE, "check", "-i", "-", "-j", "XB", "--rules", str(packs), "--no-classifier"]
    done = subprocess.run(f"{shlex.join(command)} <&-", shell=True, capture_output=True, timeout=120, check=False)
    assert (done.returncode, done.stderr) == (2, b"adhere: --input: standard input is closed.\n")


@pytest.mark.parametrize("command", [["check"], ["decide"], ["audit"], ["evidence", "verify"], ["rules", "schema"]])
def test_the_usage_holds_no_brackets_in_brackets(run: Run, command: list[str]) -> None:
    usage = run(*command, "--help").stdout.split("\n\n")[0]
    assert "[[" not in usage
    assert "…]..." not in usage


def test_a_folder_that_cannot_be_made_is_named(spawn: Spawn, tmp_path: Path) -> None:
    (posts := tmp_path / "posts.csv").write_text("id,text\n1,a lamp\n")
    done = spawn("audit", str(posts), "-j", "GB", "--output", str(posts / "audit"))
    assert done.returncode == 2
    assert done.stderr.decode().splitlines()[-1].startswith(f"adhere: {posts / 'audit'}")


def test_what_is_finished_cannot_be_cancelled(run: Run, tmp_path: Path) -> None:
    result = run("audit", "--cancel", "--output", tmp_path)
    assert result.exit_code == 2
    assert "no unfinished audit is here" in result.stderr
