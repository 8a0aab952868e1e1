"""Proposes the smallest edit that passes, and proves it by checking the edited post.

The caller's own words are never deleted or reordered beyond the label itself. Edits are tried from the smallest: add only the
words that a sector or an altered image asks for, move an accepted label, take the place of a refused one that already stands
first, insert one. What is proposed has been checked; what could not be cured says why.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from adhere.checks.context import Context
from adhere.labels.matcher import Match
from adhere.labels.wordings import one_of, statement_key
from adhere.phrases import phrase
from adhere.post import Post
from adhere.remedy.edits import Candidate, Label, append, insert, move, replace, show
from adhere.report import Edit, JointRemedy, Remedy, Result, SharedRemedy
from adhere.rulebook.pack import ActiveLabel
from adhere.rulebook.params import ImageLabelParams, SectorBanParams, SectorWordingParams, WordingParams
from adhere.rulebook.schema import SLOT, LabelEntry
from adhere.text.apart import taken_out

#: Reads an edited post anew, and gives what judges it for one jurisdiction.
Recheck = Callable[[Post], Callable[[str], Result]]
#: Edits and labels of one jurisdiction that are tried for all.
MAX_EACH = 4
#: Words of the post's language that are tried where a market names none for remedies.
_FALLBACKS = 2
_INCURABLE = {
    "sector_ban": phrase("the sector may not be advertised like this, or with these words; no label cures it"),
    "contradicting_claim": phrase("the post denies the connection in its own words, which are not ours to delete"),
    "brand_not_named": phrase("the post does not say whose advertising it is, and the brand is not given"),
    "sector_label_missing": phrase("the words asked for hold facts that are not given, such as a name or an amount"),
    "label_not_in_video": phrase("the video itself must carry the label; the caption cannot"),
    "label_not_conspicuous": phrase("the picture or the sound must carry the label"),
}
_OTHER_LANGUAGE = phrase(
    "no wording that is accepted there is in the language of the post; give that language if it was told wrongly, or not at all"
)


@dataclass(frozen=True, slots=True)
class Proposals:
    """A remedy for each failing jurisdiction, and one for all."""

    single: dict[str, Remedy] = field(default_factory=dict)
    joint: JointRemedy | None = None


class _Proof:
    """Checks edited posts, each edit once in each jurisdiction asked. `results` are those of the post as it is."""

    def __init__(self, recheck: Recheck, results: Sequence[Result]) -> None:
        self._recheck = recheck
        self._judges: dict[tuple[Edit, ...], Callable[[str], Result]] = {}
        self._known: dict[tuple[tuple[Edit, ...], str], Result] = {((), each.jurisdiction): each for each in results}

    def __call__(self, candidate: Candidate, code: str) -> Result:
        edits = candidate.edits
        found = self._known.get((edits, code))
        if found is None:
            if edits not in self._judges:
                self._judges[edits] = self._recheck(candidate.post)
            found = self._known[edits, code] = self._judges[edits](code)
        return found


def propose(post: Post, contexts: Sequence[Context], results: Sequence[Result], recheck: Recheck) -> Proposals:
    """Remedies for every jurisdiction whose result is `non_compliant`, and one for all that were asked for."""
    failing = [(c, r) for c, r in zip(contexts, results, strict=True) if r.verdict == "non_compliant"]
    proof = _Proof(recheck, results)
    best = {context.view.code: _best(post, context, proof) for context, _ in failing}
    single = {
        context.view.code: _remedy(best[context.view.code], context, result, proof) for context, result in failing
    }
    edited = {code: candidate for code, candidate in best.items() if candidate is not None}
    return Proposals(single, _joint(post, list(zip(contexts, results, strict=True)), single, edited, proof))


def _best(post: Post, context: Context, proof: _Proof) -> Candidate | None:
    """The smallest edit that passes; else the smallest that only a person can decide."""
    second: Candidate | None = None
    for candidate in _candidates(post, context):
        mended = _mend(candidate, context, proof)
        verdict = proof(mended, context.view.code).verdict
        if verdict == "compliant":
            return mended
        if verdict == "review" and second is None:
            second = mended
    return second


def _remedy(candidate: Candidate | None, context: Context, result: Result, proof: _Proof) -> Remedy:
    if candidate is None:
        return Remedy((), None, None, why=_why(context, result, proof))
    verdict = proof(candidate, context.view.code).verdict
    return Remedy(candidate.edits, candidate.texts.get("text"), verdict, fields=candidate.texts)


def _why(context: Context, result: Result, proof: _Proof) -> str:
    banned = {rule.id for rule in context.view.rules if isinstance(rule.params, SectorBanParams)}
    breaches = [finding for finding in result.findings if finding.severity == "breach"]
    addable = {
        rule.id
        for rule in context.view.rules
        if isinstance(rule.params, SectorWordingParams) and _unmet(context, rule.params)
    }
    reasons = dict.fromkeys(
        "sector_ban" if each.rule in banned else each.reason for each in breaches if each.rule not in addable
    )
    known = [_INCURABLE[reason] for reason in reasons if reason in _INCURABLE]
    if not known and _foreign_whatever(context, proof):
        known = [_OTHER_LANGUAGE]
    return "; ".join(known or [phrase("no edit of the words given was found to pass")]) + "."


def _foreign_whatever(context: Context, proof: _Proof) -> bool:
    """Would every label that may be put in be in a language that is not the post's?"""
    tries = [proof(each, context.view.code) for label in _labels(context) for each in insert(context.post, label)]
    return bool(tries) and all(
        any(finding.reason == "wrong_language" and finding.severity == "breach" for finding in each.findings)
        for each in tries
    )


def _joint(
    post: Post,
    judged: Sequence[tuple[Context, Result]],
    single: dict[str, Remedy],
    edited: dict[str, Candidate],
    proof: _Proof,
) -> JointRemedy:
    """One edit for all: that of one jurisdiction if it serves the others too, else their labels side by side."""
    stuck = [code for code, remedy in single.items() if remedy.verdict_after != "compliant"]
    if stuck:
        said = {code: (single[code].why or phrase("the best edit still needs a person")).rstrip(".") for code in stuck}
        why = phrase(
            "Some jurisdictions have no edit that passes. {why}.",
            why="; ".join(f"{code}: {each}" for code, each in said.items()),
        )
        return JointRemedy((), None, {}, why=why, apart=_apart(post, judged, edited, proof))
    codes = [context.view.code for context, _ in judged]
    if len(codes) == 1:
        (only,) = single.values()
        return JointRemedy(only.edits, only.text, {codes[0]: "compliant"}, fields=only.fields)
    wanting = [context for context, result in judged if result.verdict != "compliant"]
    # those that fail are the likeliest to fail again, so they are asked first
    order = [*wanting, *(context for context, result in judged if result.verdict == "compliant")]
    each = (candidate for context in wanting for candidate in itertools.islice(_candidates(post, context), MAX_EACH))
    tries = (_passing(candidate, order, proof) for candidate in each)
    found = next((candidate for candidate in tries if candidate is not None), None)
    found = found or _side_by_side(post, wanting, order, proof)
    if found is None:
        why = phrase("No one text was found that passes everywhere.")
        return JointRemedy((), None, {}, why=why, apart=_apart(post, judged, edited, proof))
    return JointRemedy(found.edits, found.texts.get("text"), dict.fromkeys(codes, "compliant"), fields=found.texts)


def _apart(
    post: Post, judged: Sequence[tuple[Context, Result]], edited: dict[str, Candidate], proof: _Proof
) -> tuple[SharedRemedy, ...]:
    """As few texts as pass everywhere between them: always the one that serves most of the rest, and of two such that of one of them."""
    left = [context.view.code for context, _ in judged]
    makers: dict[tuple[Edit, ...], set[str]] = {}
    for code, candidate in edited.items():
        makers.setdefault(candidate.edits, set()).add(code)
    tries = {each.edits: each for each in (Candidate((), post, {}), *edited.values())}
    found: list[SharedRemedy] = []
    while left:
        passes = {
            edits: tuple(code for code in left if proof(each, code).verdict == "compliant")
            for edits, each in tries.items()
        }
        best = max(passes, key=lambda edits: (len(passes[edits]), len(makers.get(edits, set()) & set(passes[edits]))))
        if not passes[best]:
            break
        texts = tries[best].texts
        found.append(SharedRemedy(passes[best], best, texts.get("text"), texts))
        left = [code for code in left if code not in passes[best]]
    return tuple(found)


def _passing(candidate: Candidate, contexts: Sequence[Context], proof: _Proof) -> Candidate | None:
    """The candidate, with the further words that it takes, if it passes everywhere. Ends at the first that it cannot please."""
    mended: set[str] = set()
    while True:
        failing = next((each for each in contexts if proof(candidate, each.view.code).verdict != "compliant"), None)
        if failing is None:
            return candidate
        longer = _mend(candidate, failing, proof)
        if longer is candidate or failing.view.code in mended:
            return None
        mended.add(failing.view.code)
        candidate = longer


def _side_by_side(post: Post, wanting: Sequence[Context], order: Sequence[Context], proof: _Proof) -> Candidate | None:
    """The labels that the jurisdictions want, before the caption; then as few of them as still pass."""

    def edit(labels: Sequence[Label]) -> Candidate | None:
        joined = Label(" | ".join(label.text for label in labels))
        tries = (_passing(candidate, order, proof) for candidate in insert(post, joined))
        return next((candidate for candidate in tries if candidate is not None), None)

    # tags and lone words first: a market whose label must lead looks past them, and not past a phrase
    options = [sorted(_labels(context)[:MAX_EACH], key=_length) for context in wanting]
    for rank in range(MAX_EACH):
        chosen = sorted({each[min(rank, len(each) - 1)] for each in options if each}, key=_length)
        found = edit(chosen)
        if found is None:
            continue
        for label in reversed(chosen):
            fewer = [each for each in chosen if each is not label]
            smaller = edit(fewer) if fewer else None
            if smaller is not None:
                found, chosen = smaller, fewer
        return found
    return None


def _length(label: Label) -> tuple[bool, int, str]:
    return " " in label.text, len(label.text), label.text


def _candidates(post: Post, context: Context) -> Iterator[Candidate]:
    """Edits for one jurisdiction, smallest first."""
    yield Candidate((), post, {})
    labels = _labels(context)
    for standing in context.in_post[: 2 * MAX_EACH]:
        if standing.match.field.name != "text":
            continue
        start, end = standing.match.start, standing.match.end
        if standing.status == "accepted" and not standing.match.wording.forms.slotted:
            # where a wording ends in a name, nobody can tell where the name ends: that one stays, and so does a look-alike,
            # which would be none of ours to propose
            language = standing.label.entry.language if standing.label is not None else None
            taken = (
                None if standing.match.lookalike else taken_out(post.text, start, end, _before_tags(language, context))
            )
            if taken is not None:
                yield move(post, Label(post.text[start:end], _separator(language, context)), *taken)
        elif (standing.match.hashtag or _lone(standing.match)) and not _worded(post.text[:start]):
            # a whole sentence is the caller's own; only a tag or a lone word may give way
            for label in labels:
                yield replace(post, start, end, label)
    for label in labels:
        yield from insert(post, label)


def _lone(match: Match) -> bool:
    """Is it a single word, with which no sentence begins ("gifted serum from …")?"""
    return match.wording.forms.bare and not match.field.folded.original[match.end : match.end + 2].lstrip(" ").islower()


def _worded(text: str) -> bool:
    return any(char.isalnum() for char in text)


def _in_its_language(context: Context) -> Iterator[ActiveLabel]:
    """Plain words that the market accepts in the language of the post, where it names none for remedies: the clearest are the longest."""
    view, language = context.view, context.language
    if language is None or any(language in each.entry.languages for each in view.remedies):
        return
    found = [
        each
        for each in view.labels
        if each.entry.status == "accepted"
        and language in each.entry.languages
        and each.entry.text is not None
        and each.entry.text.isalpha()
    ]
    yield from sorted(found, key=lambda each: -len(str(each.entry.text)))[:_FALLBACKS]


def _labels(context: Context) -> list[Label]:
    """Wordings to insert: those the pack names for remedies, suited to the relationship, in the language of the post first."""
    found: list[tuple[int, int, Label]] = []
    for order, label in enumerate((*context.view.remedies, *_in_its_language(context))):
        entry = label.entry
        if entry.relationships is not None and context.relationship not in entry.relationships:
            continue
        if not entry.counts_on(context.post.platform, context.post.surface):
            continue
        text = _filled(entry.text, context) if entry.text is not None else None
        if text is None:
            continue
        found.append((_rank(entry, context), order, Label(text, _separator(entry.language, context))))
    second = _second_wording(context)
    return [Label(label.text + second, label.separator) for _, _, label in sorted(found, key=lambda each: each[:2])]


def _rank(entry: LabelEntry, context: Context) -> int:
    """The language of the post before one whose words its readers only understand, then those of the market."""
    if entry.language == context.language:
        return 0
    if context.language in entry.languages:
        return 1
    return 2 if entry.language in context.view.languages else 3


def _separator(language: str | None, context: Context) -> str:
    """What people put between a label in this language and the caption."""
    words = context.rulebook.words.get(language or "")
    return words.label_separator if words is not None else ": "


def _before_tags(language: str | None, context: Context) -> list[str]:
    """Words of the label's language and the post's that a tag at the end of a sentence completes."""
    words = [context.rulebook.words.get(each) for each in (language, context.language) if each is not None]
    return [word for each in words if each is not None for word in each.before_tags]


def _second_wording(context: Context) -> str:
    """A second wording that the relationship asks for beside the label."""
    for rule in context.view.rules:
        wanted = rule.params.also.get(context.relationship) if isinstance(rule.params, WordingParams) else None
        filled = next((text for each in wanted or () if (text := _filled(each, context))), None)
        if filled is not None:
            return f" {filled}"
    return ""


def _filled(text: str, context: Context) -> str | None:
    """The wording with the brand in its slot; None where a slot asks for what is not given, or where it only names a statement."""
    if text.startswith(statement_key("")):
        return None
    text = one_of(text)
    slots = SLOT.findall(text)
    if not slots:
        return text
    brand = _brand(context)
    if brand is None or any(slot.casefold() != "brand" for slot in slots):
        return None
    return SLOT.sub(lambda _: brand, text)


def _brand(context: Context) -> str | None:
    if context.post.brand:
        return context.post.brand
    # of several accounts, nobody can tell which is the brand's and which a friend's or a photographer's
    text, author = context.post.text, (context.post.author or "").lstrip("@").casefold()
    names: dict[str, str] = {}
    for each in context.scan.post_text.layout.mentions:
        name = text[each.start : each.end]
        names.setdefault(name.lstrip("@＠").casefold(), name)
    names.pop(author, None)
    return next(iter(names.values())) if len(names) == 1 else None


def _mend(candidate: Candidate, context: Context, proof: _Proof) -> Candidate:
    """The candidate with the further words that its breaches ask for: of a sector behind the caption, of an image on it."""
    for finding in proof(candidate, context.view.code).findings:
        rule = context.view.by_id.get(finding.rule) if finding.severity == "breach" else None
        params = rule.params if rule is not None else None
        if isinstance(params, SectorWordingParams):
            for text in _unmet(context, params):
                candidate = append(candidate, text)
        elif isinstance(params, ImageLabelParams):
            shown = next((said for each in params.wordings if (said := _filled(each, context))), None)
            candidate = show(candidate, shown) if shown is not None else candidate
    return candidate


def _unmet(context: Context, params: SectorWordingParams) -> list[str]:
    if params.remedy_text is not None:
        text = _filled(params.remedy_text, context)
        return [text] if text is not None else []
    unmet = [demand for demand in params.needs if context.scan.any_of(demand) is None]
    texts = [next((text for each in demand if (text := _filled(each, context))), None) for demand in unmet]
    return [text for text in texts if text is not None]
