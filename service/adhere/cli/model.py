"""`adhere model`: the classifier's card, and how it does on labelled posts."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from adhere.errors import InputError

app = typer.Typer(
    help="The classifier: its card, and its figures on your own posts.", no_args_is_help=True, rich_markup_mode=None
)


@app.command("card", help="What the classifier was made from, what it does well, and what it does not.")
def card() -> None:
    """The card, as Markdown."""
    from adhere.sponsorship.card import read_card

    typer.echo(read_card())


_EVALUATE = """Score labelled posts: precision, recall, F1 and calibration, with intervals, as JSON.

The file holds one JSON object a line: {"text": "…", "label": 1} where the post is advertising, 0 where it is not;
null is never scored.
"""


@app.command("evaluate", help=_EVALUATE)
def evaluate_(file: Annotated[Path, typer.Argument(help="JSON Lines.")]) -> None:
    """Precision, recall, F1 and calibration with intervals, as JSON."""
    from adhere.sponsorship.evaluate import evaluate

    rows: list[dict[str, Any]] = []
    try:
        for number, line in enumerate(file.read_text("utf-8").splitlines(), 1):
            if line.strip():
                row = json.loads(line)
                if not isinstance(row, dict) or not isinstance(row.get("text"), str) or "label" not in row:
                    raise InputError(
                        f"{file}:{number}: a row needs 'text' and 'label' (1, 0 or null).", where=str(file)
                    )
                rows.append(row)
    except (OSError, UnicodeDecodeError, json.JSONDecodeError) as error:
        raise InputError(f"{file}: cannot be read as JSON Lines: {error}", where=str(file)) from error
    typer.echo(json.dumps(evaluate(rows), ensure_ascii=False, indent=2))
