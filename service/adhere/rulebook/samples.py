"""A wording with its slots and choices filled, as posts hold it: for the linter, and for tests."""

from __future__ import annotations

from adhere.rulebook.schema import CHOICE, SLOT

_FILLED = {"brand": "Glowkin", "amount": "$200", "word": "little", "words": "very little", "gap": ""}


def samples(text: str) -> list[str]:
    """So many ways to write the wording that each word of each choice stands in one of them."""
    choices = [choice.split("|") for choice in CHOICE.findall(text)]
    longest = max(map(len, choices), default=1)
    found = []
    for number in range(longest):
        picks = iter([words[min(number, len(words) - 1)] for words in choices])
        written = CHOICE.sub(lambda _, picks=picks: next(picks), text)  # type: ignore[misc]
        written = SLOT.sub(lambda slot: _FILLED[slot[1].casefold()], written)
        found.append(" ".join(written.split()) if "\n" not in written else written)
    return list(dict.fromkeys(found))
