"""`image_label`: words that an altered or generated image must carry."""

from __future__ import annotations

from collections.abc import Iterator

from adhere.checks.context import Context, finding
from adhere.labels.wordings import legible
from adhere.phrases import phrase
from adhere.report import Finding
from adhere.rulebook.pack import ActiveRule
from adhere.rulebook.params import ImageLabelParams


def check(context: Context, rule: ActiveRule) -> Iterator[Finding]:
    """The rule's reason, where the image is altered as it says and none of its wordings is in the post."""
    params = rule.params
    if not isinstance(params, ImageLabelParams) or context.post.altered_image not in params.when:
        return
    if context.scan.any_of(params.wordings) is not None:
        return
    yield finding(
        rule,
        params.reason,
        phrase("The image is retouched, and the post does not say so.")
        if context.post.altered_image == "retouched"
        else phrase("The image is generated, and the post does not say so."),
        phrase("Add “{wording}” on the image and in the post.", wording=wording_of(rule, params)),
        severity=context.severity(rule),
    )


def wording_of(rule: ActiveRule, params: ImageLabelParams) -> str:
    """The first wording that a person can read; where the rule knows plain sentences alone, what it is about."""
    return next(iter(legible(params.wordings)), rule.rule.title)
