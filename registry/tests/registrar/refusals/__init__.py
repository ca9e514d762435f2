"""What the registrar refuses: tables of bad publications, each with the field and the sentence that a person sees."""

from collections.abc import Callable, Sequence
from typing import Any

import pytest
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.utils import translation

from registry.tests.registrar.ground import Ground, everything
from registry.tests.scene import Scene

WHOLE = NON_FIELD_ERRORS
"""The publication as a whole, where no one field is at fault."""


def refused(ground: Scene, changes: Sequence[Any], field: str, sentence: str) -> ValidationError:
    """Publish what must be refused: that field, that sentence, and nothing changed."""
    before = everything()
    with translation.override("en"), pytest.raises(ValidationError) as refusal:
        ground.publish(*changes)
    with translation.override("en"):
        assert _told(refusal.value) == {field: [sentence]}
    assert everything() == before
    return refusal.value


def _told(refusal: ValidationError) -> dict[str, list[str]]:
    return refusal.message_dict if hasattr(refusal, "error_dict") else {WHOLE: refusal.messages}


def row(sentence: str, bad: Callable[[Ground], Sequence[Any]], field: str, told: str) -> Any:
    """Return a row of a table: what is bad, as a sentence and as changes, and what a person is told at which field."""
    return pytest.param(bad, field, told, id=sentence)
