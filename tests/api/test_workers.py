"""The processes that check batches."""

from __future__ import annotations

import subprocess
import sys

#: What is slow to load, and no use to a worker.
HEAVY = ("alembic", "dbos", "fastapi", "pyarrow", "sqlalchemy", "spacy")


def test_they_load_only_what_checking_needs() -> None:
    code = "import sys, adhere.api.workers; print(*(name for name in sys.argv[1:] if name in sys.modules))"
    done = subprocess.run([sys.executable, "-c", code, *HEAVY], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []
