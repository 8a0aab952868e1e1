"""`adhere rules`: read, lint, test and compare packs."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from adhere.cli.options import choice, complete_jurisdiction, completing, day, given_day
from adhere.cli.plain import printable
from adhere.errors import InputError, UnknownWord

if TYPE_CHECKING:
    from adhere.post import Post
    from adhere.report import Report
    from adhere.rulebook.examples import ExampleResult

FORMATS = ("text", "json")
app = typer.Typer(help="Read, lint, test and compare the rule packs.", no_args_is_help=True, rich_markup_mode=None)
Folders = Annotated[list[Path], typer.Argument(metavar="DIR", help="Folders of packs.")]
Extra = Annotated[
    list[Path] | None,
    typer.Option("--rules", metavar="DIR", help="A folder of your own packs, on top of ours; may be repeated."),
]
Format = Annotated[
    str, typer.Option("--format", "-f", metavar="NAME", help="text or json.", autocompletion=completing(FORMATS))
]


def _json(data: Any) -> None:
    typer.echo(json.dumps(data, ensure_ascii=False, indent=2).encode())


@app.command("list", help="Every jurisdiction with rules, and the groups that may be asked for together.")
def list_(format: Format = "text", rules: Extra = None) -> None:
    """One line, or one object, a jurisdiction."""
    choice(format, FORMATS, "--format")
    from adhere.rulebook import load_rulebook
    from adhere.rulebook.show import summary

    rulebook = load_rulebook(rules or ())
    rows = [summary(rulebook.packs[code]) for code in rulebook.jurisdictions]
    if format == "json":
        _json(rows)
        return
    for row in rows:
        counts = f"{row['rules']:3} rules  {row['labels']:4} labels  since {row['since']}"
        typer.echo(printable(f"{row['jurisdiction']}  {row['name']:20} {counts}  {', '.join(row['languages'])}"))
    for name, members in sorted(rulebook.groups.items()):
        typer.echo(printable(f"{name}: {', '.join(members)}"))


_SHOW = """A jurisdiction, or one rule, as it stands on a day.

\b
Examples:
  adhere rules show GB --on 2024-05-01
  adhere rules show gb.placement.before-fold --format json
"""


@app.command("show", help=_SHOW)
def show(
    name: Annotated[
        str,
        typer.Argument(
            metavar="GB|RULE", help="A jurisdiction (GB), or the id of a rule.", autocompletion=complete_jurisdiction
        ),
    ],
    on: Annotated[str | None, typer.Option("--on", metavar="DATE", help="The day (YYYY-MM-DD); else today.")] = None,
    format: Format = "text",
    rules: Extra = None,
) -> None:
    """The rules and labels in force, with their sources."""
    choice(format, FORMATS, "--format")
    when = given_day(on, "--on") or dt.date.today()
    from adhere.cli.pages import jurisdiction_page, rule_page
    from adhere.rulebook import load_rulebook
    from adhere.rulebook.show import jurisdiction_on, rule_on

    rulebook = load_rulebook(rules or ())
    if "." in name:
        data, page = rule_on(rulebook, name, when), rule_page
    else:
        data, page = jurisdiction_on(rulebook.pack(name), when), jurisdiction_page
    if format == "json":
        _json(data)
    else:
        typer.echo("\n".join(printable(line) for line in page(data)))


_LINT = """Everything wrong or doubtful in folders of packs. Exit 1 on an error.

A file lint.yaml beside the packs names what a house does on purpose, each with its reason.

\b
Examples:
  adhere rules lint rules
  adhere rules lint examples/policy
"""


@app.command("lint", help=_LINT)
def lint_(folders: Folders) -> None:
    """Errors and warnings, each with its place."""
    from adhere.labels import Matcher
    from adhere.post import Post
    from adhere.rulebook import Rulebook
    from adhere.rulebook.lint import Finder, lint
    from adhere.text import read

    def finder(rulebook: Rulebook) -> Finder:
        matcher = Matcher(rulebook)
        return lambda words: {match.key for match in matcher.scan(read(Post(text=words))).labels}

    issues = lint(folders, today=dt.date.today(), finder=finder)
    for issue in issues:
        typer.echo(printable(f"{issue.severity}: {issue}"))
    errors = sum(issue.severity == "error" for issue in issues)
    typer.echo(f"{errors} errors, {len(issues) - errors} warnings")
    raise typer.Exit(1 if errors else 0)


@app.command("test", help="Run the examples that stand in packs. Exit 1 where one does not come out as it says.")
def run_tests(
    folders: Folders,
    only: Annotated[
        list[str] | None,
        typer.Option("--only", metavar="GB|RULE", help="Only these jurisdictions or rules; may be repeated."),
    ] = None,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Show the examples that pass, too.")] = False,
) -> None:
    """One line for each example that misses, and a count."""
    asked = [name.strip() for value in only or () for name in value.split(",") if name.strip()]
    passed = failed = known = 0
    for result in _examples(folders, asked):
        passed += result.ok
        failed += not result.ok
        known += result.ok and result.xfail is not None
        if verbose or not result.ok:
            mark = "ok  " if result.ok else "FAIL"
            typer.echo(printable(f"{mark} {result.rule}: {result.name}: {result.message}"))
    if not passed + failed:
        raise InputError("No example was found: nothing was tested.")
    typer.echo(f"{passed} passed, {failed} failed" + (f", {known} of them known misses" if known else ""))
    raise typer.Exit(1 if failed else 0)


def _examples(folders: Sequence[Path], only: Sequence[str]) -> Iterator[ExampleResult]:
    from adhere.checker import Checker
    from adhere.rulebook import Rulebook, load_tree
    from adhere.rulebook.examples import run_examples

    def checking(rulebook: Rulebook) -> Callable[[Post, str, dt.date], Report]:
        checker = Checker(rulebook)
        return lambda post, code, on: checker.check(post, jurisdictions=[code], on=on, remedies=False, classify=False)

    for folder in folders:
        rulebook, codes = load_tree(folder)
        for name in only:
            if name not in rulebook.packs:
                rulebook.rule(name)
        yield from run_examples(rulebook, checking(rulebook), only or codes)


_DIFF = """What changed in a jurisdiction between two days: each rule and label, before and after, and why.

\b
Example:
  adhere rules diff FR --from 2024-11-01 --to 2024-11-30
"""


@app.command("diff", help=_DIFF)
def diff_(
    jurisdiction: Annotated[
        str, typer.Argument(metavar="CODE", help="A jurisdiction, such as FR.", autocompletion=complete_jurisdiction)
    ],
    from_: Annotated[str, typer.Option("--from", metavar="DATE", help="The first day.")],
    to: Annotated[str, typer.Option("--to", metavar="DATE", help="The second day.")],
    format: Format = "text",
    rules: Extra = None,
) -> None:
    """Each rule and label that differs."""
    choice(format, FORMATS, "--format")
    begin, end = day(from_, "--from"), day(to, "--to")
    if begin > end:
        raise InputError(f"--from ({begin}) is after --to ({end}).", where="--from")
    from adhere.cli.pages import difference_lines
    from adhere.rulebook import load_rulebook
    from adhere.rulebook.diff import diff

    pack = load_rulebook(rules or ()).pack(jurisdiction)
    found = diff(pack, begin, end)
    if format == "json":
        from pydantic import TypeAdapter

        _json(TypeAdapter(list[Any]).dump_python(found, mode="json"))
        return
    if not found:
        typer.echo(f"{pack.code}: nothing changed between {begin} and {end}.")
    for each in found:
        typer.echo("\n".join(printable(line) for line in difference_lines(each)))


@app.command("schema", help="The JSON Schemas of the pack format, for editors. With --write they go into a folder.")
def schema(
    kind: Annotated[
        str | None, typer.Argument(metavar="KIND", help="pack, labels, rules, words, sectors or platform.")
    ] = None,
    write: Annotated[
        Path | None, typer.Option("--write", metavar="DIR", help="Write all of them into this folder.")
    ] = None,
) -> None:
    """Generated from the models, so that editors complete and check packs."""
    from adhere.rulebook.json_schema import schemas

    found = schemas()
    if write is not None:
        write.mkdir(parents=True, exist_ok=True)
        for name, each in found.items():
            (write / f"{name}.schema.json").write_text(json.dumps(each, indent=1, ensure_ascii=False) + "\n", "utf-8")
        typer.echo(f"{len(found)} schemas written to {write}")
        return
    if kind is None:
        raise InputError(f"Give one of {', '.join(found)}, or --write DIR.", where="KIND")
    if kind not in found:
        raise UnknownWord("kind of file", kind, found, where="KIND")
    typer.echo(json.dumps(found[kind], indent=1, ensure_ascii=False).encode())


@app.command(
    "pages", help="The packs as Markdown pages: all markets beside each other, a page a market, a page a rule."
)
def pages(
    write: Annotated[
        Path, typer.Option("--write", metavar="DIR", help="The folder of the pages; it holds nothing else.")
    ],
    rules: Extra = None,
) -> None:
    """Generated from the packs, so that nobody writes them by hand."""
    from adhere.cli.book import write as write_pages
    from adhere.rulebook import load_rulebook

    changed, removed = write_pages(load_rulebook(rules or ()), write)
    typer.echo(f"{changed} pages written, {removed} taken away")
