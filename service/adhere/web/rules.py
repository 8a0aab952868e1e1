"""The pages *Rules*: every market, one market on a day, one rule, and two of them beside each other."""

from __future__ import annotations

import datetime as dt

from fastapi import APIRouter, Request, Response

from adhere.api.incoming import day, query
from adhere.api.problems import NotFound
from adhere.api.service import service_of, today
from adhere.errors import UnknownWord
from adhere.phrases import phrase
from adhere.rulebook import Pack, Rulebook
from adhere.rulebook.show import jurisdiction_on, rule_on
from adhere.web.comparing import compared
from adhere.web.history import latest_change, spans_of, time_line
from adhere.web.rendering import render
from adhere.web.routes import ANY_ROLE, PageRoute
from adhere.web.wordlist import STATUSES, words_of

router = APIRouter(route_class=PageRoute, include_in_schema=False)


@router.get("/rules", openapi_extra=ANY_ROLE)
async def markets(request: Request) -> Response:
    """Every market in a table."""
    rulebook = _rulebook(request)
    now = today()
    changes = {code: latest_change(pack, now) for code, pack in rulebook.packs.items()}
    return render(request, "rules/markets.html", rulebook=rulebook, changes=changes)


@router.get("/rules/compare", openapi_extra=ANY_ROLE)
async def compare(request: Request) -> Response:
    """Two markets, or one market on two days. Raises InputError for a day that is none, or has no rules yet."""
    rulebook = _rulebook(request)
    asked = query(request, "left", "right", "on", "left_on", "right_on", "lang")
    both = _on(asked, "on", today())
    left_day, right_day = _on(asked, "left_on", both), _on(asked, "right_on", both)
    left, right = asked.get("left") or None, asked.get("right") or None
    found = None
    if left is not None and right is not None:
        found = compared(_pack(rulebook, left), left_day, _pack(rulebook, right), right_day)
    return render(
        request,
        "rules/compare.html",
        rulebook=rulebook,
        left=left,
        right=right,
        left_on=left_day.isoformat(),
        right_on=right_day.isoformat(),
        found=found,
    )


@router.get("/rules/rule/{id}", openapi_extra=ANY_ROLE)
async def rule(request: Request, id: str) -> Response:
    """One rule with all its versions and examples. Raises NotFound."""
    rulebook = _rulebook(request)
    on = _on(query(request, "on", "lang"), "on", today())
    try:
        pack, _ = rulebook.rule(id)
    except UnknownWord as error:
        if error.nearest is None:
            raise NotFound(phrase("There is no rule {id}.", id=id), where="id") from None
        text = phrase("There is no rule {id}. Did you mean {nearest}?", id=id, nearest=error.nearest)
        raise NotFound(text, where="id") from None
    return render(request, "rules/rule.html", pack=pack, rule=rule_on(rulebook, id, on))


@router.get("/rules/{id}", openapi_extra=ANY_ROLE)
async def market(request: Request, id: str) -> Response:
    """One market on a day: rules, words, penalties, regulators, and how it came to be so. Raises NotFound."""
    rulebook = _rulebook(request)
    asked = query(request, "on", "q", "status", "lang")
    on = _on(asked, "on", today())
    pack = _pack(rulebook, id)
    view = jurisdiction_on(pack, on)
    wanted, status = asked.get("q", "").strip(), asked.get("status", "")
    return render(
        request,
        "rules/market.html",
        pack=pack,
        market=view,
        on=on,
        today=today(),
        words=words_of(view["words"], wanted, status),
        statuses=STATUSES,
        q=wanted,
        chosen_status=status,
        events=time_line(pack),
        spans=spans_of(pack, max(on, today())),
    )


def _rulebook(request: Request) -> Rulebook:
    return service_of(request).checker.rulebook


def _pack(rulebook: Rulebook, code: str) -> Pack:
    try:
        return rulebook.pack(code)
    except UnknownWord as error:
        if error.nearest is None:
            raise NotFound(phrase("There is no market {id}.", id=code), where="id") from None
        text = phrase("There is no market {id}. Did you mean {nearest}?", id=code, nearest=error.nearest)
        raise NotFound(text, where="id") from None


def _on(asked: dict[str, str], name: str, default: dt.date) -> dt.date:
    return day(asked.get(name) or None) or default
