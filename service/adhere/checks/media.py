"""`media`: what stands on the picture, or is said. What is not given is `not_checked`, as a note with what to supply."""

from __future__ import annotations

from collections.abc import Iterator

from adhere.checks.context import Context, finding
from adhere.checks.parts import asks_to_buy, moments, named_before, opens_part, promotes
from adhere.checks.standing import Standing
from adhere.phrases import Phrase, phrase
from adhere.post import VIDEOS, Platform, Surface
from adhere.report import Finding, Reason, Span
from adhere.rulebook.pack import ActiveRule
from adhere.rulebook.params import MediaParams
from adhere.text.post_text import Field

#: A recording of so many seconds is over before a label in it could be late.
_BRIEF = 10
#: A label that comes after so many seconds may open a part that advertises.
_PART = 60
#: So many moments tell how a recording goes.
_PIECES = 3
#: Characters of a transcript given without times after which a label comes at another time.
_ANOTHER_TIME = 200


def check(context: Context, rule: ActiveRule) -> Iterator[Finding]:
    """One demand of a medium."""
    if isinstance(rule.params, MediaParams):
        yield from _DEMANDS[rule.params.demand](context, rule, rule.params)


def _not_checked(rule: ActiveRule, message: Phrase, remedy: Phrase) -> Finding:
    return finding(rule, "not_checked", message, remedy, severity="note", confidence="low")


def _supply(*fields: str) -> Phrase:
    if len(fields) > 1:
        return phrase("Supply `overlay` and `transcript`.")
    return phrase("Supply `overlay`.") if fields == ("overlay",) else phrase("Supply `transcript`.")


def _breach(
    context: Context, rule: ActiveRule, reason: Reason, message: Phrase, remedy: Phrase, spans: list[Span]
) -> Finding:
    return finding(rule, reason, message, remedy, severity=context.label_severity(rule), spans=spans)


def _at(context: Context, kind: str) -> list[Standing]:
    return [each for each in context.accepted if each.match.field.kind == kind]


def _vague_at(context: Context, *kinds: str) -> bool:
    """Is a label there that may not be clear, and no accepted one anywhere? The rule on its words speaks of it."""
    if context.accepted:
        return False
    return any(each.status == "ambiguous" and each.match.field.kind in kinds for each in context.in_post)


def _each_frame(context: Context, rule: ActiveRule, params: MediaParams) -> Iterator[Finding]:
    story = context.scan.post_text.is_story
    if context.tool == "yes" or not (story or (params.pictures and context.post.surface is Surface.FEED)):
        return
    if not story and not _on_pictures_alone(context):
        return
    if context.post.overlay is None:
        if not context.post.text:
            yield _not_checked(
                rule, phrase("Not checked: the words on the story's frames are not given."), _supply("overlay")
            )
        return
    if not context.in_post:
        return
    # where no frame carries an accepted label, another rule speaks of the words; this one of frames that carry none at all
    labels = _at(context, "overlay") or [each for each in context.in_post if each.match.field.kind == "overlay"]
    labelled = {each.match.field.index for each in labels}
    bare = [frame for frame in context.scan.post_text.frames if not labelled & set(frame)]
    said = {each.match.field.kind for each in context.in_post} == {"transcript"}
    if bare and (labelled or said):
        first = context.post.overlay[bare[0][0]]
        frames = context.scan.post_text.frames
        framed = params.ends and frames[0] not in bare and frames[-1] not in bare
        yield finding(
            rule,
            "label_not_conspicuous",
            phrase(
                "{count} of {frames} frames carry no label that can be read.",
                count=len(bare),
                frames=len(frames),
            ),
            phrase("Put the label on every frame."),
            severity="warning" if framed else context.label_severity(rule),
            spans=[Span(f"overlay[{bare[0][0]}]", 0, len(first.text), first.text)],
        )


def _on_pictures_alone(context: Context) -> bool:
    """Does the label of a post of several pictures stand on them, and not beside them?"""
    kinds = {each.match.field.kind for each in context.in_post}
    return kinds == {"overlay"} and len(context.scan.post_text.frames) > 1


def _first_frame(context: Context, rule: ActiveRule, params: MediaParams) -> Iterator[Finding]:
    if not context.scan.post_text.is_story or context.tool == "yes":
        return
    labelled = {each.match.field.index for each in _at(context, "overlay")}
    frames = context.scan.post_text.frames
    first = next((number for number, frame in enumerate(frames) if labelled & set(frame)), 0)
    bare = [index for frame in frames[:first] for index in frame]
    shown = _overlay(context, bare)
    promoting = next((field for field in shown if promotes(context, field) or asks_to_buy(context, field)), None)
    if promoting is None:
        return
    yield _breach(
        context,
        rule,
        "label_too_late",
        phrase("The label comes on frame {frame}, after one that promotes without it.", frame=first + 1),
        phrase("Put the label on the first frame that promotes."),
        [promoting.quote(0, len(promoting.folded.original))],
    )


def _overlay(context: Context, indices: list[int]) -> list[Field]:
    fields = context.scan.post_text.fields
    return [field for field in fields if field.kind == "overlay" and field.index in indices]


def _in_video(context: Context, rule: ActiveRule, params: MediaParams) -> Iterator[Finding]:
    # the platform shows its own tag in the player
    if context.post.surface not in VIDEOS or context.tool == "yes":
        return
    overlay, transcript = context.post.overlay, context.post.transcript
    if _at(context, "overlay") or _at(context, "transcript") or (params.title_counts and _at(context, "title")):
        return
    if _vague_at(context, "overlay", "transcript"):
        return
    if overlay is None or transcript is None:
        missing = [name for name, given in (("overlay", overlay), ("transcript", transcript)) if given is None]
        yield _not_checked(rule, phrase("Not checked: whether the video itself carries the label."), _supply(*missing))
        return
    yield _breach(
        context,
        rule,
        "label_not_in_video",
        phrase("The video itself carries no label: what stands beside it is easily missed."),
        phrase("Show the label on the picture and say it, at the start."),
        [each.span for each in context.in_post],
    )


def _at_start(context: Context, rule: ActiveRule, params: MediaParams) -> Iterator[Finding]:
    # of a broadcast whose length is not given nobody knows how much came after its last words
    open_end = context.post.surface is Surface.LIVE and not params.live and not context.post.duration
    if context.scan.post_text.is_story:
        return
    standings = context.accepted or context.in_post
    if any(_beside(context, each) for each in standings if each.status == "accepted"):
        return
    timed = [each for each in standings if each.match.field.kind in ("overlay", "transcript")]
    bound = _bound(context, params)
    if not timed or any(each.match.field.start is None or each.match.field.start <= bound for each in timed):
        return
    first = min(each.match.field.start or 0 for each in timed)
    if open_end and (len(told := moments(context)) < 2 or first <= max(told) / 2):
        return
    # a clip that is over within twice that time has no parts; how much of it is told does not say when it is over
    brief = bound != params.within_seconds and context.post.duration is not None
    opens = not brief and opens_part(context, first)
    in_time = params.parts == "in_time" and not named_before(context, first)
    if opens and (in_time or context.post.platform is Platform.PODCAST):
        return
    yield finding(
        rule,
        "label_too_late",
        phrase("The label comes {seconds} seconds into the recording.", seconds=format(first, ".0f")),
        phrase("Show or say it within the first {seconds} seconds.", seconds=format(bound, ".0f")),
        severity="warning" if open_end or (opens and params.parts) else context.label_severity(rule),
        spans=[each.span for each in timed],
    )


def _bound(context: Context, params: MediaParams) -> float:
    """The last second at which a label is in time."""
    if context.post.surface is Surface.LIVE and not params.live:
        # people come to a broadcast at any time: it begins late only where it is half over
        return max(params.within_seconds, (context.post.duration or 0) / 2)
    if params.within_share is None:
        return params.within_seconds
    length = context.post.duration or _told(context)
    return min(params.within_seconds, params.within_share * length) if length > _BRIEF else params.within_seconds


def _told(context: Context) -> float:
    """The last second of which anything is given, where enough is given to tell the recording by; else nothing."""
    seconds = moments(context)
    return max(seconds) if len(seconds) >= _PIECES else 0.0


def _beside(context: Context, standing: Standing) -> bool:
    """Does the label stand beside the recording, where it is read before the recording is heard?"""
    match = standing.match
    return match.field.kind == "title" or (match.field.kind == "text" and match.start < max(context.cut.hidden_from, 1))


def _repeated(context: Context, rule: ActiveRule, params: MediaParams) -> Iterator[Finding]:
    if context.post.platform is Platform.PODCAST:
        yield from _said_again(context, rule, params)
        return
    live = context.post.surface is Surface.LIVE
    if not live and not _long_video(context, params):
        return
    shown, said = _at(context, "overlay"), _at(context, "transcript")
    # a video with no label in it is for the rules on where the label stands
    if not live and (not (shown or said) or any(_beside(context, each) for each in context.accepted)):
        return
    told = context.post.transcript or ()
    # all that is said may be given in one piece, with a label in two sentences of it
    twice = len(told) == 1 and len({sum(map(told[0].text[: each.match.start].count, ".!?…")) for each in said}) > 1
    if twice or any(_stays(context, each, params) for each in shown) or _occasions([*shown, *said], params) > 1:
        return
    once = [*shown, *said]
    # nothing on the screen, nothing said, nothing beside it: the broadcast carries no label, whatever else was said in it
    silent = not context.in_post and context.tool is None
    if not silent and (context.post.transcript is None or context.post.overlay is None) and not once:
        yield _not_checked(
            rule,
            phrase("Not checked: whether the broadcast carries the label, and repeats it."),
            _supply("overlay", "transcript"),
        )
        return
    yield _breach(
        context,
        rule,
        "label_not_conspicuous" if once else "label_not_in_video",
        phrase("The label comes once; who joins later misses it.")
        if once
        else phrase("The broadcast carries no label."),
        phrase("Keep the label on the screen, or say it at the start and again."),
        [each.span for each in once],
    )


def _long_video(context: Context, params: MediaParams) -> bool:
    """Is it a video that is longer than `videos_over`, by its duration or by the last second of which anything is given?"""
    if params.videos_over is None or context.post.surface not in VIDEOS or context.tool == "yes":
        return False
    return (context.post.duration or max(moments(context), default=0.0)) > params.videos_over


def _said_again(context: Context, rule: ActiveRule, params: MediaParams) -> Iterator[Finding]:
    # where nothing is said at all, the rules on the label itself and on saying it speak
    said = _at(context, "transcript")
    if not said or _occasions(said, params) > 1:
        return
    yield _breach(
        context,
        rule,
        "label_not_conspicuous",
        phrase("The label is said only once."),
        phrase("Say it at the start and again at the end."),
        [each.span for each in said],
    )


def _stays(context: Context, standing: Standing, params: MediaParams) -> bool:
    """Is a label kept on the screen? One whose end is not given is taken to stay."""
    item = standing.match.field.overlay
    if item is None or item.end is None:
        return True
    wanted = params.apart_seconds if context.post.duration is None else params.share * context.post.duration
    return item.end - (item.start or 0.0) >= wanted


def _occasions(standings: list[Standing], params: MediaParams) -> int:
    """How often a label comes, those close together counted once. One whose second is not given may be any other time."""
    untimed = _apart([each for each in standings if each.match.field.start is None])
    times = sorted({each.match.field.start for each in standings if each.match.field.start is not None})
    count, last = untimed, float("-inf")
    for time in times:
        if time - last >= params.apart_seconds:
            count, last = count + 1, time
    return count


def _apart(standings: list[Standing]) -> int:
    """Occasions whose second is not given: each item of what is shown or said is one, and so is a label much later in a long one."""
    count = 0
    last: dict[tuple[str, int], int] = {}
    for each in sorted(standings, key=lambda each: each.match.start):
        item = (each.match.field.kind, each.match.field.index)
        if item not in last or each.match.start - last[item] >= _ANOTHER_TIME:
            count += 1
            last[item] = each.match.start
    return count


def _spoken(context: Context, rule: ActiveRule, params: MediaParams) -> Iterator[Finding]:
    if context.post.platform is not Platform.PODCAST or not context.in_post or _at(context, "transcript"):
        return
    if _vague_at(context, "transcript"):
        return
    if context.post.transcript is None:
        yield _not_checked(rule, phrase("Not checked: whether the label is spoken."), _supply("transcript"))
        return
    yield _breach(
        context,
        rule,
        "label_not_conspicuous",
        phrase("The label is not spoken."),
        phrase("Say it at the start."),
        [],
    )


def _legible(context: Context, rule: ActiveRule, params: MediaParams) -> Iterator[Finding]:
    hidden = [each for each in context.in_post if not each.legible]
    if not hidden or context.accepted:
        return
    yield _breach(
        context,
        rule,
        "label_not_conspicuous",
        phrase("The label on the picture cannot be read."),
        phrase("Make it large, with contrast, clear of the platform's buttons."),
        [each.span for each in hidden],
    )


def _throughout(context: Context, rule: ActiveRule, params: MediaParams) -> Iterator[Finding]:
    duration = context.post.duration
    shown = [each for each in _at(context, "overlay") if context.post.surface in VIDEOS]
    if not shown or context.tool == "yes":
        return
    first = min(each.match.field.start or 0.0 for each in shown)
    # how long the part is that it opens is not known
    if first > _PART and opens_part(context, first):
        return
    if not duration:
        yield from _blinks(context, rule, params, shown)
        return
    # one whose end is not given stays until the end of the video, and no longer
    times = sorted(
        (item.start or 0.0, duration if item.end is None else item.end)
        for item in (each.match.field.overlay for each in shown)
        if item is not None
    )
    if params.caption_counts and (_at(context, "text") or _at(context, "title")):
        return
    seconds = reached = 0.0
    for start, end in times:
        # two labels at the same time are seen once
        seconds += max(0.0, min(end, duration) - max(start, reached))
        reached = max(reached, end)
    if seconds >= _wanted(params, duration):
        return
    yield _breach(
        context,
        rule,
        "label_not_conspicuous",
        phrase(
            "The label is on the picture for {seconds} of {duration} seconds.",
            seconds=format(seconds, ".0f"),
            duration=format(duration, ".0f"),
        ),
        phrase("Leave it there for as long as the promotion lasts."),
        [each.span for each in shown],
    )


def _blinks(context: Context, rule: ActiveRule, params: MediaParams, shown: list[Standing]) -> Iterator[Finding]:
    """Where nobody says how long the video is: the seconds that a label stays on one of any length."""
    wanted = max((stay.seconds for stay in params.stays if stay.up_to is None), default=0.0)
    items = [each.match.field.overlay for each in shown]
    times = [(item.start or 0.0, item.end) for item in items if item is not None]
    beside = params.caption_counts and (_at(context, "text") or _at(context, "title"))
    if beside or any(end is None for _, end in times):
        return
    if sum(max(0.0, (end or 0.0) - start) for start, end in times) < wanted:
        yield _breach(
            context,
            rule,
            "label_not_conspicuous",
            phrase("The label on the picture cannot be read."),
            phrase("Leave it there for as long as the promotion lasts."),
            [each.span for each in shown],
        )


def _wanted(params: MediaParams, duration: float) -> float:
    """The seconds for which a label stays on a video of `duration` seconds."""
    for stay in params.stays:
        if stay.up_to is None or duration <= stay.up_to:
            return min(duration, max(stay.seconds, stay.share * duration))
    return params.share * duration


def _seen_and_heard(context: Context, rule: ActiveRule, params: MediaParams) -> Iterator[Finding]:
    if context.post.surface not in VIDEOS or context.tool == "yes":
        return
    seen, heard = _at(context, "overlay"), _at(context, "transcript")
    if (
        (seen and params.sound_off)
        or bool(seen) == bool(heard)
        or (heard and params.caption_counts and (_at(context, "text") or _at(context, "title")))
    ):
        return
    given = context.post.transcript if seen else context.post.overlay
    if given is None:
        if seen:
            yield _not_checked(rule, phrase("Not checked: whether the label is also said."), _supply("transcript"))
        else:
            yield _not_checked(rule, phrase("Not checked: whether the label is also shown."), _supply("overlay"))
        return
    yield _breach(
        context,
        rule,
        "label_not_conspicuous",
        phrase("The label is only shown.") if seen else phrase("The label is only spoken."),
        phrase("Say the label and show it, at the same time."),
        [each.span for each in seen or heard],
    )


_DEMANDS = {
    "each_frame": _each_frame,
    "first_frame": _first_frame,
    "in_video": _in_video,
    "at_start": _at_start,
    "repeated": _repeated,
    "spoken": _spoken,
    "legible": _legible,
    "throughout": _throughout,
    "seen_and_heard": _seen_and_heard,
}
