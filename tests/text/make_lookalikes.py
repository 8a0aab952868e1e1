"""Makes the table in `service/adhere/text/lookalikes.py` out of Unicode's confusables (UTS 39).

    pip install confusable-homoglyphs==3.3.1 && python tests/text/make_lookalikes.py

`confusable-homoglyphs` (MIT) carries Unicode's `confusables.txt` as JSON. It is needed here only, never by Adhere itself: it loads 1 MB and
answers character by character through Python, while Adhere needs the few hundred letters that pass for A to Z.
"""

from __future__ import annotations

import json
import unicodedata
from importlib.resources import files

from adhere.text.folding import fold_wording

#: Scripts whose letters can pass for Latin in a word that people read. Alef for l or a Hebrew samekh for o fool nobody.
SCRIPTS = ("CYRILLIC", "GREEK", "COPTIC", "ARMENIAN", "CHEROKEE", "LISU", "CANADIAN", "LATIN", "APL")


def table() -> dict[str, str]:
    """For each Latin letter the letters of other kinds that look like it, in code point order."""
    data = json.loads((files("confusable_homoglyphs") / "confusables.json").read_text("utf-8"))
    found: dict[str, set[str]] = {}
    for char, entries in data.items():
        if len(char) != 1 or char.isascii() or unicodedata.name(char, "?").split()[0] not in SCRIPTS:
            continue
        latin = {each["c"] for each in entries if len(each["c"]) == 1 and each["c"].isascii() and each["c"].isalpha()}
        # what folding makes plain already needs no table
        if latin and not fold_wording(char).isascii():
            letter = min(latin)
            # Unicode's skeleton writes I as l; a capital that looks like both is meant as I
            if letter in "Il" and char.isupper():
                letter = "i"
            found.setdefault(letter.lower(), set()).add(char)
    return {letter: "".join(sorted(found[letter])) for letter in sorted(found)}


if __name__ == "__main__":
    for letter, chars in table().items():
        print(f'    "{letter}": "{chars}",')
