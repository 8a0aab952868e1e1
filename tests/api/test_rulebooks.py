"""GET /v1/jurisdictions and /v1/rules."""

from __future__ import annotations

from httpx import Client

from tests.api.conftest import JSON, problem_of


def test_jurisdictions(client: Client) -> None:
    answer = client.get("/v1/jurisdictions")
    assert answer.headers["content-type"] == JSON
    (xa,) = [each for each in answer.json() if each["jurisdiction"] == "XA"]
    assert xa["name"] == "Land of XA"
    assert xa["since"] == "2010-01-01"


def test_a_jurisdiction_on_a_day(client: Client) -> None:
    then = client.get("/v1/jurisdictions/XA?on=2016-01-01").json()
    now = client.get("/v1/jurisdictions/xa").json()
    params = [
        next(rule["params"] for rule in page["in_force"] if rule["id"] == "xa.placement.start") for page in (then, now)
    ]
    assert params == [{}, {"position": "start"}]
    assert then["on"] == "2016-01-01"
    assert {"label": "Ad", "status": "accepted"}.items() <= then["words"][0].items()


def test_rules_and_those_of_one_jurisdiction(client: Client) -> None:
    everything = client.get("/v1/rules").json()
    some = client.get("/v1/rules?jurisdiction=XB").json()
    assert {each["jurisdiction"] for each in everything} >= {"XA", "XB"}
    assert {each["jurisdiction"] for each in some} == {"XB"}
    assert some[0] == {
        "id": "xb.duty",
        "jurisdiction": "XB",
        "title": "What each relationship brings",
        "check": "duty",
        "status": "active",
    }


def test_a_rule_on_a_day(client: Client) -> None:
    now = client.get("/v1/rules/xa.placement.start").json()
    then = client.get("/v1/rules/xa.placement.start?on=2014-01-01").json()
    assert now["in_force"]["severity"] == "breach"
    assert then["in_force"] is None
    assert [version["from"] for version in now["versions"]] == ["2015-01-01", "2020-01-01"]


def test_what_does_not_exist_names_the_nearest(client: Client) -> None:
    for path, nearest in (("jurisdictions/XAA", "XA"), ("rules/xa.placement.strat", "xa.placement.start")):
        problem = problem_of(client.get(f"/v1/{path}"), 404)
        assert problem["errors"][0]["nearest"] == nearest
    problem = problem_of(client.get("/v1/rules?jurisdiction=XAA"), 422)
    assert problem["errors"][0]["nearest"] == "XA"


def test_a_day_before_any_rule(client: Client) -> None:
    problem = problem_of(client.get("/v1/jurisdictions/XA?on=1999-01-01"), 422)
    assert "2010-01-01" in problem["detail"]


def test_wrong_queries(client: Client) -> None:
    for path in ("jurisdictions?on=2024-01-01", "jurisdictions/XA?on=x", "rules?id=x", "rules/xa.duty?on=2024"):
        problem_of(client.get(f"/v1/{path}"), 422)
