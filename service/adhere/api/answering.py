"""Raw posts in, answers out: on the event loop for one short post, in a worker for a chunk of a batch."""

from __future__ import annotations

import datetime as dt
import json
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from adhere.api.problems import BrokenJson, InvalidPost, Problem, internal, problem_of
from adhere.api.reading import check_length, read_json, read_post
from adhere.api.recorded import Records
from adhere.api.tallies import Tally
from adhere.errors import AdhereError, InputError
from adhere.post import Post
from adhere.report import to_json

if TYPE_CHECKING:
    from adhere.checker import Checker

log = logging.getLogger("adhere.api")


@dataclass(frozen=True, slots=True)
class Ask:
    """What a request asks of every post in it. `record`: is evidence to be recorded of them, and with their texts?"""

    on: dt.date | None
    today: dt.date
    max_text_length: int
    record: Literal["nothing", "digests", "texts"] = "nothing"

    def records(self, checker: Checker) -> Records:
        """What will hold the evidence of posts that this checker checks, empty."""
        return Records.by(checker, self.today, texts=self.record == "texts")


@dataclass(frozen=True, slots=True)
class Failed:
    """A post that could not be checked, in the place of its report."""

    id: str | None
    problem: Problem

    def as_json(self, place: str, number: int) -> bytes:
        """The failure as JSON; `place` is what `number` counts: `line` or `index`."""
        return json.dumps({"id": self.id, place: number, "error": self.problem.as_dict()}, ensure_ascii=True).encode()


def answer_one(checker: Checker, post: Post, ask: Ask, tally: Tally, records: Records | None = None) -> bytes:
    """The report on one post, as JSON; counted in `tally`, and its evidence in `records` where it is asked for. Raises InputError."""
    check_length(post, ask.max_text_length)
    report = checker.check(post, on=ask.on, today=ask.today)
    tally.add(report)
    answer = to_json(report)
    if records is not None and ask.record != "nothing":
        records.add(post, report, answer)
    return answer


def answer_many(
    checker: Checker, raws: Sequence[bytes], ask: Ask, tally: Tally, records: Records
) -> list[bytes | Failed]:
    """A report or a failure for each post, in order; counted in `tally`, and their evidence in `records` where it is asked for."""
    read = [_read(raw, ask) for raw in raws]
    answers = iter(_check(checker, [each for each in read if isinstance(each, Post)], ask, tally, records))
    found = [next(answers) if isinstance(each, Post) else each for each in read]
    tally.failed += sum(isinstance(each, Failed) for each in found)
    return found


def _read(raw: bytes, ask: Ask) -> Post | Failed:
    try:
        post = read_post(raw)
        check_length(post, ask.max_text_length)
        return post
    except InputError as error:
        return Failed(_id(raw, error), problem_of(error))


def _id(raw: bytes, error: InputError) -> str | None:
    """The id in a post that is wrong elsewhere."""
    if isinstance(error, BrokenJson):
        return None
    data: Any = read_json(raw)
    name = data.get("id") if isinstance(data, dict) else None
    return name if isinstance(name, str) and not _blames_id(error) else None


def _blames_id(error: InputError) -> bool:
    return isinstance(error, InvalidPost) and any(part.where == "id" for part in error.parts)


def _check(checker: Checker, posts: Sequence[Post], ask: Ask, tally: Tally, records: Records) -> list[bytes | Failed]:
    try:
        reports = list(checker.check_many(posts, on=ask.on, today=ask.today, yield_errors=True))
        answers = [
            Failed(post.id, problem_of(report)) if isinstance(report, AdhereError) else to_json(report)
            for post, report in zip(posts, reports, strict=True)
        ]
    except Exception:
        # a mistake of ours costs the post that it is about, not those around it
        if len(posts) == 1:
            log.exception("a post could not be checked")
            return [Failed(posts[0].id, internal())]
        return [_check(checker, [post], ask, tally, records)[0] for post in posts]
    for post, report, answer in zip(posts, reports, answers, strict=True):
        if not isinstance(report, AdhereError) and isinstance(answer, bytes):
            tally.add(report)
            if ask.record != "nothing":
                records.add(post, report, answer)
    return answers
