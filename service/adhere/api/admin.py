"""GET /metrics, and /v1/admin: what operators see and change, for the service as a whole."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse

from adhere import __version__
from adhere.api import describe_admin
from adhere.api.access import GuardedRoute, caller_of
from adhere.api.incoming import JSON, media_type, query
from adhere.api.metrics import MEDIA_TYPE, Reading
from adhere.api.operators import require_operator, require_operator_or_neighbour
from adhere.api.packs import KeptPack, Packs
from adhere.api.problems import Conflict, NotReady
from adhere.api.reading import read_shape
from adhere.api.service import Service, service_of
from adhere.api.shapes import PackFiles
from adhere.errors import PackError
from adhere.storage.accounts.hooks import Hooks

router = APIRouter(tags=["operation"], route_class=GuardedRoute)


@router.get("/metrics", **describe_admin.METRICS)
async def metrics(request: Request) -> Response:
    """What the service does, in numbers, as Prometheus reads them.

    For callers on the same machine, and for others with an administrator's key of the workspace `default`.
    """
    query(request)
    await require_operator_or_neighbour(request)
    service = service_of(request)
    try:
        await service.check_ready()
        ready = True
    except NotReady:
        ready = False
    readings = await asyncio.to_thread(lambda: list(_readings(service, ready)))
    return Response(service.metrics.exposition(readings), media_type=MEDIA_TYPE)


def _readings(service: Service, ready: bool) -> Iterator[Reading]:
    """What is read at the moment of asking; from the database only where the service is ready, so that others are told while it is down."""
    checker = service.loading.loaded
    yield "adhere_ready", "1 where the service takes work.", [({}, float(ready))]
    yield "adhere_workers", "Processes that check batches and long posts.", [({}, service.workers.count)]
    if checker is not None:
        at_work = {
            "version": __version__,
            "rules_revision": checker.rules_revision,
            "model_version": checker.model_version or "none",
        }
        yield "adhere_info", "The rules and the classifier at work.", [(at_work, 1)]
        yield "adhere_jurisdictions", "Jurisdictions with rules.", [({}, len(checker.rulebook.jurisdictions))]
    if service.accounts is not None and ready:
        counts = service.accounts.jobs_by_state()
        yield "adhere_audits", "Audits by their state.", [({"state": each}, count) for each, count in counts.items()]
        waiting = Hooks(service.accounts).waiting()
        yield "adhere_webhook_waiting", "Deliveries to webhooks that have not ended.", [({}, waiting)]


@router.post("/v1/admin/reload", **describe_admin.RELOAD)
async def reload(request: Request) -> Response:
    """Load the rules again from the same folders, without a gap: the rules at work answer until the new ones do.

    Where the new ones cannot be loaded, those at work stay. Other processes of the service follow within seconds.
    """
    query(request)
    service = _for_operator(request)
    changed = await _reload(service)
    await _note(request, "rules reloaded", "rules", changed=changed)
    return JSONResponse(_at_work(service) | {"changed": changed})


@router.get("/v1/admin/packs", **describe_admin.PACKS)
async def packs(request: Request) -> Response:
    """The packs that were sent here, on top of ours and those of the settings."""
    query(request)
    kept = await asyncio.to_thread(_packs(_for_operator(request)).all)
    return JSONResponse([_summary(each) for each in kept])


@router.get("/v1/admin/packs/{jurisdiction}", **describe_admin.PACK)
async def pack(request: Request, jurisdiction: str) -> Response:
    """A pack as it was sent."""
    query(request)
    kept = await asyncio.to_thread(_packs(_for_operator(request)).pack, jurisdiction)
    return JSONResponse(_summary(kept) | {"files": dict(kept.files)})


@router.put("/v1/admin/packs/{jurisdiction}", **describe_admin.PUT_PACK)
async def put_pack(request: Request, jurisdiction: str) -> Response:
    """Send a pack, whole: its files by their names. It is linted first, takes the place of one sent before, and is at work at once.

    For a market of ours it adds to our pack, and replaces a rule of ours only by naming it.
    """
    query(request)
    service = _for_operator(request)
    kept = _packs(service)
    media_type(request, [JSON])
    files = read_shape(await request.body(), PackFiles).files
    warnings = await asyncio.to_thread(kept.put, jurisdiction, files)
    await _note(request, "pack put", jurisdiction, files=sorted(files))
    await _reload(service)
    return JSONResponse(_at_work(service) | {"warnings": [str(each) for each in warnings]})


@router.delete("/v1/admin/packs/{jurisdiction}", **describe_admin.DELETE_PACK)
async def delete_pack(request: Request, jurisdiction: str) -> Response:
    """Let go of a pack that was sent here. Ours stay."""
    query(request)
    service = _for_operator(request)
    await asyncio.to_thread(_packs(service).delete, jurisdiction)
    await _note(request, "pack deleted", jurisdiction)
    await _reload(service)
    return JSONResponse(_at_work(service))


def _for_operator(request: Request) -> Service:
    require_operator(caller_of(request))
    return service_of(request)


def _packs(service: Service) -> Packs:
    """Raises Conflict where the service keeps nothing."""
    assert service.kept
    assert service.settings.packs is not None  # there, where something is kept
    return Packs(service.settings.packs, service.settings.rules)


async def _reload(service: Service) -> bool:
    """Here, and soon in the other processes. Raises Conflict where the rules cannot be loaded."""
    try:
        changed = await service.loading.reload()
    except PackError as error:
        raise Conflict(f"The rules cannot be loaded, and those at work stay. {error}") from None
    if changed:
        service.loading.changed()
    return changed


def _at_work(service: Service) -> dict[str, object]:
    checker = service.checker
    return {
        "rules_revision": checker.rules_revision,
        "model_version": checker.model_version,
        "jurisdictions": len(checker.rulebook.jurisdictions),
    }


def _summary(kept: KeptPack) -> dict[str, object]:
    return {"jurisdiction": kept.jurisdiction, "changed": kept.changed.isoformat(), "files": list(kept.files)}


async def _note(request: Request, act: str, subject: str, **detail: object) -> None:
    """Into the log of who did what, where the service keeps one."""
    accounts, caller = service_of(request).accounts, caller_of(request)
    if accounts is not None:
        await asyncio.to_thread(
            lambda: accounts.note(caller.workspace, int(time.time()), caller.name, act, subject, **detail)
        )
