"""Puts the rooms together: fold once, scan once, classify once, then the checks of each jurisdiction.

`Checker.check(post)` is `next(Checker.check_many([post]))`: one path.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import compress, islice
from pathlib import Path
from typing import Literal, overload

from pydantic_core import PydanticSerializationError

from adhere.checks import (
    CARRIERS,
    Context,
    Labels,
    PostLanguage,
    across,
    admitted,
    admitted_by,
    duty_of,
    judge,
    kind_of,
    labels_in,
    words_of,
)
from adhere.errors import InputError, TooLarge
from adhere.labels.matcher import Matcher, Scan
from adhere.phrases import grouped, phrase
from adhere.post import Post, Relationship
from adhere.remedy import Proposals, propose
from adhere.report import Evidence, Report, Result, Sponsorship
from adhere.rulebook.loading import load_rulebook
from adhere.rulebook.pack import Rulebook, View
from adhere.rulebook.views import Views
from adhere.sponsorship import Score, SponsorshipClassifier, find_evidence
from adhere.text.layout import lay_out
from adhere.text.post_text import PostText, read

AsOfSource = Literal["published_on", "request", "argument"]
#: Whether posts are scored: each, none, or only those of which nothing else says whether they advertise.
Classify = bool | Literal["needed"]
#: Posts folded, scanned and classified together.
BATCH = 256
#: Posts times jurisdictions that are read at a time, as long as that makes so many posts at least: more fall out of the caches.
_CONTEXTS = 1_024
_LEAST = 16
#: The longest text field taken, in code points. Platforms stop far below.
MAX_TEXT = 4_000_000


@dataclass(frozen=True, slots=True)
class _Asked:
    """A post, the jurisdictions to ask about it, and the day to judge it by."""

    post: Post
    views: tuple[View, ...]
    as_of: dt.date
    source: AsOfSource


class _Before:
    """What is known of a post before any jurisdiction judges it, and its labels as readers of each language read them."""

    __slots__ = ("_labels", "evidence", "kind", "scan", "told")

    def __init__(self, scan: Scan, evidence: tuple[Evidence, ...], told: PostLanguage, views: Sequence[View]) -> None:
        self.scan = scan
        self.told = told
        self.evidence = evidence
        self.kind = kind_of(scan, evidence, views)
        self._labels: dict[str | None, Labels] = {}

    def labels_in(self, language: str | None) -> Labels:
        """The labels, in a post of this language."""
        found = self._labels.get(language)
        if found is None:
            found = self._labels[language] = Labels(self.scan, language, self.evidence)
        return found


@dataclass(frozen=True, slots=True)
class _Read:
    """A post read once, before any jurisdiction judges it."""

    asked: _Asked
    scan: Scan
    language: str | None
    evidence: tuple[Evidence, ...]
    contexts: tuple[Context, ...]

    def scored(self, classify: Classify) -> bool:
        """Is the post one to score?"""
        if classify == "needed":
            return any(context.relationship is Relationship.UNKNOWN for context in self.contexts)
        return classify


class Checker:
    """Checks posts against the rules of the jurisdictions asked for. Holds no state between posts; safe to share between threads."""

    def __init__(self, rulebook: Rulebook, classifier: SponsorshipClassifier | None = None) -> None:
        self.rulebook = rulebook
        self.classifier = classifier
        self.matcher = Matcher(rulebook)
        self._views = Views(rulebook)

    @classmethod
    def load(cls, *, rules: Sequence[Path] = (), classify: Classify = True) -> Checker:
        """Our packs, those in the folders `rules` on top, and the classifier that ships.

        With `classify="needed"` the classifier is loaded by the first post that needs it. Raises PackError with every mistake
        in the rules, ModelError where the classifier cannot be loaded.
        """
        classifier = SponsorshipClassifier.load(lazily=classify == "needed") if classify else None
        return cls(load_rulebook(rules), classifier)

    @property
    def rules_revision(self) -> str:
        """Names the exact content of all rules."""
        return self.rulebook.revision

    @property
    def model_version(self) -> str | None:
        """The classifier's version; None where none is loaded."""
        return self.classifier.version if self.classifier is not None else None

    def check(
        self,
        post: Post,
        *,
        jurisdictions: Sequence[str] | None = None,
        on: dt.date | None = None,
        today: dt.date | None = None,
        remedies: bool = True,
        classify: Classify = True,
    ) -> Report:
        """The report on one post.

        `jurisdictions` stands in for the post's own, and may name groups, such as `all-eu`; `on` judges by the rules of that
        day; `today` is the day of a post that has no `published_on`. With `classify="needed"` a post is not scored where its
        declared relationship, or a label in it, decides. Raises InputError.
        """
        return next(
            self.check_many(
                [post], jurisdictions=jurisdictions, on=on, today=today, remedies=remedies, classify=classify
            )
        )

    @overload
    def check_many(
        self,
        posts: Iterable[Post],
        *,
        jurisdictions: Sequence[str] | None = None,
        on: dt.date | None = None,
        today: dt.date | None = None,
        remedies: bool = True,
        classify: Classify = True,
        yield_errors: Literal[False] = False,
    ) -> Iterator[Report]: ...

    @overload
    def check_many(
        self,
        posts: Iterable[Post],
        *,
        jurisdictions: Sequence[str] | None = None,
        on: dt.date | None = None,
        today: dt.date | None = None,
        remedies: bool = True,
        classify: Classify = True,
        yield_errors: Literal[True],
    ) -> Iterator[Report | InputError]: ...

    def check_many(
        self,
        posts: Iterable[Post],
        *,
        jurisdictions: Sequence[str] | None = None,
        on: dt.date | None = None,
        today: dt.date | None = None,
        remedies: bool = True,
        classify: Classify = True,
        yield_errors: bool = False,
    ) -> Iterator[Report | InputError]:
        """One report a post, in order. With `yield_errors` a post that cannot be checked gives its error in its place.

        Without it, and where `posts` itself raises, the reports of the posts before come first.
        """
        source, ended = iter(posts), False
        # a post in many jurisdictions makes as much as many posts do
        markets = len(self.rulebook.jurisdictions if jurisdictions is None else jurisdictions)
        size = max(_LEAST, min(BATCH, _CONTEXTS // max(markets, 1)))
        while not ended:
            asked: list[_Asked | InputError] = []
            failure: Exception | None = None
            try:
                for post in islice(source, size):
                    try:
                        asked.append(self._ask(post, jurisdictions, on, today))
                    except InputError as error:
                        if not yield_errors:
                            raise
                        asked.append(error)
            except Exception as error:
                failure = error
            ended = len(asked) < size
            read_batch = self._read([each for each in asked if isinstance(each, _Asked)])
            reports = zip(read_batch, self._classify(read_batch, classify), strict=True)
            for one in asked:
                yield one if isinstance(one, InputError) else self._report(*next(reports), classify, remedies)
            if failure is not None:
                raise failure

    def _ask(
        self, post: Post, jurisdictions: Sequence[str] | None, on: dt.date | None, today: dt.date | None
    ) -> _Asked:
        as_of, source = _day(post, on, today)
        views = self._views.on(as_of, jurisdictions if jurisdictions is not None else post.jurisdictions)
        _limit(post)
        return _Asked(post, views, as_of, source)

    def _read(self, batch: Sequence[_Asked]) -> list[_Read]:
        """Each step over the whole batch, so that its code and its tables stay at hand."""
        texts = [read(each.post) for each in batch]
        scans = [self.matcher.scan(text) for text in texts]
        told = [PostLanguage(scan) for scan in scans]
        evidence = [_evidence(text) for text in texts]
        found = zip(batch, scans, told, evidence, strict=True)
        return [self._in_contexts(*each) for each in found]

    def _in_contexts(self, asked: _Asked, scan: Scan, told: PostLanguage, evidence: tuple[Evidence, ...]) -> _Read:
        before = _Before(scan, evidence, told, asked.views)
        contexts = [self._context(view, asked.as_of, before) for view in asked.views]
        language = told.among([language for view in asked.views for language in view.languages])
        return _Read(asked, scan, language, evidence, tuple(contexts))

    def _classify(self, batch: Sequence[_Read], classify: Classify) -> Iterator[Score | None]:
        """A score a post; None where no jurisdiction could take it, since the post is in a language that the classifier does not know."""
        classifier = self.classifier
        if classifier is None:
            return iter([None] * len(batch))
        wanted = [
            each.scored(classify) and any(classifier.reads(context.language) for context in each.contexts)
            for each in batch
        ]
        if not any(wanted):
            return iter([None] * len(batch))
        scans = list(compress((each.scan for each in batch), wanted))
        scores = iter(classifier.score([words_of(scan.post_text) for scan in scans], [_masks(scan) for scan in scans]))
        return iter([next(scores) if each else None for each in wanted])

    def _report(self, each: _Read, score: Score | None, classify: Classify, remedies: bool) -> Report:
        classifier = self.classifier if each.scored(classify) else None
        contexts = each.contexts
        suspected, evidence = False, each.evidence
        if score is not None and classifier is not None and score.probability >= classifier.threshold:
            suspected, evidence = True, evidence + _explained(each.scan, score, classifier)
            for context in contexts:
                context.evidence = evidence
        results = [_judge(context, score, classifier) for context in contexts]
        proposals = Proposals()
        if remedies and any(result.verdict == "non_compliant" for result in results):
            proposals = propose(
                each.asked.post, contexts, results, lambda edited: self._recheck(edited, each, score, classifier)
            )
        labels = labels_in(each.scan, contexts)
        return Report(
            id=each.asked.post.id,
            check_id=self._check_id(each.asked),
            as_of=each.asked.as_of,
            as_of_source=each.asked.source,
            rules_revision=self.rules_revision,
            model_version=self.model_version if score is not None else None,
            language=each.language,
            labels=labels,
            sponsorship=Sponsorship(
                declared=each.asked.post.relationship.value,
                admitted=admitted_by(contexts),
                probability=round(score.probability, 4) if score is not None else None,
                kinds={kind: round(value, 4) for kind, value in score.kinds.items()} if score is not None else {},
                threshold=classifier.threshold if score is not None and classifier is not None else None,
                certainty=classifier.certainty if score is not None and classifier is not None else None,
                suspected=suspected,
                evidence=evidence,
            ),
            results=tuple(
                Result(r.jurisdiction, r.duty, r.verdict, r.findings, r.passed, proposals.single.get(r.jurisdiction))
                if r.jurisdiction in proposals.single
                else r
                for r in results
            ),
            remedy=proposals.joint,
            across=across(contexts) if remedies and len(contexts) > 1 else None,
        )

    def _context(self, view: View, as_of: dt.date, before: _Before) -> Context:
        language = before.told.among(view.languages)
        labels = before.labels_in(language)
        relationship = before.scan.post_text.post.relationship
        standings = labels.stand(view, relationship)
        if relationship is Relationship.UNKNOWN:
            relationship = admitted(standings)
            if relationship is not Relationship.UNKNOWN:
                standings = labels.stand(view, relationship)
        context = Context(
            scan=before.scan,
            view=view,
            rulebook=self.rulebook,
            relationship=relationship,
            day=as_of,
            language=language,
            evidence=before.evidence,
            standings=standings,
            kind=before.kind,
        )
        context.duty = duty_of(context)
        return context

    def _recheck(
        self, edited: Post, each: _Read, score: Score | None, classifier: SponsorshipClassifier | None
    ) -> Callable[[str], Result]:
        """What judges an edited post: folded and scanned anew, never classified anew, since labels are masked.

        Nor is evidence sought anew: an edit takes none away.
        """
        scan = self.matcher.scan(read(edited))
        before = _Before(scan, each.evidence, PostLanguage(scan), each.asked.views)
        views = {view.code: view for view in each.asked.views}

        def result(code: str) -> Result:
            return _judge(self._context(views[code], each.asked.as_of, before), score, classifier)

        return result

    def _check_id(self, asked: _Asked) -> str:
        """The same post, day, rules and model give the same id."""
        try:
            content = asked.post.model_dump_json().encode()
        except PydanticSerializationError:
            # half of a surrogate pair has no place in JSON
            content = repr(asked.post).encode("utf-8", "backslashreplace")
        digest = hashlib.sha256(content)
        digest.update(
            f"|{asked.as_of}|{self.rules_revision}|{self.model_version}|{[view.code for view in asked.views]}".encode()
        )
        return digest.hexdigest()[:24]


def _judge(context: Context, score: Score | None, classifier: SponsorshipClassifier | None) -> Result:
    """The result of a jurisdiction. `classifier` is None where the post was not to be scored."""
    context.probability = None
    if score is not None and classifier is not None and classifier.reads(context.language):
        context.probability = score.probability
    context.threshold = classifier.threshold if classifier is not None else None
    context.certainty = classifier.certainty if classifier is not None else None
    return judge(context)


def _day(post: Post, on: dt.date | None, today: dt.date | None) -> tuple[dt.date, AsOfSource]:
    for where, day in (("on", on), ("today", today)):
        if day is not None and (isinstance(day, dt.datetime) or not isinstance(day, dt.date)):
            raise InputError(f"{where} takes a day, such as datetime.date(2026, 11, 25), and not {day!r}.", where=where)
    if on is not None:
        return on, "argument"
    if post.published_on is not None:
        return post.published_on, "published_on"
    if today is None:
        raise InputError("The post has no day. Give published_on, or the day to judge by.", where="published_on")
    return today, "request"


def _limit(post: Post) -> None:
    if len(post.text) > MAX_TEXT:
        raise TooLarge(
            phrase(
                "text has {length} characters; at most {most} are taken.",
                length=grouped(len(post.text)),
                most=grouped(MAX_TEXT),
            ),
            where="text",
        )


def _masks(scan: Scan) -> list[tuple[int, int]]:
    if not scan.post_text.post.text.strip():
        return []
    return [(match.start, match.end) for match in scan.matches if match.wording.label and match.field.name == "text"]


def _explained(scan: Scan, score: Score, classifier: SponsorshipClassifier) -> tuple[Evidence, ...]:
    """The words of the caption that carried the suspicion; none where other words of the post were read in its place."""
    text = scan.post_text.post.text
    if not text.strip():
        return ()
    (caption,) = (each for each in scan.post_text.fields if each.kind == "text")
    return tuple(map(caption.as_written, classifier.explain(text, _masks(scan), score)))


def _evidence(text: PostText) -> tuple[Evidence, ...]:
    found: list[Evidence] = []
    for each in text.fields:
        words = each.folded
        if each.kind == "text":
            found += map(each.as_written, find_evidence(words, text.layout, text.post.brand))
        elif each.kind in CARRIERS:
            layout = lay_out(words.original)
            seen = find_evidence(words, layout, text.post.brand)
            found += [replace(each.as_written(it), field=each.name) for it in seen]
    return tuple(found)
