"""Proposes the smallest edit that passes, and proves it by checking the edited post.

The caller's own words are never deleted or reordered beyond the label itself. Edits are tried from the smallest: take the place of a
refused label that already stands first, move an accepted one, insert one. What is proposed has been checked; what could not be
cured says why.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from adhere.checks.context import Context
from adhere.post import Post, Words
from adhere.report import Edit, JointRemedy, Remedy, Result, Verdict, worst

Recheck = Callable[[Post], dict[str, Result]]
#: Joint edits tried before we say that none was found.
MAX_JOINT = 24
_INCURABLE = {
    "sector_ban": "the sector may not be advertised like this; no label cures it",
    "contradicting_claim": "the post denies the connection in its own words, which are not ours to delete",
    "label_not_in_video": "the video itself must carry the label; the caption cannot",
    "label_not_conspicuous": "the picture or the sound must carry the label",
}


@dataclass(frozen=True, slots=True)
class Proposals:
    """A remedy for each failing jurisdiction, and one for all."""

    single: dict[str, Remedy] = field(default_factory=dict)
    joint: JointRemedy | None = None


@dataclass(frozen=True, slots=True)
class _Candidate:
    """An edited post and the edits that made it. `texts` are the changed fields, by name."""

    edits: tuple[Edit, ...]
    post: Post
    texts: dict[str, str]


def propose(post: Post, contexts: Sequence[Context], results: Sequence[Result], recheck: Recheck) -> Proposals:
    """Remedies for every jurisdiction whose result is `non_compliant`, and one for all that were asked for."""
    failing = [(c, r) for c, r in zip(contexts, results, strict=True) if r.verdict == "non_compliant"]
    checked: dict[tuple[Edit, ...], dict[str, Result]] = {}

    def tried(candidate: _Candidate) -> dict[str, Result]:
        if candidate.edits not in checked:
            checked[candidate.edits] = recheck(candidate.post)
        return checked[candidate.edits]

    single = {context.view.code: _single(post, context, result, tried) for context, result in failing}
    return Proposals(single, _joint(post, contexts, [context for context, _ in failing], single, tried))


def _single(post: Post, context: Context, result: Result, tried: Callable[[_Candidate], dict[str, Result]]) -> Remedy:
    best: tuple[int, _Candidate, Verdict] | None = None
    for candidate in _candidates(post, context):
        verdict = tried(candidate)[context.view.code].verdict
        if verdict == "compliant":
            return _remedy(post, candidate, verdict)
        if verdict == "review" and best is None:
            best = (0, candidate, verdict)
    if best is not None:
        return _remedy(post, best[1], best[2])
    return Remedy((), None, None, why=_why(result))


def _remedy(post: Post, candidate: _Candidate, verdict: Verdict) -> Remedy:
    return Remedy(candidate.edits, candidate.texts.get("text"), verdict, fields=candidate.texts)


def _why(result: Result) -> str:
    reasons = [finding.reason for finding in result.findings if finding.severity == "breach"]
    known = [_INCURABLE[reason] for reason in dict.fromkeys(reasons) if reason in _INCURABLE]
    return "; ".join(known) + "." if known else "no edit of the words given was found to pass."


def _joint(
    post: Post,
    contexts: Sequence[Context],
    failing: Sequence[Context],
    single: dict[str, Remedy],
    tried: Callable[[_Candidate], dict[str, Result]],
) -> JointRemedy:
    stuck = [code for code, remedy in single.items() if remedy.verdict_after != "compliant"]
    if stuck:
        reasons = "; ".join(f"{code}: {single[code].why or 'a person must decide'}" for code in stuck)
        return JointRemedy((), None, {}, why=f"Some jurisdictions have no edit that passes. {reasons}")
    tries = itertools.chain.from_iterable(
        (
            (candidate for context in failing for candidate in _candidates(post, context)),
            _combined(post, contexts, failing),
        )
    )
    for candidate in itertools.islice(tries, MAX_JOINT):
        after = {code: result.verdict for code, result in tried(candidate).items()}
        if worst(after.values()) == "compliant":
            return JointRemedy(candidate.edits, candidate.texts.get("text"), after, fields=candidate.texts)
    return JointRemedy(
        (),
        None,
        {},
        why="No one text passes everywhere: each place wants its own label first. Use the edit of each jurisdiction.",
    )


def _combined(post: Post, contexts: Sequence[Context], failing: Sequence[Context]) -> Iterator[_Candidate]:
    """Several labels side by side, in every order."""
    labels = list(dict.fromkeys(label for context in failing for label in _labels(context)[:1]))
    kept = list(dict.fromkeys(s.match.quote for c in contexts for s in c.accepted if s.match.field.name == "text"))
    for size in range(2, min(4, len(labels)) + 1):
        for order in itertools.permutations(labels, size):
            yield from _insert(post, " | ".join(order))
    for quote in kept[:1]:
        for label in labels:
            yield from _insert(post, f"{quote} {label}")


def _candidates(post: Post, context: Context) -> Iterator[_Candidate]:
    """Edits for one jurisdiction, smallest first."""
    labels = _labels(context)
    caption = [each for each in context.in_post if each.match.field.name == "text"]
    for standing in caption:
        start, end = standing.match.start, standing.match.end
        if standing.status == "accepted":
            yield _move(post, start, end)
        elif (standing.match.hashtag or standing.match.wording.forms.bare) and not any(
            c.isalnum() for c in post.text[:start]
        ):
            # a whole sentence is the caller's own; only a tag or a lone word may give way
            for label in labels:
                yield _replace(post, start, end, _as_tag(label) if post.text[start] == "#" else label)
    for label in labels:
        yield from _insert(post, label)


def _as_tag(label: str) -> str:
    """A label of one word as a hashtag, to stand where a hashtag stood."""
    return f"#{label}" if label.isalpha() else label


def _labels(context: Context) -> list[str]:
    """Wordings to insert: those the pack names for remedies, suited to the relationship, in the language of the post first."""
    brand = _brand(context)
    found: list[tuple[int, int, str]] = []
    for order, label in enumerate(context.view.labels):
        entry = label.entry
        if entry.status != "accepted" or entry.text is None or label.inherited or not entry.remedy:
            continue
        if entry.relationships is not None and context.relationship not in entry.relationships:
            continue
        if "{" in entry.text and not (brand and entry.text.count("{") == entry.text.count("{Brand}")):
            continue
        rank = 0 if entry.language == context.language else (1 if entry.language in context.view.languages else 2)
        found.append((rank, order, entry.text.replace("{Brand}", brand or "")))
    needed = _needed(context)
    return [text + needed for _, _, text in sorted(found)]


def _needed(context: Context) -> str:
    """A second wording that the relationship asks for."""
    for rule in context.view.rules:
        also = getattr(rule.params, "also", None)
        if also and (wanted := also.get(context.relationship)):
            return f" {wanted[0]}"
    return ""


def _brand(context: Context) -> str | None:
    if context.post.brand:
        return context.post.brand
    mentions = context.scan.post_text.layout.mentions
    return context.post.text[mentions[0].start : mentions[0].end] if mentions else None


def _insert(post: Post, label: str) -> Iterator[_Candidate]:
    """The label before the caption; in a story, on every frame."""
    joined = label + (" " if label.startswith("#") else ": ")
    if post.overlay and (post.surface is not None and post.surface.value == "story"):
        yield _on_frames(post, joined)
        return
    if post.text or not post.overlay:
        yield _candidate(post, (Edit("insert", "text", 0, joined),), joined + post.text)
    if post.overlay is not None and post.surface is not None and post.surface.value in ("video", "reel", "short"):
        yield _on_video(post, label, joined)


def _on_frames(post: Post, joined: str) -> _Candidate:
    edits, overlay, texts = [], list(post.overlay or []), {}
    seen: set[int] = set()
    for index, item in enumerate(overlay):
        frame = item.frame or 0
        if frame in seen:
            continue
        seen.add(frame)
        overlay[index] = item.model_copy(update={"text": joined + item.text, "legible": True})
        edits.append(Edit("insert", f"overlay[{index}]", 0, joined))
        texts[f"overlay[{index}]"] = joined + item.text
    return _Candidate(tuple(edits), post.model_copy(update={"overlay": overlay}), texts)


def _on_video(post: Post, label: str, joined: str) -> _Candidate:
    """The label in the caption and on the picture from the first second."""
    overlay = [Words(text=label, start=0.0, legible=True), *(post.overlay or [])]
    edits = (Edit("insert", "text", 0, joined), Edit("insert", "overlay[0]", 0, label))
    changed = post.model_copy(update={"text": joined + post.text, "overlay": overlay})
    return _Candidate(edits, changed, {"text": changed.text, "overlay[0]": label})


def _replace(post: Post, start: int, end: int, label: str) -> _Candidate:
    return _candidate(
        post, (Edit("replace", "text", start, label, start, end),), post.text[:start] + label + post.text[end:]
    )


def _move(post: Post, start: int, end: int) -> _Candidate:
    """Take the label out, with one space beside it, and put it first."""
    label = post.text[start:end]
    stop = end + 1 if post.text[end : end + 1] == " " else end
    begin = start - 1 if stop == end and post.text[max(0, start - 1) : start] == " " else start
    joined = label + (" " if label.startswith("#") else ": ")
    edit = Edit("move", "text", 0, joined, begin, stop)
    return _candidate(post, (edit,), joined + post.text[:begin] + post.text[stop:])


def _candidate(post: Post, edits: tuple[Edit, ...], text: str) -> _Candidate:
    return _Candidate(edits, post.model_copy(update={"text": text}), {"text": text})
