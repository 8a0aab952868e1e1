"""Every pack's label wording compiled into one matcher, and found in one scan."""

from adhere.labels.matcher import Match, Matcher, Scan
from adhere.labels.wordings import Wording, statement_key

__all__ = ["Match", "Matcher", "Scan", "Wording", "statement_key"]
