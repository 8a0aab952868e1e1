"""Databases of the service that an earlier version made."""

from __future__ import annotations

from alembic import command

from adhere.storage.accounts import Accounts
from adhere.storage.accounts.accounts import TABLES
from adhere.storage.accounts.hooks import Hooks
from adhere.storage.accounts.jobs import Jobs
from adhere.storage.databases import migrations
from tests.storage.conftest import engine_of, execute


def test_one_without_attempts_and_told_decisions_goes_on(url: str) -> None:
    with engine_of(url).begin() as connection:
        command.upgrade(migrations(connection, TABLES), "0001")
    hook = "'hook_a', 'one', 'https://a.example/in', 'whsec_c2Vj', 'decision.made', 'A. Berg', 7"
    execute(url, f"insert into adhere_hooks (id, workspace, url, secret, events, created_by, created) values ({hook})")
    job = "'audit-1', 'one', 'June', 'audits/1', 'failed', 'A. Berg', 7"
    execute(url, f"insert into adhere_jobs (id, workspace, name, folder, state, created_by, created) values ({job})")
    with Accounts.open(url) as accounts:
        (found,) = Hooks(accounts).listed("one")
        assert found.decided == -1
        (kept,) = Jobs(accounts).listed("one", None, 10)
        assert (kept.resumed, kept.attempt) == (0, "audit-1")
