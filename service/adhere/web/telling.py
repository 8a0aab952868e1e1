"""What the checker says, told in the language of the page.

Reports hold finished English sentences, recorded ones too. A sentence is told in another language by the template that made it
(`adhere.phrases`): it is found again, and its values are put into the template's translation. What no template made, such as a
message of a pack or of an earlier version, stays as it is, marked as English.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from string import Formatter

from babel.dates import format_date
from babel.messages.mofile import read_mo
from babel.numbers import format_percent
from markupsafe import Markup, escape

from adhere.web.languages import LOCALES, locale_of, translations_of
from adhere.web.unseen import shown
from adhere.web.words import N_, territory, tongue, word

DOMAIN = "findings"
#: What values look like that are not just any words.
_SHAPES = {
    "chance": r"[0-9]{1,3}%",
    "code": "[A-Z]{2}",
    "error": r"\w+",
    "languages": r"[a-z, -]+",
    "relationship": "[a-z ]+",
    **dict.fromkeys(("day", "first"), r"[0-9]{4}-[0-9]{2}-[0-9]{2}"),
    **dict.fromkeys(("count", "cut", "duration", "frame", "frames", "seconds", "start"), "[0-9]+"),
}
#: A longer text is shown as it is written: a flood of quoted wordings might be tried in more ways than there is time for.
_LONGEST = 5_000
#: A wording as messages quote it, and what parts two of them.
QUOTED = N_("“%(words)s”")
_BETWEEN = re.compile("”([,;] )“")
#: What stands between the phrases of a reason: the codes of markets, and stops.
_BETWEEN_PHRASES = re.compile(r"(?:[A-Z]{2}: |; |\. ?)*")

#: A template in pieces: words of its own, and the name of the value that follows, if one does.
Pieces = tuple[tuple[str, str | None], ...]


@dataclass(frozen=True, slots=True)
class Template:
    """A sentence with values: what finds them in a text, and the translation they are put into."""

    pattern: re.Pattern[str]
    translation: Pieces


@cache
def catalogue(language: str) -> dict[str, str]:
    """Every template with its translation; empty for English, in which they are written."""
    path = LOCALES / language / "LC_MESSAGES" / f"{DOMAIN}.mo"
    if not path.exists():
        return {}
    with path.open("rb") as file:
        return {str(each.id): str(each.string) for each in read_mo(file) if each.id}


@cache
def templates(language: str) -> tuple[Template, ...]:
    """Those with values. The one with the most words of its own comes first: of two that fit, it is the one that was meant."""
    found = [(pieces_of(text), pieces_of(translation)) for text, translation in catalogue(language).items()]
    found.sort(key=lambda each: -sum(len(words) for words, _ in each[0]))
    return tuple(
        Template(_pattern(pieces), translation) for pieces, translation in found if any(name for _, name in pieces)
    )


def told(language: str, text: str, markets: Sequence[str] = ()) -> Markup:
    """The text in a language, as HTML. `markets` are the codes of those whose finding it is.

    Values may be words of strangers, and are shown as `unseen` shows them.
    """
    whole = catalogue(language).get(text)
    if whole is not None:
        return escape(whole)
    for each in templates(language) if len(text) <= _LONGEST else ():
        match = each.pattern.fullmatch(text)
        if match is not None:
            value_of = _Values(language, markets, match.groupdict())
            return Markup("").join(escape(words) + value_of(name) for words, name in each.translation)
    return as_written(language, text)


def as_written(language: str, text: str) -> Markup:
    """Words that are told in no other language. A page in English does not have to say which they are in."""
    return shown(text) if language == "en" else Markup('<span lang="en">{}</span>').format(shown(text))


def pieces_of(template: str) -> Pieces:
    """The template, taken apart."""
    return tuple((words, name) for words, name, _, _ in Formatter().parse(template))


def _pattern(pieces: Iterable[tuple[str, str | None]]) -> re.Pattern[str]:
    parts = (re.escape(words) + (f"(?P<{name}>{_SHAPES.get(name, '.+?')})" if name else "") for words, name in pieces)
    return re.compile("".join(parts), re.DOTALL)


@cache
def _phrases(language: str) -> re.Pattern[str]:
    """Finds the sentences without values, as parts of a text."""
    whole = (text for text in catalogue(language) if "{" not in text)
    return re.compile("|".join(re.escape(text) for text in sorted(whole, key=len, reverse=True)))


@dataclass(frozen=True, slots=True)
class _Values:
    """Tells the values of a text by their names."""

    language: str
    markets: Sequence[str]
    found: dict[str, str]

    def __call__(self, name: str | None) -> Markup:
        if name is None:
            return Markup("")
        value = self.found[name]
        if name in _TELL:
            return _TELL[name](self, value)
        return escape(value) if name in _SHAPES else self._words(value)

    def _words(self, value: str) -> Markup:
        return Markup("<bdi>{}</bdi>").format(shown(value))

    def _of_pack(self, value: str) -> Markup:
        return as_written(self.language, value)

    def _quoted(self, value: str) -> Markup:
        """A list of wordings, in the quotation marks of the language where they stand in any."""
        if not (value.startswith("“") and value.endswith("”")):
            return self._words(value)
        marks = Markup(translations_of(self.language).gettext(QUOTED))
        parts = _BETWEEN.split(value[1:-1])
        return Markup("").join(
            escape(part) if index % 2 else marks % {"words": self._words(part)} for index, part in enumerate(parts)
        )

    def _market(self, value: str) -> Markup:
        """The name that readers know, where one market is meant and it is a country; else as the pack calls it."""
        return escape(territory(self.language, self.markets[0], value) if len(self.markets) == 1 else value)

    def _relationship(self, value: str) -> Markup:
        return escape(translations_of(self.language).gettext(word("relationship", value.replace(" ", "_"))))

    def _languages(self, value: str) -> Markup:
        return escape(", ".join(tongue(self.language, code) for code in value.split(", ")))

    def _day(self, value: str) -> Markup:
        try:
            day = dt.date.fromisoformat(value)
        except ValueError:
            # a pack may write what only looks like our own sentence
            return escape(value)
        return escape(format_date(day, "medium", locale=locale_of(self.language)))

    def _chance(self, value: str) -> Markup:
        return escape(format_percent(int(value.rstrip("%")) / 100, locale=locale_of(self.language)))

    def _why(self, value: str) -> Markup:
        """Phrases, each market's after its code."""
        return Markup("").join(self._phrases(value))

    def _phrases(self, value: str) -> Iterator[Markup]:
        done = 0
        for phrase in _phrases(self.language).finditer(value):
            yield self._between(value[done : phrase.start()])
            yield escape(catalogue(self.language)[phrase.group()])
            done = phrase.end()
        yield self._between(value[done:])

    def _between(self, value: str) -> Markup:
        return escape(value) if _BETWEEN_PHRASES.fullmatch(value) else self._of_pack(value)


_TELL: dict[str, Callable[[_Values, str], Markup]] = {
    "chance": _Values._chance,
    "day": _Values._day,
    "first": _Values._day,
    "languages": _Values._languages,
    "market": _Values._market,
    "note": _Values._of_pack,
    "quotes": _Values._quoted,
    "relationship": _Values._relationship,
    "sectors": _Values._of_pack,
    "title": _Values._of_pack,
    "why": _Values._why,
    "wordings": _Values._quoted,
}
