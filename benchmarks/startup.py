"""From the shell to the first answer, against a bare `import spacy`."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.side_by_side import Ratio, seconds

ADHERE = Path(sys.executable).with_name("adhere")
RULES = Path(__file__).parents[1] / "rules"
FIRST = """
import datetime, sys
from adhere import Checker, Post
from adhere.rulebook import load_folder, load_rulebook
rulebook = load_folder(__import__("pathlib").Path(sys.argv[1])) if len(sys.argv) > 1 else load_rulebook()
Checker(rulebook).check(Post(text="Obsessed with this serum #ad"), jurisdictions=%s, on=datetime.date(2026, 11, 25))
"""


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
    with TemporaryDirectory() as folder:
        for name in ("GB", "words"):
            shutil.copytree(RULES / name, Path(folder) / name)
        shutil.copy(RULES / "sectors.yaml", folder)

        def first(asked: str, *rules: str) -> None:
            subprocess.run([sys.executable, "-c", FIRST % asked, *rules], check=True)

        all_packs, whole, alone = seconds(
            9, lambda: first("['GB']"), lambda: first("None"), lambda: first("['GB']", folder)
        )
        name = f"one pack ({alone:.2f} s)"
        yield Ratio(
            "start to first answer, GB asked",
            f"all packs ({all_packs:.2f} s)",
            name,
            all_packs / alone,
            1.5,
            least=False,
        )
        yield Ratio("start to first answer, all asked", f"all packs ({whole:.2f} s)", name, whole / alone)
