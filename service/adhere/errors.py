"""Every error Adhere raises on purpose.

    AdhereError
    ├── InputError            the caller's post, option or file is wrong
    │   ├── UnknownWord       a jurisdiction, platform … that does not exist; names the nearest known
    │   ├── DateOutOfRange    a day before the first rule of a jurisdiction
    │   ├── TooLarge          a text, batch or body beyond a stated limit
    │   └── StorageError      what is kept cannot be written, or is damaged: the database named is wrong, or out of order
    │       └── Unreachable   the database does not answer now, and may do so later
    ├── PackError             one or many mistakes in rule files, each with file and line
    └── ModelError            the classifier cannot be loaded

A message says what is wrong, where, what is allowed and what to do.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from adhere.phrases import Phrase, phrase


class AdhereError(Exception):
    """Root of every error that Adhere raises on purpose."""


class InputError(AdhereError):
    """The caller's input is wrong.

    `where` names the field, line or option, in the words of the public contract.
    """

    def __init__(self, message: str, *, where: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.where = where


class UnknownWord(InputError):
    """A word outside a closed set, with the nearest member of the set. `file` is the one that the set is of, if it is of any."""

    def __init__(
        self, kind: str, word: str, allowed: Iterable[str], *, where: str | None = None, file: str | None = None
    ) -> None:
        known = sorted(allowed)
        near = nearest(word, known)
        listed = ", ".join(known) if len(known) <= 80 else ", ".join(known[:80]) + ", …"
        super().__init__(_unknown(kind, word, near, listed, file), where=where)
        self.word = word
        self.nearest = near


def _unknown(kind: str, word: str, near: str | None, known: str, file: str | None) -> Phrase:
    given, best = repr(word), repr(near)
    if file is None and near is None:
        return phrase("Unknown {kind} {given}. Known: {known}.", kind=kind, given=given, known=known)
    if file is None:
        return phrase(
            "Unknown {kind} {given}. Did you mean {near}? Known: {known}.",
            kind=kind,
            given=given,
            near=best,
            known=known,
        )
    if near is None:
        return phrase(
            "Unknown {kind} in {file} {given}. Known: {known}.", kind=kind, file=file, given=given, known=known
        )
    return phrase(
        "Unknown {kind} in {file} {given}. Did you mean {near}? Known: {known}.",
        kind=kind,
        file=file,
        given=given,
        near=best,
        known=known,
    )


class DateOutOfRange(InputError):
    """A day on which a jurisdiction has no rule in force."""


class TooLarge(InputError):
    """Something is larger than a stated limit."""


class StorageError(InputError):
    """A database that was named cannot be written, or what it holds is damaged."""


class Unreachable(StorageError):
    """A database that was named does not answer, or takes nothing, at the moment: it is down, locked or full."""


class ModelError(AdhereError):
    """The classifier is missing or was made for another version."""


@dataclass(frozen=True, slots=True, order=True)
class PackIssue:
    """One mistake in a rule file. `line` counts from 1; 0 where no line can be named."""

    path: str
    line: int
    message: str
    severity: str = "error"

    def __str__(self) -> str:
        place = f"{self.path}:{self.line}" if self.line else self.path
        return f"{place}: {self.message}"


class PackError(AdhereError):
    """All the mistakes found in a set of rule files, together."""

    def __init__(self, issues: Sequence[PackIssue]) -> None:
        self.issues = sorted(issues)
        count = len(self.issues)
        head = f"{count} mistake{'s' if count != 1 else ''} in the rule files:"
        super().__init__("\n".join([head, *(f"  {issue}" for issue in self.issues)]))


def nearest(word: str, allowed: Sequence[str]) -> str | None:
    """The member of `allowed` most like `word`, or None where nothing is near."""
    folded = {name.casefold(): name for name in allowed}
    found = difflib.get_close_matches(word.casefold(), folded, n=1, cutoff=0.5)
    return folded[found[0]] if found else None
