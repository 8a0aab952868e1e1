"""How a jurisdiction reads the label matches of a post."""

from __future__ import annotations

import unicodedata
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Any, Literal, NamedTuple

from adhere.labels.matcher import Match, Scan
from adhere.post import Platform, Relationship, Surface
from adhere.report import Evidence, Span
from adhere.rulebook.pack import ActiveLabel, View
from adhere.rulebook.params import LanguageParams
from adhere.text.letters import is_invisible

Status = Literal["accepted", "ambiguous", "rejected", "ordinary", "unsuited", "foreign"]
#: Fields that are the post itself. A first comment and a bio are seen, but stand elsewhere.
CARRIERS = frozenset({"text", "title", "overlay", "transcript"})
#: What speaks for earnings: more than a label for a gift tells.
EARNING = frozenset({"discount_code", "affiliate_link"})
#: A jurisdiction keeps its readings for so many kinds of posts, of so many wordings each.
_KINDS, _WORDINGS = 1_000, 100
_RANK: dict[str, int] = {"accepted": 0, "unsuited": 1, "ambiguous": 2, "rejected": 3, "ordinary": 4, "foreign": 5}


class Standing(NamedTuple):
    """A label match as one jurisdiction reads it. `label` is None where only other markets list the wording."""

    match: Match
    status: Status
    label: ActiveLabel | None

    @property
    def in_post(self) -> bool:
        """Does it stand in the post itself?"""
        return self.match.field.kind in CARRIERS

    @property
    def legible(self) -> bool:
        """Words on the picture may be said to be illegible."""
        overlay = self.match.field.overlay
        return overlay is None or overlay.legible is not False

    @property
    def anywhere(self) -> bool:
        """Is it exempt from the rules on place?"""
        return self.label is not None and self.label.entry.anywhere

    @property
    def heard(self) -> bool:
        """Is it a bare word amid what is said, which may be talk of advertising and no label?"""
        alone = self.label.entry.alone if self.label is not None else None
        return self.match.strength == "heard" and (self.match.wording.forms.bare if alone is None else alone)

    @property
    def languages(self) -> Iterable[str]:
        """The languages that the wording belongs to."""
        listed = self.label.entry.languages if self.label is not None else ()
        return listed or self.match.wording.languages

    @property
    def span(self) -> Span:
        """The quoted words."""
        return self.match.field.quote(self.match.start, self.match.end)


class Labels:
    """The label matches of a post, put to one jurisdiction after another.

    What decides their reading besides the jurisdiction is worked out once for a relationship.
    """

    __slots__ = ("_evidence", "_language", "_put", "_scan")

    def __init__(self, scan: Scan, language: str | None, evidence: Sequence[Evidence]) -> None:
        self._scan = scan
        self._language = language
        self._evidence = evidence
        self._put: dict[Relationship, tuple[_Asked, list[tuple[Match, _Words]]]] = {}

    def stand(self, view: View, relationship: Relationship) -> list[Standing]:
        """How a jurisdiction reads them, in reading order, each place once."""
        if not self._scan.labels:
            return []
        put = self._put.get(relationship)
        if put is None:
            put = self._put[relationship] = self._asking(relationship)
        asked, labels = put
        known = view.readings.get(asked)
        if known is None:
            if len(view.readings) >= _KINDS:
                view.readings.clear()
            known = view.readings[asked] = {}
        found: list[Standing] = []
        for match, words in labels:
            # the same words in the same kind of post are read alike, and markets without end are asked about them
            reading = known.get(words, _UNREAD)
            if reading is _UNREAD:
                if len(known) >= _WORDINGS:
                    known.clear()
                reading = known[words] = _reading(view, match, asked)
            if reading is not None:
                found.append(Standing(match, *reading))
        if len(found) > 1:
            found = self._shown(_settled(found))
        return [each for each in found if each.status != "ordinary"]

    def _asking(self, relationship: Relationship) -> tuple[_Asked, list[tuple[Match, _Words]]]:
        post = self._scan.post_text.post
        telling = relationship is Relationship.UNKNOWN and not any(each.kind in EARNING for each in self._evidence)
        loose = post.relationship not in (Relationship.NONE, Relationship.UNKNOWN)
        # nothing is declared and nothing is sold: a label that a sentence speaks of is a word like any other
        talk = not loose and post.brand is None and not self._evidence
        asked = _Asked(post.platform, post.surface, relationship, telling, loose, self._language)
        return asked, [
            (match, (match.wording.key, match.wording.text, match.strength))
            for match in self._scan.labels
            if not (match.negated or (talk and match.mentioned))
        ]

    def _shown(self, found: list[Standing]) -> list[Standing]:
        """Those that no other hides: the same for all jurisdictions that read them alike."""
        alike = tuple([(id(each.match), each.status, _near(each), _borrowed(each)) for each in found])
        shown = self._scan.known.get(alike)
        if shown is None:
            shown = self._scan.known[alike] = _visible(found)
        return [found[index] for index in shown]


class _Asked(NamedTuple):
    """What decides, besides a wording, how a jurisdiction reads it."""

    platform: Platform | None
    surface: Surface | None
    relationship: Relationship
    telling: bool
    loose: bool
    language: str | None


#: What a reading hangs on of a match itself.
_Words = tuple[str, str, str]
#: A wording's status, and the entry behind it; None where only other markets list it.
_Reading = tuple[Status, ActiveLabel | None]
#: Stands for a reading that is not known yet: to look twice would fail where another thread empties the store in between.
_UNREAD: Any = object()


def _reading(view: View, match: Match, asked: _Asked) -> _Reading | None:
    entries = view.label_index.get(match.key)
    if entries is None:
        return _foreign(view, match, asked)
    entry = _entry(entries, match, asked)
    if entry is None:
        return None
    label, suits = entry
    status: Status = label.entry.status
    if not suits:
        if status != "accepted":
            return None
        status = "unsuited"
    elif label.inherited and status == "accepted":
        if label.entry.languages and set(label.entry.languages).isdisjoint(view.languages):
            return _foreign(view, match, asked)
        status = "ambiguous"
    elif status == "accepted" and label.entry.statement is not None and _strange(view, match, asked):
        return "foreign", None
    return status, label


def _strange(view: View, match: Match, asked: _Asked) -> bool:
    """Is a sentence in neither the market's languages nor the post's, where the market takes labels of those alone?"""
    rule = view.by_check.get("language")
    if rule is None or not isinstance(rule.params, LanguageParams) or asked.language is None:
        return False
    languages = set(match.wording.languages)
    known = {asked.language, *view.languages, *rule.params.languages, *rule.params.widely_known}
    return rule.params.foreign_labels != "review" and bool(languages) and languages.isdisjoint(known)


def _entry(entries: tuple[ActiveLabel, ...], match: Match, asked: _Asked) -> tuple[ActiveLabel, bool] | None:
    relationship, language = asked.relationship, asked.language
    best: tuple[tuple[int, bool, bool, bool, int], ActiveLabel, bool] | None = None
    for label in entries:
        entry = label.entry
        if entry.bound and not entry.counts_on(asked.platform, asked.surface):
            continue
        alone = entry.alone if entry.alone is not None else match.wording.forms.bare
        if match.strength != "clear" and alone and not (match.strength != "no" and asked.loose):
            continue
        who = entry.relationships
        suits = who is None or relationship in who or relationship is Relationship.UNKNOWN
        # an entry for this very relationship before one for all, ours before an inherited one; then for this very place; then in
        # the post's language; then the stricter: a pack on top of ours may tighten. But where nothing is declared, the wording is
        # telling: of those for whom it is a label, while the entries for others speak of those who should have said more. Where
        # none is for this relationship, one that takes the wording for others is worth a word
        place = (0 if suits else 4) + (1 if who is None else 0) + (2 if label.inherited else 0)
        tells = (asked.telling or not suits) and who is not None and entry.status == "accepted"
        rank = (place, not entry.bound, language not in entry.languages, not tells, -_RANK[entry.status])
        if best is None or rank < best[0]:
            best = (rank, label, suits)
    return (best[1], best[2]) if best is not None else None


def _foreign(view: View, match: Match, asked: _Asked) -> _Reading | None:
    """What only other markets list: nothing, where none of them takes it, or only for other relationships."""
    relationship, language = asked.relationship, asked.language
    rule, wording = view.by_check.get("language"), match.wording
    if (
        not wording.accepted_for
        or not (relationship is Relationship.UNKNOWN or relationship in wording.accepted_for)
        or match.strength != "clear"
        or rule is None
        or not isinstance(rule.params, LanguageParams)
    ):
        return None
    mode = rule.params.foreign_labels
    if mode in ("accept_in_post_language", "accept_other_languages") and language in wording.languages:
        own = mode == "accept_other_languages" and language in view.languages
        taken = wording.exported_for if relationship is Relationship.UNKNOWN else wording.exported_for & {relationship}
        # a market that lists the words in this language may refuse them: `PR` is a label in Japanese alone
        told = bool(taken) and language in wording.exported_as
        return "accepted" if told and not own else "ambiguous", None
    # words in the language of the market and of the post are strange for what they say, not for their language
    unsaid = mode == "review" and language in wording.languages and language in view.languages
    return "ambiguous" if unsaid else "foreign", None


def _settled(found: list[Standing]) -> list[Standing]:
    """Without the wordings of other markets in which one stands that this market takes or refuses in the same language."""
    if all(each.label is not None for each in found):
        return found
    ours: dict[int, list[Standing]] = {}
    for each in sorted(found, key=_begin):
        if each.label is not None and each.status in ("accepted", "rejected"):
            ours.setdefault(id(each.match.field), []).append(each)
    return [each for each in found if each.label is not None or not _takes_in(each, ours.get(id(each.match.field), []))]


def _begin(each: Standing) -> int:
    return each.match.start


def _takes_in(each: Standing, ours: list[Standing]) -> bool:
    """Does one of these, which come in reading order, stand in it? Only those near it are looked at, since a post may hold thousands."""
    match = each.match
    # what begins behind the sign of a hashtag takes in the sign, too
    for one in islice(ours, bisect_left(ours, match.start - match.hashtag, key=_begin), None):
        if one.match.start > match.end:
            break
        if one.match.end <= match.end and not set(one.languages).isdisjoint(each.languages):
            return True
    return False


def _visible(found: list[Standing]) -> list[int]:
    """The indices of those that no other hides. They come in reading order, so only those still open at a place can cover it."""
    hidden: set[int] = set()
    reaching: list[int] = []
    for index, each in enumerate(found):
        one = each.match
        reaching = [at for at in reaching if found[at].match.end > one.start and found[at].match.field is one.field]
        for at in reaching:
            if _hides(found[at], each):
                hidden.add(index)
            if _hides(each, found[at]):
                hidden.add(at)
        reaching.append(index)
    return [index for index in range(len(found)) if index not in hidden]


def _hides(other: Standing, each: Standing) -> bool:
    """Does `other` take the place of `each`? A longer wording does, and at the same place the closer one."""
    one, two = each.match, other.match
    if two.start > one.start or two.end < one.end or one.field is not two.field:
        return False
    if two.start != one.start or two.end != one.end:
        if other.status == "unsuited" and two.wording.statement:
            # a sentence on another connection does not undo the label inside it
            return each.status == "unsuited"
        if two.wording.statement and other.status != "accepted" and each.status == "accepted" and one.wording.label:
            # nor does one that says too little
            return False
        if _borrowed(other) and each.status == "accepted" and _near(each) == 0:
            # nor one that only other markets list, the label of ours inside it
            return False
        return other.status != "foreign" or each.status == "foreign"
    if (other.status == "foreign") != (each.status == "foreign"):
        return each.status == "foreign"
    return _closeness(other) < _closeness(each)


def _closeness(standing: Standing) -> tuple[int, int, bool, int, str]:
    """Smaller is closer: ours, inherited, another market's; as listed to the letter; a listed wording before a sentence of a kind
    that is not taken for a label; the better status; then any fixed order.
    """
    match = standing.match
    listed = match.hashtag and match.key.startswith("#")
    form = 3 if match.wording.forms.slotted else 0 if _letters(match.quote) == match.key else 2 - listed
    said = match.wording.statement and standing.status != "accepted"
    return (_near(standing), form, said, _RANK[standing.status], match.key + match.wording.text)


def _letters(quote: str) -> str:
    """The words as readers see them: whatever is invisible in them, and however their letters are put together."""
    if not quote.isascii():
        quote = "".join([char for char in unicodedata.normalize("NFKC", quote) if not is_invisible(char)])
    return quote.casefold()


def _borrowed(standing: Standing) -> bool:
    """Does only another market take it, so that here nobody has said what it is?"""
    label = standing.label
    unsaid = label is None or (label.inherited and label.entry.status == "accepted")
    return unsaid and standing.status == "ambiguous"


def _near(standing: Standing) -> int:
    return 2 if standing.label is None else int(standing.label.inherited)
