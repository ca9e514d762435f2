"""Mutations: what a mistake in a writer would have made of a file, to be caught by whoever reads it."""

from collections.abc import Callable
from copy import deepcopy
from typing import Any

from google.protobuf.json_format import ParseError

from registry.tests.surfaces.exports.readers.said import Said


def is_caught(read: Callable[[Any], Said], body: Any, mutate: Callable[[Any], None]) -> bool:
    """Tell whether a mutant is refused, or read as something else than what it was made of."""
    mutant = deepcopy(body)
    mutate(mutant)
    assert mutant != body
    said = read(body)
    try:
        return read(mutant) != said
    except (AssertionError, KeyError, ValueError, ParseError):
        return True
