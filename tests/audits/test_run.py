"""What a process holds while it runs audits."""

from __future__ import annotations

from pathlib import Path

import pytest

from adhere.audits import run
from adhere.errors import InputError
from tests.audits.conftest import rows_of, write_csv
from tests.audits.test_other_rules import planned
from tests.cli.packs import write_packs


def test_no_input_is_held_once_it_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "out"
    posts = write_csv(tmp_path / "posts.csv", rows_of(1_005))
    planned(folder, posts, write_packs(tmp_path / "packs"))
    monkeypatch.setattr(run._Here, "readers", {}, raising=False)
    # without the queue, which keeps what it answers
    read = run._read.__wrapped__  # type: ignore[attr-defined]
    assert (read(str(folder), 0), list(run._Here.readers)) == (1_000, [folder])
    assert [read(str(folder), number) for number in (1, 2)] == [5, 0]
    assert run._Here.readers == {}
    # the end is asked for again where a process died before it was noted
    assert (read(str(folder), 2), run._Here.readers) == (0, {})
    assert read(str(folder), 0) == 1_000
    posts.write_text("id,Caption\n", "utf-8")
    with pytest.raises(InputError, match="changed"):
        read(str(folder), 0)
    assert run._Here.readers == {}
