"""Runs the examples that stand in the packs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass

from pydantic import ValidationError

from adhere.errors import DateOutOfRange, InputError
from adhere.post import Post
from adhere.report import Finding, Report
from adhere.rulebook.pack import Pack, Rulebook
from adhere.rulebook.schema import Example, Expectation, Rule

#: Checks a post in one jurisdiction by the rules of a day.
CheckOn = Callable[[Post, str, dt.date], Report]


@dataclass(frozen=True, slots=True)
class ExampleResult:
    """How one example went. `message` says what was expected and what came; `xfail` is the reason of a known miss."""

    jurisdiction: str
    rule: str
    name: str
    ok: bool
    xfail: str | None
    message: str


def run_examples(rulebook: Rulebook, check: CheckOn, only: Collection[str] | None = None) -> list[ExampleResult]:
    """Every example of every active rule; `only` names jurisdictions or rule ids."""
    return list(_run(rulebook, check, only))


def _run(rulebook: Rulebook, check: CheckOn, only: Collection[str] | None) -> Iterator[ExampleResult]:
    for code in rulebook.jurisdictions:
        pack = rulebook.packs[code]
        for rule in pack.rules:
            if rule.status != "active" or (only and code not in only and rule.id not in only):
                continue
            for example in rule.examples:
                message = _miss(pack, rule, example, check)
                ok = (message is None) != (example.xfail is not None)
                if message is None and example.xfail is not None:
                    message = f"passes now, although marked xfail ({example.xfail}): take the mark away"
                yield ExampleResult(code, rule.id, example.name, ok, example.xfail, message or "as expected")


def _miss(pack: Pack, rule: Rule, example: Example, check: CheckOn) -> str | None:
    """What differs from the expectation, or None."""
    in_force = _in_force(pack, rule, example.on)
    if example.expect == "not_in_force":
        return f"{rule.id} is in force on {example.on}" if in_force else None
    if not in_force:
        return f"{rule.id} is not in force on {example.on}"
    try:
        report = check(Post.model_validate(example.post), pack.code, example.on)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        return f"the example's post is wrong: {'.'.join(map(str, first['loc']))}: {first['msg']}"
    except InputError as error:
        return f"the example's post is wrong: {error}"
    # a duty makes no findings of its own: its examples speak of the jurisdiction's whole answer
    whole = rule.check == "duty"
    findings = [f for f in report.results[0].findings if (whole or f.rule == rule.id) and f.reason != "not_checked"]
    if example.expect == "pass":
        loud = [f for f in findings if not whole or f.severity != "note"]
        return f"want no finding, got {_list(loud)}" if loud else None
    return _expected(example.expect, findings)


def _in_force(pack: Pack, rule: Rule, day: dt.date) -> bool:
    try:
        return any(active.rule.id == rule.id for active in pack.on(day).rules)
    except DateOutOfRange:
        return False


def _expected(expect: Expectation, findings: list[Finding]) -> str | None:
    for finding in findings:
        quotes = {span.quote for span in finding.spans}
        if (
            finding.reason == expect.reason
            and expect.severity in (None, finding.severity)
            and (expect.quote is None or expect.quote in quotes)
        ):
            return None
    wanted = expect.reason + (f" ({expect.severity})" if expect.severity else "")
    wanted += f" quoting {expect.quote!r}" if expect.quote else ""
    return f"want {wanted}, got {_list(findings)}"


def _list(findings: list[Finding]) -> str:
    if not findings:
        return "no finding"
    return ", ".join(f"{f.rule}: {f.reason} ({f.severity}) {[s.quote for s in f.spans]}" for f in findings)
