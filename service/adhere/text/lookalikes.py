"""Letters and symbols that people read as a Latin letter.

`UNICODE` is taken from Unicode's `confusables.txt` (security data of 15.1, UTS 39), cut down to letters of scripts that can pass for Latin;
`tests/text/make_lookalikes.py` makes it anew. None of the Python packages that carry this data would do: `confusables` and `homoglyphs`
were left in 2021 and 2020, `confusable-homoglyphs` loads 1 MB and asks character by character.

Unicode's data: Copyright 1991-2023 Unicode, Inc., used under the Unicode License V3, https://www.unicode.org/license.txt
"""

from __future__ import annotations

import string
import unicodedata

#: Latin letter to the letters that look like it, in the very case given: В passes for B, в does not.
UNICODE: dict[str, str] = {
    "a": "ɑΑαАаᎪᗅ⍺ꓮ",
    "b": "ƄΒВЬᏏᏴᑲᖯᗷꓐꞴ",
    "c": "ϲϹСсᏟᴄⲤⲥꓚꮯ",
    "d": "ԁᎠᏧᑯᗞᗪꓒꓓ",
    "e": "ΕЕеҽᎬꓰꬲ",
    "f": "ϜքᖴẝꓝꞘꞙꬵ𝈓",
    "g": "ƍɡԌցᏀᏳᶃꓖ",
    "h": "ΗНһհᎻᏂᕼⲎꓧ",
    "i": "ƖɩɪͺΙιІіӀӏᎥι⍳Ⲓꙇꭵ",
    "j": "ͿϳЈјᎫᒍꓙꞲ",
    "k": "ΚКᏦⲔꓗ",
    "l": "ǀᏞᒪⳐꓡꓲ𝈪",
    "m": "ΜϺМᎷᗰⲘꓟ",
    "n": "ΝոռⲚꓠ",
    "o": "ΟοσОоՕօᴏᴑⲞⲟꓳꬽ",
    "p": "ΡρϱРрᏢᑭ⍴Ⲣⲣꓑ",
    "q": "ԛգզ",
    "r": "ƦгᎡᏒᖇᴦⲅꓣꭇꭈꮁ𝈖",
    "s": "ƽЅѕՏᏕᏚꓢꜱꮪ",
    "t": "ΤТᎢⲦꓔ",
    "u": "ʋυՍսᑌᴜꓴꞟꭎꭒ",
    "v": "νѴѵᏙᐯᴠꓦꮩ𝈍",
    "w": "ɯѡԜԝաᎳᏔᴡꓪꮃ",
    "x": "ΧХхᕁᕽ᙭᙮ⲬꓫꞳ",
    "y": "ɣʏΥγϒУуҮүᎩᎽᶌỿⲨꓬꭚ",
    "z": "ΖᏃᴢꓜꮓ𐋵",
}
#: Not the same on paper, yet read as Latin in the middle of a Latin word: `раrтnеr`. Unicode lists only true doubles.
_NEAR = {"b": "вβ", "e": "ε", "h": "н", "k": "кκ", "m": "м", "n": "η", "t": "тτ", "w": "ω", "x": "χ"}


def _small_capitals() -> dict[str, str]:
    found: dict[str, str] = {}
    for letter in string.ascii_uppercase:
        # Unicode has no small capital X; people write a plain x
        char = unicodedata.normalize("NFC", _named(f"LATIN LETTER SMALL CAPITAL {letter}"))
        if char:
            found[char] = letter.lower()
    return found


def _named(name: str) -> str:
    try:
        return unicodedata.lookup(name)
    except KeyError:
        return ""


#: Symbols that are Latin letters in a frame (🅐, 🅰) and small capitals (ᴀ): nothing but Latin, whatever stands beside them. Regional
#: indicators are left out: 🇦🇩 is the flag of Andorra.
STYLED: dict[str, str] = {
    **{chr(base + index): letter for base in (0x1F150, 0x1F170) for index, letter in enumerate(string.ascii_lowercase)},
    **_small_capitals(),
}
#: Letter as written to the Latin letter it is taken for.
LOOKALIKES: dict[str, str] = {
    char: latin for latin, chars in (*_NEAR.items(), *UNICODE.items()) for char in chars if char not in STYLED
}
#: Letters of `LOOKALIKES` that are true doubles: a word of these alone can pass for Latin.
DOUBLES: frozenset[str] = frozenset("".join(UNICODE.values())) - STYLED.keys()
#: Doubles that stand in the ordinary alphabets of Russian, Ukrainian, Bulgarian, Serbian, Macedonian, Kazakh and Greek, or of Armenian.
EVERYDAY: frozenset[str] = frozenset(
    "аеорсухіјһѕүАВЕЗІЈКМНОРСТУХҮҺЅ" + "οαρνιυγσΑΒΕΖΗΙΚΜΝΟΡΤΥΧ" + "ոսօցհգքզաՈՍՕՑՀԳՔԶԱՏԼՁՑ"
)
