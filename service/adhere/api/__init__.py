"""The HTTP service: `adhere.api:create_app`.

Names are imported when they are asked for, since the worker processes import this package and need no web framework.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from adhere.api.app import create_app
    from adhere.settings import Settings

__all__ = ["Settings", "create_app"]


def __getattr__(name: str) -> Any:
    """The app factory and its settings."""
    if name == "create_app":
        from adhere.api.app import create_app

        return create_app
    if name == "Settings":
        from adhere.settings import Settings

        return Settings
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
