"""Which rules a kind of post meets, sorted by what they wait for.

A post meets many jurisdictions, and most rules have nothing to say to most posts: a rule on altered images where no image is altered, a
rule on a label's place where there is no label. What the post's kind alone decides is decided once and kept with the view.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from adhere.checks.context import Context
from adhere.checks.demands import Ranked, demands_of
from adhere.checks.sector import ANY
from adhere.post import Post, Relationship, Surface
from adhere.report import Finding
from adhere.rulebook.pack import ActiveRule

Check = Callable[[Context, ActiveRule], Iterator[Finding]]
Step = tuple[str, ActiveRule, Check]

#: Asked although the relationship brings no duty, or nothing is known of it.
WITHOUT_DUTY = frozenset({"contradicting_claim", "suspected_advertising"})
#: These judge a label, and rest where there is none; `label_present` is the other way round.
_OF_A_LABEL = frozenset({"label_clear", "placement", "brand_named", "wording"})
_STILL = frozenset({None, Surface.FEED, Surface.STORY, Surface.OTHER})


class Part(NamedTuple):
    """The checks to run, and the ids of the rules that are left out because they can find nothing."""

    steps: tuple[Step, ...]
    resting: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """The rules that a kind of post meets, in parts that are run together.

    `free` are those without a duty. `asked` are all, by whether a label stands in the post, and whether a word in it is among
    `sector_words` or its sector is declared. `demands` is what the rules ask of a post that carries a label.
    """

    free: Part
    asked: Mapping[tuple[bool, bool], Part]
    sector_words: frozenset[str]
    demands: tuple[Ranked, ...]

    def part(self, context: Context, *, asked: bool) -> Part:
        """What to run. `asked` is false where there is no duty to check."""
        if not asked:
            return self.free
        scan = context.scan
        told = not self.sector_words.isdisjoint(scan.by_key) or not self.sector_words.isdisjoint(scan.in_names)
        sector = context.post.sector is not None or told
        return self.asked[bool(context.in_post), sector]


def plan_of(context: Context, checks: Mapping[str, Check]) -> Plan:
    """The plan for such a post, from the view's store or made now."""
    view = context.view
    key = (context.kind, context.relationship)
    found = view.plans.get(key)
    if not isinstance(found, Plan):
        if len(view.plans) > 4096:
            view.plans.clear()
        found = view.plans[key] = _plan(context, checks)
    return found


def _plan(context: Context, checks: Mapping[str, Check]) -> Plan:
    view, post = context.view, context.post
    sectors = context.rulebook.sector_names(post.sector) if post.sector is not None else frozenset()
    groups: dict[str, list[Step]] = {name: [] for name in ("always", "labelled", "unlabelled", "sector", "free")}
    passed: list[str] = []
    demands: list[Ranked] = []
    for rule in view.rules:
        kind = rule.rule.check
        if kind == "duty" or not _looks_at(rule, post, context.relationship, sectors):
            continue
        if _asks(rule, post, sectors):
            demands += demands_of(rule)
        group = _group(rule, post)
        if group is None:
            passed.append(rule.rule.id)
        else:
            groups[group].append((rule.id, rule, checks[kind]))
    parts = {}
    for labelled, sector in itertools.product((True, False), repeat=2):
        meets, rests = ("labelled", "unlabelled") if labelled else ("unlabelled", "labelled")
        steps = [*groups["free"], *groups[meets], *groups["always"], *(groups["sector"] if sector else ())]
        resting = [rule_id for rule_id, *_ in (*groups[rests], *(() if sector else groups["sector"]))]
        parts[labelled, sector] = Part(tuple(steps), (*passed, *resting))
    words = frozenset(word for _, rule, _ in groups["sector"] for word in rule.words)
    return Plan(Part(tuple(groups["free"]), ()), parts, words, tuple(demands))


def _asks(rule: ActiveRule, post: Post, sectors: frozenset[str]) -> bool:
    """Does it ask something of a labelled post like this? Not of a picture what a film has to do, nor of one sector another's words."""
    kind = rule.rule.check
    if kind == "media":
        return post.surface not in _STILL or post.surface is Surface.STORY
    if kind == "image_label":
        return post.altered_image in getattr(rule.params, "when", ())
    return kind != "sector_wording" or not sectors.isdisjoint(getattr(rule.params, "sectors", ()))


def _group(rule: ActiveRule, post: Post) -> str | None:
    """What a rule's check waits for; None where it can find nothing in such a post."""
    kind = rule.rule.check
    if kind in WITHOUT_DUTY or getattr(rule.params, "whoever", False):
        return "free"
    if ANY in getattr(rule.params, "sectors", ()):
        return "always"
    if kind in _OF_A_LABEL:
        return "labelled"
    if kind == "label_present":
        return "unlabelled"
    if kind in ("sector_ban", "sector_wording"):
        return "sector"
    if kind == "image_label" and post.altered_image is None:
        return None
    if kind == "platform_tool" and post.platform_label is not True:
        return None
    return "labelled" if kind == "media" and post.surface in _STILL and post.surface is not Surface.STORY else "always"


def _looks_at(active: ActiveRule, post: Post, relationship: Relationship, sectors: frozenset[str]) -> bool:
    applies = active.rule.applies
    if applies.platforms is not None and post.platform not in applies.platforms:
        return False
    if applies.surfaces is not None and post.surface not in applies.surfaces:
        return False
    if applies.surfaces_not is not None and post.surface in applies.surfaces_not:
        return False
    if applies.relationships is not None and relationship not in applies.relationships:
        return False
    if applies.sectors is not None and sectors.isdisjoint(applies.sectors):
        return False
    if applies.audience is not None and post.audience != applies.audience:
        return False
    return applies.followers_from is None or (post.followers is not None and post.followers >= applies.followers_from)
