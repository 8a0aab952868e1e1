"""The page *Review*: what a person must decide, the likeliest and furthest seen first, one after the other."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from adhere.api import deciding
from adhere.api.access import caller_of
from adhere.api.auditing.posts import decisions_on, post_whole, waiting_posts
from adhere.api.incoming import number, query
from adhere.api.service import Service, service_of, today
from adhere.web.audits import note_decision
from adhere.web.found_posts import FoundPost, found_post
from adhere.web.rendering import render
from adhere.web.routes import PageRoute

REVIEWING = {"x-roles": ["review"]}
#: So many audits, the newest, and of each so many posts, the likeliest, make the queue.
_AUDITS, _POSTS = 20, 500
#: What is not known counts as this likely, and as seen by so many.
_LIKELY, _REACH = 0.5, 100
router = APIRouter(route_class=PageRoute, include_in_schema=False)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A post that waits, in the audit it was found in."""

    audit: str
    name: str
    seq: int
    check_id: str
    probability: float | None
    followers: int | None

    @property
    def weight(self) -> float:
        """How many people are likely to have seen an advertisement that does not say so."""
        likely = self.probability if self.probability is not None else _LIKELY
        return likely * (self.followers if self.followers is not None else _REACH)


@router.get("/review", openapi_extra=REVIEWING)
async def review(request: Request) -> Response:
    """The post at the head of the queue, or further down with `at`; `undo` names the decision that was just made."""
    asked = query(request, "at", "undo", "lang")
    at, undo = number(asked, "at", 0, least=0), number(asked, "undo", None, least=1)
    service, workspace = service_of(request), caller_of(request).workspace
    queue = await asyncio.to_thread(queue_of, service, workspace)
    place = min(at or 0, len(queue) - 1)
    one = queue[place] if queue else None
    found = await _found(service, workspace, one) if one is not None else None
    return render(
        request, "review/queue.html", queue=queue, place=place, one=one, found=found, undo=undo, today=today()
    )


@router.post("/review", openapi_extra=REVIEWING)
async def decide(request: Request) -> Response:
    """Decides on the post that is shown, and goes on to the next. Raises NotFound, or InputError for what cannot be decided so."""
    form = {name: str(value) for name, value in (await request.form()).items()}
    service, workspace = service_of(request), caller_of(request).workspace
    await service.audits.finished(workspace, form.get("audit", ""))
    seq, at = number(form, "seq", 0, least=0), number(form, "at", 0, least=0)
    one = Waiting(form["audit"], "", seq or 0, "", None, None)
    found = await _found(service, workspace, one)
    made = await note_decision(request, found, form)
    return RedirectResponse(f"/review?at={at}&undo={made}", 303)


@router.post("/review/undo", openapi_extra=REVIEWING)
async def undo(request: Request) -> Response:
    """Takes the decision back that was just made. Raises NotFound."""
    form = await request.form()
    decision = number({"decision": str(form.get("decision", ""))}, "decision", 0, least=1)
    await deciding.note_revocation(service_of(request), caller_of(request), decision, "undone at once")
    return RedirectResponse("/review", 303)


def queue_of(service: Service, workspace: str) -> list[Waiting]:
    """What waits in the newest audits, by weight; a post that stands in several waits once. To be called in a thread.

    A check is known by what is in the post, such as its followers, and by the rules; what was decided, by the finding, so that it counts
    for the post as it is the month after.
    """
    decisions = service.evidence(workspace).decisions(on=today())
    checks, keys = {each.check_id for each in decisions}, {each.key for each in decisions}
    found: dict[Any, Waiting] = {}
    for job in service.audits.jobs.listed(workspace, None, _AUDITS):
        places = service.audits.places(job)
        # the files of one audit may be gone, which keeps nobody from the others
        if job.state != "finished" or not places.finished:
            continue
        for post in waiting_posts(places.folder, _POSTS):
            meant = frozenset(post["keys"])
            if post["check_id"] not in checks and not (meant and meant <= keys):
                found.setdefault(meant or post["check_id"], _waiting(job.id, job.name, post))
    return sorted(found.values(), key=lambda each: (-each.weight, each.audit, each.seq))


def _waiting(audit: str, name: str, post: dict[str, Any]) -> Waiting:
    return Waiting(audit, name, post["seq"], post["check_id"], post["probability"], post["followers"])


async def _found(service: Service, workspace: str, one: Waiting) -> FoundPost:
    _, folder = await service.audits.finished(workspace, one.audit)
    storage = await asyncio.to_thread(service.evidence, workspace)
    whole = await asyncio.to_thread(post_whole, folder, one.seq)
    if whole is None:
        raise deciding.no_post(one.seq)
    keys = [each["key"] for each in whole["findings"]]
    return found_post(whole, await asyncio.to_thread(decisions_on, storage, keys))
