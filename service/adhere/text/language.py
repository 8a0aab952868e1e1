"""The language of a post, or that nobody can tell.

`pycld2` reads short, mixed text in under 5 µs and says when it is not sure; fastText models of like quality weigh over 100 MB.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass

import pycld2

_LINK = re.compile(r"(?:https?://|www\.)\S+")
_NOISE = re.compile(r"[@＠#＃\ud800-\udfff\x00-\x08\x0b-\x1f\x7f](?:(?<=[@＠#＃])\S+)?")
#: CLD2's codes, where they are not ISO 639-1.
_CODES = {"iw": "he", "nb": "no", "nn": "no", "zh-Hant": "zh", "fil": "tl", "in": "id", "jw": "jv"}
#: Code points looked at. More change hardly an answer: of 572 real posts longer than this, read to 2,000, three were named only
#: then and three no more. At 300, six in a hundred long Russian posts lost their language.
_READ = 1_000
#: Fewer letters than this say nothing reliable.
_ENOUGH = re.compile(r"(?:[\W\d_]*[^\W\d_]){12}")
#: A language that nobody expects is named only from so many letters on: short texts look like many.
_PLENTY = re.compile(r"(?:[\W\d_]*[^\W\d_]){60}")
#: Per cent of a text that its language must make up where it is expected, and where it is not.
_SHARE, _LION_SHARE = 60, 80
#: A small word with a letter that English has not, but for words that it took as they were, or a French article before its noun: in a
#: short text, English is in doubt.
_NOT_ENGLISH = re.compile(
    r"(?<![^\W\d_])(?:l|qu|jusqu)['’][^\W\d_]{3}|"
    r"(?<![^\W\d_])(?!(?:caf|clich|fianc|saut|pur|expos|ros|touch|r[eé]sum|souffl|entr|matin|toup|pass|consomm|flamb|roti)[eé]+s?\b)"
    r"(?!(?:crème|brûlée|jalapeño|piñata|naïve|über|façade|décor|déjà|voilà|açaí|à)\w?\b)[a-z]*[à-öø-ÿœ]\w*"
)
#: Marks that open a sentence in Spanish, and in hardly another language: they tell it where the words are too few.
_OPENED = re.compile(r"[\u00a1\u00bf]\s*[^\W\d_]")
#: Not so a text in Hangul, kana, Thai, Greek, Georgian, Armenian or Khmer, each of which one language alone writes today.
_ONLY_IN_ITS_SCRIPT = frozenset({"ko", "ja", "th", "el", "ka", "hy", "km"})


@dataclass(frozen=True, slots=True)
class Told:
    """What a text tells of its main language, as ISO 639-1 codes, None where it is too short, mixed or unclear.

    `expected` is named to readers who expect this language, `certain` to all others; `opened` is Spanish by the marks of its sentences
    alone, for those who expect that.
    """

    expected: str | None = None
    certain: str | None = None
    opened: bool = False

    def among(self, *languages: Collection[str]) -> str | None:
        """The language, to readers who expect any of these."""
        if self.expected == self.certain and not self.opened:
            return self.certain
        expected = any(self.expected in each for each in languages) if self.expected is not None else False
        found = self.expected if expected else self.certain
        return "es" if found is None and self.opened and any("es" in each for each in languages) else found


def tell(text: str) -> Told:
    """What a text tells of its language, whatever its readers expect."""
    if "://" in text or "www." in text:
        text = _LINK.sub(" ", text)
    # letters with their marks apart are no words that CLD2 knows
    words = unicodedata.normalize("NFC", _NOISE.sub(" ", text))[:_READ]
    opened = _OPENED.search(words) is not None
    if not _ENOUGH.match(words):
        return Told(opened=opened)
    try:
        reliable, _, details = pycld2.detect(words, bestEffort=True)
    except pycld2.error:
        return Told(opened=opened)
    code = _CODES.get(details[0][1], details[0][1])
    share = details[0][2]
    if code == "un" or not reliable or share < _SHARE:
        return Told(opened=opened)
    if code == "en" and not _PLENTY.match(words) and _NOT_ENGLISH.search(words):
        return Told(opened=opened)
    certain = share >= _LION_SHARE and (code in _ONLY_IN_ITS_SCRIPT or _PLENTY.match(words) is not None)
    return Told(code, code if certain else None, opened)
