"""The classifier that ships, loaded once."""

from __future__ import annotations

import pytest

from adhere.sponsorship import SponsorshipClassifier


@pytest.fixture(scope="session")
def classifier() -> SponsorshipClassifier:
    """The classifier that ships."""
    return SponsorshipClassifier.load()
