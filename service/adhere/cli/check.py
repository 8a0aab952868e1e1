"""`adhere check`: one post from the command line, or a stream of posts."""

from __future__ import annotations

import datetime as dt
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from adhere.cli.options import codes, day, word
from adhere.errors import InputError
from adhere.post import Platform, Relationship, Surface

HELP = """Check posts against the disclosure rules of the markets you name.

Give the post's text, or --input with one JSON post a line (- for standard input). Without --jurisdiction, and with none in the post,
every market with rules is asked.

Exit codes: 0 all compliant; 1 at least one is not (or needs a person, with --strict); 2 wrong use, or nothing could be read; 3 some lines
could not be checked while the others were compliant.
"""
EXAMPLES = """Examples:

  adhere check "Ad: my new serum" --jurisdiction GB --platform instagram --relationship paid

  adhere check "Love it #collab" -j GB,FR,DE -r gifted --format json

  adhere check --format jsonl --input posts.jsonl > reports.jsonl
"""
FORMATS = ("text", "json", "jsonl", "sarif")


def check(
    text: Annotated[str | None, typer.Argument(help="The post's text.")] = None,
    jurisdiction: Annotated[list[str] | None, typer.Option("--jurisdiction", "-j", help="Markets, such as GB,FR; may be repeated.")] = None,
    platform: Annotated[str | None, typer.Option("--platform", "-p", help="Where it stands: instagram, tiktok, youtube, x, blog …")] = None,
    surface: Annotated[str | None, typer.Option("--surface", "-s", help="feed, story, reel, video, short, live, other.")] = None,
    relationship: Annotated[str | None, typer.Option("--relationship", "-r", help="What ties author and brand: paid, gifted, affiliate, own_brand, none …")] = None,
    title: Annotated[str | None, typer.Option(help="The title, where the platform has one.")] = None,
    brand: Annotated[str | None, typer.Option(help="The brand's name.")] = None,
    sector: Annotated[str | None, typer.Option(help="The product's sector: alcohol, crypto, gambling …")] = None,
    language: Annotated[str | None, typer.Option(help="The language of the post, if you know it.")] = None,
    platform_label: Annotated[bool | None, typer.Option("--platform-label/--no-platform-label", help="Is the platform's own paid-partnership tag on?")] = None,
    published_on: Annotated[str | None, typer.Option(help="The day of the post (YYYY-MM-DD). Default: today.")] = None,
    on: Annotated[str | None, typer.Option("--on", help="Judge by the rules of this day, whatever the post's own.")] = None,
    input: Annotated[str | None, typer.Option("--input", "-i", help="A file with one JSON post a line; - for standard input.")] = None,
    format: Annotated[str, typer.Option("--format", "-f", help="text, json, jsonl or sarif.")] = "text",
    rules: Annotated[list[Path] | None, typer.Option("--rules", help="A folder of your own packs, on top of ours.")] = None,
    strict: Annotated[bool, typer.Option("--strict", help="Exit 1 also where a person must decide.")] = False,
    classifier: Annotated[bool, typer.Option("--classifier/--no-classifier", help="Ask the classifier about posts without a label.")] = True,
    remedies: Annotated[bool, typer.Option("--remedies/--no-remedies", help="Propose edits.")] = True,
) -> None:
    """See HELP."""
    if format not in FORMATS:
        raise InputError(f"--format: {format!r} is not known. Allowed: {', '.join(FORMATS)}.", where="--format")
    if (text is None) == (input is None):
        raise InputError("Give either the post's text, or --input FILE (- for standard input).")
    defaults: dict[str, Any] = {
        "title": title,
        "brand": brand,
        "sector": sector,
        "language": language,
        "platform_label": platform_label,
        "platform": word(Platform, platform, "--platform"),
        "surface": word(Surface, surface, "--surface"),
        "relationship": word(Relationship, relationship, "--relationship"),
        "published_on": day(published_on, "--published-on"),
    }
    defaults = {name: value for name, value in defaults.items() if value is not None}

    from adhere.checker import Checker
    from adhere.cli.stream import Job, lines_of, run

    checker = Checker.load(rules=rules or (), classify=classifier)
    asked = codes(jurisdiction)
    for code in asked or ():
        checker.rulebook.pack(code)
    job = Job(checker, asked, day(on, "--on"), dt.date.today(), remedies, strict, format)
    if text is not None:
        raise typer.Exit(run(job, [(1, {**defaults, "text": text})]))
    raise typer.Exit(run(job, lines_of(input or "-", defaults, sys.stdin.buffer)))
