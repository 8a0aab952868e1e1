"""Files made for one test, and what is read from them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from adhere import Post
from adhere.audits.reading import Row, Source, open_sources

Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Writes a file of this name, text as UTF-8."""

    def written(name: str, content: str | bytes, encoding: str = "utf-8") -> Path:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
        return path

    return written


def only(path: Path, **options: Any) -> Source:
    """The one source of a file."""
    (source,) = open_sources(path, **options)
    return source


def rows(path: Path, **options: Any) -> list[Row]:
    """Every row of a file that is one source."""
    return list(only(path, **options).rows())


def posts(path: Path, **options: Any) -> list[Post]:
    """The posts of a file in which nothing is wrong."""
    found = rows(path, **options)
    assert [row.error for row in found if row.error] == []
    return [row.post for row in found if row.post is not None]


def post(path: Path, **options: Any) -> Post:
    """The one post of a file."""
    (found,) = posts(path, **options)
    return found
