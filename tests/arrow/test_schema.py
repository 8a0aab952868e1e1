"""`SCHEMA` is a promise: whoever stores answers reads them by it."""

from __future__ import annotations

from dataclasses import fields

import pyarrow as pa

from adhere.arrow import CITATION, SCHEMA, SPAN
from adhere.report import Citation, Evidence, Finding, LabelMatch, Result, Span

SPANS = "list<item: struct<field: string, start: int64, end: int64, quote: string>>"
CITATIONS = "list<item: struct<id: string, instrument: string, force: string, provision: string, url: string, verified: string>>"
FINDINGS = (
    "list<item: struct<rule: string, reason: string, severity: string, confidence: string, message: string, remedy: string, "
    f"spans: {SPANS}, citations: {CITATIONS}>>"
)
REMEDY = (
    "struct<text: string, verdict_after: string, fields: list<item: struct<field: string, text: string>>, why: string>"
)
COLUMNS = {
    "id": "string",
    "check_id": "string",
    "as_of": "date32[day]",
    "as_of_source": "string",
    "rules_revision": "string",
    "model_version": "string",
    "language": "string",
    "verdict": "string",
    "suspected": "bool",
    "probability": "double",
    "kinds": "struct<third_party: double, own: double, organic: double>",
    "labels": f"list<item: struct<label: string, language: string, spans: {SPANS}, lookalike: bool, negated: bool>>",
    "evidence": "list<item: struct<kind: string, quote: string, start: int64, end: int64, field: string>>",
    "results": f"list<item: struct<jurisdiction: string, duty: string, verdict: string, findings: {FINDINGS}, "
    f"passed: list<item: string>, remedy: {REMEDY}>>",
    "remedy": "string",
    "error": "string",
}


def test_the_schema_is_held() -> None:
    assert {field.name: str(field.type) for field in SCHEMA} == COLUMNS


def test_every_column_may_be_null() -> None:
    """Engines tell nullable columns from others, and a row with an error has nothing but nulls."""
    assert all(field.nullable for field in SCHEMA)


def names(type: pa.DataType) -> list[str]:
    return [type.field(at).name for at in range(type.num_fields)]


def test_structs_are_those_of_the_report() -> None:
    def item(column: str) -> pa.DataType:
        return SCHEMA.field(column).type.value_type

    finding = item("results").field("findings").type.value_type
    expected = {
        Span: SPAN,
        LabelMatch: item("labels"),
        Evidence: item("evidence"),
        Result: item("results"),
        Finding: finding,
    }
    for report, struct in expected.items():
        assert names(struct) == [field.name for field in fields(report)]
    assert set(names(CITATION)) == {field.name for field in fields(Citation)} - {"read_on"}
