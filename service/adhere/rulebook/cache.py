"""What was worked out of rule files, kept as JSON in the user's cache under a digest of what it was worked out of.

A cache that is missing, broken or unwritable costs time, never an answer. Little is not kept: it is worked out as quickly as it is
read, and would take the place of what is not.
"""

from __future__ import annotations

import contextlib
import json
import os
import tempfile
from pathlib import Path
from typing import Any

from platformdirs import user_cache_path

#: Of each kind so many files stay, those last asked for; a tree of packs has some hundred parts, and an editor's every save makes one new.
_KEPT = {"part": 600, "rules": 20, "wordings": 6}
#: What was worked out of fewer bytes than this is not kept.
LEAST = 8_192


def recall(kind: str, digest: str) -> Any:
    """What was kept; None where nothing is, or nothing that can be read."""
    file = _file(kind, digest)
    with contextlib.suppress(OSError, ValueError):
        value = json.loads(file.read_bytes())
        with contextlib.suppress(OSError):
            os.utime(file)
        return value
    return None


def keep(kind: str, digest: str, value: Any, *, source: int) -> None:
    """Keep `value`, worked out of `source` bytes, and let go of those of its kind that were not asked for the longest."""
    if source < LEAST:
        return
    target = _file(kind, digest)
    with contextlib.suppress(OSError):
        target.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=target.parent, suffix=".part")
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(json.dumps(value, ensure_ascii=False, separators=(",", ":")))
        os.replace(name, target)
        newest_first = sorted(target.parent.glob(f"{kind}-*.json"), key=lambda each: -each.stat().st_mtime)
        for old in newest_first[_KEPT[kind] :]:
            old.unlink(missing_ok=True)


def _file(kind: str, digest: str) -> Path:
    return user_cache_path("adhere") / f"{kind}-{digest}.json"
