"""What a file says: which identifiers it denies and allows, and which versions it demands."""

from typing import NamedTuple

Named = tuple[str, str]


class Said(NamedTuple):
    """Kinds and values, as the registry writes them.

    `allowed` is what a default-deny file lets through; what a default-allow file lets through beside is `excepted`.
    `available` is what a file lets through that does not tell what becomes of the rest.
    """

    denied: set[Named]
    allowed: set[Named] = frozenset()
    minima: dict[Named, str] = {}
    excepted: set[Named] = frozenset()
    available: set[Named] = frozenset()
