"""`adhere rules`: read, lint, test and compare packs."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Annotated, Any

import typer

from adhere.cli.options import day
from adhere.errors import InputError

app = typer.Typer(help="Read, lint, test and compare the rule packs.", no_args_is_help=True, rich_markup_mode=None)
Folders = Annotated[list[Path], typer.Argument(help="Folders of packs.")]
Extra = Annotated[list[Path] | None, typer.Option("--rules", help="A folder of your own packs, on top of ours.")]


@app.command("list", help="Every jurisdiction with rules.")
def list_(format: Annotated[str, typer.Option("--format", "-f", help="text or json.")] = "text", rules: Extra = None) -> None:
    """One line, or one object, a jurisdiction."""
    from adhere.rulebook import load_rulebook
    from adhere.rulebook.show import summary

    rulebook = load_rulebook(rules or ())
    rows = [summary(rulebook.packs[code]) for code in rulebook.jurisdictions]
    if format == "json":
        typer.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    for row in rows:
        typer.echo(f"{row['jurisdiction']}  {row['name']:24} {row['rules']:3} rules  {row['labels']:3} labels  since {row['since']}  {', '.join(row['languages'])}")


@app.command("show", help="A jurisdiction, or one rule, as it stands on a day. Example: adhere rules show GB --on 2024-05-01")
def show(
    name: Annotated[str, typer.Argument(help="A jurisdiction (GB) or a rule (gb.placement.before-fold).")],
    on: Annotated[str | None, typer.Option("--on", help="The day (YYYY-MM-DD). Default: today.")] = None,
    format: Annotated[str, typer.Option("--format", "-f", help="text or json.")] = "text",
    rules: Extra = None,
) -> None:
    """The rules and labels in force, with their sources."""
    from adhere.rulebook import load_rulebook
    from adhere.rulebook.show import jurisdiction_on, rule_on

    rulebook = load_rulebook(rules or ())
    when = day(on, "--on") or dt.date.today()
    data = rule_on(rulebook, name, when) if "." in name else jurisdiction_on(rulebook.pack(name), when)
    typer.echo(json.dumps(data, ensure_ascii=False, indent=2) if format == "json" else _plain(data))


def _plain(data: Any, indent: int = 0) -> str:
    pad = "  " * indent
    if isinstance(data, dict):
        return "\n".join(
            f"{pad}{key}: {value}" if not isinstance(value, dict | list) else f"{pad}{key}:\n{_plain(value, indent + 1)}"
            for key, value in data.items()
            if value not in (None, [], {})
        )
    if isinstance(data, list):
        return "\n".join(f"{pad}- {_plain(each, indent + 1).lstrip()}" for each in data)
    return f"{pad}{data}"


@app.command("lint", help="Everything wrong or doubtful in folders of packs. Exit 1 on an error.")
def lint_(folders: Folders) -> None:
    """Errors and warnings, each with its place."""
    from adhere.rulebook.lint import lint

    issues = lint(folders)
    for issue in issues:
        typer.echo(f"{issue.severity}: {issue}")
    errors = sum(issue.severity == "error" for issue in issues)
    typer.echo(f"{errors} errors, {len(issues) - errors} warnings")
    raise typer.Exit(1 if errors else 0)


@app.command("test", help="Run the examples that stand in packs. Exit 1 where one does not come out as it says.")
def test(
    folders: Folders,
    only: Annotated[list[str] | None, typer.Option("--only", help="Jurisdictions or rule ids.")] = None,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Show examples that pass, too.")] = False,
) -> None:
    """One line for each example that misses, and a count."""
    from adhere.checker import Checker
    from adhere.rulebook import load_folder, load_rulebook
    from adhere.rulebook.examples import run_examples

    passed = failed = known = 0
    for folder in folders:
        whole = any(folder.glob("[A-Z][A-Z]/pack.yaml"))
        rulebook = load_folder(folder) if whole else load_rulebook([folder])
        checker = Checker(rulebook)
        results = run_examples(
            rulebook, lambda post, code, on: checker.check(post, jurisdictions=[code], on=on, remedies=False, classify=False), only  # noqa: B023
        )
        for result in results:
            passed += result.ok
            failed += not result.ok
            known += result.ok and result.xfail is not None
            if verbose or not result.ok:
                typer.echo(f"{'ok  ' if result.ok else 'FAIL'} {result.rule}: {result.name}: {result.message}")
    if not passed + failed:
        raise InputError("No example was found: nothing was tested.")
    typer.echo(f"{passed} passed, {failed} failed" + (f", {known} of them known misses" if known else ""))
    raise typer.Exit(1 if failed else 0)


@app.command("diff", help="What changed in a jurisdiction between two days. Example: adhere rules diff FR --from 2024-11-01 --to 2024-11-30")
def diff_(
    jurisdiction: Annotated[str, typer.Argument(help="A jurisdiction, such as FR.")],
    from_: Annotated[str, typer.Option("--from", help="The first day.")],
    to: Annotated[str, typer.Option("--to", help="The second day.")],
    rules: Extra = None,
) -> None:
    """Each rule and label that differs, before and after, and why."""
    from adhere.rulebook import load_rulebook
    from adhere.rulebook.diff import diff

    begin, end = day(from_, "--from"), day(to, "--to")
    assert begin is not None and end is not None  # both options are required
    pack = load_rulebook(rules or ()).pack(jurisdiction)
    found = diff(pack, begin, end)
    if not found:
        typer.echo(f"{pack.code}: nothing changed between {begin} and {end}.")
    for each in found:
        typer.echo(f"{each.kind} {each.id}" + (f"  (since {each.since})" if each.since else ""))
        typer.echo(f"  before: {each.before or 'not in force'}\n  after:  {each.after or 'not in force'}")
        if each.note:
            typer.echo(f"  why:    {each.note}")
        for citation in each.citations[:2]:
            typer.echo(f"  source: {citation.instrument}" + (f" <{citation.url}>" if citation.url else ""))


@app.command("schema", help="The JSON Schemas of the pack format, for editors. With --write they go into a folder.")
def schema(
    kind: Annotated[str | None, typer.Argument(help="pack, labels, rules, words, sectors or platform.")] = None,
    write: Annotated[Path | None, typer.Option("--write", help="Write all of them into this folder.")] = None,
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
    if kind not in found:
        raise InputError(f"Give one of {', '.join(found)}, or --write FOLDER.", where="kind")
    typer.echo(json.dumps(found[kind], indent=1, ensure_ascii=False))
