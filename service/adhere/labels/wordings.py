"""Gathers every wording that the rulebook wants found, once each, whatever it is wanted for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from adhere.labels.patterns import Forms, forms_of, taken_apart
from adhere.post import Relationship
from adhere.rulebook.pack import Rulebook
from adhere.rulebook.params import words_of
from adhere.rulebook.schema import CHOICE, SLOT

_ANY = frozenset(Relationship)


@dataclass(slots=True)
class Wording:
    """One thing to look for.

    `key` names it: the text in small letters, or `statement:kind`. Several patterns may share the key of a statement.
    `languages` are those of the entries that list it. `label` is true where some pack lists it as a label,
    `alone` where some pack counts it only where it stands as a label, not in running prose; `glued` where it also stands as one hashtag.
    `accepted_for` are the relationships for which some market accepts it, `exported_for` those for which not on its own word alone,
    `exported_as` the languages in which it does.
    """

    key: str
    text: str
    glued: bool
    forms: Forms
    languages: set[str] = field(default_factory=set)
    label: bool = False
    statement: bool = False
    denial: bool = False
    alone: bool = False
    ordinary: bool = False
    accepted_in: set[str] = field(default_factory=set)
    accepted_for: set[Relationship] = field(default_factory=set)
    exported_for: set[Relationship] = field(default_factory=set)
    exported_as: set[str] = field(default_factory=set)

    @property
    def topic(self) -> bool:
        """Is it wanted by rules alone, for what a post is about, and no label, statement or denial?"""
        return not (self.label or self.statement or self.denial or self.ordinary)


def statement_key(kind: str) -> str:
    """The key of a kind of plain sentence; the same as `LabelEntry.key`."""
    return f"statement:{kind}"


#: Plain sentences that speak of no connection, listed as labels or not.
ADMITS_NOTHING = frozenset(map(statement_key, ("self_bought", "profile_pointer", "synthetic")))


def one_of(text: str) -> str:
    """A wording as one would write it: the first word of each choice (`(received|got) from {Brand}`)."""
    return CHOICE.sub(lambda choice: choice[1].partition("|")[0], text).strip()


def legible(wordings: Iterable[str]) -> list[str]:
    """Wordings for a person to read: of a choice its first word, a slot as a blank (`paid [amount]`), no keys of plain sentences."""
    kinds = statement_key("")
    said = [one_of(each) for each in wordings if not each.startswith(kinds)]
    return [SLOT.sub(lambda slot: f"[{slot[1].casefold()}]", each) for each in said]


def gather(rulebook: Rulebook) -> list[Wording]:
    """Every wording of every pack and every words file."""
    found: dict[tuple[str, str, bool], Wording] = {}

    def add(key: str, text: str, *, glued: bool = True) -> Wording:
        forms = forms_of(text, glued=glued)
        # one with slots is glued to nothing
        slot = (key, text.lower(), glued or bool(forms.slotted))
        return found.setdefault(slot, Wording(key, text, glued, forms))

    for pack in rulebook.packs.values():
        for entry in pack.labels:
            if entry.text is not None:
                wording = add(entry.key, entry.text, glued=entry.glued)
                wording.label = True
                wording.languages.update(entry.languages)
                wording.alone |= entry.alone is True or (entry.alone is None and wording.forms.bare)
                if entry.status == "accepted":
                    wording.accepted_in.add(pack.code)
                if entry.status == "accepted" and not entry.bound:
                    wording.accepted_for.update(entry.relationships or _ANY)
                    if not entry.local:
                        wording.exported_for.update(entry.relationships or _ANY)
                        # not as what others there are held to understand
                        wording.exported_as.update(filter(None, [entry.language]))
    for words in rulebook.words.values():
        for statement in words.statements:
            for text in statement.patterns:
                wording = add(statement_key(statement.kind), _spelled_out(text, words.choices))
                wording.statement = True
                wording.languages.add(words.language)
        for text in words.negations:
            wording = add(f"denial:{text}".lower(), _spelled_out(text, words.choices))
            wording.denial = True
            wording.languages.add(words.language)
        for text in words.ordinary:
            add(f"ordinary:{text}".lower(), _spelled_out(text, words.choices), glued=False).ordinary = True
    for pack in rulebook.packs.values():
        for params in pack.params.values():
            for text in words_of(params):
                add(text, text)
    for wording in found.values():
        # of what no market accepts, the tags may well mean something each by itself (#brand #ambassador)
        if wording.accepted_in:
            wording.forms = taken_apart(wording.forms)
    return list(found.values())


def _spelled_out(text: str, choices: Mapping[str, list[str]]) -> str:
    """The pattern with each named choice as its words: `my {kin}` as `my (mom|dad)`, `(the|my {kin})` as `(the|my mom|my dad)`."""
    text = CHOICE.sub(lambda choice: f"({'|'.join(_each_way(choice[1].split('|'), choices))})", text)
    return SLOT.sub(lambda slot: f"({'|'.join(choices[slot[1]])})" if slot[1] in choices else slot[0], text)


def _each_way(offered: Iterable[str], choices: Mapping[str, list[str]]) -> Iterator[str]:
    """What a choice offers, once for each word of the named choices in it."""
    for each in offered:
        slot = next((slot for slot in SLOT.finditer(each) if slot[1] in choices), None)
        if slot is None:
            yield each
        else:
            yield from _each_way(
                (f"{each[: slot.start()]}{word}{each[slot.end() :]}" for word in choices[slot[1]]), choices
            )
