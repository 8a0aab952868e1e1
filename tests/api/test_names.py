"""Names that no database can hold, on the one that does not even look for them: PostgreSQL."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from adhere.api.access import routes_for
from adhere.api.app import ROUTERS
from adhere.storage import Storage
from adhere.storage.places import workspace_database
from tests.api.conftest import problem_of
from tests.api.operating import Operated, key, run, settings_with
from tests.storage.conftest import MakeUrl, fill, new_postgresql, postgresql  # noqa: F401

NAMING = sorted(way for router in ROUTERS for way in routes_for(router) if "{" in way[1])


@pytest.fixture
def url(new_postgresql: MakeUrl) -> str:  # noqa: F811
    url = new_postgresql()
    with Storage.open(workspace_database(url, "default")) as storage:
        fill(storage)
    return url


def test_nul_is_a_mistake_of_the_caller_everywhere(packs: Path, tmp_path: Path, url: str) -> None:
    async def work(each: Operated) -> None:
        client, admin = each.client, key(each.service, "admin")

        async def refused(method: str, path: str, where: str, **sent: Any) -> None:
            problem = problem_of(await client.request(method, path, headers=admin, **sent), 422)
            assert problem["errors"] == [
                {"where": where, "message": f"{where}: 'a\\x00b' holds the character NUL, which is in no name."}
            ], path

        assert len(NAMING) > 15
        for method, path in NAMING:
            first = re.findall(r"\{(\w+)", path)[0]
            await refused(method, re.sub(r"\{.*?\}", "a%00b", path), first)
        queries = (("evidence/verify", "audit"), ("evidence/verify", "head"), ("decisions", "check_id"))
        for path, name in (*queries, ("checks/check1/replay", "audit"), ("decisions", "audit"), ("audits", "cursor")):
            await refused("GET", f"/v1/{path}?{name}=a%00b", name)
        # whose texts are to be forgotten may be called anything
        for name in ("post_id", "author"):
            sent = {name: "a\0b", "reason": "asked \0 for it"}
            answer = await client.post("/v1/evidence/forget", json=sent, headers=admin)
            assert answer.json() == {"erased": 0}, answer.text
        decided = {"decision": "agree", "reason": "seen \0", "by": "A\0 Berg"}
        answer = await client.post("/v1/checks/check1/decisions", json=decided, headers=admin)
        assert (answer.status_code, answer.json()[0]["reason"]) == (201, "seen \0"), answer.text
        new = {"name": "a\0b", "roles": ["check"]}
        problem_of(await client.post("/v1/admin/keys", json=new, headers=admin), 422)
        new = {"url": "https://a\0b.example/", "events": ["decision.made"]}
        problem_of(await client.post("/v1/webhooks", json=new, headers=admin), 422)
        assert (await client.get("/v1/evidence/verify", headers=admin)).json()["whole"]

    run(settings_with(packs, tmp_path, database=url, audit_jobs=0), work)
