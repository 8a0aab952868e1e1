"""What in a post speaks for advertising, quoted: codes, links, thanks for a gift, an offer, a call to buy.

Evidence is for the reader of a report. It is not the classifier's input, and its absence proves nothing. The wording is data:
`models/sponsorship/evidence.yaml`.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import islice
from typing import cast

from ahocorasick_rs import AhoCorasick

from adhere.errors import ModelError, PackError
from adhere.report import Evidence, EvidenceKind
from adhere.text.folding import Folded, fold, fold_wording
from adhere.text.layout import Layout, Piece, is_affiliate_link, lay_out
from adhere.text.yaml_reader import read_yaml

#: Code points looked at; as long as the longest caption of any platform, and enough for its description.
MAX_READ = 20_000
#: A hostile text could hold thousands; nobody reads more.
MAX_FOUND = 50
#: How far apart thanks, an account and the words for giving may stand, or a gift and who gave it.
_NEAR = 40
#: Wording that is evidence by itself, as the kind of that name.
_PLAIN = ("gift_wording", "call_to_action", "offer")
#: Wording that only helps; the file says how.
_HELPERS = ("received", "makers", "thanks", "given", "friends", "code_words", "after_codes", "not_codes")
_TRACKED = re.compile(r"[?&](?:utm_(?:source|medium|campaign)|erid|clickid|click_id|subid)=", re.IGNORECASE)
#: The name of a site: what stands before the first dot of its host, `www` and `shop` aside.
_HOST = re.compile(r"(?:https?://)?(?:(?:www|shop|store|m)\.)?([\w-]+)\.", re.IGNORECASE)
#: Shorter names would be found in others by chance.
_NAME = 4
#: What may stand between a call to order and the link that it leads to: signs and a word ("bei", "at").
_LEADING = re.compile(r"[^\w]*(?:\w+[^\w]+)?")
#: What may stand between a code and the word for it.
_BESIDE = re.compile(r"[\s,，、:：\"'“”„«»‘’「」『』【】()（）\[\]=*\-–—👉➡\ufe0f]{0,12}")
_DIGIT = re.compile(r"\d")
_LETTER = re.compile(r"[^\W\d_]")
_SPACELESS = re.compile(r"[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]")
_SURROGATE = re.compile(r"[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class _Found:
    kind: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Phrase:
    """Of which kind a phrase is, and whether its ends are ends of words; `grows` takes the rest of the last word in."""

    kind: str
    left: bool
    right: bool
    grows: bool


class _Wording:
    """All the wording of the file in one automaton."""

    def __init__(self, entries: dict[str, set[str]]) -> None:
        phrases: dict[str, set[_Phrase]] = {}
        for kind, texts in entries.items():
            for text in texts:
                core = fold_wording(text.strip("*"))
                grows = text.endswith("*")
                # An edge in a script without spaces, or a sign such as %, has no word boundary to keep.
                left = _bounded(core[0]) and not text.startswith("*")
                phrases.setdefault(core, set()).add(_Phrase(kind, left, _bounded(core[-1]) and not grows, grows))
        self._phrases = [tuple(each) for each in phrases.values()]
        self._automaton = AhoCorasick(list(phrases))

    def scan(self, words: Folded) -> list[_Found]:
        """Every phrase that stands in the text as words of its own, by place in the original."""
        text = words.text
        try:
            matches = self._automaton.find_matches_as_indexes(text, overlapping=True)
        except UnicodeEncodeError:  # half of a surrogate pair
            matches = self._automaton.find_matches_as_indexes(_SURROGATE.sub("\ufffd", text), overlapping=True)
        found = []
        for index, start, end in matches:
            inside = start > 0 and _in_word(text[start - 1])
            goes_on = end < len(text) and _in_word(text[end])
            for phrase in self._phrases[index]:
                if (phrase.left and inside) or (phrase.right and goes_on):
                    continue
                stop = _word_end(text, end) if phrase.grows else end
                found.append(_Found(phrase.kind, *words.span(start, stop)))
        return found


class _Places:
    """Pieces of a text in order, to be asked which of them are near."""

    def __init__(self, pieces: Sequence[_Found | Piece]) -> None:
        self._pieces = sorted(pieces, key=lambda each: each.start)
        self._starts = [each.start for each in self._pieces]
        self._longest = max((each.end - each.start for each in pieces), default=0)

    def __bool__(self) -> bool:
        return bool(self._pieces)

    def around(self, start: int, end: int) -> Iterator[_Found | Piece]:
        """Those in the span, or with fewer than `_NEAR` code points between them and it."""
        for at in range(bisect_left(self._starts, start - _NEAR - self._longest), len(self._pieces)):
            each = self._pieces[at]
            if each.start >= end + _NEAR:
                return
            if start - each.end < _NEAR:
                yield each

    def near(self, start: int, end: int) -> Iterator[_Found | Piece]:
        """Those around the span that have nothing in common with it."""
        return (each for each in self.around(start, end) if each.start >= end or each.end <= start)


def find_evidence(words: Folded, layout: Layout, brand: str | None = None) -> list[Evidence]:
    """The evidence in the first 20,000 code points, by place, without overlaps inside a kind. Takes any text.

    `brand` is the post's, where the caller gave one: a link to its site is a `maker_link`, as is one to a mentioned account's.
    """
    text = words.original
    if len(text) > MAX_READ:
        text = text[:MAX_READ]
        words, layout = fold(text), lay_out(text)
    found = _wording().scan(words)
    kept = [*_links(text, layout), *_maker_links(text, layout, brand)]
    if found:
        kept += [*_plain(found), *_shop_links(text, layout, found), *_codes(text, layout, found)]
        kept += _given(found, layout, words, brand)
    return [
        Evidence(cast(EvidenceKind, each.kind), text[each.start : each.end], each.start, each.end)
        for each in islice(_longest(kept), MAX_FOUND)
    ]


def _plain(found: list[_Found]) -> Iterator[_Found]:
    friends = [each for each in found if each.kind == "friends"]
    for each in found:
        if each.kind not in _PLAIN:
            continue
        if each.kind == "gift_wording" and any(-_NEAR < friend.start - each.end < _NEAR for friend in friends):
            continue
        yield each


def _links(text: str, layout: Layout) -> Iterator[_Found]:
    for link in layout.links:
        quote = text[link.start : link.end]
        if is_affiliate_link(quote):
            yield _Found("affiliate_link", link.start, link.end)
        elif _TRACKED.search(quote):
            yield _Found("tracked_link", link.start, link.end)


def _maker_links(text: str, layout: Layout, brand: str | None) -> Iterator[_Found]:
    """Links to the site of the declared brand or of a mentioned account: the name of the site is in the name, or the other way round."""
    if not layout.links:
        return
    names = {_letters(text[each.start : each.end]) for each in layout.mentions} | {_letters(brand or "")}
    for link in layout.links:
        found = _HOST.match(text, link.start, link.end)
        site = _letters(found[1]) if found is not None else ""
        if any(len(name) >= _NAME and len(site) >= _NAME and (site in name or name in site) for name in names):
            yield _Found("maker_link", link.start, link.end)


def _shop_links(text: str, layout: Layout, found: list[_Found]) -> Iterator[_Found]:
    """Links that a call to action right before them leads to, whoever's the shop is."""
    if not layout.links:
        return
    ends = [each.end for each in found if each.kind == "call_to_action"]
    for link in layout.links:
        if any(0 <= link.start - end < _NEAR and _LEADING.fullmatch(text, end, link.start) for end in ends):
            yield _Found("shop_link", link.start, link.end)


def _letters(name: str) -> str:
    return "".join(character for character in name.lower() if character.isalnum())


def _given(found: list[_Found], layout: Layout, words: Folded, brand: str | None) -> Iterator[_Found]:
    """Thanks and a word for what was given, or a gift, near an account, the brand or a word for a business.

    Thanks alone are everyday talk, and so is a gift from whoever it may be.
    """
    thanks, received = ([each for each in found if each.kind == kind] for kind in ("thanks", "received"))
    if not thanks and not received:
        return
    makers = _Places([*(each for each in found if each.kind == "makers"), *layout.mentions, *_named(words, brand)])
    if not makers:
        return
    friends = _Places([each for each in found if each.kind == "friends"])
    for gift in received:
        for maker in makers.near(gift.start, gift.end):
            start, end = min(gift.start, maker.start), max(gift.end, maker.end)
            if next(friends.around(start, end), None) is None:
                yield _Found("gift_wording", start, end)
            break
    gifts = _Places([each for each in found if each.kind == "given"])
    for each in thanks:
        for maker in makers.near(each.start, each.end):
            start, end = min(each.start, maker.start), max(each.end, maker.end)
            gift_near = next(gifts.around(start, end), None)
            if gift_near is not None:
                start, end = min(start, gift_near.start), max(end, gift_near.end)
                if next(friends.around(start, end), None) is None:
                    yield _Found("brand_thanks", start, end)
                    break


def _named(words: Folded, brand: str | None) -> Iterator[Piece]:
    name = fold_wording(brand or "")
    if len(name) < _NAME:
        return
    at = words.text.find(name)
    while at >= 0:
        yield Piece(*words.span(at, at + len(name)))
        at = words.text.find(name, at + len(name))


def _codes(text: str, layout: Layout, found: list[_Found]) -> Iterator[_Found]:
    """Codes with a word for code beside them; a bare one (GLOW15, but also COVID19) only where the post makes an offer."""
    before, after, offers, others = (
        _Places([each for each in found if each.kind == kind])
        for kind in ("code_words", "after_codes", "offer", "not_codes")
    )
    bare = bool(offers) or any(each.kind == "call_to_action" for each in found)
    if not (before or after or bare):
        return
    for token in layout.capitals:
        named = _named_code(text, token, before, after, offers)
        codes = [named] if named is not None else layout.bare_codes(token) if bare else []
        for code in codes:
            if not any(_overlap(other, code) for other in others.around(code.start, code.end)):
                yield _Found("discount_code", code.start, code.end)


def _named_code(text: str, token: Piece, before: _Places, after: _Places, offers: _Places) -> Piece | None:
    """A code with the word for it."""
    letters, digits = (kind.search(text, token.start, token.end) is not None for kind in (_LETTER, _DIGIT))
    for word in before.near(token.start, token.end):
        gap = _BESIDE.fullmatch(text, word.end, token.start) if word.end <= token.start else None
        if gap is None or not (digits or _may_be_a_name(text, token, word, gap.group())):
            continue
        # numbers alone open doors and tell where to send letters, unless the word is one for a discount
        if letters or any(_overlap(offer, word) for offer in offers.around(word.start, word.end)):
            return Piece(word.start, token.end)
    for word in after.near(token.start, token.end):
        if (
            word.start >= token.end
            and letters
            and (digits or offers)
            and _BESIDE.fullmatch(text, token.end, word.start)
        ):
            return Piece(token.start, word.end)
    return None


def _may_be_a_name(text: str, token: Piece, word: _Found | Piece, gap: str) -> bool:
    """Is a token without digits no mere next word, as after a comma or in a line of Cyrillic or Greek capitals?"""
    return not any(comma in gap for comma in ",，、") and (
        text[token.start].isascii() or not text[word.start : word.end].isupper()
    )


def _overlap(one: _Found | Piece, other: _Found | Piece) -> bool:
    return one.start < other.end and other.start < one.end


def _longest(found: list[_Found]) -> Iterator[_Found]:
    """By place, without those that lie in another of their kind."""
    reached: dict[str, int] = {}
    for each in sorted(found, key=lambda each: (each.start, -each.end)):
        if each.end > reached.get(each.kind, 0):
            reached[each.kind] = each.end
            yield each


def _bounded(character: str) -> bool:
    return _in_word(character) and not _SPACELESS.match(character)


def _in_word(character: str) -> bool:
    """Letters, digits, and the vowel signs of scripts that write them apart."""
    return character.isalnum() or (character > "\u02ff" and unicodedata.category(character) in ("Mn", "Mc"))


def _word_end(text: str, at: int) -> int:
    while at < len(text) and _in_word(text[at]):
        at += 1
    return at


@cache
def _wording() -> _Wording:
    path = files("adhere.models_data") / "sponsorship" / "evidence.yaml"
    try:
        data, _ = read_yaml(path.read_text("utf-8"), "models/sponsorship/evidence.yaml")
    except (OSError, PackError) as error:
        raise ModelError(f"The wording of evidence cannot be read: {error}. Reinstall adhere.") from error
    entries: dict[str, set[str]] = {kind: set() for kind in (*_PLAIN, *_HELPERS)}
    for language, kinds in data.items():
        for kind, phrases in kinds.items():
            if kind not in entries:
                raise ModelError(f"evidence.yaml: {language}: unknown kind {kind!r}. Known: {', '.join(entries)}.")
            entries[kind].update(map(str, phrases))
    return _Wording(entries)
