"""One module a kind of check: a closed set of pure functions from a context and a rule to findings."""

from adhere.checks.across import across
from adhere.checks.context import CARRIERS, Context, Standing, stand
from adhere.checks.duty import duty_of
from adhere.checks.judge import admitted, judge
from adhere.checks.kinds import CHECKS

__all__ = ["CARRIERS", "CHECKS", "Context", "Standing", "across", "admitted", "duty_of", "judge", "stand"]
