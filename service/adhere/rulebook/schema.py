"""The pack format, as pydantic models: what a lawyer may write in `rules/`.

One folder a jurisdiction holds three files: `pack.yaml` (who regulates, and the instruments that everything else cites),
`labels.yaml` (which words disclose, for whom, since when) and `rules.yaml` (the duties). `rules/words/` holds the
vocabulary that all markets share, `rules/sectors.yaml` the names of sectors, `rules/groups.yaml` those of groups of markets. Unknown
keys are refused everywhere.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, model_validator

from adhere.post import Platform, Relationship, Surface
from adhere.report import Reason, Severity

JurisdictionCode = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]
GroupName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$")]
Language = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}$")]
RuleId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]+(\.[a-z0-9-]+)+$")]
SourceId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]*$")]
Verified = Literal["page", "memory"]
Force = Literal["law", "code", "guidance", "judgment"]


#: What may stand in braces in a wording; see `LabelEntry`.
SLOT = re.compile(r"\{(\w+)\}")
SLOTS = ("Brand", "amount", "word", "words", "gap")
#: A choice of words in a wording, with the words.
CHOICE = re.compile(r"\(([^()]*\|[^()]*)\)")
_BLANK = re.compile(r"\{[^{}]*\}|\([^()]*\)")


def fault_of(text: str) -> str | None:
    """Why a wording with slots and choices can be found nowhere; None where it can."""
    rest = _BLANK.sub("", text)
    if "{" in rest or "}" in rest or ("|" in rest and ("(" in rest or ")" in rest)):
        return (
            f"a bracket of {text!r} has no other half, or a choice stands in another: it would be found nowhere. "
            "Close the bracket, or write two wordings."
        )
    return None


def _date(value: Any) -> Any:
    """Dates are written YYYY-MM-DD and nothing else, so that nobody sharpens `2025-01` by accident."""
    if isinstance(value, str):
        try:
            return dt.date.fromisoformat(value) if len(value) == 10 else value
        except ValueError:
            return value
    return value


Day = Annotated[dt.date, BeforeValidator(_date)]


class Strict(BaseModel):
    """Base of every model in a pack: unknown keys are errors."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Instrument(Strict):
    """A law, code, guidance or judgment that rules and labels cite.

    `date_precision` says that `published` stands for a month or a year. `read_on` is the day on which somebody last
    read the source and found it unchanged. `memory_part` names what a page-verified entry says beyond what was read.
    """

    title: str
    force: Force
    says: str
    verified: Verified
    provision: str | None = None
    published: Day | None = None
    date_precision: Literal["day", "month", "year"] = "day"
    in_force_from: Day | None = None
    in_force_to: Day | None = None
    url: str | None = Field(default=None, pattern=r"^https?://")
    url_note: str | None = None
    read_on: Day | None = None
    memory_part: str | None = None


class Regulator(Strict):
    """Who applies the rules."""

    name: str
    short: str
    role: str


class Penalty(Strict):
    """What a breach can cost."""

    amount: str
    basis: str
    sources: list[SourceId]
    note: str | None = None
    verified: Verified | None = None


class Change(Strict):
    """A dated change of the law, for people; the versions of rules and labels carry it out."""

    date: Day
    what: str
    sources: list[SourceId]
    rules: list[RuleId] = Field(default_factory=list)


class PackFile(Strict):
    """`pack.yaml`: one jurisdiction."""

    jurisdiction: JurisdictionCode
    name: str
    #: The name in running text, where that takes an article: `the United States`.
    called: str | None = None
    languages: list[Language] = Field(min_length=1)
    builds_on: list[JurisdictionCode] = Field(default_factory=list)
    regulators: list[Regulator]
    instruments: dict[SourceId, Instrument]
    penalties: list[Penalty] = Field(default_factory=list)
    changes: list[Change] = Field(default_factory=list)
    minors: str | None = None
    notes: list[str] = Field(default_factory=list)
    open_questions: list[str] = Field(default_factory=list)


class LabelEntry(Strict):
    """One wording, or one kind of plain statement, and what a jurisdiction makes of it.

    `text` is what people write. A wording that begins with `#` is a hashtag only; any other wording is found as words
    and, unless `glued` is false, as one hashtag (`Paid partnership` also as `#PaidPartnership`); where some market accepts
    it, also as `#paid-partnership` and `#paid #partnership`. Slots: `{Brand}` a mention, a tag, a capitalised name or the
    post's `brand`; `{amount}` a sum of money; `{word}` one word; `{words}` one to four words; `{gap}`, with no space
    before it, none to five. `(my|our|)` is a choice of words, here with none among them.
    `language` is the wording's language; `understood` names others in which the very same words say it.
    `alone` (the default for one bare word) counts the word only where it stands as a label: first in a line, in
    brackets, or between separators; not in running prose.
    An `ordinary` wording is no label: it takes the place of those in it (`paid partnership workshop`), and counts for nothing.
    `statement` instead of `text` names a kind of plain sentence from `rules/words`.
    `reason` is what a refused one is told for: `missing_label` where a plain sentence tells a tie, and nobody took it for a label.
    `anywhere` exempts it from the rules on its place. With `admits: false` it discloses a declared connection, but does not
    admit one by itself: an ordinary word that people also use without any. `relationships` says for whom it discloses; absent: for all.
    An accepted wording that is `local` stands on this market's own word: where another market takes what others accept, a person
    weighs it.
    `platforms` and `surfaces` say where it counts; elsewhere, and where the post does not say, an entry without them speaks, if any.
    """

    text: str | None = Field(default=None, min_length=2, max_length=300)
    statement: str | None = None
    language: Language | None = None
    understood: list[Language] = Field(default_factory=list)
    status: Literal["accepted", "ambiguous", "rejected", "ordinary"]
    from_: Day = Field(alias="from")
    to: Day | None = None
    relationships: list[Relationship] | None = None
    platforms: list[Platform] | None = None
    surfaces: list[Surface] | None = None
    reason: (
        Literal[
            "ambiguous_label",
            "abbreviated_label",
            "missing_label",
            "wrong_language",
            "wording_for_relationship",
            "profile_only",
        ]
        | None
    ) = None
    severity: Severity | None = None
    alone: bool | None = None
    glued: bool = True
    anywhere: bool = False
    admits: bool = True
    local: bool = False
    remedy: bool = False
    sources: list[SourceId] = Field(default_factory=list)
    verified: Verified
    note: str | None = None

    @property
    def name(self) -> str:
        """What the entry is about: its text, or `statement:kind`."""
        return self.text if self.text is not None else f"statement:{self.statement}"

    @property
    def key(self) -> str:
        """The name under which it is looked for: two packs may write one label with other capitals."""
        return self.name.lower()

    @property
    def languages(self) -> tuple[Language, ...]:
        """Every language in which the text says it; of a statement, none."""
        return (self.language, *self.understood) if self.language is not None else ()

    @property
    def bound(self) -> bool:
        """Does it count in some places only?"""
        return self.platforms is not None or self.surfaces is not None

    def counts_on(self, platform: Platform | None, surface: Surface | None) -> bool:
        """Does it count in a post that stands there?"""
        return (self.platforms is None or platform in self.platforms) and (
            self.surfaces is None or surface in self.surfaces
        )

    @model_validator(mode="after")
    def _one_of(self) -> LabelEntry:
        if (self.text is None) == (self.statement is None):
            raise ValueError("give either 'text' or 'statement'")
        if self.text is not None and self.language is None:
            raise ValueError("'language' is missing: the language of the wording, such as 'en'")
        if self.understood and (self.text is None or self.language in self.understood):
            raise ValueError("'understood' names further languages of a text, besides its 'language'")
        if self.to is not None and self.to < self.from_:
            raise ValueError(f"'to' ({self.to}) is before 'from' ({self.from_})")
        if self.remedy and self.status != "accepted":
            raise ValueError("only an accepted label can be a remedy")
        return self


class LabelsFile(Strict):
    """`labels.yaml`: the words of one jurisdiction."""

    labels: list[LabelEntry]


class Applies(Strict):
    """Which posts a rule looks at; absent means all. `surfaces_not` takes some out; a post that names no surface stays in."""

    platforms: list[Platform] | None = None
    surfaces: list[Surface] | None = None
    surfaces_not: list[Surface] | None = None
    relationships: list[Relationship] | None = None
    audience: Literal["general", "minors"] | None = None
    followers_from: int | None = Field(default=None, ge=0)
    sectors: list[str] | None = None


class Version(Strict):
    """What a rule says from a day on, until the next version, or `to`."""

    from_: Day = Field(alias="from")
    to: Day | None = None
    severity: Severity = "breach"
    params: dict[str, Any] = Field(default_factory=dict)
    sources: list[SourceId] = Field(min_length=1)
    note: str | None = None

    @model_validator(mode="after")
    def _order(self) -> Version:
        if self.to is not None and self.to < self.from_:
            raise ValueError(f"'to' ({self.to}) is before 'from' ({self.from_})")
        return self


class Expectation(Strict):
    """What an example expects of its rule. `quote` must be among the quoted words of the finding."""

    reason: Reason
    severity: Severity | None = None
    quote: str | None = None


class Example(Strict):
    """A post and what the rule has to say about it on a day. `xfail` marks a known miss and says why."""

    name: str
    on: Day
    post: dict[str, Any]
    expect: Literal["pass", "not_in_force"] | Expectation
    xfail: str | None = None


class Rule(Strict):
    """One duty, with an id that stays for ever. `check` names the kind of check, which decides what `params` may hold.

    `replaces` names rules of a jurisdiction that this pack builds on (or, in a user's pack, rules of ours) which this
    rule stands in for.
    """

    id: RuleId
    title: str
    check: Literal[
        "duty",
        "label_present",
        "label_clear",
        "wording",
        "placement",
        "language",
        "brand_named",
        "platform_tool",
        "media",
        "sector_ban",
        "sector_wording",
        "image_label",
        "contradicting_claim",
        "suspected_advertising",
    ]
    status: Literal["active", "draft", "retired"] = "active"
    applies: Applies = Field(default_factory=Applies)
    replaces: list[RuleId] = Field(default_factory=list)
    message: str | None = None
    remedy: str | None = None
    limits: list[str] = Field(default_factory=list)
    versions: list[Version] = Field(min_length=1)
    examples: list[Example] = Field(default_factory=list)

    @model_validator(mode="after")
    def _ordered(self) -> Rule:
        for earlier, later in zip(self.versions, self.versions[1:], strict=False):
            if later.from_ <= earlier.from_:
                raise ValueError(f"versions must ascend: {later.from_} does not come after {earlier.from_}")
            if earlier.to is not None and earlier.to >= later.from_:
                raise ValueError(f"the version of {earlier.from_} ends on {earlier.to}, after the next begins")
        return self


class RulesFile(Strict):
    """`rules.yaml`: the duties of one jurisdiction."""

    rules: list[Rule]


class Statement(Strict):
    """Plain sentences of one kind in one language, as patterns with the slots of `LabelEntry.text`.

    `{kin}` in a pattern is one of the file's `choices`.
    """

    kind: Literal[
        "own_brand",
        "employee",
        "family",
        "gifted",
        "affiliate",
        "trip",
        "loan",
        "paid",
        "self_bought",
        "past_tie",
        "profile_pointer",
        "synthetic",
    ]
    patterns: list[str] = Field(min_length=1)


class WordsFile(Strict):
    """`rules/words/<language>.yaml`: vocabulary that all markets share.

    `negators` stand before a label and deny it ("not an ad"); `negations` deny by themselves (`#notsponsored`).
    `loose_negators` deny words, but not a hashtag ("now or never #ad"). A negator of one word, loose or not, also denies
    where a slot takes it in ("Glow never pays me"), except in the phrases of `no_denials` ("not only").
    `answers` deny a label that asks ("Ad? Nope"); one that is a loose negator too, only where it is the whole answer.
    `glued_endings` are ordinary words that end like a glued label (`#salad` is no `#{Brand}ad`).
    `ordinary` are phrases in which a word is no label (`ad hoc`).
    `subjects` are bare labels that, with a capital first letter and small words behind, open a sentence about advertising ("Reklama
    mnie przekonała"), unless a name stands among the next words ("Reklama marki Miodek").
    `towards` are words right behind a subject that say for whom it advertises: with a sign within the next few words it is a label,
    in whatever letters the name is written ("Reklam för glimta ✨").
    `before_tags` are words that a tag at the end of a sentence completes ("this is an #ad"): an edit leaves such a tag where it stands.
    `account_endings` stand behind a brand's name in the handle of its own account (@glow.official).
    `no_names` are words with a capital that name nobody ("I paid for it" is not what a brand did).
    `choices` are words, by a name, one of which stands in a pattern where the name does in braces.
    `label_separator` stands between an inserted label and the caption.
    """

    language: Language
    statements: list[Statement] = Field(default_factory=list)
    negators: list[str] = Field(default_factory=list)
    negations: list[str] = Field(default_factory=list)
    loose_negators: list[str] = Field(default_factory=list)
    no_denials: list[str] = Field(default_factory=list)
    answers: list[str] = Field(default_factory=list)
    glued_endings: list[str] = Field(default_factory=list)
    ordinary: list[str] = Field(default_factory=list)
    subjects: list[str] = Field(default_factory=list)
    towards: list[str] = Field(default_factory=list)
    before_tags: list[str] = Field(default_factory=list)
    account_endings: list[str] = Field(default_factory=list)
    no_names: list[str] = Field(default_factory=list)
    choices: dict[str, list[str]] = Field(default_factory=dict)
    label_separator: str = ": "

    @model_validator(mode="after")
    def _patterns_can_be_read(self) -> WordsFile:
        slots = {name.casefold() for name in SLOTS}
        for text in (*(text for each in self.statements for text in each.patterns), *self.negations, *self.ordinary):
            fault = fault_of(text)
            if fault is not None:
                raise ValueError(fault)
            for name in SLOT.findall(text):
                if name.casefold() not in slots and name not in self.choices:
                    raise ValueError(f"{{{name}}} in {text!r} is neither a slot nor one of the file's choices")
            shortest = CHOICE.sub(lambda choice: min(choice[1].split("|"), key=len), text)
            shortest = SLOT.sub(lambda slot: min(self.choices.get(slot[1], [""]), key=len), shortest)
            if sum(map(str.isalnum, shortest)) < 2:
                raise ValueError(
                    f"{text!r} has hardly a word outside its slots and choices: it would be looked for everywhere"
                )
        return self


class Sector(Strict):
    """A sector's name, other names for it, and the wider sectors it belongs to."""

    also: list[str] = Field(default_factory=list)
    within: list[str] = Field(default_factory=list)


class SectorsFile(Strict):
    """`rules/sectors.yaml`."""

    sectors: dict[str, Sector]


class GroupsFile(Strict):
    """`rules/groups.yaml`: markets that are asked together, by a name such as `all-eu`. A member is a jurisdiction or another group."""

    groups: dict[GroupName, Annotated[list[JurisdictionCode | GroupName], Field(min_length=1)]]


class LintException(Strict):
    """A remark of the linter that a house lives with. `where` (a file of the tree) and `name` (a rule, wording or source) may hold `*`."""

    check: str
    where: str = "*"
    name: str = "*"
    reason: str = Field(min_length=10)


class LintFile(Strict):
    """`lint.yaml`: how old a source may grow before somebody has to read it again, and what the linter is not to say."""

    source_age_days: int = Field(default=5 * 365, gt=0)
    exceptions: list[LintException] = Field(default_factory=list)
