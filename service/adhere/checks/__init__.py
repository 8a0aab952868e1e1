"""One module a kind of check: a closed set of pure functions from a context and a rule to findings."""

from adhere.checks.across import across
from adhere.checks.context import Context, Kind, kind_of
from adhere.checks.duty import duty_of
from adhere.checks.judge import admitted, judge
from adhere.checks.kinds import CHECKS
from adhere.checks.labels_found import admitted_by, labels_in
from adhere.checks.post_language import PostLanguage, words_of
from adhere.checks.standing import CARRIERS, Labels, Standing

__all__ = [
    "CARRIERS",
    "CHECKS",
    "Context",
    "Kind",
    "Labels",
    "PostLanguage",
    "Standing",
    "across",
    "admitted",
    "admitted_by",
    "duty_of",
    "judge",
    "kind_of",
    "labels_in",
    "words_of",
]
