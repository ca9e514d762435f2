"""A skin: a folder whose `templates/` and `static/` come before ours. docs/skin.md says how to make one."""

from collections.abc import Mapping
from pathlib import Path

PARTS = ("templates", "static")
"""What a skin may hold, either or both."""


def skin(environ: Mapping[str, str]) -> Path | None:
    """Return the folder that SKIN names, from where the process started; None for the neutral look."""
    named = environ.get("SKIN", "").strip()
    return Path(named).resolve() if named else None


def before_ours(folder: Path | None, part: str, ours: Path) -> list[Path]:
    """Return where templates or static files are looked for: first in the skin, where it has any."""
    return [folder / part, ours] if folder and (folder / part).is_dir() else [ours]
