"""What a row of the answer has to be, told by `to_dict` of the report: another way than the one under test."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pyarrow as pa

from adhere.arrow import SCHEMA
from adhere.report import Report, to_dict


def expected(report: Report) -> dict[str, Any]:
    said = to_dict(report)
    about = said.pop("sponsorship")
    for result in said["results"]:
        if result["remedy"] is not None:
            written = result["remedy"]["fields"].items()
            result["remedy"]["fields"] = [{"field": name, "text": words} for name, words in written if name != "text"]
    said |= {
        "verdict": report.verdict,
        "as_of": dt.date.fromisoformat(said["as_of"]),
        "suspected": about["suspected"],
        "probability": about["probability"],
        "kinds": about["kinds"] or None,
        "evidence": about["evidence"],
        "remedy": said["remedy"]["text"] if said["remedy"] else None,
        "error": None,
    }
    return {field.name: cut(said[field.name], field.type) for field in SCHEMA}


def cut(value: Any, type: pa.DataType) -> Any:
    """The value without what the type has no place for."""
    if value is None:
        return None
    if pa.types.is_list(type):
        return [cut(each, type.value_type) for each in value]
    if pa.types.is_struct(type):
        return {
            type.field(at).name: cut(value[type.field(at).name], type.field(at).type) for at in range(type.num_fields)
        }
    return value
