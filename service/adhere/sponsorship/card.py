"""The card of the classifier that ships: its data, licences, figures and limits."""

from __future__ import annotations

from adhere.errors import ModelError
from adhere.sponsorship.decision import model_folder


def read_card() -> str:
    """The card, as Markdown. Raises ModelError where it is missing."""
    path = model_folder() / "CARD.md"
    try:
        return path.read_text("utf-8")
    except OSError as error:
        raise ModelError(f"The classifier's card cannot be read: {error}. Reinstall adhere.") from error
