"""A check done again as it was done then, and its report compared with the recorded one byte for byte."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from adhere import __version__
from adhere.checker import Checker
from adhere.errors import InputError
from adhere.post import Post
from adhere.report import Report, to_json
from adhere.storage import Storage, StoredCheck


@dataclass(frozen=True, slots=True)
class Replayed:
    """The report as JSON; `same` says whether it is the recorded one, and `why` what may have made it another, else empty."""

    report: bytes
    same: bool
    why: str = ""


def replay(storage: Storage, check_id: str, audit_id: str | None = None, at_work: Checker | None = None) -> Replayed:
    """Checks the stored post again by the recorded settings; `at_work` is a checker that is loaded already, taken where it fits.

    Raises InputError where the text was not kept or is not the one that was checked, the settings are not recorded yet, or the rules
    or the classifier are not the recorded ones; it then says which version is missing.
    """
    stored = _with_text(storage.check(check_id, audit_id))
    facts = storage.audit(stored.audit_id)
    # a stream of checks over HTTP says all of it when it begins, an audit when it ends
    if facts["seal"] is None and facts.get("kind") != "checks":
        raise InputError(f"The audit {stored.audit_id} is not finished: its settings are not recorded yet.")
    text = stored.record.input or ""
    if hashlib.sha256(text.encode()).hexdigest() != stored.record.input_sha256:
        raise InputError(f"The stored text of {check_id} is not the one that was checked. See adhere evidence verify.")
    checker = at_work if at_work is not None and not _differing(at_work, facts) else _recorded_checker(facts)
    post = Post.model_validate_json(text)
    answers = [to_json(_checked_again(checker, post, facts, on)) for on in _days(facts, stored.record.as_of)]
    for answer in answers:
        if hashlib.sha256(answer).hexdigest() == stored.record.report_sha256:
            return Replayed(answer, same=True)
    why = "with the same rules, classifier and version"
    if facts["adhere_version"] != __version__:
        why = f"the audit was made by Adhere {facts['adhere_version']}, and this is {__version__}"
    return Replayed(answers[-1], same=False, why=why)


def _with_text(found: list[StoredCheck]) -> StoredCheck:
    for each in found:
        if each.record.input is not None:
            return each
    check_id = found[0].record.check_id
    if any(each.erased for each in found):
        raise InputError(f"The text of {check_id} was kept and then erased; it cannot be checked again.")
    raise InputError(f"The text of {check_id} was not kept. Audits keep texts with adhere audit --store-text.")


def _differing(checker: Checker, facts: dict[str, Any]) -> list[str]:
    """What of the checker is not as it was recorded."""
    installed = {"rules_revision": checker.rules_revision, "model_version": checker.model_version}
    names = {"rules_revision": "rules", "model_version": "the classifier"}
    return [
        f"{names[name]}: recorded {facts[name]}, installed {value}"
        for name, value in installed.items()
        if facts[name] != value
    ]


def _recorded_checker(facts: dict[str, Any]) -> Checker:
    """The checker of the recorded settings. Raises InputError where the rules or the classifier are not the recorded ones."""
    rules = [Path(each) for each in facts["rules"]]
    for each in rules:
        if not each.is_dir():
            raise InputError(f"The audit used the rules in {each}, which are not there any more.")
    checker = Checker.load(rules=rules, classify=facts["classify"])
    if missing := _differing(checker, facts):
        raise InputError(
            f"The audit cannot be repeated here; {'; '.join(missing)}. It was made by Adhere {facts['adhere_version']}: install that."
        )
    return checker


def _days(facts: dict[str, Any], as_of: dt.date | None) -> list[dt.date | None]:
    """The days that may have been given to judge by. Each request over HTTP may give its own, and then it was judged by that one."""
    if facts.get("kind") == "checks":
        return [None, as_of]
    return [dt.date.fromisoformat(facts["on"]) if facts["on"] else None]


def _checked_again(checker: Checker, post: Post, facts: dict[str, Any], on: dt.date | None) -> Report:
    return checker.check(
        post,
        jurisdictions=facts["jurisdictions"],
        on=on,
        today=dt.date.fromisoformat(facts["today"]),
        remedies=facts["remedies"],
        classify=facts["classify"],
    )
