"""What the checker says: templates in English with named values, so that the pages can say it in the language of their readers.

Reports hold the English alone. `make words` gathers every template from the calls of `phrase`, and `adhere.web.telling` finds the
template of a text again, also of a text that was recorded years ago. So a new message needs its German, and a changed one leaves
the old wording in recorded reports English.
"""

from __future__ import annotations

from typing import NewType

#: A text that can be told in another language, or that belongs to a pack.
Phrase = NewType("Phrase", str)


def phrase(template: str, /, **values: object) -> Phrase:
    """The template with the values in its braces. It stands here as a literal, whole: what is put together elsewhere is not gathered.

    Raises KeyError where a value is missing.
    """
    return Phrase(template.format_map(values) if values else template)


def grouped(number: int) -> str:
    """A number as messages hold it: 1,234,567."""
    return f"{number:,}"


def of_pack(text: str) -> Phrase:
    """Words of a pack, which stay in the pack's own language."""
    return Phrase(text)
