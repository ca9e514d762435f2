"""The conformance vectors as tests read them."""

import calendar
import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

VECTORS = Path(__file__).parent.parent / "vectors"
CASES = sorted(path.stem for path in (VECTORS / "cases").glob("*.json"))


def case(name: str) -> dict[str, Any]:
    """Return a story."""
    told: dict[str, Any] = json.loads((VECTORS / "cases" / f"{name}.json").read_text())
    return told


def seconds(moment: str) -> int:
    """Return a moment in seconds since 1970."""
    return calendar.timegm(time.strptime(moment, "%Y-%m-%dT%H:%M:%SZ"))


def serving(step: dict[str, Any], to: Path) -> Path:
    """Lay out the files that a step serves in a folder, and return it."""
    for path, kept in step["files"].items():
        at = to / path
        at.parent.mkdir(parents=True, exist_ok=True)
        at.write_bytes((VECTORS / kept).read_bytes())
    return to


def steps(name: str, to: Path) -> Iterator[tuple[dict[str, Any], Path, int]]:
    """Yield each step of a story with the folder that it serves and the clock."""
    for number, step in enumerate(case(name)["steps"]):
        yield step, serving(step, to / str(number)), seconds(step["clock"])
