"""The client: checks, evidence and decisions, rules; and audits at `audits`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from types import TracebackType
from typing import Any, Literal
from urllib.parse import quote

import httpx

from adhere.client.answers import Decision, Failed, Jurisdiction, Rule, as_answer
from adhere.client.audits import Audits
from adhere.client.connection import Connection, Unreachable, decoded, encoded, lines_of, plain
from adhere.post import Post
from adhere.report import Report

LOCAL = "http://127.0.0.1:8000"
#: Seconds without a word after which a request is given up. Streams of events give a sign of life more often.
TIMEOUT = 60.0


class Client:
    """A service at `url`, asked with a `key`; without one where it is open. Safe to share between threads.

    Everything raises Problem for what the service refuses, and Unreachable where there is none. Raises InputError for a URL or a key
    that cannot be one.
    """

    def __init__(
        self,
        url: str = LOCAL,
        *,
        key: str | None = None,
        timeout: float = TIMEOUT,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        self._connection = Connection(url, key, timeout, transport)
        self.audits = Audits(self._connection)

    def __enter__(self) -> Client:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Ends all connections."""
        self._connection.close()

    def check(self, post: Post, *, on: date | None = None) -> Report:
        """The report on a post; `on` judges it by the rules of another day."""
        return as_answer(Report, self._connection.ask("POST", "/v1/check", query={"on": on}, data=_told(post)))

    def check_batch(self, posts: Sequence[Post], *, on: date | None = None) -> list[Report | Failed]:
        """A report, or what is wrong with the post, for each, in order."""
        told = [encoded(_told(each)) for each in posts]
        query, headers = {"on": on}, {"Content-Type": "application/x-ndjson"}
        # line by line, so that there is always a word before the timeout, however many markets are asked about
        with self._connection.stream(
            "/v1/check/batch", method="POST", query=query, content=b"\n".join(told), headers=headers
        ) as answer:
            found = [_answered(decoded(line)) for line in lines_of(answer)]
        if len(found) != len(told):
            raise Unreachable(f"The service broke off: it answered {len(found)} of {len(told)} posts.")
        return found

    def evidence(self, check_id: str) -> dict[str, Any]:
        """What is recorded of a check, as the API describes it."""
        return dict(self._connection.ask("GET", f"/v1/checks/{_part(check_id)}"))

    def decide(
        self,
        check_id: str,
        decision: Literal["agree", "override", "ignore"],
        *,
        reason: str,
        jurisdiction: str | None = None,
        rule: str | None = None,
        until: date | None = None,
        idempotency_key: str | None = None,
    ) -> list[Decision]:
        """Decides about the findings of a check, or about those of a jurisdiction or a rule. To ignore needs `until`, a last day."""
        data = {
            "decision": decision,
            "reason": reason,
            "jurisdiction": jurisdiction,
            "rule": rule,
            "until": until.isoformat() if until is not None else None,
        }
        headers = {"Idempotency-Key": plain(idempotency_key, "idempotency_key")} if idempotency_key is not None else {}
        given = {name: value for name, value in data.items() if value is not None}
        path = f"/v1/checks/{_part(check_id)}/decisions"
        return as_answer(list[Decision], self._connection.ask("POST", path, data=given, headers=headers))

    def jurisdictions(self) -> list[Jurisdiction]:
        """Every jurisdiction with rules."""
        return as_answer(list[Jurisdiction], self._connection.ask("GET", "/v1/jurisdictions"))

    def jurisdiction(self, code: str, *, on: date | None = None) -> dict[str, Any]:
        """A jurisdiction on a day, whole, as the API describes it."""
        return dict(self._connection.ask("GET", f"/v1/jurisdictions/{_part(code)}", query={"on": on}))

    def rules(self, *, jurisdiction: str | None = None) -> list[Rule]:
        """Every rule, or those of one jurisdiction."""
        return as_answer(list[Rule], self._connection.ask("GET", "/v1/rules", query={"jurisdiction": jurisdiction}))

    def rule(self, rule: str, *, on: date | None = None) -> dict[str, Any]:
        """A rule on a day, with all its versions, as the API describes it."""
        return dict(self._connection.ask("GET", f"/v1/rules/{_part(rule)}", query={"on": on}))


def _told(post: Post) -> dict[str, Any]:
    """The post as it is sent: what is not given is not said."""
    return post.model_dump(mode="json", exclude_unset=True)


def _answered(line: Any) -> Report | Failed:
    """The answer for a post; lines are counted from 1, and posts from 0."""
    if isinstance(line, dict) and "error" in line:
        return Failed(line["id"], line["line"] - 1, line["error"]["detail"])
    return as_answer(Report, line)


def _part(text: str) -> str:
    """The text as one part of a path."""
    return quote(text, safe="", errors="replace")
