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
from babel.lists import format_list
from babel.messages.mofile import read_mo
from babel.numbers import format_decimal, format_percent
from markupsafe import Markup, escape

from adhere.api.auditing.asking import AuditSettings
from adhere.audits.reading.exports import EXPORTS
from adhere.post import Post
from adhere.web.languages import LOCALES, locale_of, translations_of
from adhere.web.unseen import shown
from adhere.web.words import N_, WORDS, territory, tongue, word

DOMAIN = "findings"
_FIELDS = "|".join(sorted({*Post.model_fields, *AuditSettings.model_fields}))
#: Where in a post, a row or the settings of an audit something is wrong.
_PLACE = rf"(?:{_FIELDS})(?:\.\w+)*(?: \([^\n]+?\))?"
#: What values look like that are not just any words. Those of short sentences are narrow, lest they be found in a pack's own words.
_SHAPES = {
    "byte": r"0x[0-9a-f]{2}",
    "chance": r"[0-9]{1,3}%",
    "choices": r"'\w+'(?:(?:, | or )'\w+')*",
    "code": "[A-Z]{2}",
    "encoding": r"[\w-]+",
    "error": r"\w+",
    "format": "|".join(re.escape(each.name) for each in EXPORTS if each.refused),
    "kind": "[a-z_]+(?: [a-z]+)*",
    # there may be none
    "known": ".*?",
    "languages": r"[a-z, -]+",
    "option": "-{0,2}[a-z_]+",
    "parameter": r"[\w-]+",
    "path": r"/\S*",
    "place": _PLACE,
    "relationship": "[a-z ]+",
    "roles": "[a-z]+(?: or [a-z]+)*",
    "separator": "a tab|a comma|a semicolon|'.'",
    "state": "[a-z]+",
    "table": r"[^\n]+\.\w{1,12}",
    **dict.fromkeys(("audit", "id", "nearest"), r"\S+"),
    **dict.fromkeys(("day", "first"), r"[0-9]{4}-[0-9]{2}-[0-9]{2}"),
    # as Python quotes words: where one ends is never tried twice
    **dict.fromkeys(("given", "near"), r"""'(?:[^'\\\n]|\\.)*+'|"(?:[^"\\\n]|\\.)*+\""""),
    **dict.fromkeys(("least", "length", "most", "size"), "[0-9][0-9,]*"),
    **dict.fromkeys(("count", "cut", "duration", "frame", "frames", "lines", "number", "seconds", "start"), "[0-9]+"),
}
#: A longer text is shown as it is written: a flood of quoted wordings might be tried in more ways than there is time for.
_LONGEST = 5_000
#: Sentences within each other: that no row can be read, in which column the first is wrong, and what is wrong there.
_DEEPEST = 3
#: A wording as messages quote it, and what parts two of them.
QUOTED = N_("“%(words)s”")
_BETWEEN = re.compile("”([,;] )“")
#: What parts two mistakes of one row, and so many of them at most are told.
_BETWEEN_MISTAKES, _MISTAKES = re.compile(rf"(?<=\.) (?={_PLACE}: )"), 20
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
    return _told(language, text, markets, 0)


def _told(language: str, text: str, markets: Sequence[str], depth: int) -> Markup:
    whole = catalogue(language).get(text)
    if whole is not None:
        return escape(whole)
    for each in templates(language) if len(text) <= _LONGEST and depth < _DEEPEST else ():
        match = each.pattern.fullmatch(text)
        if match is not None:
            value_of = _Values(language, markets, match.groupdict(), depth)
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
    depth: int

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

    def _number(self, value: str) -> Markup:
        return escape(format_decimal(int(value.replace(",", "")), locale=locale_of(self.language)))

    def _given(self, value: str) -> Markup:
        """A word that Python quoted, in the quotation marks of the language."""
        return Markup(translations_of(self.language).gettext(QUOTED)) % {"words": self._words(value[1:-1])}

    def _choices(self, value: str) -> Markup:
        found = re.findall(r"\w+(?=')", value)
        return escape(format_list(found, style="or", locale=locale_of(self.language)))

    def _roles(self, value: str) -> Markup:
        return escape(format_list(value.split(" or "), style="or", locale=locale_of(self.language)))

    def _kind(self, value: str) -> Markup:
        return self._word("asked", value)

    def _separator(self, value: str) -> Markup:
        return self._given(value) if value.startswith("'") else self._word("separator", value)

    def _state(self, value: str) -> Markup:
        return self._word("audit_state", value)

    def _word(self, kind: str, value: str) -> Markup:
        """A word of a closed set; one that is not in it stays as it is written."""
        if value not in WORDS[kind]:
            return self._of_pack(value)
        return escape(translations_of(self.language).gettext(word(kind, value)))

    def _again(self, value: str) -> Markup:
        """A sentence of ours within another one, and those that follow it."""
        parts = _BETWEEN_MISTAKES.split(value, _MISTAKES)
        return Markup(" ").join(_told(self.language, part, self.markets, self.depth + 1) for part in parts)

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
    **dict.fromkeys(("audit", "id", "known", "nearest", "path", "place", "table"), _Values._words),
    **dict.fromkeys(("given", "near"), _Values._given),
    **dict.fromkeys(("least", "length", "most", "size"), _Values._number),
    "chance": _Values._chance,
    "choices": _Values._choices,
    "day": _Values._day,
    "first": _Values._day,
    "kind": _Values._kind,
    "languages": _Values._languages,
    "market": _Values._market,
    "mistake": _Values._again,
    "note": _Values._of_pack,
    "quotes": _Values._quoted,
    "relationship": _Values._relationship,
    "roles": _Values._roles,
    "sectors": _Values._of_pack,
    "separator": _Values._separator,
    "state": _Values._state,
    "title": _Values._of_pack,
    "why": _Values._why,
    "wordings": _Values._quoted,
}
