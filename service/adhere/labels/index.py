"""Where each wording is looked for: needles for an automaton, and tags for a look-up. Kept between runs, since making it takes seconds.

A wording is made of its record when one of its needles is first met; most never are.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple, get_args
from typing import Literal as Literal_

import regex

from adhere.labels.denial import Denying
from adhere.labels.patterns import Literal, forms_of, taken_apart
from adhere.labels.slotted import Slotted, is_foreign, unspaced
from adhere.labels.wordings import Wording, gather
from adhere.post import Relationship
from adhere.rulebook import params
from adhere.rulebook.cache import keep, recall
from adhere.rulebook.pack import Rulebook
from adhere.text import folding, letters
from adhere.text.folding import fold_wording

#: A character of a word, as the boundary of a match takes it.
_IN_WORD = r"[\p{L}\p{N}\p{Mn}\p{Mc}_]"
_TAG = regex.compile(rf"(?<!{_IN_WORD})#({_IN_WORD}+)")
#: The same, where all letters are of ASCII.
_PLAIN_TAG = re.compile(r"(?<!\w)#(\w+)", re.ASCII)
#: One or two more words of a tag that is taken apart: `#paid-partnership`.
_MORE = regex.compile(rf"-({_IN_WORD}+)(?:-({_IN_WORD}+))?")
#: Between the words of a tag that is taken apart.
_JOINT = re.compile("-| #")
_WORDS_ONLY = bytes(byte if bytes([byte]).isalnum() else ord(" ") for byte in range(256))
_WHOLE_TAG = regex.compile(rf"#{_IN_WORD}+(?:(?:-{_IN_WORD}+){{1,2}}|(?: #{_IN_WORD}+){{1,2}})?")


class Target(NamedTuple):
    """What a needle may be a part of. `slotted` is None where the needle is the whole wording."""

    wording: Wording
    hashtag: bool
    slotted: Slotted | None


#: `plain` needles are of wordings that a text of plain letters may hold, `tagged` ones of those that stand in a tag, `signs` hold no
#: letter, and `foreign` ones are of wordings that need a letter beyond ASCII.
Kind = Literal_["plain", "tagged", "signs", "foreign"]


class Needle(NamedTuple):
    """Letters to look for, and the numbers of the wordings that they are a part of.

    At `left` and `right` none of its targets lets a letter stand beside it. `sought` is what the automaton seeks: of a plain needle,
    the needle in a text of words and spaces, with the spaces beside it.
    """

    sought: str
    text: str
    left: bool
    right: bool
    holders: list[int]


class Index:
    """The needles, by their kind, and the tags of a rulebook's wordings."""

    def __init__(self, kept: dict[str, Any]) -> None:
        # lists of what a `Needle` is made of, since most are never met
        self.needles: dict[Kind, list[Sequence[Any]]] = kept["needles"]
        self.denying = {language: Denying(*words) for language, words in kept["denying"].items()}
        self.glued_endings: tuple[str, ...] = tuple(kept["glued_endings"])
        self.no_names = frozenset(kept["no_names"])
        self.subjects = frozenset(kept["subjects"])
        self.towards = frozenset(kept["towards"])
        self._tags: dict[str, list[int]] = kept["tags"]
        # the first words of those that are taken apart
        self._openers = frozenset(kept["openers"])
        self._records: list[str] = kept["wordings"]
        self._made: dict[int, Wording] = {}

    @property
    def wordings(self) -> list[Wording]:
        """Every wording."""
        return [self._wording(number) for number in range(len(self._records))]

    def targets(self, needle: Needle, kind: Kind) -> list[Target]:
        """What the needle may be a part of."""
        return [
            target
            for wording in map(self._wording, needle.holders)
            for text, target in _parts(wording)
            if text == needle.text and _kind(text, target) == kind
        ]

    def lists_tag(self, tag: str) -> bool:
        """Is the folded tag, with its sign, a wording as a whole?"""
        return tag[1:].replace("_", "") in self._tags

    def tags(self, text: str) -> list[tuple[Wording, int, int]]:
        """Every wording that stands as a tag in a folded text, whole or taken apart, and where."""
        # a quick look first: hardly a tag is a label
        names = (_PLAIN_TAG if text.isascii() else _TAG).findall(text.replace("_", ""))
        if self._tags.keys().isdisjoint(names) and self._openers.isdisjoint(names):
            return []
        found: list[tuple[Wording, int, int]] = []
        tags = [(tag[1].replace("_", ""), *tag.span()) for tag in _TAG.finditer(text)]
        known = self._tags
        for at, (name, start, end) in enumerate(tags):
            if name in known:
                found += self._tag(text, start, end, name)
            if text.startswith("-", end) and (more := _MORE.match(text, end)) is not None:
                found += self._tag(text, start, more.end(1), name + more[1])
                if more[2] is not None:
                    found += self._tag(text, start, more.end(2), name + more[1] + more[2])
            for following, begins, ends in tags[at + 1 : at + 3]:
                if begins != end + 1 or text[end] != " ":
                    break
                name, end = name + following, ends
                if name in known:
                    found += self._tag(text, start, end, name)
        return found

    def _tag(self, text: str, start: int, end: int, name: str) -> Iterator[tuple[Wording, int, int]]:
        for wording in map(self._wording, self._tags.get(name, ())):
            if (text[start:end], True) in wording.forms.literals:
                yield wording, start, end

    def _wording(self, number: int) -> Wording:
        found = self._made.get(number)
        if found is None:
            found = self._made[number] = _from_record(json.loads(self._records[number]))
        return found


def index_of(rulebook: Rulebook) -> Index:
    """The index of the rulebook's wordings, as it was kept or made anew."""
    digest = f"{rulebook.revision}-{_code()}"
    kept = recall("wordings", digest)
    if not isinstance(kept, dict):
        kept = _made(rulebook)
        keep("wordings", digest, kept, source=sum(map(len, kept["wordings"])))
    return Index(kept)


def _made(rulebook: Rulebook) -> dict[str, Any]:
    wordings = gather(rulebook)
    needles: dict[Kind, dict[str, list[tuple[int, Target]]]] = {kind: {} for kind in get_args(Kind)}
    tags: dict[str, dict[int, None]] = {}
    openers: set[str] = set()
    for number, wording in enumerate(wordings):
        for literal in filter(_is_tag, wording.forms.literals):
            first, *others = _JOINT.split(literal.text.replace("_", "").removeprefix("#"))
            tags.setdefault("".join((first, *others)), {})[number] = None
            openers.update([first] if others else [])
        for text, target in _parts(wording):
            needles[_kind(text, target)].setdefault(text, []).append((number, target))
    words = rulebook.words.values()
    return {
        "needles": {
            kind: [_needle(text, targets, kind) for text, targets in found.items()] for kind, found in needles.items()
        },
        "tags": {letters: list(held) for letters, held in tags.items()},
        "openers": sorted(openers),
        "wordings": [json.dumps(_record(each), ensure_ascii=False, separators=(",", ":")) for each in wordings],
        "denying": {each.language: Denying.of(each) for each in words},
        "glued_endings": sorted({fold_wording(word).strip() for each in words for word in each.glued_endings}),
        "no_names": sorted({fold_wording(word) for each in words for word in each.no_names}),
        "subjects": sorted({fold_wording(word) for each in words for word in each.subjects}),
        "towards": sorted({word.lower() for each in words for word in each.towards}),
    }


def _needle(text: str, targets: Sequence[tuple[int, Target]], kind: Kind) -> Needle:
    edges = open_edges(text)
    sides = [each.slotted.bounded if each.slotted is not None else (not edges[0], not edges[1]) for _, each in targets]
    left, right = all(side[0] for side in sides), all(side[1] for side in sides)
    sought = f"{' ' * left}{words_only(text)}{' ' * right}" if kind == "plain" else text
    return Needle(sought, text, left, right, list(dict.fromkeys(number for number, _ in targets)))


def _parts(wording: Wording) -> Iterator[tuple[str, Target]]:
    """What of the wording is to be looked for, apart from whole tags, which are looked up."""
    for literal in wording.forms.literals:
        if not _is_tag(literal):
            yield literal.text, Target(wording, literal.hashtag, None)
    for slotted in wording.forms.slotted:
        yield slotted.anchor, Target(wording, slotted.hashtag, slotted)


def _kind(text: str, target: Target) -> Kind:
    slotted = target.slotted
    if slotted.foreign if slotted is not None else is_foreign(text):
        return "foreign"
    if slotted is not None and slotted.hashtag:
        return "tagged"
    return "plain" if words_only(text).strip() else "signs"


def _is_tag(literal: Literal) -> bool:
    """Can it be looked up by a whole tag? Not where its last word needs no end: words of Han stand without spaces."""
    return literal.hashtag and _WHOLE_TAG.fullmatch(literal.text) is not None and not open_edges(literal.text)[1]


def _record(wording: Wording) -> list[Any]:
    return [
        wording.key,
        wording.text,
        wording.glued,
        sorted(wording.languages),
        wording.label,
        wording.statement,
        wording.denial,
        wording.alone,
        wording.ordinary,
        sorted(wording.accepted_in),
        sorted(wording.accepted_for),
        sorted(wording.exported_for),
        sorted(wording.exported_as),
    ]


def _from_record(record: list[Any]) -> Wording:
    key, text, glued, languages, label, statement, denial, alone, ordinary, accepted_in, accepted, exported, tongues = (
        record
    )
    forms = forms_of(text, glued=glued)
    return Wording(
        key=key,
        text=text,
        glued=glued,
        forms=taken_apart(forms) if accepted_in else forms,
        languages=set(languages),
        label=label,
        statement=statement,
        denial=denial,
        alone=alone,
        ordinary=ordinary,
        accepted_in=set(accepted_in),
        accepted_for=set(map(Relationship, accepted)),
        exported_for=set(map(Relationship, exported)),
        exported_as=set(tongues),
    )


@cache
def _code() -> str:
    """Names the code that an index is made by: another code may make another one of the same rules."""
    digest = hashlib.sha256()
    others = (Path(module.__file__ or "") for module in (folding, letters, params))
    for path in (*sorted(Path(__file__).parent.glob("*.py")), *others):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def words_only(text: str) -> str:
    """A folded text with a space for whatever is no letter or digit of ASCII: each character keeps its place."""
    return text.encode("ascii", "replace").translate(_WORDS_ONLY).decode()


def open_edges(text: str) -> tuple[bool, bool]:
    """Scripts without spaces have no boundary to ask for at that edge of a wording. A hashtag ends where its letters do."""
    return (False, False) if text.isascii() else (unspaced(text[0]), unspaced(text[-1]) and text[0] != "#")
