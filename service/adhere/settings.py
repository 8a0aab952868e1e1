"""What an operator may set, by environment variables ADHERE_*."""

from __future__ import annotations

import ipaddress
import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from adhere.errors import InputError

#: A host's name in lower-case ASCII. One that ends in a number is an address, or somebody's way to hide one.
HOST_NAME = re.compile(r"(?:[a-z0-9_-]{1,63}\.)*(?!\d+$|0x[0-9a-f]*$)[a-z0-9_-]{1,63}", re.ASCII)
#: What stands where a secret would.
_HIDDEN = "…"


def cores() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _spare_cores() -> int:
    """All cores but one, which the event loop takes; at most four, since each worker holds the rules and the model."""
    return max(1, min(4, cores() - 1))


class Settings(BaseModel):
    """Limits and places. The variable of `max_batch` is ADHERE_MAX_BATCH, and so on."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    max_text_length: int = Field(default=200_000, ge=1, description="Code points of all the words of a post together.")
    max_batch: int = Field(default=1_000, ge=1, description="Posts in a batch.")
    max_body_bytes: int = Field(default=8 * 1024 * 1024, ge=1_000, description="Bytes of a request's body.")
    batch_workers: int = Field(
        default_factory=_spare_cores, ge=1, le=256, description="Processes that check batches and long posts."
    )
    rules: tuple[Path, ...] = Field(
        default=(), description="Folders of your own packs, separated as in PATH, on top of ours."
    )
    classify: bool = Field(default=True, description="Ask the classifier about posts without a label.")
    data: Path | None = Field(
        default=None,
        description="The folder for audits, evidence and keys; `adhere serve` fills it in. Without, nothing is kept.",
    )
    database: str | None = Field(
        default=None,
        description="A PostgreSQL in place of SQLite in the data folder: postgresql://USER:PASSWORD@HOST/DATABASE.",
    )
    audit_jobs: int = Field(
        default_factory=cores,
        ge=0,
        le=256,
        description="Processes that check audits here; 0 leaves them to `adhere worker`.",
    )
    max_upload_bytes: int = Field(default=2 * 1024**3, ge=1_000, description="Bytes of the files of an audit together.")
    keep_checks: bool = Field(
        default=True, description="Record evidence of each post that is checked, without its text."
    )
    keep_texts: bool = Field(default=False, description="Keep the texts as well, so that checks can be repeated.")
    keep_texts_days: int | None = Field(
        default=None,
        ge=1,
        le=36_500,
        description="Days after which texts in the evidence are erased; without, they stay.",
    )
    requests_per_minute: int = Field(default=6_000, ge=1, description="Requests a minute with one key.")
    requests_at_once: int = Field(default=64, ge=1, description="Requests that are answered at once with one key.")
    webhook_allow: tuple[str, ...] = Field(
        default=(),
        description="Networks and host names that webhooks may lead to though not public, with commas between: 10.0.0.0/8,hooks.internal.",
    )
    log_format: Literal["console", "json"] = Field(
        default="console", description="How log lines look: for people, or one JSON object each."
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        default="info", description="The least that is logged; each request is an info."
    )
    otel: bool = Field(
        default=False,
        description="Send traces to an OpenTelemetry collector; needs the extra `otel`, and OTEL_… says where.",
    )
    drain_seconds: float = Field(
        default=1,
        ge=0,
        le=300,
        description="How long a service that is told to stop still takes requests, no longer ready, so that callers can leave.",
    )
    stop_seconds: int = Field(
        default=30, ge=1, le=3_600, description="How long after that running requests may take to their end."
    )

    openid_issuer: str | None = Field(
        default=None, description="The address of an OpenID Connect provider, to sign in to the pages with."
    )
    openid_client: str | None = Field(default=None, description="This service's client id at the provider.")
    openid_secret: str | None = Field(default=None, description="This service's client secret at the provider.")
    openid_claim: str = Field(default="groups", description="The claim that names a person's groups.")
    openid_roles: str | None = Field(
        default=None, description='Which groups have which roles, as JSON: {"legal": ["review"], "leads": ["admin"]}.'
    )
    openid_workspace: str = Field(default="default", description="The workspace of those who sign in that way.")

    @field_validator("database")
    @classmethod
    def _postgresql(cls, value: str | None) -> str | None:
        if value is not None and not value.startswith(("postgresql://", "postgres://", "postgresql+psycopg://")):
            raise ValueError(
                "a PostgreSQL is needed, postgresql://USER:PASSWORD@HOST/DATABASE; SQLite lies in the data folder"
            )
        return value

    @field_validator("rules", mode="before")
    @classmethod
    def _folders(cls, value: Any) -> Any:
        return tuple(part for part in value.split(os.pathsep) if part) if isinstance(value, str) else value

    @field_validator("webhook_allow", mode="before")
    @classmethod
    def _entries(cls, value: Any) -> Any:
        if not isinstance(value, str):
            return value
        return tuple(part.strip().lower() for part in value.split(",") if part.strip())

    @field_validator("webhook_allow")
    @classmethod
    def _networks_and_hosts(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for each in value:
            if not HOST_NAME.fullmatch(each) and not _is_network(each):
                raise ValueError(
                    f"networks such as 10.0.0.0/8 and host names, with commas between; {each!r} is neither"
                )
        return value

    @property
    def packs(self) -> Path | None:
        """The folder of the packs that administrators send over HTTP; None where nothing is kept."""
        return self.data / "rules" if self.data is not None else None

    @property
    def rules_changed(self) -> Path | None:
        """The file that is touched when rules have changed, for every process of the service to load them; None where nothing is kept."""
        return self.data / "rules.changed" if self.data is not None else None

    @classmethod
    def from_env(cls, environ: Mapping[str, str] | None = None) -> Settings:
        """Settings from the environment. Raises InputError that names the variable; an empty one counts as absent."""
        environ = os.environ if environ is None else environ
        given = {name: environ.get(variable(name), "") for name in cls.model_fields}
        try:
            return cls.model_validate({name: value for name, value in given.items() if value})
        except ValidationError as error:
            first = error.errors(include_url=False)[0]
            field = str(first["loc"][0])
            name = variable(field)
            given_value = without_secrets(field, environ.get(name))
            raise InputError(f"{name}: {first['msg']}, not {given_value!r}.", where=name) from None


def _is_network(text: str) -> bool:
    try:
        ipaddress.ip_network(text)
    except ValueError:
        return False
    return True


def variable(name: str) -> str:
    """The variable in the environment that a setting is read from."""
    return f"ADHERE_{name.upper()}"


def without_secrets(name: str, value: Any) -> Any:
    """The value of a setting as it may be shown: a secret not at all, an address without what stands before its host and after its path."""
    if value is None or not isinstance(value, str):
        return value
    if name.endswith("_secret") or (name == "database" and "://" not in value):
        return _HIDDEN
    if "://" not in value:
        return value
    scheme, _, rest = value.partition("://")
    rest = re.sub(r"^.*@", lambda who: f"{who[0].partition(':')[0].rstrip('@')}:{_HIDDEN}@", rest)
    return f"{scheme}://{rest.partition('?')[0]}"
