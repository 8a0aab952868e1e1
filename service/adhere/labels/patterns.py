"""Wordings as lawyers write them, turned into what the matcher looks for.

A wording is literal text with slots: `{Brand}`, `{amount}`, `{word}`, `{words}`, `{gap}`; `(my|our|)` is a choice of words, or none,
and stands as a slot does. It is found on folded text. A wording without slots is a literal, in its forms (words, glued hashtag); one
with slots is a regular expression that is tried only where its anchor was found: of its literal parts the one that fewest posts hold.
"""

from __future__ import annotations

import itertools
import re
from functools import cached_property
from typing import NamedTuple

import regex

from adhere.rulebook.schema import SLOT
from adhere.text.folding import fold_wording

#: So many letters that stand in every wording of a pattern are rare enough in posts to look for them first.
_TELLING = 4
#: Words of three letters and more that stand in most English posts. The other languages hardly have choices to seek in their place.
_COMMON = frozenset(
    "all and are been but can every first for free from get gets had has have here just little made make one our own some team than that "
    "the there they this was were who will with you your".split()
)
_BLANK = re.compile(r"(\{\w+\}|\([^()]*\|[^()]*\))")
#: Not `re`, whose \w stops at the vowel signs of Devanagari and Thai.
_WORDS = regex.compile(r"\w+")
_DIGIT = re.compile(r"\d")
_SPACE = re.compile(r"\s")
#: Two spaces, which a form takes for one.
_WIDE = "  "
#: At most so many ways in which choices may go on are looked for one by one.
_PRODUCT = 200
_NAMED = re.compile(r"\(\?P<(brand|word)>")
#: Han, kana, Thai, Lao, Khmer, Myanmar: words stand without spaces between them.
_UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_UNSPACED_LETTER = re.compile(f"[{_UNSPACED}]")
#: A letter or digit that is not of ASCII.
_FOREIGN = re.compile(r"[^\W\x00-\x7f]")

#: A name: a tag, or one to five words joined by a space, `&` or `and`, or a mention or domain. Whether it looks like a name is
#: judged on the original letters afterwards.
_NAME = r"(?:#\w[\w.&'+\-]*|@?\w[\w.&'+\-]*(?: (?:& )?\w[\w.&'+\-]*){0,4}?)"
#: One space more than such a name and the space behind it have.
_NAME_SPACES = 10
_SLOTS = {
    "brand": rf"(?P<brand>{_NAME})",
    "amount": (
        r"(?:[$€£¥₹₩₺₴₽]|usd|eur|gbp|chf|sek|pln|us\$|r\$|kr|zl)\s?\d[\d.,' ]*(?:k|m)?"
        r"|\d[\d.,' ]*(?:k|m)?\s?(?:[$€£¥₹₩₺₴₽]|usd|eur|euros?|gbp|pounds?|dollars?|chf|kr|sek|pln|zl|zloty(?:ch)?"
        r"|btc|eth|sol|bnb|usd[ct])(?!\w)"
    ),
    "word": r"(?P<word>[\w@#][\w.&'+\-]*)",
    "words": r"(?P<word>[\w@#][\w.&'+\-]*(?: [\w@#][\w.&'+\-]*){0,3}?)",
    # with the space before it, and never over the end of a sentence
    "gap": r"(?P<word>(?: [\w@#&$€£%][\w&'+\-/%]*(?:\.\w+)*,?){0,5}?)",
}
#: Between the words of a form. What begins the next line belongs to the one before only where it is a mention or a tag.
_GAP = r"(?: +|\s+(?=[@#]))"
#: Inside a hashtag a slot is a run of letters, digits and underscores.
_TAG_SLOT = r"(?P<brand>\w{2,40}?)"


class Literal(NamedTuple):
    """One literal form. `hashtag` forms begin with `#`."""

    text: str
    hashtag: bool


class Slotted:
    """A form with slots. `anchor` is the literal part that must be there; `width` bounds how far the whole can reach.

    There are thousands and most are never met, so all but the anchor is worked out when it first is.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self.hashtag = text.startswith("#") and " " not in text
        self.width = len(text) + 120
        self.literals = [fold_wording(literal) for literal in _BLANK.split(text)[::2]]
        bare = [literal.strip(" #") for literal in self.literals]
        self.anchor = max(bare, key=_telling)
        self._index = bare.index(self.anchor)

    @cached_property
    def foreign(self) -> bool:
        """Does every text that holds the form hold a letter beyond ASCII?"""
        if any(map(is_foreign, self.literals)):
            return True
        choices = filter(None, map(_choice, _BLANK.findall(self.text)))
        return any(all(map(is_foreign, words)) for words in choices)

    @cached_property
    def bounded(self) -> tuple[bool, bool]:
        """At which edge of the anchor, left and right, no letter may stand beside it: a cheap look before the pattern is tried."""
        anchor, literal = self.anchor, self.literals[self._index]
        whole = literal.strip("#") if self.hashtag else literal
        left = self._index == 0 if whole.startswith(anchor) else True
        right = self._index == len(self.literals) - 1 if whole.endswith(anchor) else True
        left, right = left and not self.hashtag and anchor[:1].isalnum(), right and anchor[-1:].isalnum()
        if self.text.isascii():
            return left, right
        return left and not unspaced(anchor[:1]), right and (self.hashtag or not unspaced(anchor[-1:]))

    @cached_property
    def _others(self) -> list[str]:
        """A word of every other literal part."""
        parts = [*self.literals[: self._index], *self.literals[self._index + 1 :]]
        return [max(part.split(), key=len) for part in parts if part.strip()]

    @cached_property
    def _digits(self) -> bool:
        return any(slot.casefold() == "amount" for slot in SLOT.findall(self.text))

    @cached_property
    def _lead(self) -> int:
        """The characters at least between the `#` of a tag and the anchor."""
        return sum(map(len, self.literals[: self._index])) - self.hashtag + 2 * self._index

    @cached_property
    def _before(self) -> int:
        """The characters of the form before its anchor; -1 where a slot stands there, which may take any number."""
        return self.literals[0].find(self.anchor) if self._index == 0 else -1

    def places(self, text: str, start: int, end: int) -> tuple[int, int] | None:
        """The first and the last place where the form may begin so that its anchor stands at `start`..`end`; None: at none.

        A cheap look, never wrong about a no.
        """
        begin, stop = start - self.width if start > self.width else 0, end + self.width
        if self.hashtag:
            mark = text.rfind("#", begin, end)
            if mark < 0 or start - mark <= self._lead or _SPACE.search(text, mark, end):
                return None
            return mark, mark
        # two letters first: there may be a hundred ways to go on
        told = not self._begins or text[end : end + 2] in self._begins
        if self._after and not (told and text.startswith(self._after, end)) and _WIDE not in text[end:stop]:
            return None
        if self._ahead and not text.endswith(self._ahead, begin, start) and _WIDE not in text[begin:start]:
            return None
        for other in self._others:
            if text.find(other, begin, stop) < 0:
                return None
        if self._digits and not _DIGIT.search(text, begin, stop):
            return None
        if self._before >= 0:
            return start - self._before, start - self._before
        if any(choice.search(text, begin, start) is None for choice in self._choices):
            return None
        return self._name_from(text, begin, start) if self._led else begin, start

    @cached_property
    def _led(self) -> bool:
        """Does it begin with a name and then its anchor?"""
        return self._index == 1 and not self.literals[0].strip() and self.text.lstrip().casefold().startswith("{brand}")

    def _name_from(self, text: str, begin: int, start: int) -> int:
        """Where a name before `start` may begin at the earliest: it has five words at most, and as many signs between them."""
        place = start
        for _ in range(_NAME_SPACES):
            place = text.rfind(" ", begin, place)
            if place < 0:
                return begin
        return place + 1

    @cached_property
    def pattern(self) -> regex.Pattern[str]:
        """The whole form. Built when its anchor is first met: most never are, and all together cost a second."""
        # the second {Brand} of a wording would name its group twice
        count = itertools.count(1)
        joined = _NAMED.sub(lambda group: f"(?P<{group[1]}{next(count)}>", "".join(self._pieces))
        if self.hashtag or self.text.isascii():
            return regex.compile(rf"(?<!\w){joined}(?!\w)")
        # nor has a bracket in such a text an edge
        return regex.compile(rf"(?:(?<!\w)|(?=[{_UNSPACED}]|[^\w\s])){joined}(?:(?!\w)|(?<=[{_UNSPACED}]|[^\w\s]))")

    @cached_property
    def _after(self) -> tuple[str, ...]:
        """All that may follow the anchor, as far as choices tell; empty where they tell nothing."""
        literal = self.literals[self._index]
        found, told = [literal[literal.find(self.anchor) + len(self.anchor) :]], False
        for blank, then in zip(_BLANK.findall(self.text)[self._index :], self.literals[self._index + 1 :], strict=True):
            words = _choice(blank)
            if not words or len(found) * len(words) > _PRODUCT:
                break
            found, told = [f"{each}{word}{then}" for each in found for word in words], True
        return tuple({each.rstrip() for each in found}) if told else ()

    @cached_property
    def _begins(self) -> frozenset[str]:
        """The first two letters of each; none where one has fewer."""
        return (
            frozenset(each[:2] for each in self._after) if all(len(each) > 1 for each in self._after) else frozenset()
        )

    @cached_property
    def _ahead(self) -> tuple[str, ...]:
        """All that may stand before the anchor, likewise."""
        literal = self.literals[self._index]
        found, told = [literal[: literal.find(self.anchor)]], False
        for blank, then in zip(
            _BLANK.findall(self.text)[: self._index][::-1], self.literals[: self._index][::-1], strict=True
        ):
            words = _choice(blank)
            if not words or len(found) * len(words) > _PRODUCT:
                break
            found, told = [f"{then}{word}{each}" for word in words for each in found], True
        return tuple({each.lstrip() for each in found}) if told else ()

    @cached_property
    def _choices(self) -> list[re.Pattern[str]]:
        """The choices before the anchor, one word of each of which must stand there, unless `_ahead` tells of them."""
        blanks = [] if self._ahead else _BLANK.findall(self.text)[: self._index]
        chosen = [words for words in map(_choice, blanks) if words and all(words)]
        return [re.compile("|".join(map(re.escape, words))) for words in chosen]

    @cached_property
    def _pieces(self) -> list[str]:
        """The expressions of its literals and, between them, its blanks."""
        pieces = [_escape(self.literals[0])]
        for blank, literal in zip(_BLANK.findall(self.text), self.literals[1:], strict=True):
            pieces += [_fill(blank, hashtag=self.hashtag), _escape(literal)]
        return [f"(?:{each})" if "|" in each and not each.startswith("(?P") else each for each in pieces]


class Forms(NamedTuple):
    """Everything a wording is looked for as. `bare` marks a single word without `#`."""

    literals: tuple[Literal, ...]
    slotted: tuple[Slotted, ...]
    bare: bool


def is_foreign(folded: str) -> bool:
    """Does the folded text hold a letter beyond ASCII? Most posts hold none, and then most wordings need not be looked for."""
    return not folded.isascii() and _FOREIGN.search(folded) is not None


def unspaced(char: str) -> bool:
    """Is it a letter of a script without spaces, in which a wording has no edge to ask for?"""
    return _UNSPACED_LETTER.match(char) is not None


def forms_of(text: str, *, glued: bool = True) -> Forms:
    """The forms of a wording."""
    if _BLANK.search(text):
        # of a choice that was taken apart, a part may have no blank left
        parts = _anchored(text)
        whole = [fold_wording(each).strip() for each in parts if not _BLANK.search(each)]
        literals = [Literal(each, each.startswith("#") and " " not in each) for each in whole]
        return Forms(tuple(literals), tuple(Slotted(each) for each in parts if _BLANK.search(each)), bare=False)
    folded = fold_wording(text).strip()
    if folded.startswith("#") and " " not in folded:
        return Forms((Literal(folded, True),), (), bare=False)
    # most wordings are letters and spaces; the expression is for the others
    words = folded.split() if folded.replace(" ", "").isalnum() else _WORDS.findall(folded)
    literals = [Literal(folded, False)]
    if glued and words and "#" not in folded:
        literals.append(Literal("#" + "".join(words), True))
        if len(words) > 1:
            literals.append(Literal("#" + "_".join(words), True))
    return Forms(tuple(literals), (), bare=len(words) == 1 and words[0] == folded)


def _telling(literal: str) -> tuple[int, int]:
    """How many of its letters stand in words that not every post holds, and how many letters there are."""
    words = _WORDS.findall(literal.casefold())
    return sum(len(word) for word in words if len(word) > 2 and word not in _COMMON), sum(map(len, words))


def _anchored(text: str) -> list[str]:
    """The pattern; where hardly a letter of it is certain, one for each word of its most telling choice."""
    parts = _BLANK.split(text)
    literal = max(map(_telling, parts[::2]))
    if literal[0] >= _TELLING:
        return [text]
    choices = {at: part[1:-1].split("|") for at, part in enumerate(parts) if at % 2 and part.startswith("(")}
    choices = {at: words for at, words in choices.items() if all(words)}
    most = max(choices, key=lambda at: min(map(_telling, choices[at])), default=None)
    if most is None or min(map(_telling, choices[most])) <= literal:
        return [text]
    return ["".join([*parts[:most], each, *parts[most + 1 :]]) for each in choices[most]]


def _fill(blank: str, *, hashtag: bool) -> str:
    """What may stand in a blank: any name or word of its slot, or one of the words of a choice."""
    if blank.startswith("("):
        # the longest first: of "with" and "with the" the first would leave "the" to the name behind it
        return "|".join(_escape(each) for each in sorted(_choice(blank), key=len, reverse=True))
    return _TAG_SLOT if hashtag else _SLOTS.get(blank[1:-1].casefold(), _SLOTS["word"])


def _choice(blank: str) -> list[str]:
    """The words of a choice, folded; none of a slot."""
    return [fold_wording(each) for each in blank[1:-1].split("|")] if blank.startswith("(") else []


def taken_apart(forms: Forms) -> Forms:
    """The forms, and further ways to write a tag of two or three words: `#paid-partnership`, `#paid #partnership`."""
    tags = [each.text for each in forms.literals if each.hashtag and 1 <= each.text.count("_") <= 2]
    more = [Literal(tag.replace("_", joint), True) for tag in tags for joint in ("-", " #")]
    return forms._replace(literals=(*forms.literals, *more))


def _escape(literal: str) -> str:
    return re.sub(r"(?:\\ | )+", lambda _: _GAP, regex.escape(literal, special_only=True, literal_spaces=True))
