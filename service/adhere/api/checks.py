"""POST /v1/check and /v1/check/batch."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

from fastapi import APIRouter, Request, Response
from fastapi.responses import StreamingResponse

from adhere.api import describe
from adhere.api.access import DirectRoute, caller_of
from adhere.api.answering import Ask, Failed, answer_one
from adhere.api.batches import Numbered, answers, lines_in, posts_in
from adhere.api.errors import problem_response
from adhere.api.incoming import JSON, NDJSON, day, media_type, query
from adhere.api.problems import Problem
from adhere.api.reading import read_post
from adhere.api.recording import Take
from adhere.api.service import Service, service_of
from adhere.api.tallies import Tally

#: Bodies up to this size are read and checked on the event loop, in about a millisecond, where they ask so many markets at most;
#: others by a worker. An edit that has to please all of eight markets takes many times as long as one for a single one.
SHORT = 16 * 1024
FEW = 3
#: JSON up to this size is parsed on the event loop, and lines are taken apart there, in a few milliseconds.
QUICK_JSON = 256 * 1024


router = APIRouter(tags=["check"], route_class=DirectRoute)


@router.post("/v1/check", **describe.CHECK)
async def check(request: Request) -> Response:
    """Check one post.

    The post's own `jurisdictions` are asked; where it names none, all of them. Without `published_on` it is judged by
    the rules of today (UTC); `on` judges it by those of another day.
    """
    service = service_of(request)
    checker = service.checker
    ask = service.ask(day(query(request, "on").get("on")), record=True)
    media_type(request, [JSON])
    take = await _taker(request, service)
    body = await request.body()
    if len(body) <= SHORT:
        post = read_post(body)
        asked = post.jurisdictions
        if asked is not None and len(asked) <= FEW and not any(map(checker.rulebook.is_group, asked)):
            tally, records = Tally(), ask.records(checker)
            report = answer_one(checker, post, ask, tally, records)
            service.metrics.count(tally)
            if take is not None:
                take(records)
            return Response(report, media_type=JSON)
    (answer,) = await service.workers.check([body], ask, take)
    return problem_response(answer.problem) if isinstance(answer, Failed) else Response(answer, media_type=JSON)


@router.post("/v1/check/batch", **describe.BATCH)
async def check_batch(request: Request) -> Response:
    """Check up to 1,000 posts: as JSON, or as NDJSON with one post a line, answered line by line as they are checked.

    Every post has its answer in its place. One that cannot be checked is answered with what is wrong with it, and the
    others are checked all the same.
    """
    service = service_of(request)
    assert service.checker is not None  # else NotReady
    ask = service.ask(day(query(request, "on").get("on")), record=True)
    kind = media_type(request, [JSON, NDJSON])
    take = await _taker(request, service)
    body = await request.body()
    most = service.settings.max_batch
    if kind == NDJSON:
        quick = len(body) <= QUICK_JSON
        lines = lines_in(body, most) if quick else await asyncio.to_thread(lines_in, body, most)
        service.metrics.batch(len(lines))
        return StreamingResponse(_lines(service, lines, ask, take), media_type=NDJSON)
    quick = len(body) <= QUICK_JSON
    posts = posts_in(body, most) if quick else await service.workers.run(posts_in, body, most)
    if isinstance(posts, Problem):
        return problem_response(posts)
    service.metrics.batch(len(posts))
    return Response(await _object(service, posts, ask, take), media_type=JSON)


async def _taker(request: Request, service: Service) -> Take | None:
    """Takes the evidence of what is checked, where it is recorded. Raises NotReady where there is no room for it."""
    recording = service.recording
    return await recording.taker(caller_of(request).workspace) if recording is not None else None


async def _lines(service: Service, posts: list[Numbered], ask: Ask, take: Take | None) -> AsyncIterator[bytes]:
    async for number, answer in answers(service.workers, posts, ask, take):
        yield (answer.as_json("line", number) if isinstance(answer, Failed) else answer) + b"\n"


async def _object(service: Service, posts: list[Numbered], ask: Ask, take: Take | None) -> bytes:
    reports: list[bytes] = []
    failed = 0
    async for number, answer in answers(service.workers, posts, ask, take):
        failed += isinstance(answer, Failed)
        reports.append(answer.as_json("index", number) if isinstance(answer, Failed) else answer)
    return b'{"failed":%d,"reports":[%s]}' % (failed, b",".join(reports))
