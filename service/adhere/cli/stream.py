"""Posts in, answers out, in order and in batches; and the exit code they add up to."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from adhere.cli.plain import printable
from adhere.cli.reading import Failure, Source
from adhere.errors import AdhereError, InputError
from adhere.post import Post
from adhere.report import Report

if TYPE_CHECKING:
    from adhere.checker import Checker, Classify

#: Posts checked together.
BATCH = 256
ALL_COMPLIANT, NOT_COMPLIANT, WRONG_USE, NOT_CHECKED = 0, 1, 2, 3


@dataclass(frozen=True, slots=True)
class Job:
    """What is asked of every post."""

    checker: Checker
    jurisdictions: Sequence[str] | None
    on: dt.date | None
    today: dt.date
    remedies: bool
    strict: bool
    classify: Classify

    def check(self, posts: Sequence[Post]) -> list[Report | InputError]:
        """A report, or the error that stands in its place, for each post."""
        return list(
            self.checker.check_many(
                posts,
                jurisdictions=self.jurisdictions,
                on=self.on,
                today=self.today,
                remedies=self.remedies,
                classify=self.classify,
                yield_errors=True,
            )
        )


@dataclass(frozen=True, slots=True)
class Checked:
    """A post and the report on it."""

    line: int
    post: Post
    report: Report


Answer = Checked | Failure


@dataclass(slots=True)
class Tally:
    """What came out, and the exit code it makes."""

    strict: bool
    answered: int = 0
    failed: int = 0
    broken: int = 0
    breaches: int = 0
    doubts: int = 0
    unchecked: int = 0

    def add(self, answer: Answer) -> None:
        """Count one answer."""
        if isinstance(answer, Failure):
            self.failed += 1
            self.broken += not isinstance(answer.error, InputError)
            return
        self.answered += 1
        self.breaches += answer.report.verdict == "non_compliant"
        self.doubts += answer.report.verdict == "review"
        self.unchecked += answer.report.unchecked

    @property
    def code(self) -> int:
        """A breach found outweighs a post not checked, which outweighs the rest; nothing answered is wrong use."""
        if not self.answered:
            return NOT_CHECKED if self.broken else WRONG_USE
        if self.breaches or (self.strict and self.doubts):
            return NOT_COMPLIANT
        return NOT_CHECKED if self.failed or self.unchecked else ALL_COMPLIANT


def run(job: Job, sources: Iterable[Source | None], format: str, source: str) -> int:
    """Check every post, write what was asked for, and give the exit code."""
    from adhere.cli.writers import writer_of

    writer = writer_of(format, source)
    tally = Tally(job.strict)
    for answer in _answers(job, sources):
        tally.add(answer)
        writer.write(answer)
        if isinstance(answer, Failure):
            print(f"adhere: line {answer.line}: {printable(str(answer.error))}", file=sys.stderr)
    if not tally.answered and not tally.failed:
        print("adhere: nothing to check: the input holds no post.", file=sys.stderr)
    writer.close()
    return tally.code


def _answers(job: Job, sources: Iterable[Source | None]) -> Iterator[Answer]:
    for batch in _batches(sources):
        posts = [each.post for each in batch if isinstance(each.post, Post)]
        reports = iter(_reports(job, posts))
        for each in batch:
            if isinstance(each.post, Failure):
                yield each.post
                continue
            report = next(reports)
            if isinstance(report, AdhereError):
                yield Failure(each.line, each.post.id, report)
            else:
                yield Checked(each.line, each.post, report)


def _batches(sources: Iterable[Source | None]) -> Iterator[list[Source]]:
    batch: list[Source] = []
    for each in sources:
        if each is not None:
            batch.append(each)
        if batch and (each is None or len(batch) == BATCH):
            yield batch
            batch = []
    if batch:
        yield batch


def _reports(job: Job, posts: Sequence[Post]) -> Sequence[Report | AdhereError]:
    """The batch at once; if that breaks on a mistake of ours, one by one, so that it costs one post and not all."""
    try:
        return job.check(posts)
    except Exception as error:
        if len(posts) == 1:
            return [_internal(error)]
        return [_reports(job, [post])[0] for post in posts]


def _internal(error: Exception) -> AdhereError:
    return AdhereError(f"An error inside Adhere ({type(error).__name__}): the post was not checked. Please report it.")


def first_of(text: str, options: dict[str, Any]) -> Iterator[Source | None]:
    """The one post that the command line itself spells."""
    from adhere.cli.reading import post_from

    yield Source(1, post_from({**options, "text": text}))
