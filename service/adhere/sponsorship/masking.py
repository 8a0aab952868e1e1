"""What the classifier reads of a post: no label, no name, no link, no code, no price; only how it is said.

A label would give the answer away, and a name, a link's shape or a currency would give the source of a training post away.
So the same tokens stand for them in training and in use.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from itertools import chain, pairwise

#: Code points read of a post. Captions end at 2,200 on most platforms; what comes later in a long description is link lists.
MAX_READ = 4_000
#: Words of a typical short post. They weigh one each, so that the learning rate means what it means in a plain bag of words.
TYPICAL = 32
#: Stands alone where a post has no word at all, so that an empty text has a score like any other.
EMPTY = "<empty>"
#: Stands behind the word of each hashtag.
_HASHTAG = "<hashtag>"
#: Letters of a long word's stem.
_STEM = 4

#: Vowel signs and accents that `\w` leaves out although they stand inside words: Hebrew, Arabic, Indic, Thai, Lao, Burmese, Khmer.
_MARKS = (
    "\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0670\u0900-\u0963\u0966-\u0dff\u0e31\u0e34-\u0e3a\u0e47-\u0e4e"
    "\u0eb1\u0eb4-\u0ebc\u0ec8-\u0ecd\u102b-\u103e\u17b4-\u17d3"
)
#: Scripts written without spaces: Thai, Lao, Burmese, Khmer, kana, Han.
UNSPACED = (
    "\u0e01-\u0e3a\u0e40-\u0e4e\u0e81-\u0ebd\u0ec0-\u0ecd\u1000-\u103f\u1780-\u17d3"
    "\u3041-\u3096\u30a1-\u30ff\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0002fa1f"
)
#: They, and Hangul, whose words carry their grammar at the end.
_SPACELESS = UNSPACED + "\uac00-\ud7a3"
_CURRENCY = "€$£¥₩₽₹₺₴₫฿"
_UNIT = rf"(?:[{_CURRENCY}%]|(?:[Ee]uros?|EUR|USD|GBP|CHF|SEK|PLN|kr|zł|Kč|Ft|руб\w*)(?!\w))"
_TOKEN = re.compile(
    # first, since most tokens are words: whatever begins with a letter and is no link
    rf"(?!https?(?:://|(?!\w))|www\.\S)[^\W\d_][\w{_MARKS}]*(?:['’][^\W\d_]+)?"
    r"|<(?:email|phone|link)>"
    r"|https?(?:://\S*|(?!\w))|www\.\S+"
    r"|@\w[\w.\-]*"
    rf"|#[\w{_MARKS}·]+"
    rf"|[{_CURRENCY}]\s*\d[\d.,]*"
    rf"|\d[\d.,]*\s*{_UNIT}"
    r"|\d[\d.,:]*(?!\w)"
    rf"|\d[\w{_MARKS}]*(?:['’][^\W\d_]+)?"
    r"|[!?]+"
    r"|[\u2600-\u27bf\u2b50\u2b55\U0001f1e6-\U0001faff]"
)
#: At the edge of a stretch without spaces: may belong to a price with what stands beyond.
_EDGE = re.compile(rf"^{_UNIT}|[{_CURRENCY}]$")
#: No word is this.
_JOINS = " "
#: Stretches that are kept; a language's common ones are fewer.
KNOWN = 200_000
#: Stretches of so many code points hardly come back: links, or sentences of a script without spaces.
_LONG = 40
_SPACELESS_RUN = re.compile(rf"[{_SPACELESS}]+|[^{_SPACELESS}]+")
#: Chinese characters: each is a word, or a good part of one.
_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0002fa1f]")
_IN_SPACELESS = re.compile(rf"[{_SPACELESS}]")
_DOTTED = re.compile(r"\.[A-Za-z]{2}")
_EMAIL = re.compile(r"[\w.+\-]{1,64}@[\w\-]{1,63}(?:\.[\w\-]{1,63}){1,4}")
_DOMAIN = re.compile(
    r"(?<![\w@.\-])[A-Za-z0-9\-]{2,63}(?:\.[A-Za-z0-9\-]{2,63}){0,3}"
    r"\.(?:com|org|net|info|biz|shop|store|app|io|co|me|to|ly|gl|be|tv|eu|de|at|ch|fr|es|it|nl|pl|se|no|dk|fi|pt|br|cz|ie|uk|us|ca|ru|jp|kr)"
    r"(?![\w\-])(?:/\S*)?"
)
#: Zero-width and bidirectional marks, soft hyphen and variation selectors: they part words and are not seen.
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufe00-\ufe0f\ufeff]")
_CODE_WORDS = frozenset(
    (
        "code codes coupon promocode voucher rabattcode gutscheincode gutschein rabattkod rabattkoden koden kod kodem kodu "
        "código codigo cupón cupon cupom codice kortingscode kupon koodi koodilla kuponkód kupón kód kódem промокод код"
    ).split()
)


def blank(text: str, spans: Sequence[tuple[int, int]]) -> str:
    """The text with a space in place of each span of code points. Spans may overlap, lie outside, be empty or stand in any order."""
    if not spans:
        return text
    kept, at = [], 0
    for start, end in sorted(spans):
        # An empty span would part a word.
        if end > max(at, start):
            kept.append(text[at : max(start, at)])
            at = end
    kept.append(text[at:])
    return " ".join(kept)


def words_of(text: str) -> list[str]:
    """The tokens that the classifier sees, from the first MAX_READ code points. Never empty, never raises."""
    return _tokens(_plain(text[:MAX_READ])) or [EMPTY]


def pairs_of(words: Sequence[str]) -> set[str]:
    """Words that follow each other, each pair as `one other`."""
    return {f"{one} {other}" for one, other in pairwise(words)}


def with_stem(word: str) -> list[str]:
    """The word, and the beginning of a long one outside ASCII, marked `~`: Russian, Greek or Arabic says the same in many endings."""
    return [word, f"{word[:_STEM]}~"] if len(word) > _STEM + 1 and not word.isascii() else [word]


class Words(dict[str, tuple[str, ...]]):
    """The words of a post, by way of a table of the stretches between spaces that were met.

    A stretch that may make a token together with its neighbours (`€ 20`, `code MIA`) is marked with `_JOINS`, and read with them.
    """

    def of(self, text: str) -> list[str]:
        """`words_of(text)`, sooner."""
        stretches = text[:MAX_READ].split()
        words = list(chain.from_iterable(map(self.__getitem__, stretches)))
        if _JOINS in words:
            self._join(stretches)
            words = list(chain.from_iterable(map(self.__getitem__, stretches)))
        return words or [EMPTY]

    def each(self, stretches: Sequence[str]) -> list[tuple[str, ...]]:
        """The words of every stretch, each as if it stood alone."""
        found = list(map(self.__getitem__, stretches))
        if (_JOINS,) in found:
            # the space marks it as read with all that it joins
            found = [
                self[f"{stretch} "] if words == (_JOINS,) else words
                for stretch, words in zip(stretches, found, strict=True)
            ]
        return found

    def _join(self, stretches: list[str]) -> None:
        """Make one of every stretch that joins and its neighbours; a dash or a heart is no word, and stands between them: `code – MIA`."""
        joining = [at for at, stretch in enumerate(stretches) if self[stretch] == (_JOINS,)]
        for at in reversed(joining):
            start, end = at - 1, at + 1
            while start > 0 and not self[stretches[start]]:
                start -= 1
            while end < len(stretches) and not self[stretches[end]]:
                end += 1
            around = slice(max(start, 0), end + 1)
            # the space at the end marks it as read with all that it joins
            stretches[around] = [" ".join([*stretches[around], ""])]

    def __missing__(self, stretch: str) -> tuple[str, ...]:
        plain = _plain(stretch)
        words = _tokens(plain)
        joins = " " not in stretch and (_EDGE.search(plain.strip()) or not _CODE_WORDS.isdisjoint(words))
        found = (_JOINS,) if joins else tuple(words)
        # bounded, so that hostile posts cannot fill memory
        if len(self) < KNOWN and len(stretch) < _LONG:
            self[stretch] = found
        return found


def _plain(text: str) -> str:
    """The text with its compatibility characters, invisible ones, addresses and links made plain."""
    if not text.isascii():
        text = _INVISIBLE.sub("", unicodedata.normalize("NFKC", text))
    if _DOTTED.search(text):
        text = _DOMAIN.sub(" <link> ", _EMAIL.sub(" <email> ", text) if "@" in text else text)
    return text


def _tokens(plain: str) -> list[str]:
    found = _TOKEN.findall(plain)
    words = [token.lower() if token.isalpha() else _token(token) for token in found]
    if not _CODE_WORDS.isdisjoint(words):
        _name_codes(found, words)
    if "#" in plain:
        words = [part for word in words for part in ((word[1:], _HASHTAG) if word[0] == "#" else (word,))]
    if not plain.isascii() and _IN_SPACELESS.search(plain):
        words = [part for word in words for part in _parts(word)]
    return words


def _token(token: str) -> str:
    """The stand-in for a token that is not all letters."""
    first = token[0]
    if first == "@":
        return "<mention>"
    if first == "#":
        return token.lower()
    if first in "!?":
        return first
    if first == "<":
        return "<link>" if token == "<link>" else "<contact>"
    if token.startswith(("http", "www.")):
        return "<link>"
    if token[-1] == "%":
        return "<percent>"
    if first in _CURRENCY or (
        first.isdigit() and any(character in _CURRENCY or character.isspace() for character in token)
    ):
        return "<price>"
    if any(character.isdigit() for character in token):
        return _with_digits(token)
    return token.lower().replace("’", "'")


def _with_digits(token: str) -> str:
    if len(token) > 3 and token.isupper():
        return "<code>"
    if token[0].isdigit():
        return "<price>" if token.endswith(("EUR", "USD", "kr", "zł")) else "<number>"
    return "".join("0" if character.isdigit() else character for character in token.lower())


def _name_codes(found: list[str], words: list[str]) -> None:
    """Put `<code>` for a word in capitals right after a word for code."""
    for index, word in enumerate(words[:-1]):
        if word in _CODE_WORDS and len(found[index + 1]) > 2 and found[index + 1].isupper():
            words[index + 1] = "<code>"


def _parts(word: str) -> list[str]:
    """Pairs of characters where a script has no spaces, and the Chinese ones by themselves too; else the word itself."""
    if not _IN_SPACELESS.search(word):
        return [word]
    parts: list[str] = []
    for run in _SPACELESS_RUN.findall(word):
        if len(run) < 2 or not _IN_SPACELESS.match(run):
            parts.append(run)
        else:
            parts += [run[at : at + 2] for at in range(len(run) - 1)]
            parts += _HAN.findall(run)
    return parts
