"""Has webhooks told of something, as the end of an audit has."""

from __future__ import annotations

from adhere.storage.accounts.hooks import Hooks, announce


def announced(hooks: Hooks, workspace: str, event: str, body: str, now: int) -> int:
    """How many hooks of the workspace are told."""
    with hooks._accounts.engine.begin() as connection:
        return announce(connection, workspace, event, body, now)
