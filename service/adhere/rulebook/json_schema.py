"""JSON Schemas of the pack format, generated from the models, so that editors complete and check packs."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel

from adhere.rulebook.params import PARAMS
from adhere.rulebook.schema import GroupsFile, LabelsFile, LintFile, PackFile, RulesFile, SectorsFile, WordsFile
from adhere.text.platforms import PlatformFacts

_FILES: dict[str, type[BaseModel]] = {
    "pack": PackFile,
    "labels": LabelsFile,
    "rules": RulesFile,
    "words": WordsFile,
    "sectors": SectorsFile,
    "groups": GroupsFile,
    "lint": LintFile,
    "platform": PlatformFacts,
}


def schemas() -> dict[str, dict[str, Any]]:
    """A schema for each kind of file. In `rules`, the kind of check decides what `params` may hold."""
    found: dict[str, dict[str, Any]] = {}
    for name, model in _FILES.items():
        schema = model.model_json_schema(by_alias=True)
        found[name] = {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}
    _bind_params(found["rules"])
    return found


def _bind_params(schema: dict[str, Any]) -> None:
    definitions = schema["$defs"]
    cases = []
    for check, model in PARAMS.items():
        params = model.model_json_schema(by_alias=True)
        definitions |= params.pop("$defs", {})
        if check == "duty":
            # a duty may be written short: `paid: required`
            short = {"enum": ["required", "depends", "not_required"]}
            params["properties"] = {name: {"anyOf": [short, value]} for name, value in params["properties"].items()}
        definitions[f"params_{check}"] = params
        cases.append(
            {
                "if": {"properties": {"check": {"const": check}}},
                "then": {
                    "properties": {
                        "versions": {"items": {"properties": {"params": {"$ref": f"#/$defs/params_{check}"}}}}
                    }
                },
            }
        )
    definitions["Rule"]["allOf"] = cases
