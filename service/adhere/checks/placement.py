"""`placement`: where in the caption the label stands."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from adhere.checks.context import Context, finding
from adhere.checks.standing import Standing
from adhere.labels.matcher import Match
from adhere.labels.wordings import ADMITS_NOTHING
from adhere.phrases import Phrase, phrase
from adhere.post import Post, Relationship
from adhere.report import Finding, Reason, Severity
from adhere.rulebook.pack import ActiveRule
from adhere.rulebook.params import PlacementParams
from adhere.text.platforms import load_platforms


class Fault(NamedTuple):
    """What is wrong with the place of one label."""

    reason: Reason
    message: Phrase
    remedy: Phrase
    uncertain: bool = False


_TOKEN = re.compile(r"\S+")
#: A letter or digit of any script: what makes a word of a token.
_LETTER = re.compile(r"[^\W_]")
#: Opens an entry of a list (`1.`, `(2)`, `a)`, `3/5`, `②`), and letters and digits that are shown as emoji (`1️⃣`, `ℹ️`).
_NUMBER = re.compile(
    r"[(\[]?(?:\d{1,3}|[a-zA-Z](?=[)\]]))[.):\]]+|\d{1,3}/\d{1,3}|[\u2460-\u249b\u24ea-\u24ff\u2776-\u2793]"
)
_EMOJI = re.compile(r"\w\ufe0f?\u20e3|\w\ufe0f")
#: Labels judged in one post. More are a flood, and the best place is among the first.
MOST = 100
#: A run of hashtags of this length that closes a caption buries even the first of them.
CLOSING_RUN = 4
#: Words that may still follow a label that closes a text, and how many times as many stand before its sentence.
REST = 10
LONGER = 3
#: Words of a name that may still follow a label of several words (`This post was sponsored by Harbour Travel`), however short the text.
NAME = 3
#: So many columns of text in one paragraph before a label at its end, and a person looks. A Chinese letter has two.
LONG = 240
#: So many words may open the sentence that discloses, before the part of it that is known.
OPENING = 6
#: The number of a post in a thread, at the head of a line: `2/4`, `2/`, `(2/n)`.
_POST_OF_THREAD = re.compile(r"^[^\S\n]*[(\[]?(\d{1,2})/(\d{1,2}|n)?(?=[)\]\s:.])", re.MULTILINE)
#: Words beside the label that make the last post of a thread more than a note of its own.
NOTE = 3
_SENTENCE_END = re.compile(r"[.!?…]\s|[。！？\n]")
_TWO_COLUMNS = re.compile(r"[\u1100-\u11ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uff01-\uff60]")


def check(context: Context, rule: ActiveRule) -> Iterator[Finding]:
    """The fault of the best-placed label, unless one label is placed well."""
    params = rule.params
    if not isinstance(params, PlacementParams) or context.tool == "yes":
        return
    candidates = context.accepted or [each for each in context.in_post if not _refused_sentence(each)]
    if not candidates or any(each.anywhere for each in candidates):
        return
    best: tuple[Fault, Standing] | None = None
    for standing in candidates[:MOST]:
        fault = _fault(context, params, standing)
        if fault is None:
            return
        if best is None or (fault.uncertain and not best[0].uncertain):
            best = (fault, standing)
    if best is None:
        return
    fault, standing = best
    severity: Severity = context.label_severity(rule)
    yield finding(
        rule,
        fault.reason,
        fault.message,
        fault.remedy,
        severity="warning" if fault.uncertain and severity == "breach" else severity,
        confidence="low" if fault.uncertain else None,
        spans=[standing.span],
    )


def _fault(context: Context, params: PlacementParams, standing: Standing) -> Fault | None:
    kind = standing.match.field.kind
    if kind == "overlay":
        return _in_frame(context, params, standing) if context.scan.post_text.is_story else None
    if kind == "title":
        return _in_title(params, standing)
    if kind != "text":
        # what is said aloud is for the media rules
        return None
    if params.beside and _distance(context, standing) <= _grace(context, params):
        return None
    perhaps: Fault | None = None
    for judge in (_position, _hashtags, _near_link):
        fault = judge(context, params, standing)
        # one that only some readers may meet does not hide one that all do
        if fault is not None and not fault.uncertain:
            return fault
        perhaps = perhaps or fault
    return perhaps


def _refused_sentence(standing: Standing) -> bool:
    """A plain sentence that does not disclose has no place to be judged: other rules say that a label is missing."""
    return standing.status == "rejected" and standing.match.wording.statement


def _leads(context: Context, match: Match, tolerance: int = 0) -> bool:
    """The same as `_first_words`, worked out once for all jurisdictions."""
    key = ("leads", match.field.name, match.start, match.end, tolerance)
    found: bool | None = context.scan.known.get(key)
    if found is None:
        found = context.scan.known[key] = _first_words(context, match, tolerance)
    return found


def _first_words(context: Context, match: Match, tolerance: int) -> bool:
    """Do at most `tolerance` words stand before the label in its field? The number of a list entry and an emoji are none.

    Tags and words that some market accepts as a label are none: the labels of several markets may stand side by side.
    Neither are the first words of a plain sentence that opens the text and discloses, nor what it tells of the tie before the label
    ("I work at Glow, so this is an ad").
    """
    text = match.field.folded.original
    if not _LETTER.search(text, 0, match.start):
        return True
    opens = not _SENTENCE_END.search(text, 0, match.start)
    if opens and match.wording.statement and not match.hashtag:
        # the sentence is the label: it begins with its own first word
        tolerance = max(tolerance, OPENING)
    labels = [
        each
        for each in context.scan.labels
        if each.field is match.field and each.end <= match.start and each.wording.accepted_in
        if each.hashtag or each.wording.forms.bare
    ]
    words = 0
    for token in _TOKEN.finditer(text, 0, match.start):
        if any(label.start < token.end() and token.start() < label.end for label in labels):
            continue
        words += _is_word(token.group())
        if words > tolerance:
            return opens and _tells_of_the_tie(context, match)
    return True


def _tells_of_the_tie(context: Context, match: Match) -> bool:
    """Does a plain sentence on the tie stand before the label, with a few words at most before it and between the two?

    A hashtag has to stand right behind it ("Invited by @glow #ad"): one that closes a caption is not excused by how the caption began.
    """
    text = match.field.folded.original
    between = 0 if match.hashtag else OPENING
    return any(
        sum(map(_is_word, text[: each.start].split())) <= OPENING
        and sum(map(_is_word, text[each.end : match.start].split())) <= between
        for each in context.scan.labels
        if each.field is match.field and each.end <= match.start and not each.negated
        if each.wording.statement and each.wording.key not in ADMITS_NOTHING
    )


def _is_word(token: str) -> bool:
    return not _NUMBER.fullmatch(token) and _LETTER.search(_EMOJI.sub("", token)) is not None


def _in_frame(context: Context, params: PlacementParams, standing: Standing) -> Fault | None:
    """In a story the block of words that holds the label is its caption; or all blocks of the frame are, in order.

    A line of its own is a block, too: on a frame that is seen whole, nothing comes before it.
    """
    if params.position != "start":
        return None
    match = standing.match
    frame = next(frame for frame in context.scan.post_text.frames if match.field.index in frame)
    first = params.story == "block" or not any(
        any(map(_is_word, (context.post.overlay or [])[index].text.split()))
        for index in frame
        if index < match.field.index
    )
    alone = params.story == "block" and _alone_in_line(match)
    if alone or (first and _leads(context, match, params.tolerance)):
        return None
    return Fault(
        "label_too_late",
        phrase("“{quote}” is not the first word of its frame's text.", quote=match.quote),
        phrase("Put the label first."),
    )


def _alone_in_line(match: Match) -> bool:
    """Does the label stand in a line with nothing but mentions and emoji?"""
    text = match.field.folded.original
    before = text[: match.start].rpartition("\n")[2]
    after = text[match.end :].partition("\n")[0]
    return not any(_LETTER.search(word) and word[0] != "@" for word in (*before.split(), *after.split()))


def _in_title(params: PlacementParams, standing: Standing) -> Fault | None:
    """A title is read before anything else, as far as it is shown: how far, no one can tell for every phone."""
    match = standing.match
    if params.title_chars is None or match.end <= params.title_chars:
        return None
    return _perhaps_hidden(match, params.title_chars, phrase("Put the label first."))


def _closes(match: Match, tolerance: int) -> bool:
    """Do at most `tolerance` words follow the line of the label? Hashtags and links are none."""
    text = match.field.folded.original
    line_end = text.find("\n", match.end)
    if line_end < 0:
        return True
    words = 0
    for token in _TOKEN.finditer(text, line_end):
        words += _is_word(token.group()) and not token.group().startswith(("#", "＃", "http"))
        if words > tolerance:
            return False
    return True


def _position(context: Context, params: PlacementParams, standing: Standing) -> Fault | None:
    match = standing.match
    if params.position == "start_or_end" and _closes(match, params.tolerance):
        return None
    if params.position in ("start", "start_or_end"):
        if _leads(context, match, params.tolerance):
            return None
        return Fault(
            "label_too_late",
            phrase("“{quote}” comes after other words.", quote=match.quote),
            phrase("Begin the caption with the label."),
        )
    if params.position == "not_last":
        return None if _among_first(context, params, match) else _at_end(context, match)
    fault = _before_fold(context, standing) if params.position == "before_fold" else None
    if fault and fault.uncertain and params.first_tag and _first_tag(context, params, match):
        fault = None
    if params.lines and context.cut.kind == "cut" and (fault is None or fault.uncertain):
        fault = _after_lines(match, params.lines) or fault
    return fault


def _at_end(context: Context, match: Match) -> Fault | None:
    text = context.post.text
    several = "\n" in text.strip()
    if several:
        late = _is_last(text, match)
    else:
        # one long paragraph may be as good as several lines, where no fold is known to cut it
        cut = context.cut.kind in ("cut", "field_not_shown")
        late = not cut and not _LETTER.search(text, match.end) and _columns(text, match.start) >= LONG
    if not late:
        return None
    return Fault(
        "label_too_late",
        phrase("“{quote}” stands at the very end of the text.", quote=match.quote),
        phrase("Move the label to the start."),
        uncertain=not several,
    )


def _is_last(text: str, match: Match) -> bool:
    """Does nothing follow the label but tags, links and the rest of its own sentence (`is an ad for Milldale, as agreed`)?"""
    begin = max(text.rfind("\n", 0, match.start), *(text.rfind(f"{mark} ", 0, match.start) for mark in ".!?…")) + 1
    before = sum(map(_is_word, text[:begin].split()))
    # of a tag at the head of a run of tags the rules on hashtags judge
    none = ("http",) if match.hashtag else ("#", "＃", "http")
    after = [token for token in text[match.end :].split() if _is_word(token) and not token.startswith(none)]
    if not after or "\n" not in text[:begin].lstrip():
        return not after
    named = not match.hashtag and not match.wording.forms.bare and len(after) <= NAME
    return named or (len(after) <= REST and before >= LONGER * len(after))


def _columns(text: str, end: int) -> int:
    return end + len(_TWO_COLUMNS.findall(text, 0, end))


def _first_tag(context: Context, params: PlacementParams, match: Match) -> bool:
    """Is the label among the hashtags that are taken for seen: the first, or as many as `among_first` says?"""
    before = sum(tag.start < match.start for tag in context.scan.post_text.layout.hashtags)
    return match.hashtag and before < max(1, params.among_first)


def _among_first(context: Context, params: PlacementParams, match: Match) -> bool:
    """Does it stand among the first hashtags of several, where a market names that place? A lone one closes the text as any label does."""
    several = len(context.scan.post_text.layout.hashtags) > 1
    return bool(params.among_first) and several and _first_tag(context, params, match)


def _before_fold(context: Context, standing: Standing) -> Fault | None:
    match, cut = standing.match, context.cut
    if "2/" in context.post.text and (fault := _last_of_thread(context.post, match)) is not None:
        return fault
    if match.start == 0 or cut.kind not in ("cut", "field_not_shown") or _told_by(match) <= cut.safe_end:
        return None
    # brackets and signs before the first word do not push it down
    if cut.kind == "field_not_shown" and _leads(context, match):
        return None
    remedy = phrase("Move the label to the start of the caption.")
    if match.start >= cut.hidden_from:
        return Fault(
            "label_hidden_behind_more",
            phrase(
                "“{quote}” stands behind the “more” of the platform: it begins at character {start}, "
                "and the caption is cut by character {cut}.",
                quote=match.quote,
                start=match.start,
                cut=cut.hidden_from,
            ),
            remedy,
        )
    return _perhaps_hidden(match, cut.safe_end, remedy)


def _after_lines(match: Match, lines: int) -> Fault | None:
    """Does it stand in a line after the first so many? Empty ones are none."""
    before = match.field.folded.original[: match.start].split("\n")[:-1]
    if sum(any(map(_is_word, line.split())) for line in before) < lines:
        return None
    return Fault(
        "label_too_late",
        phrase("“{quote}” comes after the first {lines} lines.", quote=match.quote, lines=lines),
        phrase("Move the label to the start of the caption."),
    )


def _told_by(match: Match) -> int:
    """Where the label has said it: the mention that closes several words (`paid partnership with @brand`) may run behind the cut."""
    words, space, last = match.quote.rpartition(" ")
    return match.start + len(words) if space and last.startswith("@") else match.end


def _last_of_thread(post: Post, match: Match) -> Fault | None:
    """A label in the last post of a thread is read after all that came before; where that post says more, it may speak of that alone."""
    text, facts = post.text, load_platforms().get(post.platform)
    posts = list(_POST_OF_THREAD.finditer(text)) if facts is not None and facts.threads else []
    in_order = [int(each.group(1)) for each in posts] == list(range(1, len(posts) + 1))
    if len(posts) < 2 or not in_order or len({each.group(2) for each in posts}) > 1 or match.start < posts[-1].start():
        return None
    rest = f"{text[posts[-1].end() : match.start]} {text[match.end :]}"
    words = [each for each in rest.split() if _is_word(each) and not each.startswith(("#", "@", "http"))]
    return Fault(
        "label_too_late",
        phrase("“{quote}” stands in the last post of the thread.", quote=match.quote),
        phrase("Put the label into the first post of the thread."),
        uncertain=len(words) > NOTE,
    )


def _perhaps_hidden(match: Match, shown: int, remedy: Phrase) -> Fault:
    """Some readers see only the first `shown` characters."""
    return Fault(
        "label_hidden_behind_more",
        phrase(
            "“{quote}” begins at character {start}; some readers see only the first {cut}.",
            quote=match.quote,
            start=match.start,
            cut=shown,
        ),
        remedy,
        uncertain=True,
    )


def _hashtags(context: Context, params: PlacementParams, standing: Standing) -> Fault | None:
    match, text = standing.match, context.post.text
    if params.hashtags == "any" or not match.hashtag:
        return None
    if _leads(context, match, params.tolerance if params.hashtags == "first" else 0):
        return None
    fault = Fault(
        "label_buried_in_hashtags",
        phrase("“{quote}” stands among other hashtags.", quote=match.quote),
        phrase("Move the label out of the hashtags, to the start of the caption."),
    )
    if params.hashtags == "first":
        return fault
    layout = context.scan.post_text.layout
    if sum(tag.start <= match.start for tag in layout.hashtags) <= params.among_first:
        return None
    labels = {each.match.start for each in context.in_post if each.match.field.kind == "text"}
    for run in layout.hashtag_runs:
        if run.start <= match.start < run.end:
            tags = [tag for tag in run.tags if text[tag.start] in "#＃" and tag.start not in labels]
            buried = any(tag.start < match.start for tag in tags)
            if params.hashtags == "ends_of_run":
                inside = buried and any(tag.start > match.start for tag in tags)
                return fault._replace(uncertain=not inside) if buried else None
            closes = params.hashtags != "first_of_run" and not _LETTER.search(text, run.end)
            return fault if buried or (closes and len(tags) + 1 >= CLOSING_RUN) else None
    return None


def _near_link(context: Context, params: PlacementParams, standing: Standing) -> Fault | None:
    if not params.near_link:
        return None
    layout, match = context.scan.post_text.layout, standing.match
    first = min((piece.start for piece in (*layout.links, *layout.codes)), default=None)
    if first is None or match.start <= first or _distance(context, standing) <= params.near_chars:
        return None
    return Fault(
        "label_too_late",
        phrase("“{quote}” comes long after the first link or code.", quote=match.quote),
        phrase("Put the label before the link or right beside it."),
    )


def _grace(context: Context, params: PlacementParams) -> int:
    """How far from a link or code the label may be, wherever that is. Where nothing is declared, the relationship may be any."""
    if context.declared is Relationship.UNKNOWN:
        return max(params.beside.values())
    return params.beside.get(context.relationship, -1)


def _distance(context: Context, standing: Standing) -> float:
    """Characters between the label and the nearest link or code; infinite where there is none."""
    layout, match = context.scan.post_text.layout, standing.match
    pieces = (*layout.links, *layout.codes)
    return min((max(piece.start - match.end, match.start - piece.end, 0) for piece in pieces), default=float("inf"))
