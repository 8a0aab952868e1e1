"""What in a post speaks for advertising, quoted: codes, links, thanks for a gift, an offer, a call to buy.

Evidence is for the reader of a report. It is not the classifier's input, and its absence proves nothing. The wording is data:
`models/sponsorship/evidence.yaml`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import cast

from ahocorasick_rs import AhoCorasick

from adhere.errors import ModelError, PackError
from adhere.report import Evidence, EvidenceKind
from adhere.text.layout import Layout, Piece, is_affiliate_link, lay_out
from adhere.text.yaml_reader import read_yaml

#: Code points looked at; as long as the longest caption of any platform, and enough for its description.
MAX_READ = 20_000
#: A hostile text could hold thousands; nobody reads more.
MAX_FOUND = 50
#: How far a mention may stand after the thanks, and the words for giving after the mention.
_NEAR = 40
#: Wording that is evidence by itself, as the kind of that name.
_PLAIN = ("gift_wording", "call_to_action", "offer")
#: Wording that only helps: `friends` after a gift undo it, `thanks` and `given` around a mention make `brand_thanks`.
_HELPERS = ("thanks", "given", "friends", "code_words", "not_codes")
_TRACKED = re.compile(r"[?&](?:utm_(?:source|medium|campaign)|erid|clickid|click_id|subid)=", re.IGNORECASE)
#: The name of a site: what stands before the first dot of its host, `www` and `shop` aside.
_HOST = re.compile(r"(?:https?://)?(?:(?:www|shop|store|m)\.)?([\w-]+)\.", re.IGNORECASE)
#: Shorter names would be found in others by chance.
_NAME = 4
#: What may stand between a call to order and the link that it leads to: signs and a word ("bei", "at").
_LEADING = re.compile(r"[^\w]*(?:\w+[^\w]+)?")
_WORD_BEFORE = re.compile(r"(\w+)[\s:：\"'“”„«»=\-]*$")
_SPACELESS = re.compile(r"[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]")
_SURROGATE = re.compile(r"[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class _Found:
    kind: str
    start: int
    end: int


class _Wording:
    """All the wording of the file in one automaton."""

    def __init__(self, entries: dict[str, set[str]]) -> None:
        kinds: dict[str, str] = {}
        for kind, phrases in entries.items():
            kinds.update(dict.fromkeys(phrases, kind))
        self._phrases = list(kinds)
        self._kinds = list(kinds.values())
        # An edge in a script without spaces, or a sign such as %, has no word boundary to keep.
        self._bounds = [(_bounded(phrase[0]), _bounded(phrase[-1])) for phrase in self._phrases]
        self._automaton = AhoCorasick(self._phrases)
        self.code_words = frozenset(entries["code_words"])

    def scan(self, text: str) -> list[_Found]:
        """Every phrase that stands in the text as words of its own, by place."""
        low = _lower(text)
        try:
            matches = self._automaton.find_matches_as_indexes(low, overlapping=True)
        except UnicodeEncodeError:  # half of a surrogate pair
            matches = self._automaton.find_matches_as_indexes(_SURROGATE.sub("\ufffd", low), overlapping=True)
        found = []
        for index, start, end in matches:
            left, right = self._bounds[index]
            if left and start and low[start - 1].isalnum():
                continue
            if right and end < len(low) and low[end].isalnum():
                continue
            found.append(_Found(self._kinds[index], start, end))
        return found


def find_evidence(text: str, layout: Layout, brand: str | None = None) -> list[Evidence]:
    """The evidence in the first 20,000 code points, by place, without overlaps inside a kind. Takes any text.

    `brand` is the post's, where the caller gave one: a link to its site is a `maker_link`, as is one to a mentioned account's.
    """
    if len(text) > MAX_READ:
        text = text[:MAX_READ]
        layout = lay_out(text)
    wording = _wording()
    found = wording.scan(text)
    kept = [*_plain(found), *_links(text, layout), *_thanks(found, layout)]
    kept += [*_maker_links(text, layout, brand), *_shop_links(text, layout, found)]
    kept += _codes(text, layout, found, wording.code_words)
    kept = sorted(_longest(kept), key=lambda each: (each.start, each.end))[:MAX_FOUND]
    return [Evidence(cast(EvidenceKind, each.kind), text[each.start : each.end], each.start, each.end) for each in kept]


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


def _thanks(found: list[_Found], layout: Layout) -> Iterator[_Found]:
    """Thanks, then an account, then a word for what it gave. Thanks alone are everyday talk."""
    given = [each for each in found if each.kind == "given"]
    if not given:
        return
    for thanks in found:
        if thanks.kind != "thanks":
            continue
        mention = next((each for each in layout.mentions if 0 <= each.start - thanks.end < _NEAR), None)
        if mention is None:
            continue
        gift = next((each for each in given if 0 <= each.start - mention.end < _NEAR), None)
        if gift is not None:
            yield _Found("brand_thanks", thanks.start, gift.end)


def _codes(text: str, layout: Layout, found: list[_Found], code_words: frozenset[str]) -> Iterator[_Found]:
    """Codes with a word for code before them; a bare one (GLOW15, but also COVID19) only where the post makes an offer."""
    if not layout.codes:
        return
    offers = any(each.kind in ("offer", "call_to_action") for each in found)
    others = [each for each in found if each.kind == "not_codes"]
    for code in layout.codes:
        start = _named_from(text, code, code_words)
        if start is None and not offers:
            continue
        begin = code.start if start is None else start
        if not any(other.start <= begin < other.end for other in others):
            yield _Found("discount_code", begin, code.end)


def _named_from(text: str, code: Piece, code_words: frozenset[str]) -> int | None:
    """Where the word for code before a code starts."""
    before = max(code.start - _NEAR, 0)
    word = _WORD_BEFORE.search(text[before : code.start])
    return before + word.start(1) if word is not None and word[1].lower() in code_words else None


def _longest(found: list[_Found]) -> Iterator[_Found]:
    for each in found:
        if not any(
            other is not each
            and other.kind == each.kind
            and other.start <= each.start
            and each.end <= other.end
            and (other.end - other.start) > (each.end - each.start)
            for other in found
        ):
            yield each


def _lower(text: str) -> str:
    """Lower case of the same length, so that places hold in the original."""
    low = text.lower()
    if len(low) == len(text):
        return low
    return "".join(folded if len(folded := character.lower()) == 1 else character for character in text)


def _bounded(character: str) -> bool:
    return character.isalnum() and not _SPACELESS.match(character)


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
            entries[kind].update(str(phrase).lower() for phrase in phrases)
    return _Wording(entries)
