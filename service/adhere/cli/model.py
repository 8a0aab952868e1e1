"""`adhere model`: the classifier's card, and how it does on labelled posts."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
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
null is never scored. "leak" (spans [start, end] of its labels, not to be read), "lang", "source" and "split_group" (an author,
a channel) may be given too.
"""


@app.command("evaluate", help=_EVALUATE)
def evaluate_(file: Annotated[Path, typer.Argument(metavar="FILE", help="JSON Lines.")]) -> None:
    """Precision, recall, F1 and calibration with intervals, as JSON."""
    from adhere.sponsorship.evaluate import evaluate

    rows = list(_rows(file))
    if not rows:
        raise InputError(f"{file}: holds no row: nothing to score.", where=str(file))
    labelled = sum(row["label"] is not None for row in rows)
    # On standard error, and only where somebody looks at it: the answer is for programs.
    with typer.progressbar(length=labelled, label="Scoring", file=sys.stderr, hidden=not sys.stderr.isatty()) as bar:
        figures = evaluate(rows, progress=bar.update)
    # Half of a surrogate pair in the name of a source becomes its JSON escape.
    typer.echo(json.dumps(figures, ensure_ascii=False, indent=2).encode("utf-8", "backslashreplace"))


def _rows(file: Path) -> Iterator[dict[str, Any]]:
    try:
        lines = file.read_text("utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{file}: cannot be read as JSON Lines: {error}.", where=str(file)) from None
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except ValueError as error:
            raise InputError(f"{file}:{number}: cannot be read as JSON Lines: {error}.", where=str(file)) from None
        if (
            not isinstance(row, dict)
            or not isinstance(row.get("text"), str)
            or row.get("label", "") not in (0, 1, None)
        ):
            raise InputError(f"{file}:{number}: a row needs 'text' and 'label' (1, 0 or null).", where=str(file))
        if not _are_spans(row.get("leak") or []):
            raise InputError(
                f"{file}:{number}: 'leak' must be a list of spans, each [start, end] in characters.", where=str(file)
            )
        yield row


def _are_spans(value: Any) -> bool:
    return isinstance(value, list) and all(
        isinstance(span, list) and len(span) == 2 and all(isinstance(end, int) for end in span) for span in value
    )
