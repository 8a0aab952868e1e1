"""From the shell to the first answer, against a bare `import spacy`."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from benchmarks.side_by_side import Ratio, seconds

ADHERE = Path(sys.executable).with_name("adhere")


def measure() -> Iterator[Ratio]:
    """The second start: the first one after an installation also compiles Python and reads the rules' YAML."""
    post = "Obsessed with this serum #ad"
    check, spacy = seconds(
        9,
        lambda: subprocess.run([ADHERE, "check", post, "--jurisdiction", "GB"], capture_output=True, check=False),
        lambda: subprocess.run([sys.executable, "-c", "import spacy"], check=True),
    )
    yield Ratio(
        "start to first answer",
        f"adhere check ({check:.2f} s)",
        f"import spacy ({spacy:.2f} s)",
        check / spacy,
        1.5,
        least=False,
    )
