"""Signing in with OpenID Connect, where the operator set it up: Authlib does it, an extra of the package (`adhere[oidc]`)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter, FastAPI, Request, Response
from starlette.middleware.sessions import SessionMiddleware

from adhere.api.problems import Forbidden, NotFound, NotReady
from adhere.api.service import data_folder, service_of
from adhere.api.sessions import Session, Sessions
from adhere.errors import InputError
from adhere.phrases import phrase
from adhere.settings import Settings
from adhere.storage.accounts.keys import roles_of
from adhere.web.preferences import local_path
from adhere.web.routes import EVERYBODY, PageRoute

#: Seconds that somebody has at their provider before they have to begin anew.
_PATIENCE = 600
router = APIRouter(route_class=PageRoute, include_in_schema=False)


def is_set(settings: Settings) -> bool:
    """Did the operator name a provider?"""
    return settings.openid_issuer is not None


def add_openid(app: FastAPI, settings: Settings) -> None:
    """Makes the application ready for it. Raises InputError where a setting or the library is missing."""
    if not is_set(settings):
        return
    missing = [
        f"ADHERE_{name.upper()}"
        for name in ("data", "openid_client", "openid_secret", "openid_roles")
        if getattr(settings, name) is None
    ]
    if missing:
        raise InputError(f"ADHERE_OPENID_ISSUER also needs {', '.join(missing)}.", where=missing[0])
    try:
        from authlib.integrations.starlette_client import OAuth
    except ImportError:
        raise InputError(
            "OpenID Connect needs Authlib: pip install 'adhere[oidc]'.", where="ADHERE_OPENID_ISSUER"
        ) from None
    roles_by_group(settings)
    # holds what the provider has to give back, for as long as somebody is there
    secret = Sessions.at(data_folder(settings)).secret.hex()
    app.add_middleware(
        SessionMiddleware, secret_key=secret, session_cookie="adhere_sign_in", max_age=_PATIENCE, same_site="lax"
    )
    oauth = OAuth()
    oauth.register(
        "provider",
        client_id=settings.openid_client,
        client_secret=settings.openid_secret,
        server_metadata_url=f"{str(settings.openid_issuer).rstrip('/')}/.well-known/openid-configuration",
        client_kwargs={"scope": "openid profile email", "code_challenge_method": "S256"},
    )
    app.state.openid = oauth.provider


def roles_by_group(settings: Settings) -> dict[str, tuple[str, ...]]:
    """Which roles each group of the provider has. Raises InputError where the setting does not say it in JSON."""
    try:
        found = json.loads(settings.openid_roles or "")
        roles: dict[str, tuple[str, ...]] = {
            str(group): tuple(sorted(roles_of(words))) for group, words in found.items()
        }
    except (ValueError, AttributeError, TypeError):
        raise InputError(
            'ADHERE_OPENID_ROLES says in JSON which groups have which roles: {"legal": ["review"], "leads": ["admin"]}.',
            where="ADHERE_OPENID_ROLES",
        ) from None
    return roles


def session_of(settings: Settings, claims: Mapping[str, Any]) -> Session:
    """The session of a person by what the provider says of them. Raises Forbidden for somebody without a role here."""
    groups = claims.get(settings.openid_claim, [])
    groups = groups if isinstance(groups, list) else [groups]
    known = roles_by_group(settings)
    roles = sorted({role for group in groups for role in known.get(str(group), ())})
    if not roles:
        raise Forbidden(
            phrase(
                "Your organisation knows you, but none of your groups has a role here. Ask whoever runs this service."
            )
        )
    named = next((str(claims[each]) for each in ("name", "email", "sub") if claims.get(each)), "somebody")
    return Session(person=named, workspace=settings.openid_workspace, roles=tuple(roles))


@router.get("/login/openid", openapi_extra=EVERYBODY)
async def to_provider(request: Request) -> Response:
    """Leads to the provider. Raises NotReady where it cannot be reached."""
    provider = _provider(request)
    request.session["back"] = local_path(request.query_params.get("next", "/"))
    from httpx2 import HTTPError

    try:
        response: Response = await provider.authorize_redirect(request, str(request.url_for("from_provider")))
    except HTTPError:
        raise NotReady(phrase("Your organisation's sign-in cannot be reached now. Try again later.")) from None
    return response


@router.get("/login/openid/return", openapi_extra=EVERYBODY)
async def from_provider(request: Request) -> Response:
    """Where the provider leads back to. Raises Forbidden where it does not vouch for somebody, NotReady where it cannot be reached."""
    from authlib.common.errors import AuthlibBaseError
    from httpx2 import HTTPError
    from joserfc.errors import JoseError

    from adhere.web.signin import begin, note

    provider = _provider(request)
    try:
        token = await provider.authorize_access_token(request)
    except (AuthlibBaseError, JoseError) as error:
        why = error.description or error.error
        raise Forbidden(phrase("Your organisation did not sign you in: {note}. Try again.", note=why)) from None
    except HTTPError:
        raise NotReady(phrase("Your organisation's sign-in cannot be reached now. Try again later.")) from None
    service = service_of(request)
    session = session_of(service.settings, token.get("userinfo") or {})
    back = local_path(str(request.session.pop("back", "/")))
    await note(service, session.workspace, session.person, "signed in")
    return begin(request, service, session, back)


def _provider(request: Request) -> Any:
    provider = getattr(request.app.state, "openid", None)
    if provider is None:
        raise NotFound(phrase("Signing in with OpenID Connect is not set up here."))
    return provider
