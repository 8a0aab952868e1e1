"""Which labels are denied: by the words before them, by the answer behind them, by a word that a slot takes in, or by a sentence.

"Not an ad", "Ad? Nope", "Glow never pays me" and "nobody paid me to say so" hold no label, though the words of one stand there.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import regex

from adhere.labels.wordings import Wording
from adhere.rulebook.schema import WordsFile
from adhere.text.folding import Folded, fold_wording

if TYPE_CHECKING:
    from adhere.labels.matcher import Match

#: How far before a label its denial may begin, in folded characters.
_REACH = 40
#: A negator of so few letters is another word in other languages.
_OTHER_WORD = 2
#: One of so few letters may be an exclamation before a hashtag.
_EXCLAMATION = 4
_IN_WORD = regex.compile(r"[\w\p{M}]\Z")
#: A sign behind a label that crosses it out: "publi❌", and "publi ❌" at the end of a line or before another entry
#: ("publi ❌ recebidos ✅"). Such signs on both sides of a label only call attention to it.
_CROSS = r"[❌✖✗✘❎🚫]\ufe0f?"
_CROSSED = regex.compile(rf"{_CROSS}|[ ]{_CROSS}(?=[^\w\n#@]*(?:\n|\Z)|[^\w\n]*\w+[ ]?(?:{_CROSS}|[⭕✅✔]))")
_CROSS_BEFORE = regex.compile(rf"{_CROSS}[ #\[(]*\Z")
#: From a label to the end of the question that it asks: at most a mention or, after a short word ("for", "von"), a name in between.
_QUESTION = (
    r"(?:[ ]+(?:[^\W\d_]{1,5}[ ]+)?@[\w.]+|[ ]+[^\W\d_]{1,5}[ ]+(?P<name>[\w&.'+\-]+(?:[ ][\w&.'+\-]+){0,2}))?"
    r"[^\w\n?@#]{0,4}[?][^\w@#]{0,12}"
)


class Denying(NamedTuple):
    """The words of one language that deny, and those that only look like it; all folded."""

    negators: list[str]
    loose_negators: list[str]
    no_denials: list[str]
    answers: list[str]

    @classmethod
    def of(cls, words: WordsFile) -> Denying:
        """Those of a file of words."""
        lists = (words.negators, words.loose_negators, words.no_denials, words.answers)
        return cls(*([fold_wording(text).strip() for text in each] for each in lists))


class Denials:
    """The words that deny, by language."""

    def __init__(self, words: Mapping[str, Denying]) -> None:
        self._words = words
        negators = {text for each in words.values() for text in each.negators}
        loose = {text for each in words.values() for text in each.loose_negators}
        # one short word before a hashtag denies only where it begins the sentence: "No #ad!", but not "oh no #ad"
        self._short = frozenset(each for each in negators if " " not in each and len(each) <= _EXCLAMATION)
        self._before_hashtag = tuple(negators)
        self._before = tuple(negators | loose)
        self._ends = {each[-2:] for each in self._before}
        # so short a word may be any in another language: Irish "ní" is no, Swahili "ni" is "is"
        self._own: dict[str, set[str]] = {}
        for language, each in words.items():
            for short in (*each.negators, *each.loose_negators):
                if len(short) <= _OTHER_WORD:
                    self._own.setdefault(short, set()).add(language)
        self._answers = {text for each in words.values() for text in each.answers}
        # "sent me this? Never been happier" is no answer, where "Ad? Never!" is
        self._whole_answers = self._answers & loose
        self._no_denials = {text for each in words.values() for text in each.no_denials}
        self._finders: dict[str, regex.Pattern[str]] = {}

    def before(self, text: str, start: int, languages: Collection[str], *, hashtag: bool) -> bool:
        """Does a negator stand right before `start`? One of two letters denies wordings of its own language only."""
        before = text[max(0, start - _REACH) : start].rstrip(" \"'#*(")
        tagged = hashtag or text[start - 1 : start] == "#"
        negators = self._before_hashtag if tagged else self._before
        # endings first: there are hundreds of negators, and hardly a label has one before it
        if before[-2:] not in self._ends or not before.endswith(negators):
            return False
        return any(
            before.endswith(each)
            and not _IN_WORD.search(before[: -len(each)])
            and not (each in self._own and self._own[each].isdisjoint(languages))
            and not (tagged and each in self._short and not _begins(before[: -len(each)]))
            for each in negators
        )

    def answered(self, folded: Folded, end: int) -> bool:
        """Does the label that ends at `end` ask whether it is one, and does the next word say no?"""
        # hardly a label has a question mark behind it
        if folded.text.find("?", end, end + _REACH) < 0:
            return False
        found = self._answer.match(folded.text, end)
        if found is None:
            return False
        return found["name"] is None or _written(folded, *found.span("name"))[:1].isupper()

    @staticmethod
    def crossed_out(original: str, start: int, end: int) -> bool:
        """Does a cross stand behind the label, and none before it?"""
        closing = end + 1 if original[end : end + 1] in tuple(")]】") else end
        if _CROSSED.match(original, closing) is None:
            return False
        return _CROSS_BEFORE.search(original[max(0, start - 4) : start]) is None

    @cached_property
    def _answer(self) -> regex.Pattern[str]:
        whole = rf"{_any_of(self._whole_answers)}(?=[ ]*(?:[^\w ]|\Z))"
        return regex.compile(
            rf"{_QUESTION}(?!{_any_of(self._no_denials - self._answers)}(?!\w))"
            rf"(?:{_any_of(self._answers - self._whole_answers)}|{whole})(?!\w)"
        )

    def inside(self, folded: Folded, found: regex.Match[str], languages: Collection[str]) -> bool:
        """Does a slot of the match take in a negator of the wording's languages?

        A negator with a capital is part of a name ("Never Enough"), unless it is shouted ("Glow NEVER pays me") or all of the name;
        behind a hashtag it begins the caption ("#reklama Není nad kávu").
        """
        tagged = folded.text[max(0, found.start() - 1) : found.start()] == "#"
        for group, value in found.groupdict().items():
            offset = found.start(group)
            for start, end in self._within(value or "", languages):
                written = _written(folded, offset + start, offset + end)
                if written.islower() or (end - start == len(value) and not (tagged and written.istitle())):
                    return True
                if written.isupper() and not _written(folded, *found.span(group)).isupper():
                    return True
        return False

    def _within(self, value: str, languages: Collection[str]) -> Iterable[tuple[int, int]]:
        for language in languages:
            if language in self._words:
                finder = self._finders.get(language)
                if finder is None:
                    finder = self._finders[language] = _finder(self._words[language])
                yield from (each.span("negator") for each in finder.finditer(value) if each["negator"] is not None)


def _begins(before: str) -> bool:
    """Does a sentence begin behind these words?"""
    last = before.rstrip(" \"'(*")[-1:]
    return not last.isalnum() and last != ","


def with_denied(found: list[Match]) -> list[Match]:
    """The matches of a field, in reading order, with those marked that a denial in it reaches.

    A sentence that denies reaches all that it overlaps, but not a pack's label whose own words hold all of it: what to make of
    "unpaid advertising" is for each pack to say. A denied label reaches what begins in it: "[not] gifted by Glow" holds no "by Glow".
    A hashtag in it stands for itself.
    """
    if not any(each.wording.denial or each.negated for each in found):
        return found
    reached: set[int] = set()
    still_open: list[int] = []
    for index, each in enumerate(found):
        still_open = [at for at in still_open if found[at].end > each.start]
        for at in still_open:
            if _reaches(found[at], each):
                reached.add(index)
            if _reaches(each, found[at]):
                reached.add(at)
        still_open.append(index)
    return [replace(each, negated=True) if index in reached else each for index, each in enumerate(found)]


def _reaches(denial: Match, each: Match) -> bool:
    """Does `denial` deny `each`, which it overlaps?"""
    if each.negated or not (each.wording.label or each.wording.statement):
        return False
    if denial.wording.denial:
        whole = each.start <= denial.start and denial.end <= each.end
        return not (each.wording.label and whole and _lists(each.wording, denial.wording))
    labels = denial.wording.label or denial.wording.statement
    return denial.negated and labels and denial.start <= each.start and not each.hashtag


def _lists(label: Wording, denial: Wording) -> bool:
    """Is the denial among the label's own words, and not only taken in by a slot?"""
    return not label.forms.slotted or denial.text.casefold() in label.text.casefold()


def _written(folded: Folded, start: int, end: int) -> str:
    start, end = folded.span(start, end)
    return folded.original[start:end]


def _finder(words: Denying) -> regex.Pattern[str]:
    """Finds single words that deny, after the phrases that only look like it."""
    negators = [each for each in (*words.negators, *words.loose_negators) if " " not in each]
    return regex.compile(rf"(?<!\S)(?:{_any_of(words.no_denials)}|(?P<negator>{_any_of(negators)}))(?!\S)")


def _any_of(texts: Iterable[str]) -> str:
    longest_first = sorted(texts, key=len, reverse=True)
    return f"(?:{'|'.join(map(regex.escape, longest_first))})" if longest_first else "(?!)"
