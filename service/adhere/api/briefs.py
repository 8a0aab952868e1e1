"""POST /v1/adcp/required-disclosures: a creative brief of the Ad Context Protocol, answered. How it is read stands in `adcp`."""

from __future__ import annotations

import asyncio
import json
from itertools import islice
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse

from adhere.api import describe_adcp
from adhere.api.access import GuardedRoute
from adhere.api.adcp import MOST, disclosure_met, places_of
from adhere.api.answering import Failed
from adhere.api.errors import problem_response
from adhere.api.incoming import JSON, media_type, query
from adhere.api.reading import read_shape
from adhere.api.service import Service, service_of, today
from adhere.api.shapes_adcp import Compliance, Creative
from adhere.post import Post

router = APIRouter(tags=["check"], route_class=GuardedRoute)
#: Where claims are looked for.
_FIELDS = ("text", "title", "overlay", "transcript", "first_comment")


@router.post("/v1/adcp/required-disclosures", **describe_adcp.REQUIRED)
async def required_disclosures(request: Request) -> Response:
    """Does a post carry what a creative brief of the Ad Context Protocol requires?

    The post is judged by the rules of its jurisdictions as well, since a brief may ask for less than the law. `proposed` are the
    disclosures that would make it comply there, ready to be put into a brief.
    """
    query(request)
    service = service_of(request)
    assert service.checker is not None  # else NotReady
    media_type(request, [JSON])
    asked = read_shape(await request.body(), Creative)
    post, compliance = asked.post, asked.brief.compliance
    (raw,) = await service.workers.check([post.model_dump_json(exclude_unset=True).encode()], service.ask(None))
    if isinstance(raw, Failed):
        return problem_response(raw.problem)
    report: dict[str, Any] = json.loads(raw)
    # a hundred disclosures in the longest text are looked for longer than others should wait
    disclosures, claims = await asyncio.to_thread(_looked_for, compliance or Compliance(), post)
    return JSONResponse(
        {
            "meets": _meets([each["met"] for each in disclosures], any(each["found"] for each in claims)),
            "required_disclosures": disclosures,
            "prohibited_claims": claims,
            "verdicts": {each["jurisdiction"]: each["verdict"] for each in report["results"]},
            "proposed": [found for each in report["results"] if (found := _proposed(each, service)) is not None],
        }
    )


def _looked_for(compliance: Compliance, post: Post) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """What the brief requires and prohibits, with where it stands in the post."""
    on = post.published_on or today()
    disclosures = [
        {name: item[name] for name in ("text", "position", "jurisdictions")} | disclosure_met(item, post, on)
        for item in (each.model_dump() for each in compliance.required_disclosures or ())
    ]
    return disclosures, [_claim(words, post) for words in compliance.prohibited_claims or ()]


def _meets(met: list[str], claimed: bool) -> str:
    if claimed or "no" in met:
        return "no"
    return "unknown" if "unknown" in met else "yes"


def _claim(words: str, post: Post) -> dict[str, Any]:
    places = islice((place for name in _FIELDS for place in places_of(words, post, name)), MOST)
    spans = [{"field": each.field, "start": each.start, "end": each.end, "quote": each.quote} for each in places]
    return {"text": words, "found": bool(spans), "spans": spans}


def _proposed(result: dict[str, Any], service: Service) -> dict[str, Any] | None:
    """The label that the market's remedy puts in, as an item of the protocol, which knows countries and not the Union."""
    edits = (result["remedy"] or {}).get("edits") or []
    words = next((edit["text"].strip(" :|\n") for edit in edits if edit["text"].strip(" :|\n")), None)
    code = result["jurisdiction"]
    if words is None or code == "EU":
        return None
    sources = [each["instrument"] for finding in result["findings"] for each in finding["citations"]]
    item = {"text": words, "position": "prominent", "jurisdictions": [code]}
    return item | ({"regulation": sources[0]} if sources else {})
