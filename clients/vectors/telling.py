"""The words in which the stories are told."""

from __future__ import annotations

from typing import Any

from parts import DAY, FIRST, HOUR, NOON, Files, Json, moment, served

Step = Json
Stories = dict[str, tuple[str, list[Step]]]


def step(files: Files, code: str, has: Json | None, at: int = NOON + HOUR) -> Step:
    """Return a step: what is served, when, what comes of it, and the state that the device has afterwards."""
    after = {"seq": has["seq"], "state_digest": has["state_digest"]} if has else None
    return {"clock": moment(at), "files": files, "expect": {"code": code, "state": after}}


def begun(of: Json = FIRST, **more: Any) -> Step:
    """Return the good first sync with which most stories begin."""
    return step(served(of, **more), "updated", of)


def after(files: Files, code: str, has: Json = FIRST, at: int = NOON + 2 * HOUR, of: Json = FIRST) -> list[Step]:
    """Return the story of a device that had a state, and then meets what is served."""
    return [begun(of), step(files, code, has, at)]


def replaced(files: Files, path: str, raw: bytes | None) -> Files:
    """Return files with another one in the place of one, or without it; `path` is a piece of its path."""
    found = [name for name in files if path in name]
    if len(found) != 1:
        raise ValueError(f"{path} is not one of {sorted(files)}")
    rest = {name: one for name, one in files.items() if name != found[0]}
    return rest if raw is None else rest | {found[0]: raw}


LATER = NOON + HOUR
YESTERDAY = NOON - DAY
