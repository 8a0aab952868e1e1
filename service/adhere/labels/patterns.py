"""Wordings as lawyers write them, turned into what the matcher looks for.

A wording without slots is a literal, in its forms (words, glued hashtag); one with slots is a form of `slotted`, or several.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from adhere.labels.slotted import BLANK, WORDS, Slotted, telling
from adhere.text.folding import fold_wording

#: A choice of single words, and nothing else: `(Advert|Advertisement)`.
_WORD_CHOICE = re.compile(r"\(\w+(?:\|\w+)+\)")
#: A choice that offers a slot.
_SLOT_CHOICE = re.compile(r"\(((?=[^()]*\{)[^()]*\|[^()]*)\)")
#: So many letters that stand in every wording of a pattern are rare enough in posts to look for them first.
_TELLING = 4


class Literal(NamedTuple):
    """One literal form. `hashtag` forms begin with `#`."""

    text: str
    hashtag: bool


class Forms(NamedTuple):
    """Everything a wording is looked for as. `bare` marks a single word without `#`, `word` that and a choice of such words."""

    literals: tuple[Literal, ...]
    slotted: tuple[Slotted, ...]
    bare: bool
    word: bool


def forms_of(text: str, *, glued: bool = True) -> Forms:
    """The forms of a wording."""
    if BLANK.search(text):
        # of a choice that was taken apart, a part may have no blank left
        parts = [part for way in _slots_out(text) for part in _anchored(way)]
        whole = [fold_wording(each).strip() for each in parts if not BLANK.search(each)]
        literals = [Literal(each, each.startswith("#") and " " not in each) for each in whole]
        slotted = tuple(Slotted(each) for each in parts if BLANK.search(each))
        return Forms(tuple(literals), slotted, bare=False, word=_WORD_CHOICE.fullmatch(text) is not None)
    folded = fold_wording(text).strip()
    if folded.startswith("#") and " " not in folded:
        return Forms((Literal(folded, True),), (), bare=False, word=False)
    # most wordings are letters and spaces; the expression is for the others
    words = folded.split() if folded.replace(" ", "").isalnum() else WORDS.findall(folded)
    literals = [Literal(folded, False)]
    if glued and words and "#" not in folded:
        literals.append(Literal("#" + "".join(words), True))
        if len(words) > 1:
            literals.append(Literal("#" + "_".join(words), True))
    bare = len(words) == 1 and words[0] == folded
    return Forms(tuple(literals), (), bare=bare, word=bare)


def _slots_out(text: str) -> list[str]:
    """The pattern; where a choice offers a slot, one for each such offer and one for the others: `(now |for {word} |)`."""
    choice = _SLOT_CHOICE.search(text)
    if choice is None:
        return [text]
    offers = choice[1].split("|")
    plain = [each for each in offers if "{" not in each]
    ways = [each for each in offers if "{" in each]
    if plain:
        ways.append(f"({'|'.join(plain)})" if len(plain) > 1 else plain[0])
    return [way for each in ways for way in _slots_out(f"{text[: choice.start()]}{each}{text[choice.end() :]}")]


def _anchored(text: str) -> list[str]:
    """The pattern; where hardly a letter of it is certain, one for each word of its most telling choice."""
    parts = BLANK.split(text)
    literal = max(map(telling, parts[::2]))
    if literal[0] >= _TELLING:
        return [text]
    choices = {at: part[1:-1].split("|") for at, part in enumerate(parts) if at % 2 and part.startswith("(")}
    choices = {at: words for at, words in choices.items() if all(words)}
    most = max(choices, key=lambda at: min(map(telling, choices[at])), default=None)
    if most is None or min(map(telling, choices[most])) <= literal:
        return [text]
    return ["".join([*parts[:most], each, *parts[most + 1 :]]) for each in choices[most]]


def taken_apart(forms: Forms) -> Forms:
    """The forms, and further ways to write a tag of two or three words: `#paid-partnership`, `#paid #partnership`."""
    tags = [each.text for each in forms.literals if each.hashtag and 1 <= each.text.count("_") <= 2]
    more = [Literal(tag.replace("_", joint), True) for tag in tags for joint in ("-", " #")]
    return forms._replace(literals=(*forms.literals, *more))
