"""One chunk checked: its rows in, its part of the outputs and of the evidence out. Done twice, it gives the same."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import pyarrow as pa
import pyarrow.parquet as pq

from adhere.audits.chunks import InputRow, read_chunk
from adhere.audits.plan import WORK, Plan, read_plan, replacing
from adhere.audits.records import FINDINGS, POSTS, Answer, findings_table, posts_table
from adhere.checker import Checker
from adhere.errors import AdhereError, InputError
from adhere.phrases import phrase
from adhere.post import Post
from adhere.report import Report
from adhere.storage import CheckRecord, FindingRecord, Storage

if TYPE_CHECKING:
    from adhere.checker import Classify

#: Reports held at a time; in sixty markets each is large.
_HELD = 256
#: Checkers held at a time: an audit that began with other rules may still be going on.
_CHECKERS = 2
_CHECK = ("seq", "check_id", "id", "input_sha256", "report_sha256", "verdict", "error", "as_of")
_FINDING = ("seq", "key", "jurisdiction", "rule", "reason", "severity")


def part_path(folder: Path, kind: Literal["posts", "findings"], number: int) -> Path:
    """Where a chunk's part of the outputs lies."""
    return folder / WORK / "parts" / f"{kind}-{number:06}.parquet"


def check_chunk(folder: Path, number: int, database: str) -> int:
    """Checks a chunk, writes its parts and records it; how many rows it has. What is done already is not done again."""
    # read anew each time: another audit may have taken the place of one that lay in the same folder
    plan, storage = read_plan(folder), _storage(database)
    paths = part_path(folder, "posts", number), part_path(folder, "findings", number)
    if not all(path.is_file() for path in paths):
        _same_versions(plan)
        _write(plan, folder, number)
    posts, findings = (pq.read_table(path) for path in paths)
    storage.record_chunk(plan.id, number, _checks(plan, posts, folder, number), _findings(findings))
    return int(posts.num_rows)


def _same_versions(plan: Plan) -> None:
    """Raises InputError where this process would judge by other rules, or another classifier, than the audit began with."""
    checker = checker_of(plan.rules, plan.classify, plan.rules_revision)
    here = checker.rules_revision, checker.model_version
    if here != (plan.rules_revision, plan.model_version):
        raise InputError(
            f"The audit began with rules {plan.rules_revision} and classifier {plan.model_version}, "
            f"and a worker has {here[0]} and {here[1]}. Install the same on every machine, and go on with --resume."
        )


def _write(plan: Plan, folder: Path, number: int) -> None:
    posts, findings = [POSTS.empty_table()], [FINDINGS.empty_table()]
    answers = _answers(plan, read_chunk(folder, number))
    while held := list(islice(answers, _HELD)):
        posts.append(posts_table(held))
        findings.append(findings_table(held))
    # the posts last: they are what says that the chunk is checked
    _put(part_path(folder, "findings", number), findings)
    _put(part_path(folder, "posts", number), posts)


def _put(path: Path, tables: Sequence[pa.Table]) -> None:
    with replacing(path) as unfinished:
        table = pa.concat_tables(tables).unify_dictionaries().combine_chunks()
        pq.write_table(table, unfinished, compression="zstd")


def _answers(plan: Plan, rows: Sequence[InputRow]) -> Iterator[Answer]:
    reports = _reports(plan, [row.post for row in rows if row.post is not None])
    for row in rows:
        report, error = None, row.error
        if row.post is not None:
            said = next(reports)
            report, error = (said, None) if isinstance(said, Report) else (None, str(said))
        yield Answer(row.seq, row.file, row.line, row.url, row.post, report, error)


def _reports(plan: Plan, posts: Sequence[Post]) -> Iterator[Report | AdhereError]:
    """The batch at once; where it breaks on a mistake of ours, one by one, so that it costs one post and not all."""
    for start in range(0, len(posts), _HELD):
        batch = posts[start : start + _HELD]
        try:
            yield from list(_check(plan, batch))
        except Exception:
            for post in batch:
                yield _alone(plan, post)


def _alone(plan: Plan, post: Post) -> Report | AdhereError:
    try:
        return next(_check(plan, [post]))
    except Exception as error:
        return AdhereError(
            phrase(
                "An error inside Adhere ({error}): the post was not checked. Please report it.",
                error=type(error).__name__,
            )
        )


def _check(plan: Plan, posts: Sequence[Post]) -> Iterator[Report | AdhereError]:
    return checker_of(plan.rules, plan.classify, plan.rules_revision).check_many(
        posts,
        jurisdictions=plan.jurisdictions,
        on=plan.on,
        today=plan.today,
        remedies=plan.remedies,
        classify=plan.classify,
        yield_errors=True,
    )


@lru_cache(maxsize=_CHECKERS)
def checker_of(rules: tuple[Path, ...], classify: Classify, revision: str) -> Checker:
    """This process's checker, loaded once as long as audits ask for the same revision: rules may change while a process lives."""
    return Checker.load(rules=rules, classify=classify)


@cache
def _storage(database: str) -> Storage:
    return Storage.open(database)


def _checks(plan: Plan, posts: pa.Table, folder: Path, number: int) -> list[CheckRecord]:
    columns = (posts.column(name).to_pylist() for name in _CHECK)
    rows = zip(*columns, _inputs(plan, folder, number, posts.num_rows), strict=True)
    return [
        CheckRecord(
            seq=seq,
            check_id=check_id,
            post_id=post_id,
            input_sha256=input_sha256,
            report_sha256=report_sha256,
            verdict=verdict,
            error=error,
            as_of=as_of,
            input=text,
        )
        for seq, check_id, post_id, input_sha256, report_sha256, verdict, error, as_of, text in rows
    ]


def _inputs(plan: Plan, folder: Path, number: int, count: int) -> list[str | None]:
    """Each post as JSON, where the operator wants texts kept; else none of them."""
    if not plan.store_text:
        return [None] * count
    return [row.post.model_dump_json() if row.post is not None else None for row in read_chunk(folder, number)]


def _findings(findings: pa.Table) -> list[FindingRecord]:
    columns = (findings.column(name).to_pylist() for name in _FINDING)
    return [FindingRecord(*row) for row in zip(*columns, strict=True)]
