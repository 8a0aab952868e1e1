"""The shapes of webhooks and their deliveries. See `shapes`."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from pydantic import Field

from adhere.api.shapes import Shape
from adhere.storage.accounts.hooks import State

Event = Literal["audit.finished", "decision.made"]
_STATE = "`waiting` for its first or next attempt, `delivered`, or `failed`: given up."


class NewWebhook(Shape):
    """An address that is to be told of events."""

    url: str = Field(min_length=1, max_length=2_000, description="An https:// address on the public internet.")
    events: list[Event] = Field(min_length=1, max_length=10, description="What it is told of.")


class Webhook(Shape):
    """A webhook, without its secret."""

    id: str
    url: str
    events: list[Event]
    created_by: str
    created: dt.datetime


class WebhookMade(Webhook):
    """A new webhook, with the secret that signs what is sent to it."""

    secret: str = Field(description="Shown this once. The key of HMAC-SHA256 is the base64 after `whsec_`.")


class WebhookDelivery(Shape):
    """One event to one webhook."""

    id: str = Field(description="Sent as `webhook-id`, the same in each attempt.")
    event: Literal["audit.finished", "decision.made", "test"]
    state: State = Field(description=_STATE)
    created: dt.datetime
    attempts: int = Field(description="Those begun.")
    next: dt.datetime | None = Field(description="When it is due again; null once it has ended.")
    answer: str | None = Field(
        description="What came of the last attempt: the status of the answer, or why there was none."
    )
