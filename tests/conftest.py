"""Fixtures that several rooms share."""

from __future__ import annotations

import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from adhere.checker import Checker
from adhere.rulebook import Rulebook, load_folder

# a shell has what runs in the background ignore Ctrl-C, and so would every command that the tests interrupt
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

PACK = """
jurisdiction: {code}
name: {name}
languages: [{language}]
{extra}
regulators: []
instruments:
  {low}-code: {{title: The code, force: code, says: Advertising is recognisable., verified: page}}
"""
DUTY = """
  - id: {low}.duty
    title: What each relationship brings
    check: duty
    versions:
      - from: 2010-01-01
        sources: [{low}-code]
        params: {{paid: required, gifted: required, gifted_with_obligation: required, affiliate: required, own_brand: required,
                 employee: required, family: depends, ambassador: required, trip: required, none: not_required}}
"""
PLAIN = "    versions: [{{from: 2010-01-01, sources: [{low}-code]}}]\n"


def rule(low: str, name: str, check: str, params: str = "{}", severity: str = "breach", extra: str = "") -> str:
    """One rule of the code, in YAML."""
    return (
        f"  - id: {low}.{name}\n    title: The rule {name}\n    check: {check}\n{extra}"
        f"    versions: [{{from: 2010-01-01, sources: [{low}-code], severity: {severity}, params: {params}}}]\n"
    )


WriteRules = Callable[..., Path]


@pytest.fixture
def write_rules(tmp_path: Path) -> WriteRules:
    """Writes a small pack: `labels` and `rules` are YAML lists of entries, `rules` comes after a plain duty and the label rules."""

    def write(
        labels: str = "", rules: str = "", *, code: str = "GB", language: str = "en", extra: str = "", words: str = ""
    ) -> Path:
        low = code.lower()
        folder = tmp_path / "rules" / code
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "pack.yaml").write_text(
            PACK.format(code=code, low=low, name=f"Land of {code}", language=language, extra=extra), "utf-8"
        )
        (folder / "labels.yaml").write_text("labels:\n" + (labels or LABELS).format(low=low), "utf-8")
        plain = "".join(
            rule(low, f"label.{name}", check)
            for name, check in (("present", "label_present"), ("clear", "label_clear"), ("wording", "wording"))
        )
        (folder / "rules.yaml").write_text("rules:" + DUTY.format(low=low) + plain + rules, "utf-8")
        if words:
            (tmp_path / "rules" / "words").mkdir(exist_ok=True)
            (tmp_path / "rules" / "words" / "en.yaml").write_text(words, "utf-8")
        return tmp_path / "rules"

    return write


LABELS = """
  - {{text: Ad, language: en, status: accepted, from: 2010-01-01, verified: page, sources: [{low}-code], remedy: true}}
  - {{text: "#gifted", language: en, status: accepted, from: 2010-01-01, verified: page, sources: [{low}-code], relationships: [gifted]}}
  - {{text: "#collab", language: en, status: rejected, from: 2010-01-01, verified: page, sources: [{low}-code]}}
  - {{text: "#partner", language: en, status: ambiguous, from: 2010-01-01, verified: page, sources: [{low}-code]}}
  - {{text: "Thanks to {{Brand}}", language: en, status: rejected, from: 2010-01-01, verified: page, sources: [{low}-code]}}
"""


@pytest.fixture
def small(write_rules: WriteRules) -> Rulebook:
    """The plain small pack, loaded."""
    return load_folder(write_rules())


@pytest.fixture
def check_small(small: Rulebook) -> Checker:
    """A checker over the plain small pack, without a classifier."""
    return Checker(small)
