"""What comes out: `SCHEMA`, the same whatever came in, and how a report becomes a row of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import pyarrow as pa

from adhere.report import Finding, Remedy, Report, Result, Span

_TEXT = pa.string()
SPAN = pa.struct([("field", _TEXT), ("start", pa.int64()), ("end", pa.int64()), ("quote", _TEXT)])
CITATION = pa.struct(
    [("id", _TEXT), ("instrument", _TEXT), ("force", _TEXT), ("provision", _TEXT), ("url", _TEXT), ("verified", _TEXT)]
)
_KINDS = pa.struct([("third_party", pa.float64()), ("own", pa.float64()), ("organic", pa.float64())])
_LABEL = pa.struct(
    [
        ("label", _TEXT),
        ("language", _TEXT),
        ("spans", pa.list_(SPAN)),
        ("lookalike", pa.bool_()),
        ("negated", pa.bool_()),
    ]
)
_EVIDENCE = pa.struct([("kind", _TEXT), ("quote", _TEXT), ("start", pa.int64()), ("end", pa.int64()), ("field", _TEXT)])
_FINDING = pa.struct(
    [
        ("rule", _TEXT),
        ("reason", _TEXT),
        ("severity", _TEXT),
        ("confidence", _TEXT),
        ("message", _TEXT),
        ("remedy", _TEXT),
        ("spans", pa.list_(SPAN)),
        ("citations", pa.list_(CITATION)),
    ]
)
#: `text` is the edited caption. `fields` are the words that the edit writes elsewhere: the field `overlay` or `transcript`, without an
#: index, is a new first item. `why` says why there is no edit.
_REMEDY = pa.struct(
    [
        ("text", _TEXT),
        ("verdict_after", _TEXT),
        ("fields", pa.list_(pa.struct([("field", _TEXT), ("text", _TEXT)]))),
        ("why", _TEXT),
    ]
)
_RESULT = pa.struct(
    [
        ("jurisdiction", _TEXT),
        ("duty", _TEXT),
        ("verdict", _TEXT),
        ("findings", pa.list_(_FINDING)),
        ("passed", pa.list_(_TEXT)),
        ("remedy", _REMEDY),
    ]
)
#: The columns of every answer. `verdict` is the worst of all `results`; `remedy` is the edited caption that complies in all of them,
#: where one was found. `error` says why a row was not checked: then all but `id` is null. `probability` and `kinds` are null where
#: the classifier did not run. Offsets count code points.
SCHEMA = pa.schema(
    [
        ("id", _TEXT),
        ("check_id", _TEXT),
        ("as_of", pa.date32()),
        ("as_of_source", _TEXT),
        ("rules_revision", _TEXT),
        ("model_version", _TEXT),
        ("language", _TEXT),
        ("verdict", _TEXT),
        ("suspected", pa.bool_()),
        ("probability", pa.float64()),
        ("kinds", _KINDS),
        ("labels", pa.list_(_LABEL)),
        ("evidence", pa.list_(_EVIDENCE)),
        ("results", pa.list_(_RESULT)),
        ("remedy", _TEXT),
        ("error", _TEXT),
    ]
)
_BLANK = (None,) * (len(SCHEMA) - 2)


def batch_of(answers: Iterable[tuple[str | None, Report | str]]) -> pa.RecordBatch:
    """A row an answer: the post's id, and its report or why there is none."""
    rows = [(id, *_BLANK, said) if isinstance(said, str) else _row(said) for id, said in answers]
    columns = zip(*rows, strict=True) if rows else [()] * len(SCHEMA)
    arrays = [pa.array(column, type=field.type) for column, field in zip(columns, SCHEMA, strict=True)]
    return pa.RecordBatch.from_arrays(arrays, schema=SCHEMA)


def _row(report: Report) -> tuple[Any, ...]:
    """The cells in the order of SCHEMA, and so on inwards."""
    said = report.sponsorship
    return (
        report.id,
        report.check_id,
        report.as_of,
        report.as_of_source,
        report.rules_revision,
        report.model_version,
        report.language,
        report.verdict,
        said.suspected,
        said.probability,
        tuple(said.kinds.get(field.name) for field in _KINDS) if said.kinds else None,
        [(each.label, each.language, _spans(each.spans), each.lookalike, each.negated) for each in report.labels],
        [(each.kind, each.quote, each.start, each.end, each.field) for each in said.evidence],
        [_result(each) for each in report.results],
        report.remedy.text if report.remedy else None,
        None,
    )


def _result(result: Result) -> tuple[Any, ...]:
    findings = [_finding(each) for each in result.findings]
    return result.jurisdiction, result.duty, result.verdict, findings, result.passed, _remedy(result.remedy)


def _finding(finding: Finding) -> tuple[Any, ...]:
    return (
        finding.rule,
        finding.reason,
        finding.severity,
        finding.confidence,
        finding.message,
        finding.remedy,
        _spans(finding.spans),
        [(each.id, each.instrument, each.force, each.provision, each.url, each.verified) for each in finding.citations],
    )


def _spans(spans: Sequence[Span]) -> list[tuple[Any, ...]]:
    return [(each.field, each.start, each.end, each.quote) for each in spans]


def _remedy(remedy: Remedy | None) -> tuple[Any, ...] | None:
    if remedy is None:
        return None
    fields = [each for each in remedy.fields.items() if each[0] != "text"]
    return remedy.text, remedy.verdict_after, fields, remedy.why
