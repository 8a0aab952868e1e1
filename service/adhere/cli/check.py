"""`adhere check`: one post from the command line, or a stream of posts."""

from __future__ import annotations

import datetime as dt
import gc
import sys
from pathlib import Path
from typing import IO, Annotated, Any

import typer

from adhere.cli.options import choice, codes, complete_jurisdiction, completing, given_day, word
from adhere.errors import InputError
from adhere.post import Platform, Relationship, Surface

FORMATS = ("text", "json", "jsonl", "sarif")
HELP = """Check posts against the disclosure rules of the markets you name.

Give the post's text, or --input with one JSON post a line (- for standard input); options fill what a line leaves out.
Where neither --jurisdiction nor the post names a market, all markets are asked.

\b
Exit codes:
  0  every post is compliant (or needs a person, without --strict)
  1  a post is not compliant, or needs a person with --strict
  2  wrong use, bad rules, or nothing in the input could be read
  3  something could not be checked, and nothing else was wrong
"""
EXAMPLES = """\b
Examples:
  adhere check "Ad: my new serum" --jurisdiction GB --platform instagram --relationship paid
  adhere check "Love it #collab" -j GB,FR,DE -r gifted --format json
  adhere check --format jsonl --input posts.jsonl > reports.jsonl
  cat posts.jsonl | adhere check --input - --format sarif --strict
"""

Text = Annotated[str | None, typer.Argument(metavar="TEXT", help="The post's text.", show_default=False)]
Jurisdictions = Annotated[
    list[str] | None,
    typer.Option(
        "--jurisdiction",
        "-j",
        metavar="CODES",
        help="Markets, such as GB,FR, or groups of them, such as all-eu; may be repeated. Stands in for the posts' own.",
        autocompletion=complete_jurisdiction,
    ),
]
PlatformName = Annotated[
    str | None,
    typer.Option(
        "--platform",
        "-p",
        metavar="NAME",
        help="instagram, tiktok, youtube, x, blog …",
        autocompletion=completing(Platform),
    ),
]
SurfaceName = Annotated[
    str | None,
    typer.Option(
        "--surface",
        "-s",
        metavar="NAME",
        help="feed, story, reel, video, short, live or other.",
        autocompletion=completing(Surface),
    ),
]
RelationshipName = Annotated[
    str | None,
    typer.Option(
        "--relationship",
        "-r",
        metavar="NAME",
        help="What ties author and brand: paid, gifted, affiliate, own_brand, none …",
        autocompletion=completing(Relationship),
    ),
]
Title = Annotated[str | None, typer.Option("--title", metavar="TEXT", help="The title, where the platform has one.")]
Brand = Annotated[str | None, typer.Option("--brand", metavar="NAME", help="The brand's name.")]
SectorName = Annotated[
    str | None, typer.Option("--sector", metavar="NAME", help="The product's sector: alcohol, crypto, gambling …")
]
Language = Annotated[
    str | None, typer.Option("--language", metavar="CODE", help="The language of the post, if you know it.")
]
PlatformLabel = Annotated[
    bool | None,
    typer.Option("--platform-label/--no-platform-label", help="Is the platform's own paid-partnership tag on?"),
]
PublishedOn = Annotated[
    str | None, typer.Option("--published-on", metavar="DATE", help="The day of the post (YYYY-MM-DD); else today.")
]
On = Annotated[
    str | None, typer.Option("--on", metavar="DATE", help="Judge by the rules of this day, whatever the post's own.")
]
Input = Annotated[
    str | None,
    typer.Option("--input", "-i", metavar="FILE", help="A file with one JSON post a line; - for standard input."),
]
Format = Annotated[
    str,
    typer.Option(
        "--format", "-f", metavar="NAME", help="text, json, jsonl or sarif.", autocompletion=completing(FORMATS)
    ),
]
Rules = Annotated[
    list[Path] | None,
    typer.Option("--rules", metavar="DIR", help="A folder of your own packs, on top of ours; may be repeated."),
]
Strict = Annotated[bool, typer.Option("--strict", help="Exit 1 also where a person must decide.")]
NoClassifier = Annotated[bool, typer.Option("--no-classifier", help="Rules only; suspect nothing.")]
NoRemedy = Annotated[bool, typer.Option("--no-remedy", help="Propose no edits.")]


def check(
    text: Text = None,
    jurisdiction: Jurisdictions = None,
    platform: PlatformName = None,
    surface: SurfaceName = None,
    relationship: RelationshipName = None,
    title: Title = None,
    brand: Brand = None,
    sector: SectorName = None,
    language: Language = None,
    platform_label: PlatformLabel = None,
    published_on: PublishedOn = None,
    on: On = None,
    input: Input = None,
    format: Format = "text",
    rules: Rules = None,
    strict: Strict = False,
    no_classifier: NoClassifier = False,
    no_remedy: NoRemedy = False,
) -> None:
    """See HELP."""
    choice(format, FORMATS, "--format")
    if (text is None) == (input is None):
        raise InputError("Give either the post's text, or --input FILE (- for standard input).")
    if text is not None and not text.strip():
        raise InputError("The text is empty. Posts without a caption go in as JSON, with --input.", where="text")
    given = {
        "title": title,
        "brand": brand,
        "sector": sector,
        "language": language,
        "platform_label": platform_label,
        "platform": word(Platform, platform, "--platform"),
        "surface": word(Surface, surface, "--surface"),
        "relationship": word(Relationship, relationship, "--relationship"),
        "published_on": given_day(published_on, "--published-on"),
    }
    options = {name: _ready(value) for name, value in given.items() if value is not None}
    asked, as_of = codes(jurisdiction), given_day(on, "--on")

    gc.disable()
    from adhere.checker import Checker, Classify
    from adhere.cli.reading import posts_of
    from adhere.cli.stream import Job, first_of, run

    # people are shown a score where it matters; programs are given every one
    classify: Classify = not no_classifier and ("needed" if format == "text" else True)
    checker = Checker.load(rules=rules or (), classify=classify)
    # all that is loaded stays to the end: no collection need look through it again
    gc.freeze()
    gc.enable()
    for code in asked or ():
        checker.rulebook.members(code)
    job = Job(checker, asked, as_of, dt.date.today(), not no_remedy, strict, classify)
    if input is None:
        raise typer.Exit(run(job, first_of(text or "", options), format, ""))
    with _opened(input) as file:
        raise typer.Exit(run(job, posts_of(file, options), format, input))


def _ready(value: Any) -> Any:
    """A value as JSON has it."""
    return value.isoformat() if isinstance(value, dt.date) else value


def _opened(source: str) -> IO[bytes]:
    if source == "-":
        if sys.stdin is None:
            raise InputError("--input: standard input is closed.", where="--input")
        return sys.stdin.buffer
    try:
        return Path(source).open("rb")
    except OSError as error:
        raise InputError(f"--input: cannot read {source!r}: {error.strerror}.", where="--input") from None
