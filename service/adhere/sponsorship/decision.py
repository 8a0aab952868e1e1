"""What turns the pipeline's numbers into a decision: calibration, threshold, version. Kept beside the pipeline as `decision.json`."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

from adhere.errors import ModelError

#: The pipeline's classes, in the order of its output.
KINDS = ("organic", "own", "third_party")
_REMEDY = "Reinstall adhere, or train it anew: see models/sponsorship/README.md."


@dataclass(frozen=True, slots=True)
class Decision:
    """The content of `decision.json`.

    From the probability `threshold` a post is suspected, from `certainty` it is all but certain; between the two a person's eye is needed.
    """

    version: str
    threshold: float
    certainty: float
    temperature: float
    bias: tuple[float, ...]
    languages: frozenset[str]


def model_folder() -> Path:
    """The folder of the pipeline that ships. Raises ModelError where the package was installed without it."""
    with as_file(files("adhere.models_data") / "sponsorship") as folder:
        if not folder.is_dir():
            raise ModelError(f"The classifier is not installed: {folder} does not exist. {_REMEDY}")
        return folder


def read_decision(folder: Path) -> Decision:
    """The decision kept in a model's folder. Raises ModelError."""
    path = folder / "decision.json"
    try:
        data: dict[str, Any] = json.loads(path.read_text("utf-8"))
        decision = Decision(
            version=str(data["version"]),
            threshold=float(data["threshold"]),
            certainty=float(data["certainty"]),
            temperature=float(data["temperature"]),
            bias=tuple(float(data["bias"][kind]) for kind in KINDS),
            languages=frozenset(data["languages"]),
        )
    except FileNotFoundError:
        raise ModelError(f"The classifier has no {path}. {_REMEDY}") from None
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise ModelError(f"{path} cannot be read: {error!r}. {_REMEDY}") from error
    if (
        not 0 < decision.threshold < 1
        or not decision.threshold <= decision.certainty <= 1
        or not 0 < decision.temperature < math.inf
    ):
        raise ModelError(
            f"{path}: want 0 < threshold < 1, threshold <= certainty <= 1, and a temperature above 0. {_REMEDY}"
        )
    if not all(map(math.isfinite, decision.bias)):
        raise ModelError(f"{path}: every bias must be a finite number. {_REMEDY}")
    if not isinstance(data["languages"], list) or not all(isinstance(each, str) for each in decision.languages):
        raise ModelError(f'{path}: languages must be a list of codes such as "en". {_REMEDY}')
    return decision
