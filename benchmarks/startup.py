"""From the shell to the first answer, against a bare `import spacy`."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from benchmarks.side_by_side import Ratio, seconds

ADHERE = Path(sys.executable).with_name("adhere")


def measure() -> Iterator[Ratio]:
    """The second start: the first one after an installation also compiles Python and reads the rules' YAML.

    A label decides the first post, so that no classifier is loaded for it; the second one needs it.
    """

    def check(post: str) -> None:
        subprocess.run([ADHERE, "check", post, "--jurisdiction", "GB"], capture_output=True, check=False)

    labelled, suspected, spacy = seconds(
        9,
        lambda: check("Obsessed with this serum #ad"),
        lambda: check("Obsessed with this serum"),
        lambda: subprocess.run([sys.executable, "-c", "import spacy"], check=True),
    )
    name = f"import spacy ({spacy:.2f} s)"
    yield Ratio("start to first answer", f"adhere check ({labelled:.2f} s)", name, labelled / spacy, 1.5, least=False)
    yield Ratio(
        "start to first answer, classifier included",
        f"adhere check ({suspected:.2f} s)",
        name,
        suspected / spacy,
        1.5,
        least=False,
    )
