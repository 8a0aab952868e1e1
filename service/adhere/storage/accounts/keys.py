"""Keys: made once, shown once, kept as a digest."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal, get_args

from sqlalchemy import Connection, Row, insert, select, update

from adhere.errors import InputError, UnknownWord
from adhere.storage.accounts.tables import keys

Role = Literal["check", "audit", "review", "admin"]
ROLES: tuple[Role, ...] = get_args(Role)
_TOKEN = re.compile(r"adh_([0-9a-f]{12})_([0-9a-zA-Z_-]{43})", re.ASCII)
#: What a secret is compared with where there is no such key, so that the answer takes as long.
_NOBODY = hashlib.sha256(b"").hexdigest()
#: The year 10000 begins, which no date can tell.
_BEYOND = 253_402_300_800


@dataclass(frozen=True, slots=True)
class Key:
    """A key without its secret. Moments are in seconds since 1970; None: never, or not yet."""

    id: str
    workspace: str
    name: str
    roles: frozenset[Role]
    created: int
    expires: int | None
    last_used: int | None
    revoked: int | None

    def counts(self, now: float) -> bool:
        """Is it neither revoked nor past its end?"""
        return self.revoked is None and (self.expires is None or now < self.expires)


def roles_of(words: Iterable[str]) -> frozenset[Role]:
    """The roles that the words name. Raises InputError for none, or for a word that is no role."""
    found: set[Role] = set()
    for word in words:
        if word not in ROLES:
            raise UnknownWord("role", word, ROLES, where="role")
        found.add(word)
    if not found:
        raise InputError(f"A key needs at least one role: {', '.join(ROLES)}.", where="role")
    return frozenset(found)


def create(
    connection: Connection, workspace: str, name: str, roles: frozenset[Role], now: int, expires: int | None
) -> tuple[Key, str]:
    """A new key and its token, which is not kept: 256 random bits, so that one round of SHA-256 hides it well enough."""
    if not name.strip() or len(name) > 100 or "\0" in name:
        raise InputError(
            "A key needs a name of 1 to 100 characters, NUL not among them, that says whose it is.", where="name"
        )
    if expires is not None and not now < expires < _BEYOND:
        raise InputError("A key ends after it is made, and before the year 10000 begins (UTC).", where="expires")
    key_id, secret = secrets.token_hex(6), secrets.token_urlsafe(32)
    key = Key(key_id, workspace, name.strip(), roles, now, expires, None, None)
    connection.execute(
        insert(keys).values(
            id=key_id,
            workspace=workspace,
            name=key.name,
            roles=",".join(each for each in ROLES if each in roles),
            digest=_digest(secret),
            created=now,
            expires=expires,
        )
    )
    return key, f"adh_{key_id}_{secret}"


def find(connection: Connection, token: str) -> Key | None:
    """The key that the token opens, whether or not it still counts. Compares in constant time."""
    parts = _TOKEN.fullmatch(token)
    key_id, secret = (parts[1], parts[2]) if parts else ("", "")
    row = connection.execute(select(keys).where(keys.c.id == key_id)).one_or_none()
    same = hmac.compare_digest(_digest(secret), row.digest if row is not None else _NOBODY)
    return _key(row) if same and row is not None else None


def of_id(connection: Connection, key_id: str) -> Key | None:
    """The key of that id, whether or not it still counts."""
    row = connection.execute(select(keys).where(keys.c.id == key_id)).one_or_none()
    return _key(row) if row is not None else None


def listed(connection: Connection, workspace: str | None) -> list[Key]:
    """All keys, or those of a workspace, in the order in which they were made."""
    query = select(keys).order_by(keys.c.created, keys.c.id)
    if workspace is not None:
        query = query.where(keys.c.workspace == workspace)
    return [_key(row) for row in connection.execute(query)]


def revoke(connection: Connection, key_id: str, now: int, workspace: str | None) -> None:
    """Raises InputError where there is no such key, in the workspace where one is named."""
    known = {each.id for each in listed(connection, workspace)}
    if key_id not in known:
        raise InputError(f"There is no key {key_id!r}. `adhere keys list` shows them.", where="key")
    connection.execute(update(keys).where(keys.c.id == key_id, keys.c.revoked.is_(None)).values(revoked=now))


def used(connection: Connection, moments: Mapping[str, int]) -> None:
    """Notes when keys were last used."""
    for key_id, moment in moments.items():
        connection.execute(update(keys).where(keys.c.id == key_id).values(last_used=moment))


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def _key(row: Row[tuple[object, ...]]) -> Key:
    return Key(
        row.id,
        row.workspace,
        row.name,
        roles_of(row.roles.split(",")),
        row.created,
        row.expires,
        row.last_used,
        row.revoked,
    )
