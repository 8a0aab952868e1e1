"""All wordings of all packs, found in one scan.

Matches are taken overlapping and filtered at word boundaries here: leftmost-longest in the automaton would let `#ad english` swallow
`#ad`. Which of two overlapping matches counts is for each jurisdiction to say, since it depends on what that one lists.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

import regex

from adhere.labels.denial import Denials, with_denied
from adhere.labels.index import index_of
from adhere.labels.names import looks_like_name, may_begin, mentioned_name, starts
from adhere.labels.needles import Needles
from adhere.labels.slotted import WIDE, Slotted, is_foreign
from adhere.labels.standing import Strength, heads, opens_sentence, spoken_of, strength
from adhere.labels.wordings import Wording
from adhere.rulebook.pack import Rulebook
from adhere.text.folding import Folded, fold_wording
from adhere.text.layout import Piece
from adhere.text.post_text import Field, PostText

#: More matches than this in one field are a flood, not a caption; the rest of the field is not looked at for labels.
MAX_MATCHES = 20_000
#: Dashes are none: they stand between words, not in them.
_HYPHENS = ("-", "\u2010", "\u2011")
#: Where a sentence ends, after a word too long to be shortened (`St. Tropez`).
_ENDS = regex.compile(r"\w{4}[.!?…]\s|[。！？]")
#: Letters of a word that tell shouting from a shortening (`PR`).
_LOUD = 5
#: So many characters before a label tell whether it opens a line.
_NEAR = 40

#: The parts of a mention or a tag before one of them.
_HANDLE = regex.compile(r"[@#](?:[\w.]*[._])?$")

#: What mostly stands between words: a look that spares a longer one.
_BETWEEN = frozenset(" \n.,:;!?'\"()-#@/")


@dataclass(slots=True, eq=False)
class Match:
    """A wording found in a field. `start`, `end` are offsets of the original text; `fstart`, `fend` of the folded text.

    `in_name`: it is a part of a longer mention or tag; `mentioned`: a sentence only speaks of the label.
    """

    wording: Wording
    field: Field
    start: int
    end: int
    fstart: int
    fend: int
    hashtag: bool
    strength: Strength = "clear"
    negated: bool = False
    lookalike: bool = False
    in_name: bool = False
    mentioned: bool = False

    @property
    def key(self) -> str:
        """The wording's key."""
        return self.wording.key

    @property
    def quote(self) -> str:
        """The words as written."""
        return self.field.folded.original[self.start : self.end]


class Scan:
    """Everything found in a post, in reading order.

    `by_key` groups matches by the key of their wording; `labels` are those of label wordings and statements, which could disclose;
    `in_names` are those that are a part of a longer mention or tag: they hint at what a post is about, and say nothing.
    `unfinished` is true where a wording took too long to look for: more may be there.
    `denials` are wordings that deny a connection, and labels that the words before them deny. `known` is a store for the checks: what
    they worked out of the post alone, and need again for the next jurisdiction.
    """

    __slots__ = ("by_key", "denials", "in_names", "known", "labels", "matches", "post_text", "unfinished")

    def __init__(self, post_text: PostText, matches: list[Match], *, unfinished: bool = False) -> None:
        self.post_text = post_text
        self.unfinished = unfinished
        self.matches = matches
        self.known: dict[tuple[object, ...], Any] = {}
        self.by_key: dict[str, list[Match]] = {}
        self.in_names: dict[str, Match] = {}
        self.labels: list[Match] = []
        self.denials: list[Match] = []
        for match in matches:
            wording = match.wording
            if match.in_name:
                self.in_names.setdefault(wording.key, match)
                continue
            self.by_key.setdefault(wording.key, []).append(match)
            if wording.label or wording.statement:
                self.labels.append(match)
            if wording.denial or match.negated:
                self.denials.append(match)

    def hint_of(self, wordings: Iterable[str]) -> Match | None:
        """The first match of any of these wordings, and be it a part of a name (`@mrozna_wodka`)."""
        found = self.any_of(wordings)
        if found is None and self.in_names:
            found = next((self.in_names[text.lower()] for text in wordings if text.lower() in self.in_names), None)
        return found

    def any_of(self, wordings: Iterable[str]) -> Match | None:
        """The first match of any of these wordings."""
        if self.by_key:
            for text in wordings:
                found = self.by_key.get(text.lower())
                if found:
                    return found[0]
        return None


class Matcher:
    """The compiled wordings of a rulebook."""

    def __init__(self, rulebook: Rulebook) -> None:
        self._index = index_of(rulebook)
        self._denials = Denials(self._index.denying)
        self._plain = Needles(self._index, "plain")
        self._tagged = Needles(self._index, "tagged")
        self._signs = Needles(self._index, "signs")
        self._foreign = Needles(self._index, "foreign")

    @property
    def wordings(self) -> list[Wording]:
        """Every wording that is looked for."""
        return self._index.wordings

    def scan(self, post_text: PostText) -> Scan:
        """Find every wording in every field of the post."""
        if post_text.post.brand:
            brand = fold_wording(post_text.post.brand).strip()
        else:
            brand = mentioned_name([field.folded.text for field in post_text.fields])
        matches: list[Match] = []
        unfinished = False
        for field in post_text.fields:
            found: list[Match] = []
            try:
                self._field(found, field, field.folded, brand, lookalike=False)
                other = field.folded.lookalike
                if other is not None:
                    seen = {(match.key, match.start, match.end) for match in found}
                    again: list[Match] = []
                    self._field(again, field, other, brand, lookalike=True)
                    found += [match for match in again if (match.key, match.start, match.end) not in seen]
            except TimeoutError:
                unfinished = True
            if field.kind == "text" and found and (post_text.layout.links or post_text.layout.emails):
                found = _without_linked(found, [*post_text.layout.links, *post_text.layout.emails])
            found.sort(key=_order)
            matches += with_denied(_without_ordinary(_without_compounds(found)))
        return Scan(post_text, matches, unfinished=unfinished)

    def _field(self, found: list[Match], field: Field, folded: Folded, brand: str, *, lookalike: bool) -> None:
        """Add what stands in a reading of a field."""
        text = folded.text
        if "#" in text:
            for wording, start, end in islice(self._index.tags(text), MAX_MATCHES):
                found.append(self._match(field, folded, wording, start, end, True, lookalike))
            self._needles(found, self._tagged, field, folded, brand, lookalike=lookalike)
        self._needles(found, self._plain, field, folded, brand, lookalike=lookalike)
        if not text.isascii():
            self._needles(found, self._signs, field, folded, brand, lookalike=lookalike)
        # most posts hold no letter but those of English, and then most needles of other scripts need not even be compiled
        if is_foreign(text):
            self._needles(found, self._foreign, field, folded, brand, lookalike=lookalike)

    def _needles(
        self, found: list[Match], needles: Needles, field: Field, folded: Folded, brand: str, *, lookalike: bool
    ) -> None:
        text = folded.text
        wide = WIDE in text
        for targets, edges, start, end in needles.hits(text, wide=wide):
            if len(found) >= MAX_MATCHES:
                return
            before = start > 0 and text[start - 1] not in _BETWEEN and _is_word(text[start - 1])
            after = end < len(text) and text[end] not in _BETWEEN and _is_word(text[end])
            open_left, open_right = edges
            if before or after:
                before, after = before and not _emphasis(text, start - 1, -1), after and not _emphasis(text, end, 1)
            bounded = (open_left or not before) and (open_right or not after)
            for wording, hashtag, slotted in targets:
                if slotted is None:
                    if wording.topic and not hashtag and _in_handle(text, start, end):
                        named = self._match(field, folded, wording, start, end, hashtag, lookalike)
                        found.append(replace(named, in_name=True))
                        continue
                    if not bounded:
                        continue
                    match = self._literal(field, folded, wording, start, end, hashtag, lookalike)
                else:
                    left, right = slotted.bounded
                    if (left and before) or (right and after):
                        continue
                    places = slotted.places(text, start, end, wide=wide)
                    if places is None:
                        continue
                    match = self._slotted(field, folded, wording, slotted, places, end, brand, lookalike)
                if match is not None:
                    found.append(match)

    def _literal(
        self, field: Field, folded: Folded, wording: Wording, start: int, end: int, hashtag: bool, lookalike: bool
    ) -> Match | None:
        text = folded.text
        previous = text[start - 1] if start else ""
        if not hashtag and (previous == "@" or (previous == "#" and wording.forms.bare)):
            return None
        return self._match(field, folded, wording, start, end, hashtag, lookalike)

    def _slotted(
        self,
        field: Field,
        folded: Folded,
        wording: Wording,
        slotted: Slotted,
        places: tuple[int, int],
        end: int,
        brand: str,
        lookalike: bool,
    ) -> Match | None:
        text = folded.text
        denied: Match | None = None
        first, last = places
        stop = end + slotted.width
        tried: Iterable[regex.Match[str] | None]
        if slotted.hashtag and slotted.closes and text.endswith(self._index.glued_endings, first, end):
            # `#salad` is none of `#{Brand}ad`
            return None
        if first == last:
            if slotted.names_next and not brand and text[end : end + 1] == " " and not may_begin(folded, end + 1):
                return None
            tried = (slotted.pattern.match(text, first, stop, timeout=1),)
        elif slotted.leads and not brand and text.isascii():
            # here most tries end: hardly a word is a name
            tried = (slotted.pattern.match(text, at, stop, timeout=1) for at in starts(folded, first, last))
        else:
            # overlapping, since a leading {Brand} takes in the words before a name too: "so lovely Glow pays me"
            tried = slotted.pattern.finditer(text, first, stop, overlapped=True, timeout=1)
        for found in tried:
            if found is None:
                continue
            if found.start() > last:
                break
            if end <= found.end() and self._names(folded, found, brand, hashtag=slotted.hashtag):
                tagged = slotted.tagged(text, found.start())
                match = self._match(field, folded, wording, found.start(), found.end(), tagged, lookalike)
                if not self._denials.inside(folded, found, wording.languages):
                    return match
                denied = denied or replace(match, negated=True)
        return denied

    def _names(self, folded: Folded, found: regex.Match[str], brand: str, *, hashtag: bool) -> bool:
        """Does every `{Brand}` of the match look like a name?"""
        for group, value in found.groupdict().items():
            if value is None or not group.startswith("brand"):
                continue
            if hashtag:
                whole = found.group().lstrip("#")
                # an ordinary word may end a name, but not a tag that ends in a label's own letters
                glued = found.end(group) < found.end() and whole.endswith(self._index.glued_endings)
                if glued or not any(char.isalpha() for char in value):
                    return False
                continue
            # "#partner #reklama": the second tag is a label, and not whose partner one is
            if value.rstrip(".") in self._index.no_names or (value[:1] == "#" and self._index.lists_tag(value)):
                return False
            if not looks_like_name(folded, *found.span(group), brand):
                return False
        return True

    def _match(
        self, field: Field, folded: Folded, wording: Wording, fstart: int, fend: int, hashtag: bool, lookalike: bool
    ) -> Match:
        start, end = folded.span(fstart, fend)
        standing: Strength = "clear"
        if wording.alone and not hashtag:
            written = folded.original[start:end]
            spoken = field.kind == "transcript"
            line = folded.original[folded.original.rfind("\n", 0, start) + 1 : start] if written.isupper() else ""
            phrase = not wording.forms.word
            standing = strength(folded.text, fstart, fend, written, line=line, phrase=phrase, spoken=spoken)
            subject = standing == "loose" and field.kind == "text" and folded.text[fstart:fend] in self._index.subjects
            if subject and opens_sentence(folded.original, start, end, self._index.towards):
                standing = "heard" if heads(folded.original, end) else "no"
        # "#publi Cold? Never!": the question begins behind the tag, and does not ask whether this is one
        tag = folded.text[fstart - 1 : fstart] == "#" and " " in folded.text[fstart:fend]
        negated = (
            self._denials.before(folded.text, fstart, wording.languages, hashtag=hashtag)
            or (not tag and self._denials.answered(folded, fend))
            or self._denials.crossed_out(folded.original, start, end)
        )
        mentioned = bool(wording.label) and spoken_of(folded.original, start, end, hashtag=hashtag)
        return Match(
            wording, field, start, end, fstart, fend, hashtag, standing, negated, lookalike, mentioned=mentioned
        )


def _without_linked(found: list[Match], links: Sequence[Piece]) -> list[Match]:
    """The matches without words that are a part of a link (`ad.gt/promo`) or of an address to write to (`ads@glow.com`)."""
    return [each for each in found if not any(link.start <= each.start and each.end <= link.end for link in links)]


def _without_compounds(found: list[Match]) -> list[Match]:
    """The matches without tags that a hyphen joins to another word (`#ad-free`).

    Those stay whose compound is listed as a whole (`#ad-family`), or goes on with a label (`#ad-gifted`).
    """
    joined = [each for each in found if each.hashtag and _joined(each)]
    if not joined:
        return found
    labels = [each for each in found if each.wording.label]
    words = {each.start for each in labels if each.wording.forms.bare}
    whole = {each.start for each in labels if each.hashtag and each not in joined}
    dropped = {id(each) for each in joined if each.end + 1 not in words and each.start not in whole}
    return [each for each in found if id(each) not in dropped]


def _joined(match: Match) -> bool:
    original, end = match.field.folded.original, match.end
    return original[end : end + 1] in _HYPHENS and original[end + 1 : end + 2].isalpha()


def _without_ordinary(found: list[Match]) -> list[Match]:
    """The matches without ordinary phrases, and without the labels that are only a part of one."""
    ordinary = [each for each in found if each.wording.ordinary]
    if not ordinary:
        return found
    phrases = [each for each in ordinary if not _runs_into_a_name(each)]
    return [
        each
        for each in found
        if not each.wording.ordinary
        # what a post is about may be told in any phrase ("paguei o aluguel 18+ jogue com responsabilidade")
        and (
            each.wording.topic
            or not any(p.start <= each.start and each.end <= p.end and not _set_off(each, p) for p in phrases)
        )
    ]


def _set_off(label: Match, phrase: Match) -> bool:
    """Does the label stand apart from the phrase around it: a sentence or a line ends in between, or it alone is in capitals before one?"""
    text = label.field.folded.original
    before, after = text[phrase.start : label.start], text[label.end : phrase.end]
    if _ENDS.search(before) or _ENDS.search(after) or "\n" in before + after:
        return True
    # RECLAMĂ La cafea, but not PUBLICIDAD engañosa
    loud = len(label.quote) >= _LOUD and label.quote.isupper() and after.lstrip()[:1].isupper() and not after.isupper()
    return loud and not any(map(str.isalnum, text[max(0, label.start - _NEAR) : label.start].rpartition("\n")[2]))


def _runs_into_a_name(match: Match) -> bool:
    """Is the last word of the phrase the first of a name (`sponsored by Sugar Bun`)? Told by capitals amid small letters."""
    words = match.quote.split()
    last = words[-1] if len(words) > 1 else ""
    if (
        match.wording.text.endswith("}")
        or not last[:1].isupper()
        or not any(word[:1].islower() for word in words[1:-1])
    ):
        return False
    rest = match.field.folded.original[match.end : match.end + 2]
    return rest[:1] == " " and rest[1:].isupper()


def _order(match: Match) -> tuple[int, int]:
    return match.start, -match.end


def _is_word(char: str) -> bool:
    # the marks that folding leaves are vowels: they carry the word on
    return char.isalnum() or char == "_" or (not char.isascii() and unicodedata.category(char) in ("Mn", "Mc"))


def _in_handle(text: str, start: int, end: int) -> bool:
    """Is it a part of a mention or a tag that underscores and full stops take apart (`@mrozna_wodka`)?"""
    after = text[end : end + 1]
    return (after == "_" or not after or not _is_word(after)) and _HANDLE.search(
        text, max(0, start - _NEAR), start
    ) is not None


def _emphasis(text: str, at: int, step: int) -> bool:
    """Is it an underscore that sets words off (`_Reklame_`), and no part of a longer word?"""
    beyond = at + step
    return text[at] == "_" and not (0 <= beyond < len(text) and _is_word(text[beyond]))
