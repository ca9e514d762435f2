"""A select that a form offers to narrow what a page shows."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Select:
    """A select: what may be chosen in it, and what is; an empty value stands for no choice."""

    name: str
    label: str
    options: list[tuple[str, str]]
    chosen: str
