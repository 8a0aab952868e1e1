"""Keys, workspaces and acts, on both databases."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import text

from adhere.errors import InputError, UnknownWord
from adhere.storage import Storage
from adhere.storage.accounts import ROLES, Accounts
from adhere.storage.accounts.openness import check_listening, is_loopback
from adhere.storage.places import schema_of, workspace_database

NOW = 1_795_000_000


@pytest.fixture
def accounts(url: str) -> Iterator[Accounts]:
    with Accounts.open(url) as accounts:
        yield accounts


def test_a_key_is_found_by_its_token_alone(accounts: Accounts) -> None:
    key, token = accounts.create_key("brand-team", "workflow", ["check", "audit"], NOW, by="me")
    assert accounts.key(token) == key
    assert key.roles == {"check", "audit"}
    assert key.counts(NOW)
    for wrong in ("", "adh_", token[:-1], token + "x", token.upper(), token.replace(key.id, "0" * 12), f" {token}"):
        assert accounts.key(wrong) is None, wrong


def test_the_database_holds_no_token(accounts: Accounts) -> None:
    _, token = accounts.create_key("default", "workflow", ["check"], NOW, by="me")
    secret = token.split("_", 2)[2]
    with accounts.reading.connect() as connection:
        rows = [
            str(row)
            for table in ("adhere_keys", "adhere_acts")
            for row in connection.execute(text(f"select * from {table}"))
        ]
    assert rows
    assert not [row for row in rows if secret[:20] in row]


def test_a_key_ends(accounts: Accounts) -> None:
    key, token = accounts.create_key("default", "intern", ["check"], NOW, expires=NOW + 10, by="me")
    assert key.counts(NOW + 9)
    assert not key.counts(NOW + 10)
    accounts.revoke_key(key.id, NOW + 5, by="me")
    accounts.revoke_key(key.id, NOW + 7, by="me")
    found = accounts.key(token)
    assert found is not None
    assert found.revoked == NOW + 5
    assert not found.counts(NOW + 6)


@pytest.mark.parametrize("end", [NOW, NOW - 1, 0, -62_135_596_800 - 1, 253_402_300_800, 2**62])
def test_an_end_that_no_date_tells_or_that_has_passed_is_none(accounts: Accounts, end: int) -> None:
    with pytest.raises(InputError, match="ends after it is made"):
        accounts.create_key("default", "intern", ["check"], NOW, expires=end, by="me")
    assert accounts.keys() == []


def test_another_workspace_cannot_revoke_it(accounts: Accounts) -> None:
    key, token = accounts.create_key("one", "theirs", ["check"], NOW, by="me")
    accounts.create_key("two", "mine", ["admin"], NOW, by="me")
    with pytest.raises(InputError, match="no key"):
        accounts.revoke_key(key.id, NOW, by="me", workspace="two")
    found = accounts.key(token)
    assert found is not None
    assert found.revoked is None
    assert [each.id for each in accounts.keys("one")] == [key.id]
    assert accounts.workspaces() == ["one", "two"]


def test_last_use_is_kept(accounts: Accounts) -> None:
    key, token = accounts.create_key("default", "workflow", ["check"], NOW, by="me")
    accounts.note_use({key.id: NOW + 60, "unknown": NOW})
    found = accounts.key(token)
    assert found is not None
    assert found.last_used == NOW + 60


def test_who_did_what(accounts: Accounts) -> None:
    key, _ = accounts.create_key("one", "theirs", ["check"], NOW, by="A. Berg")
    accounts.note("one", NOW + 1, "workflow", "audit begun", "a1", files=["posts \u202e.csv"])
    accounts.note("two", NOW + 2, "other", "audit begun", "a2")
    accounts.revoke_key(key.id, NOW + 3, by="A. Berg")
    acts = accounts.acts("one")
    assert [(each.at, each.who, each.act, each.subject) for each in acts] == [
        (NOW + 3, "A. Berg", "key revoked", key.id),
        (NOW + 1, "workflow", "audit begun", "a1"),
        (NOW, "A. Berg", "key created", key.id),
    ]
    assert acts[1].detail == {"files": ["posts \u202e.csv"]}
    assert accounts.acts("one", before=acts[0].number, limit=1) == acts[1:2]


@pytest.mark.parametrize("name", ["", "-x", "Brand", "a_b", "a/b", "..", "é", "x" * 41])
def test_names_that_are_none(accounts: Accounts, name: str) -> None:
    with pytest.raises(InputError, match="workspace"):
        accounts.create_key(name, "x", ["check"], NOW, by="me")
    assert accounts.keys() == []


def test_roles_that_are_none(accounts: Accounts) -> None:
    with pytest.raises(UnknownWord, match="audit"):
        accounts.create_key("default", "x", ["audits"], NOW, by="me")
    with pytest.raises(InputError, match="at least one role"):
        accounts.create_key("default", "x", [], NOW, by="me")
    with pytest.raises(InputError, match="name"):
        accounts.create_key("default", "  ", ROLES, NOW, by="me")


def test_each_workspace_has_evidence_of_its_own(url: str) -> None:
    one, two = workspace_database(url, "one-x"), workspace_database(url, "two")
    for address, audit in ((one, "a1"), (two, "a2")):
        with Storage.open(address) as storage:
            storage.begin_audit({"today": "2026-11-02"}, audit)
    with Storage.open(one, create=False) as first, Storage.open(two, create=False) as second:
        assert [each["id"] for each in first.audits()] == ["a1"]
        assert [each["id"] for each in second.audits()] == ["a2"]
    assert workspace_database(url, None) == url


def test_no_two_workspaces_share_a_schema() -> None:
    names = ["a-b", "ab", "a--b", "a0b"]
    assert len({schema_of(name) for name in names}) == len(names)


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.8.8", "::1", "localhost", "LOCALHOST"])
def test_loopback(host: str) -> None:
    assert is_loopback(host)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "10.0.0.1", "localhost.example", "", "127.0.0.1.example"])
def test_others_can_reach_it(host: str, accounts: Accounts) -> None:
    assert not is_loopback(host)
    with pytest.raises(InputError, match="adhere keys create"):
        check_listening(host, accounts)
    accounts.create_key("default", "x", ["admin"], NOW, by="me")
    check_listening(host, accounts)
