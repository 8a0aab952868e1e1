"""Reads posts from the files that people have: tables, JSON and the exports of well-known services."""

from __future__ import annotations

from adhere.audits.reading.rows import Row
from adhere.audits.reading.source import NoWords, Source, open_sources

__all__ = ["NoWords", "Row", "Source", "open_sources"]
