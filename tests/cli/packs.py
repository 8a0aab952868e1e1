"""Two small jurisdictions that no country has, so that tests of the command line do not depend on anybody's law."""

from __future__ import annotations

from pathlib import Path

from tests.conftest import DUTY, LABELS, PACK, rule

CODES = ("XA", "XB")
CHANGES = """changes:
  - {date: 2020-01-01, what: The label comes first., sources: [xa-code]}
"""
DATED = """  - id: xa.placement.start
    title: The label comes first
    check: placement
    limits: [How large the label is on the screen.]
    versions:
      - {from: 2015-01-01, sources: [xa-code], severity: warning, params: {position: anywhere}}
      - {from: 2020-01-01, sources: [xa-code], params: {position: start}, note: The regulator sharpened the rule.}
    examples:
      - {name: first word, on: 2024-01-01, post: {text: "Ad: hello", relationship: paid}, expect: pass}
      - name: last word
        on: 2024-01-01
        post: {text: "hello #ad", relationship: paid}
        expect: {reason: label_too_late}
"""


def write_packs(folder: Path) -> Path:
    """XA wants its label first since 2020; XB takes it anywhere."""
    for code in CODES:
        low = code.lower()
        (folder / code).mkdir(parents=True)
        head = PACK.format(code=code, low=low, name=f"Land of {code}", language="en", extra="")
        (folder / code / "pack.yaml").write_text(head + (CHANGES if code == "XA" else ""), "utf-8")
        (folder / code / "labels.yaml").write_text("labels:\n" + LABELS.format(low=low), "utf-8")
        kinds = (("present", "label_present"), ("clear", "label_clear"), ("wording", "wording"))
        rules = "".join(rule(low, f"label.{name}", kind) for name, kind in kinds)
        rules += DATED if code == "XA" else ""
        (folder / code / "rules.yaml").write_text("rules:" + DUTY.format(low=low) + rules, "utf-8")
    return folder
