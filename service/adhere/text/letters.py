"""What one character folds to. Knows nothing of texts or offsets."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator

#: Letters that no decomposition takes apart, but that people write without their stroke, ligature or dotless.
_LETTERS = {
    "ł": "l",
    "ø": "o",
    "đ": "d",
    "ı": "i",
    "æ": "ae",
    "œ": "oe",
    "ħ": "h",
    "ŧ": "t",
    "ð": "d",
    "þ": "th",
    "ĸ": "k",
    "ȷ": "j",
    # Arabic at the end of a word, as hasty people write it, and the forms of Persian keyboards
    "ة": "ه",
    "ى": "ي",
    "ی": "ي",
    "ک": "ك",
    "ٱ": "ا",
}
_PUNCTUATION = {
    **dict.fromkeys("‘’‚‛′‵ʼʻʹʽ`´＇׳", "'"),
    **dict.fromkeys("“”„‟″＂״", '"'),
    **dict.fromkeys("−﹣－", "-"),
    # Arabic signs of their own shape
    "؟": "?",
    "،": ",",
    "؛": ";",
    # the Korean vowel i, shown by itself, is what many keyboards there offer for a bar
    "ㅣ": "|",
    # … and so do those for Chinese with the stroke
    "丨": "|",
    **dict.fromkeys("＃﹟♯", "#"),
    **dict.fromkeys("＠﹫", "@"),
    **dict.fromkeys("\n\x0b\x0c\r\x85\u2028\u2029", "\n"),
    # blank in print, though Unicode calls them a control, a symbol and a letter
    **dict.fromkeys("\t\u2800\u3164\uffa0", " "),
    # trade marks are signs beside a name, not the letters tm and sm
    "™": "™",
    "℠": "℠",
}
#: Wavy dashes stand for a drawn-out sound or a range in Japanese; they join nothing.
_WAVY = "\u301c\u3030\u30a0"
#: The longest that one character may grow to: ﷺ would be eighteen letters, and two million of them a long wait.
_MOST = 4
#: Blocks of marks that do not change which word is written: Latin, Greek and Cyrillic accents, Hebrew points, Arabic vowel signs, marks
#: around symbols, variation selectors. Marks of other scripts carry the word.
_MARKS = re.compile(
    "[\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e4"
    "\u06e7\u06e8\u06ea-\u06ed\u08d3-\u08ff\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe00-\ufe0f\ufe20-\ufe2f\U000e0100-\U000e01ef]"
)
#: Drawn as nothing, though neither control nor format characters: tatweel only stretches a word, fillers fill.
_BLANKS = re.compile("[\u0640\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2065\ufff0-\ufff8\U000e0000-\U000e0fff]")
#: Compatibility jamo are letters shown one by one (ㅋㅋ, ㅠㅠ), not parts of a syllable: NFKC would join them into syllables nobody wrote.
_JAMO = re.compile("[\u3131-\u318e]")


class LetterFolds(dict[str, str]):
    """Character to what it folds to: nothing, one character, or a few. Filled as characters turn up; Unicode bounds it."""

    def __missing__(self, char: str) -> str:
        folded = self[char] = _fold_letter(char)
        return folded


def is_invisible(char: str) -> bool:
    """A control or format character, that is, one that no reader sees. Marks and variation selectors belong to what they stand on."""
    return char != "\n" and unicodedata.category(char) in ("Cc", "Cf", "Cs")


def _fold_letter(char: str) -> str:
    """Folded until nothing changes, for one folding may bring out what another undoes."""
    folded = _once(char)
    for _ in range(4):
        again = "".join([_once(each) for each in folded])
        if again == folded or len(again) > _MOST:
            break
        folded = again
    return folded


def _once(char: str) -> str:
    if char.isascii() and char.isalnum():
        return char.lower()
    if char in _PUNCTUATION:
        return _PUNCTUATION[char]
    category = unicodedata.category(char)
    if category in ("Cc", "Cf", "Cs") or _MARKS.match(char) or _BLANKS.match(char):
        return ""
    if category == "Zs":
        return " "
    if category == "Nd":
        return str(unicodedata.decimal(char))
    if category == "Pd" and char not in _WAVY:
        return "-"
    if _JAMO.match(char):
        return char
    return _decomposed(char)


def _decomposed(char: str) -> str:
    parts = unicodedata.decomposition(char).split()
    if len(parts) == 2 and parts[0] in ("<narrow>", "<wide>"):
        # one step only: half-width jamo become compatibility jamo, not parts of a syllable
        return chr(int(parts[1], 16))
    folded = unicodedata.normalize("NFKC", char).casefold()
    if len(folded) > _MOST:
        return char
    stripped = _MARKS.sub("", unicodedata.normalize("NFD", folded))
    return "".join([_LETTERS.get(each, each) for each in unicodedata.normalize("NFC", stripped)])


class _Composable:
    """Pairs of folded characters that also exist as one: kana and a voicing mark, Hangul parts, two-part vowels of India and around."""

    #: Second parts of Unicode's canonical compositions outside the scripts whose marks are dropped.
    _SECONDS = (
        "\u093c\u09be\u09d7\u0b3e\u0b56\u0b57\u0bbe\u0bd7\u0c56\u0cc2\u0cd5\u0cd6\u0d3e\u0d57\u0dca\u0dcf\u0ddf\u102e\u1b35\u3099\u309a"
        "\U000110ba\U00011127\U0001133e\U00011357\U000114b0\U000114ba\U000114bd\U000115af\U00011930"
    )
    _PAIRS = re.compile(
        f"[\u1100-\u1112][\u1161-\u1175][\u11a8-\u11c2]?|[\uac00-\ud7a3][\u11a8-\u11c2]|[^\\s{_SECONDS}][{_SECONDS}]+"
    )
    _KINDS = frozenset(_SECONDS + "ﾞﾟ") | {chr(code) for code in (*range(0x1161, 0x1176), *range(0x11A8, 0x11C3))}

    def __call__(self, kinds: Collection[str]) -> bool:
        """Can a text of these characters hold such a pair?"""
        return not self._KINDS.isdisjoint(kinds)

    def pairs(self, text: str) -> Iterator[re.Match[str]]:
        """Every such pair, or longer chain, of a folded text."""
        return self._PAIRS.finditer(text)


composable = _Composable()
