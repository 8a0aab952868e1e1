"""A wording with slots: a regular expression, and cheap looks at a text that spare most of its tries.

A wording is literal text with slots: `{Brand}`, `{amount}`, `{word}`, `{words}`, `{gap}`; `(my|our|)` is a choice of words, or none,
and stands as a slot does. It is found on folded text, and tried only where its anchor was found: of its literal parts the one that
fewest posts hold.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from functools import cached_property, lru_cache
from typing import NamedTuple

import regex

from adhere.rulebook.schema import SLOT
from adhere.text.folding import fold_wording

#: A slot or a choice.
BLANK = re.compile(r"(\{\w+\}|\([^()]*\|[^()]*\))")
#: Words of three letters and more that stand in most English posts. The other languages hardly have choices to seek in their place.
_COMMON = frozenset(
    "all and are been but can every first for free from get gets had has have here just little made make one our own some team than that "
    "the there they this was were who will with you your".split()
)
#: Not `re`, whose \w stops at the vowel signs of Devanagari and Thai.
WORDS = regex.compile(r"\w+")
_DIGIT = re.compile(r"\d")
_SPACE = re.compile(r"\s")
#: Two spaces, which a form takes for one.
WIDE = "  "
#: At most so many ways in which choices may go on are looked for one by one.
_PRODUCT = 200
_NAMED = re.compile(r"\(\?P<(brand|word)>")
#: Han, kana, Thai, Lao, Khmer, Myanmar: words stand without spaces between them.
_UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_UNSPACED_LETTER = re.compile(f"[{_UNSPACED}]")
#: A letter or digit that is not of ASCII.
_FOREIGN = re.compile(r"[^\W\x00-\x7f]")

#: A name: a tag, or one to five words joined by a space, `&` or `and`, or a mention or domain. Whether it looks like a name is
#: judged on the original letters afterwards. It goes over no end of a sentence: a full stop behind more than a shortening.
_NAME = r"(?:#\w[\w.&'+\-]*|@?\w[\w.&'+\-]*(?:(?<!\w{4}\.) (?:& )?\w[\w.&'+\-]*){0,4}?)(?<!\w{4}\.)"
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
_SPACES_BEFORE = re.compile(r"(?:\\ | )+(?=(\w)?)")
#: Inside a hashtag a slot is a run of letters, digits and underscores.
_TAG_SLOT = r"(?P<brand>\w{2,40}?)"
#: The spaces that a slot may hold; an amount may hold any number.
_SPACES = {"brand": 8, "words": 3, "gap": 5, "word": 0}


class _Side(NamedTuple):
    """What must stand on one side of the anchor.

    `near` is all that may stand right beside it, as far as choices tell; `edges` the two letters of each that touch it, none where one
    has fewer. `parts` are the other literal parts, each with its longest word; `choices` the words of each other choice.
    """

    near: tuple[str, ...]
    edges: frozenset[str]
    parts: list[tuple[str, str]]
    choices: list[tuple[str, ...]]

    def misses(self, words: str, wide: bool) -> bool:
        """Does the text on this side lack something? `wide` where a space of it may be two."""
        for part, word in self.parts:
            if part not in words and not (wide and word in words):
                return True
        # loops, since a generator costs more than all it looks at
        for choice in self.choices:
            for each in choice:
                if each in words:
                    break
            else:
                return True
        return False


class Slotted:
    """A form with slots. `anchor` is the literal part that must be there; `width` bounds how far the whole can reach.

    There are thousands and most are never met, so all but the anchor is worked out when it first is.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self.hashtag = text.startswith("#") and " " not in text
        self.width = len(text) + 120
        self.literals = [fold_wording(literal) for literal in BLANK.split(text)[::2]]
        bare = [literal.strip(" #") for literal in self.literals]
        self.anchor = max(bare, key=telling)
        self._index = bare.index(self.anchor)

    @cached_property
    def _blanks(self) -> list[str]:
        return BLANK.findall(self.text)

    @cached_property
    def foreign(self) -> bool:
        """Does every text that holds the form hold a letter beyond ASCII?"""
        if any(map(is_foreign, self.literals)):
            return True
        return not self.text.isascii() and any(map(_foreign_choice, self._blanks))

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
    def leads(self) -> bool:
        """Does it begin with a name?"""
        return not self.hashtag and not self.literals[0].strip() and self._blanks[0].casefold() == "{brand}"

    @cached_property
    def closes(self) -> bool:
        """Does it end with its anchor?"""
        return self._index == len(self._blanks)

    @cached_property
    def names_next(self) -> bool:
        """Does a name follow its anchor, behind a space?"""
        named = self._index < len(self._blanks) and self._blanks[self._index].casefold() == "{brand}"
        return named and not self.hashtag and self.literals[self._index].endswith(f"{self.anchor} ")

    def tagged(self, text: str, start: int) -> bool:
        """Does a form found at `start` begin as a hashtag? `#reklama @glow` also holds `reklama @{word}`."""
        return self.text.startswith("#") or (not self.leads and text[start - 1 : start] == "#")

    @property
    def behind(self) -> frozenset[str]:
        """One of these two letters stands behind the anchor, where the text is not wide; empty where any may."""
        return self._behind.edges

    def places(self, text: str, start: int, end: int, *, wide: bool) -> tuple[int, int] | None:
        """The first and the last place where the form may begin so that its anchor stands at `start`..`end`; None: at none.

        A cheap look, never wrong about a no. `wide` where the text holds two spaces in a row.
        """
        begin = start - self.width if start > self.width else 0
        if self.hashtag:
            mark = text.rfind("#", begin, end)
            if mark < 0 or start - mark <= self._lead or _SPACE.search(text, mark, end):
                return None
            return mark, mark
        behind, ahead = self._behind, self._ahead
        if not wide and (
            (behind.near and not text.startswith(behind.near, end))
            or (ahead.near and not text.endswith(ahead.near, begin, start))
        ):
            return None
        after, before = text[end : end + self.width], text[begin:start]
        if behind.misses(after, wide) or ahead.misses(before, wide):
            return None
        if self._digits and not (_DIGIT.search(after) or _DIGIT.search(before)):
            return None
        if self._before >= 0:
            return start - self._before, start - self._before
        return (begin if wide else self._earliest(text, begin, start)), start

    def _earliest(self, text: str, begin: int, start: int) -> int:
        """Where the form may begin at the earliest, by the spaces that it can hold before its anchor."""
        if self._spaces < 0:
            return begin
        place = start
        for _ in range(self._spaces + 1):
            place = text.rfind(" ", begin, place)
            if place < 0:
                return begin
        return place + 1

    @cached_property
    def _spaces(self) -> int:
        """The most spaces before its anchor where none is wide; -1 where any number may stand there."""
        spaces = sum(literal.count(" ") for literal in self.literals[: self._index])
        spaces += self.literals[self._index].index(self.anchor)
        for blank in self._blanks[: self._index]:
            words = choice_of(blank)
            slot = max(word.count(" ") for word in words) if words else _SPACES.get(_slot(blank), -1)
            if slot < 0:
                return -1
            spaces += slot
        return spaces

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

    @cached_property
    def _behind(self) -> _Side:
        literal = self.literals[self._index]
        near, told = [literal[literal.find(self.anchor) + len(self.anchor) :]], 0
        for blank, then in zip(self._blanks[self._index :], self.literals[self._index + 1 :], strict=True):
            words = choice_of(blank)
            if not words or len(near) * len(words) > _PRODUCT:
                break
            near, told = [f"{each}{word}{then}" for each in near for word in words], told + 1
        ways = tuple({each.rstrip() for each in near}) if told else ()
        edges = frozenset(each[:2] for each in ways) if all(len(each) > 1 for each in ways) else frozenset[str]()
        return _Side(ways, edges, *self._others(range(self._index + 1 + told, len(self.literals))))

    @cached_property
    def _ahead(self) -> _Side:
        literal = self.literals[self._index]
        near, told = [literal[: literal.find(self.anchor)]], 0
        for blank, then in zip(self._blanks[: self._index][::-1], self.literals[: self._index][::-1], strict=True):
            words = choice_of(blank)
            if not words or len(near) * len(words) > _PRODUCT:
                break
            near, told = [f"{then}{word}{each}" for word in words for each in near], told + 1
        ways = tuple({each.lstrip() for each in near}) if told else ()
        return _Side(ways, frozenset(), *self._others(range(self._index - told)))

    def _others(self, numbers: Sequence[int]) -> tuple[list[tuple[str, str]], list[tuple[str, ...]]]:
        """The literal parts of these numbers, and the choices between them and the anchor."""
        parts = [self.literals[number] for number in numbers]
        blanks = [self._blanks[number - (number > self._index)] for number in numbers]
        choices = [words for words in map(choice_of, blanks) if words and all(words)]
        return [(_certain(part), max(part.split(), key=len)) for part in parts if part.strip()], choices

    @cached_property
    def pattern(self) -> regex.Pattern[str]:
        """The whole form. Built when its anchor is first met: most never are, and all together cost a second."""
        # the second {Brand} of a wording would name its group twice
        count = itertools.count(1)
        joined = _NAMED.sub(lambda group: f"(?P<{group[1]}{next(count)}>", "".join(self._pieces))
        left = r"(?<!\w)" if self._is_edged(0) else rf"(?:(?<!\w)|(?=[{_UNSPACED}]|[^\w\s]))"
        right = r"(?!\w)" if self._is_edged(-1) else rf"(?:(?!\w)|(?<=[{_UNSPACED}]|[^\w\s]))"
        return regex.compile(f"{left}{joined}{right}")

    def _is_edged(self, at: int) -> bool:
        """Has its beginning (0) or its end (-1) an edge? Scripts without spaces have none, nor has a bracket."""
        if self.hashtag or self.text.isascii():
            return True
        literal = self.literals[at]
        words = (literal,) if literal else choice_of(self._blanks[at])
        return bool(words) and all(word and word[at].isalnum() and not unspaced(word[at]) for word in words)

    @cached_property
    def _pieces(self) -> list[str]:
        """The expressions of its literals and, between them, its blanks."""
        pieces = [_escape(self.literals[0])]
        for blank, literal in zip(self._blanks, self.literals[1:], strict=True):
            pieces += [_fill(blank, hashtag=self.hashtag), _escape(literal)]
        return [f"(?:{each})" if "|" in each and not each.startswith("(?P") else each for each in pieces]


def is_foreign(folded: str) -> bool:
    """Does the folded text hold a letter beyond ASCII? Most posts hold none, and then most wordings need not be looked for."""
    return not folded.isascii() and _FOREIGN.search(folded) is not None


def unspaced(char: str) -> bool:
    """Is it a letter of a script without spaces, in which a wording has no edge to ask for?"""
    return _UNSPACED_LETTER.match(char) is not None


# thousands of patterns have a few hundred choices
@lru_cache(maxsize=20_000)
def telling(literal: str) -> tuple[int, int]:
    """How many of its letters stand in words that not every post holds, and how many letters there are."""
    words = WORDS.findall(literal.casefold())
    return sum(len(word) for word in words if len(word) > 2 and word not in _COMMON), sum(map(len, words))


@lru_cache(maxsize=4_096)
def choice_of(blank: str) -> tuple[str, ...]:
    """The words of a choice, folded; none of a slot."""
    return tuple(map(fold_wording, blank[1:-1].split("|"))) if blank.startswith("(") else ()


@lru_cache(maxsize=4_096)
def _foreign_choice(blank: str) -> bool:
    words = choice_of(blank)
    return bool(words) and all(map(is_foreign, words))


def _certain(literal: str) -> str:
    """What of a literal part a text with single spaces holds to the letter: before a mention or a tag the line may end."""
    return literal.strip() if "@" not in literal and "#" not in literal else max(literal.split(), key=len)


def _slot(blank: str) -> str:
    """The name of a slot; one that is not known holds a word."""
    name = blank[1:-1].casefold()
    return name if name in _SLOTS else "word"


def _fill(blank: str, *, hashtag: bool) -> str:
    """What may stand in a blank: any name or word of its slot, or one of the words of a choice."""
    if blank.startswith("("):
        # the longest first: of "with" and "with the" the first would leave "the" to the name behind it
        return "|".join(_escape(each) for each in sorted(choice_of(blank), key=len, reverse=True))
    return _TAG_SLOT if hashtag else _SLOTS[_slot(blank)]


def _escape(literal: str) -> str:
    escaped = regex.escape(literal, special_only=True, literal_spaces=True)
    # before a letter no line ends
    return _SPACES_BEFORE.sub(lambda gap: " +" if gap[1] else _GAP, escaped)
