"""`adhere settings`: what an operator may set, and what is set."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Annotated, Any

import typer

from adhere.cli.options import choice, completing
from adhere.cli.plain import printable

if TYPE_CHECKING:
    from adhere.settings import Settings

FORMATS = ("text", "json")
HELP = """Show every setting of the service: its variable in the environment, its value now, where that comes from, and what it is for.

Secrets are not shown. Options of `adhere serve` go before the environment.

\b
Examples:
  adhere settings
  ADHERE_MAX_BATCH=200 adhere settings --format json
"""


def settings(
    format: Annotated[
        str, typer.Option("--format", "-f", metavar="NAME", help="text or json.", autocompletion=completing(FORMATS))
    ] = "text",
) -> None:
    """A setting in two lines, or all as a JSON array."""
    choice(format, FORMATS, "--format")
    from adhere.settings import Settings

    rows = _rows(Settings.from_env())
    if format == "json":
        typer.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    for row in rows:
        typer.echo(printable(f"{row['variable']} = {_said(row['name'], row['value'])}  ({row['source']})"))
        typer.echo(printable(f"    {row['description']} Default: {_said(row['name'], row['default'])}."))


def _rows(settings: Settings) -> list[dict[str, Any]]:
    from adhere.settings import variable, without_secrets

    defaults, now = type(settings)().model_dump(mode="json"), settings.model_dump(mode="json")
    return [
        {
            "name": name,
            "variable": variable(name),
            "value": without_secrets(name, now[name]),
            "default": without_secrets(name, defaults[name]),
            "source": "environment" if os.environ.get(variable(name)) else "default",
            "description": field.description,
        }
        for name, field in type(settings).model_fields.items()
    ]


def _said(name: str, value: Any) -> str:
    """As it is written in the environment."""
    if value is None or value == []:
        return "not set"
    if isinstance(value, list):
        return (os.pathsep if name == "rules" else ",").join(value)
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)
