"""Audits in the service: begun with files, watched, read and kept."""

from __future__ import annotations

import json
import time
import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from datetime import date
from pathlib import Path
from typing import Any, Literal
from urllib.parse import quote

from adhere.client.answers import Audit, AuditEvent, AuditPost, ReadAs, as_answer
from adhere.client.connection import Connection, Problem, Unreachable, decoded, lines_of, plain
from adhere.errors import InputError
from adhere.report import Verdict

Format = Literal["html", "xlsx", "csv", "jsonl", "parquet", "findings", "summary", "zip"]
Sort = Literal["seq", "followers", "probability"]
#: Posts and audits of a page.
_POSTS, _AUDITS = 500, 200
#: How often a stream of events that breaks off is begun again before anything is heard, and the seconds in between: a minute, in
#: which a service that was stopped can start again.
_TRIES, _AGAIN = 60, 1.0
#: Statuses of a service that starts or stops, and of a proxy before one that does.
_NOT_NOW = (502, 503, 504)


class Audits:
    """The audits of the key's workspace. Everything raises Problem and Unreachable."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def begin(
        self,
        files: Sequence[Path | str],
        *,
        jurisdictions: Sequence[str] | None = None,
        name: str | None = None,
        columns: Mapping[str, str] | None = None,
        defaults: Mapping[str, Any] | None = None,
        on: date | None = None,
        baseline: str | None = None,
        remedies: bool = True,
        classify: bool = True,
        store_text: bool = False,
        idempotency_key: str | None = None,
    ) -> Audit:
        """Sends the files; the audit, which goes on in the service. See AuditSettings in the API's description for the settings.

        The same `idempotency_key` given again begins nothing new. Raises InputError where a file cannot be read.
        """
        asked = _asked(
            name=name,
            jurisdictions=jurisdictions,
            columns=columns,
            defaults=defaults,
            on=on,
            baseline=baseline,
            remedies=remedies,
            classify=classify,
            store_text=store_text,
        )
        key = idempotency_key if idempotency_key is not None else str(uuid.uuid4())
        return as_answer(Audit, self._send(files, asked, None, key))

    def dry_run(
        self,
        files: Sequence[Path | str],
        *,
        jurisdictions: Sequence[str] | None = None,
        columns: Mapping[str, str] | None = None,
        defaults: Mapping[str, Any] | None = None,
    ) -> list[ReadAs]:
        """How the files would be read. Nothing is kept. Raises InputError where a file cannot be read."""
        asked = _asked(jurisdictions=jurisdictions, columns=columns, defaults=defaults)
        return as_answer(list[ReadAs], self._send(files, asked, True, None)["files"])

    def __iter__(self) -> Iterator[Audit]:
        """All audits, the newest first."""
        for each in self._pages("/v1/audits", "audits", {"limit": _AUDITS}):
            yield as_answer(Audit, each)

    def get(self, audit: str) -> Audit:
        """An audit with its progress, its settings and its files."""
        return as_answer(Audit, self._connection.ask("GET", f"/v1/audits/{_part(audit)}"))

    def resume(self, audit: str) -> Audit:
        """Has a failed or cancelled audit go on, without what it has checked already; one that goes on is left alone."""
        return as_answer(Audit, self._connection.ask("POST", f"/v1/audits/{_part(audit)}/resume"))

    def delete(self, audit: str) -> None:
        """Cancels an audit that goes on; deletes one that has ended, but not its evidence."""
        self._connection.ask("DELETE", f"/v1/audits/{_part(audit)}")

    def events(self, audit: str) -> Iterator[AuditEvent]:
        """What there is to tell of an audit until it ends; a stream that breaks off is taken up again, also by a service that starts."""
        last: str | None = None
        tries = 0
        while True:
            try:
                for mark, event in self._events(audit, last):
                    last, tries = mark, 0
                    yield event
                    if event.state not in ("waiting", "running"):
                        return
            except (Problem, Unreachable) as error:
                if tries >= _TRIES or (isinstance(error, Problem) and error.status not in _NOT_NOW):
                    raise
            if tries >= _TRIES:
                raise Unreachable(f"The events of the audit {audit} break off again and again.")
            tries += 1
            time.sleep(_AGAIN)

    def wait(self, audit: str) -> Audit:
        """The audit once it has ended."""
        for _ in self.events(audit):
            continue
        return self.get(audit)

    def posts(
        self,
        audit: str,
        *,
        verdict: Verdict | None = None,
        jurisdiction: str | None = None,
        platform: str | None = None,
        brand: str | None = None,
        author: str | None = None,
        reason: str | None = None,
        rule: str | None = None,
        month: str | None = None,
        suspected: bool | None = None,
        unread: bool | None = None,
        q: str | None = None,
        sort: Sort = "seq",
    ) -> Iterator[AuditPost]:
        """The posts of a finished audit that the filters leave, fetched page by page."""
        asked = {
            "verdict": verdict,
            "jurisdiction": jurisdiction,
            "platform": platform,
            "brand": brand,
            "author": author,
            "reason": reason,
            "rule": rule,
            "month": month,
            "suspected": suspected,
            "unread": unread,
            "q": q,
            "sort": sort,
            "limit": _POSTS,
        }
        for each in self._pages(f"/v1/audits/{_part(audit)}/posts", "posts", asked):
            yield as_answer(AuditPost, each)

    def post(self, audit: str, seq: int) -> dict[str, Any]:
        """One post whole, with its findings and decisions, as the API describes it."""
        return dict(self._connection.ask("GET", f"/v1/audits/{_part(audit)}/posts/{seq}"))

    def summary(self, audit: str) -> dict[str, Any]:
        """The counts of a finished audit, as summary.json has them."""
        return dict(self._connection.ask("GET", f"/v1/audits/{_part(audit)}/summary"))

    def export(self, audit: str, form: Format, path: Path | str) -> Path:
        """Writes a file of a finished audit to `path`, whole or not at all; the path."""
        path = Path(path)
        unfinished = path.with_name(f".{path.name}.part")
        try:
            with (
                self._connection.stream(f"/v1/audits/{_part(audit)}/export", query={"format": form}) as answer,
                unfinished.open("wb") as file,
            ):
                for piece in answer.iter_bytes():
                    file.write(piece)
            unfinished.replace(path)
        finally:
            unfinished.unlink(missing_ok=True)
        return path

    def _send(
        self, files: Sequence[Path | str], asked: Mapping[str, Any], dry: bool | None, key: str | None
    ) -> dict[str, Any]:
        with ExitStack() as stack:
            parts: list[Any] = [("settings", (None, json.dumps(asked), "application/json"))]
            for each in map(Path, files):
                try:
                    parts.append(("files", (each.name, stack.enter_context(each.open("rb")))))
                except OSError as error:
                    raise InputError(f"Cannot read {str(each)!r}: {error.strerror}.", where=str(each)) from None
            headers = {"Idempotency-Key": plain(key, "idempotency_key")} if key is not None else {}
            return dict(
                self._connection.ask("POST", "/v1/audits", query={"dry_run": dry}, files=parts, headers=headers)
            )

    def _pages(self, path: str, name: str, asked: Mapping[str, Any]) -> Iterator[Any]:
        cursor: str | None = None
        while True:
            page = self._connection.ask("GET", path, query={**asked, "cursor": cursor})
            yield from page[name]
            if (cursor := page["cursor"]) is None:
                return

    def _events(self, audit: str, last: str | None) -> Iterator[tuple[str, AuditEvent]]:
        """The id and the content of each event of one stream."""
        headers = {"Last-Event-ID": last} if last is not None else {}
        with self._connection.stream(f"/v1/audits/{_part(audit)}/events", headers=headers) as answer:
            mark = ""
            for line in lines_of(answer):
                name, _, value = line.decode().partition(":")
                if name == "id":
                    mark = value.strip()
                elif name == "data":
                    yield mark, as_answer(AuditEvent, decoded(value))


def _asked(**given: Any) -> dict[str, Any]:
    """The settings that are given, ready for JSON."""
    ready: dict[str, Any] = {}
    for name, value in given.items():
        if isinstance(value, date):
            ready[name] = value.isoformat()
        elif isinstance(value, Mapping):
            ready[name] = dict(value)
        elif name == "jurisdictions" and value is not None:
            ready[name] = list(value)
        elif value is not None:
            ready[name] = value
    return ready


def _part(text: str) -> str:
    """The text as one part of a path."""
    return quote(text, safe="", errors="replace")
