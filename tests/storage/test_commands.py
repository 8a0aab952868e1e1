"""`adhere evidence` and `adhere decide`, over an audit made by the small packs."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import make_url, text
from typer.testing import CliRunner, Result

from adhere import Checker, Post, __version__, to_json
from adhere.cli.app import app
from adhere.errors import InputError
from adhere.storage import CheckRecord, FindingRecord, Storage
from adhere.storage.places import workspace_database
from tests.cli.packs import write_packs
from tests.storage.conftest import MakeUrl, engine_of, execute, look

Run = Callable[..., Result]
TODAY = dt.date(2026, 11, 2)
POSTS = [Post(id=f"p{n}", text=f"Loved it {n}", author=f"mia{n % 2}", relationship="paid") for n in range(6)]


@pytest.fixture(scope="session")
def packs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The rules of the audit."""
    return write_packs(tmp_path_factory.mktemp("evidence") / "packs")


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Run:
    """`adhere …` in this process."""
    monkeypatch.delenv("ADHERE_DATABASE", raising=False)
    return lambda *args: CliRunner().invoke(app, [str(arg) for arg in args])


@pytest.fixture(scope="session")
def made(packs: Path, new_sqlite: MakeUrl) -> Path:
    """The folder of an audit, with its evidence."""
    url = new_sqlite()
    record(url, packs)
    return Path(url.removeprefix("sqlite:///")).parent


@pytest.fixture
def audit(made: Path, tmp_path: Path) -> Path:
    """A copy of it to do things to."""
    return shutil.copytree(made, tmp_path / "audit")


def record(url: str, packs: Path, *, texts: bool = True) -> None:
    """What an audit records."""
    checker = Checker.load(rules=[packs], classify=False)
    checks, findings = [], []
    reports = checker.check_many(POSTS, jurisdictions=["XA", "XB"], today=TODAY, classify=False)
    for seq, (post, report) in enumerate(zip(POSTS, reports, strict=True)):
        text, answer = post.model_dump_json(), to_json(report)
        digests = hashlib.sha256(text.encode()).hexdigest(), hashlib.sha256(answer).hexdigest()
        checks.append(
            CheckRecord(
                seq, report.check_id, post.id, *digests, report.verdict, None, report.as_of, text if texts else None
            )
        )
        for result in report.results:
            for at, each in enumerate(result.findings):
                key = f"{seq}-{result.jurisdiction}-{at}"
                findings.append(FindingRecord(seq, key, result.jurisdiction, each.rule, each.reason, each.severity))
    facts: dict[str, Any] = {
        "jurisdictions": ["XA", "XB"],
        "on": None,
        "today": TODAY.isoformat(),
        "remedies": True,
        "classify": False,
        "rules_revision": checker.rules_revision,
        "model_version": checker.model_version,
        "adhere_version": __version__,
        "rules": [str(packs)],
    }
    with Storage.open(url) as storage:
        storage.record_chunk("A", 0, checks, findings)
        storage.seal_audit("A", 1, facts)


def check_id_of(folder: Path, seq: int) -> str:
    ((check_id,),) = look(
        f"sqlite:///{folder}/evidence.sqlite", "select check_id from adhere_checks where seq = :seq", seq=seq
    )
    return str(check_id)


def tamper(folder: Path, sql: str) -> None:
    assert execute(f"sqlite:///{folder}/evidence.sqlite", sql)


def test_whole_evidence_is_said_to_be_whole(run: Run, audit: Path) -> None:
    done = run("evidence", "verify", audit)
    assert (done.exit_code, done.stdout.splitlines()[0]) == (0, "6 records, chain whole")
    head = done.stdout.split()[-1]
    assert run("evidence", "verify", audit, "--head", head, "--audit", "A").exit_code == 0
    assert run("evidence", "verify", audit / "evidence.sqlite").exit_code == 0
    wrong = run("evidence", "verify", audit, "--head", "0" * 64)
    assert (wrong.exit_code, "never had the head" in wrong.stdout) == (1, True)


def test_each_fault_is_a_line(run: Run, audit: Path) -> None:
    tamper(audit, "update adhere_checks set verdict = 'compliant' where seq = 2")
    tamper(audit, "update adhere_checks set audit_id = 'B\u202e' where seq = 5")
    done = run("evidence", "verify", audit)
    assert done.exit_code == 1
    assert "audit A, chunk 0, record 2: changed: " in done.stdout
    assert "audit A, chunk 0, record 5: missing: " in done.stdout
    assert "audit B⟨202e⟩: extra: " in done.stdout
    assert "chain whole" not in done.stdout


def test_an_audit_that_is_not_sealed_is_told_of(run: Run, packs: Path, new_url: MakeUrl) -> None:
    url = new_url()
    record(url, packs)
    with Storage.open(url) as storage:
        storage.begin_audit({}, "B")
    done = run("evidence", "verify", "--database", url)
    assert done.exit_code == 0
    assert "audit B is not finished" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["evidence", "verify"], "Which evidence?"),
        (["evidence", "verify", "nowhere"], "not there"),
        (["evidence", "verify", "@audit", "--workspace", "default"], "--workspace goes with --database"),
        (["evidence", "verify", "--workspace", "default"], "name FOLDER/workspaces/default"),
        (["decide", "--list", "--database", "sqlite:///x", "--workspace", "a"], "--workspace goes with --database"),
        (["evidence", "verify", "--database", "mysql://x"], "Allowed are"),
        (["evidence", "verify", "@audit", "--audit", "B"], "no audit 'B'"),
        (["evidence", "replay", "nope", "@audit"], "no check 'nope'"),
        (["evidence", "forget", "@audit"], "Give one of"),
        (["evidence", "forget", "@audit", "--post", "p1", "--author", "x"], "Give one of"),
        (["evidence", "forget", "@audit", "--post", "p1"], "--by is blank"),
        (["evidence", "forget", "@audit", "--older-than", "soon"], "YYYY-MM-DD"),
        (["decide", "--audit", "@audit"], "Write adhere decide"),
        (["decide", "nope", "agree", "--audit", "@audit"], "no check 'nope'"),
        (["decide", "--list"], "Which evidence?"),
        (["decide", "--revoke", "3", "--audit", "@audit"], "no decision 3"),
    ],
)
def test_wrong_use_says_what_to_do(run: Run, made: Path, arguments: list[str], said: str) -> None:
    done = run(*(made if each == "@audit" else each for each in arguments))
    assert done.exit_code == 2
    assert said in done.stderr


def test_a_workspace_of_a_postgresql(run: Run, packs: Path, new_postgresql: MakeUrl) -> None:
    base = new_postgresql()
    for workspace in ("default", "brand-team"):
        record(workspace_database(base, workspace), packs)
    here = ("--database", base, "--workspace", "brand-team")
    assert run("evidence", "verify", *here).stdout.startswith("6 records, chain whole")
    (check_id,) = look(
        workspace_database(base, "brand-team"),
        "select check_id from adhere_findings natural join adhere_checks limit 1",
    )[0]
    assert run("evidence", "replay", check_id, *here).exit_code == 0
    assert run("decide", check_id, "agree", "--by", "R. Okafor", "--reason", "seen", *here).exit_code == 0
    assert run("evidence", "forget", "--post", "p1", "--by", "R. Okafor", "--reason", "asked", *here).exit_code == 0
    assert "agree" in run("decide", "--list", *here).stdout
    # and nothing of it in the other one
    assert "no decisions" in run("decide", "--list", "--database", base, "--workspace", "default").stdout
    nowhere = run("evidence", "verify", "--database", base, "--workspace", "nowhere")
    assert (nowhere.exit_code, "holds no evidence" in nowhere.stderr) == (2, True)
    assert look(base, "select 1 from pg_namespace where nspname = 'adhere_nowhere'") == []
    assert run("evidence", "verify", "--database", base, "--workspace", "a,public").exit_code == 2


def test_a_replay_gives_the_same_report(run: Run, audit: Path) -> None:
    done = run("evidence", "replay", check_id_of(audit, 3), audit)
    assert (done.exit_code, done.stderr.strip()) == (0, "the same report, byte for byte")
    assert json.loads(done.stdout)["id"] == "p3"


def test_a_replay_says_which_version_is_missing(run: Run, audit: Path) -> None:
    for name, words in (("rules_revision", "rules: recorded older, installed "), ("model_version", "installed None")):
        folder = shutil.copytree(audit, audit.parent / name)
        tamper(folder, f"update adhere_audits set facts = json_set(facts, '$.{name}', 'older')")
        done = run("evidence", "replay", check_id_of(audit, 3), folder)
        assert done.exit_code == 2
        assert words in done.stderr
        assert done.stdout == ""


def test_a_replay_of_another_version_says_so_where_the_report_differs(run: Run, audit: Path) -> None:
    tamper(audit, "update adhere_audits set facts = json_set(facts, '$.adhere_version', '0.0.1')")
    assert run("evidence", "replay", check_id_of(audit, 3), audit).exit_code == 0
    tamper(audit, "update adhere_checks set report_sha256 = 'x' where seq = 3")
    done = run("evidence", "replay", check_id_of(audit, 3), audit)
    assert done.exit_code == 1
    assert "made by Adhere 0.0.1" in done.stderr


def test_a_replay_needs_the_text_and_the_rules(run: Run, audit: Path, packs: Path, new_url: MakeUrl) -> None:
    check_id = check_id_of(audit, 3)
    url = new_url()
    record(url, packs, texts=False)
    assert "--store-text" in run("evidence", "replay", check_id, "--database", url).stderr
    tamper(audit, "update adhere_checks set input = '{}' where seq = 2")
    assert "not the one that was checked" in run("evidence", "replay", check_id_of(audit, 2), audit).stderr
    run("evidence", "forget", audit, "--post", "p3", "--reason", "asked", "--by", "me")
    assert "erased" in run("evidence", "replay", check_id, audit).stderr
    tamper(audit, "update adhere_audits set facts = json_set(facts, '$.rules[0]', '/gone')")
    assert "/gone, which are not there" in run("evidence", "replay", check_id_of(audit, 4), audit).stderr
    tamper(audit, "update adhere_audits set seal = null")
    assert "not finished" in run("evidence", "replay", check_id_of(audit, 4), audit).stderr


def test_texts_are_forgotten(run: Run, audit: Path) -> None:
    done = run("evidence", "forget", audit, "--author", "@MIA1", "--reason", "asked", "--by", "R. Okafor")
    assert (done.exit_code, done.stdout) == (0, "3 texts erased\n")
    assert "not touched" in done.stderr
    assert run("evidence", "forget", audit, "--older-than", "2026-11-03").stdout == "3 texts erased\n"
    assert run("evidence", "verify", audit).exit_code == 0


def test_decisions_are_made_shown_and_taken_back(run: Run, audit: Path) -> None:
    who = ("--audit", audit, "--by", "R. Okafor", "--reason", "a gift\u202e without any condition")
    check_id = check_id_of(audit, 1)
    assert run("decide", "--list", "--audit", audit).stdout == "no decisions\n"
    done = run("decide", check_id, "override", *who, "-j", "XA")
    assert done.exit_code == 0
    assert "2  override  XA " in done.stdout
    assert "R. Okafor on " in done.stdout
    assert "⟨202e⟩" in done.stdout
    until = dt.date.today() + dt.timedelta(5)
    assert f"ignore until {until}" in run("decide", check_id, "ignore", *who, "-j", "XB", "--until", until).stdout
    shown = run("decide", "--list", "--audit", audit).stdout
    assert {line.split()[0] for line in shown.splitlines()} == {"2", "3"}
    assert run("decide", "--revoke", "2", *who).stdout == "decision 2 is taken back\n"
    assert run("evidence", "verify", audit).exit_code == 0
    tamper(audit, "update adhere_events set body = replace(body, 'ignore', 'agree') where kind = 'decision'")
    assert "decision changed" in run("evidence", "verify", audit).stdout


def test_a_folder_goes_before_the_address_in_the_environment(
    run: Run, audit: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ADHERE_DATABASE", "mysql://x")
    assert run("evidence", "verify", audit).exit_code == 0
    assert "mysql" in run("evidence", "verify").stderr


@pytest.mark.parametrize("encoding", ["SQL_ASCII", "LATIN1"])
def test_a_database_that_cannot_hold_every_post_is_refused(postgresql: str, run: Run, encoding: str) -> None:
    name = f"adhere_{encoding.lower()}"
    with engine_of(postgresql).execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
        connection.execute(text(f"create database {name} encoding '{encoding}' locale 'C' template template0"))
    url = make_url(postgresql).set(database=name).render_as_string(hide_password=False)
    with pytest.raises(InputError, match=rf"{name} keeps text as {encoding}.*createdb --encoding UTF8") as caught:
        Storage.open(url)
    assert caught.value.where == "--database"
    for command in (("worker",), ("worker", "--schedules"), ("keys", "list"), ("evidence", "verify")):
        done = run(*command, "--database", url)
        assert (done.exit_code, f"keeps text as {encoding}" in done.stderr) == (2, True), command


@pytest.mark.parametrize("command", [("worker",), ("worker", "--schedules"), ("keys", "list")])
@pytest.mark.parametrize(
    ("url", "said"),
    [("postgresql://me:secret@127.0.0.1:1/db", "cannot be opened"), ("mysql://me:secret@127.0.0.1/db", "'mysql'")],
)
def test_a_database_that_is_not_there_is_told_of(run: Run, command: tuple[str, ...], url: str, said: str) -> None:
    done = run(*command, "--database", url)
    assert (done.exit_code, said in done.stderr, "secret" in done.stderr) == (2, True, False)
