"""Who is signed in to the pages: a signed cookie, and requests that come from our own pages alone."""

from __future__ import annotations

import os
import secrets
import time
from dataclasses import asdict, dataclass
from pathlib import Path

from fastapi import Request, Response
from filelock import FileLock
from itsdangerous import BadSignature, URLSafeTimedSerializer

from adhere.api.problems import Forbidden
from adhere.audits.plan import replacing
from adhere.phrases import phrase

COOKIE = "adhere_session"
#: Seconds after which somebody has to sign in again: a working day.
LASTS = 12 * 3600
#: Seconds by which the clocks of two machines may differ, and one be put back.
_APART = 300
#: Bytes of the secret.
_LENGTH = 32
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


@dataclass(frozen=True, slots=True)
class Session:
    """Somebody who signed in with a key, named by its id, or by OpenID Connect as a person with roles in a workspace."""

    key: str | None = None
    person: str = ""
    workspace: str = ""
    roles: tuple[str, ...] = ()


class Sessions:
    """Signs sessions and reads them. What is signed is not hidden: it holds no secret."""

    def __init__(self, secret: bytes) -> None:
        self.secret = secret
        self._signer = URLSafeTimedSerializer(secret, salt="adhere session")

    @classmethod
    def at(cls, data: Path) -> Sessions:
        """With the secret in the data folder, which every process of the service shares; made where there is none, or only a part."""
        data.mkdir(parents=True, exist_ok=True)
        path = data / "session.secret"
        # one process makes it, and no other reads it before all of it is there: with an empty secret anybody could sign
        with FileLock(path.with_suffix(".lock")):
            if not path.is_file() or path.stat().st_size < _LENGTH:
                with replacing(path) as new, os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT, 0o600), "wb") as file:
                    file.write(secrets.token_bytes(_LENGTH))
            return cls(path.read_bytes())

    def begin(self, request: Request, response: Response, session: Session) -> None:
        """Puts the session into the browser."""
        response.set_cookie(
            COOKIE,
            self._signer.dumps(asdict(session)),
            max_age=LASTS,
            httponly=True,
            samesite="lax",
            secure=request.url.scheme == "https",
        )

    def of(self, request: Request) -> Session | None:
        """The session that the request's browser holds; None for none, for one that is over, or that is not ours."""
        value = request.cookies.get(COOKIE)
        if value is None:
            return None
        try:
            found, begun = self._signer.loads(value, return_timestamp=True)
            # not `max_age`, which takes a session for over where a clock is a second behind the one it was begun by
            if not -_APART <= time.time() - begun.timestamp() <= LASTS:
                return None
            return Session(found["key"], found["person"], found["workspace"], tuple(found["roles"]))
        except (BadSignature, KeyError, TypeError):
            return None


def end(response: Response) -> None:
    """Takes the session out of the browser."""
    response.delete_cookie(COOKIE)


def check_origin(request: Request) -> None:
    """Raises Forbidden where a page of another site sent the request, and it would change something.

    Browsers say where a request comes from, in Sec-Fetch-Site (W3C, Fetch Metadata Request Headers) or at least in Origin; what says
    neither is no browser, which no other site's page can command.
    """
    if request.method in _SAFE:
        return
    origin = request.headers.get("origin")
    ours = origin is None or origin.partition("://")[2] == request.headers.get("host")
    if (site := request.headers.get("sec-fetch-site")) is not None:
        ours = site in ("same-origin", "none")
    if not ours:
        raise Forbidden(phrase("A page of another site sent this request. Send it from our own pages, or with a key."))
