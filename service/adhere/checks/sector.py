"""What `sector_ban` and `sector_wording` share: is the post of the sector?"""

from __future__ import annotations

from typing import Literal

from adhere.checks.context import Context
from adhere.labels.matcher import Match
from adhere.rulebook.params import SectorBanParams, SectorWordingParams

#: In a rule's `sectors`: whatever is advertised.
ANY = "any"
Belonging = Literal["declared", "suggested", "no"]


def belongs(context: Context, params: SectorBanParams | SectorWordingParams) -> tuple[Belonging, Match | None]:
    """Whether the post is of one of the rule's sectors, and the word that suggests it."""
    suggestion = context.scan.hint_of(params.suggest)
    if ANY in params.sectors:
        return "declared", suggestion
    declared = context.post.sector
    if declared is not None:
        names = context.rulebook.sector_names(declared)
        if names & set(params.sectors):
            return "declared", suggestion
        # the caller named a wider sector, and the words say which part of it
        if suggestion is not None and any(names & context.rulebook.sector_names(each) for each in params.sectors):
            return "declared", suggestion
        return "no", None
    return ("suggested", suggestion) if suggestion is not None else ("no", None)


def concerned(context: Context, params: SectorBanParams | SectorWordingParams) -> bool:
    """Do the words that narrow the rule let it through?"""
    if params.only_with and context.scan.hint_of(params.only_with) is None:
        return False
    return context.scan.any_of(params.unless) is None
