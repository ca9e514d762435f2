"""Texts for machines: both languages at once, so that no payload depends on who asks."""

from collections.abc import Iterable
from typing import Any, TypedDict

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from registry.languages import LANGUAGES


class Texts(TypedDict):
    """A text in French and in English; empty in a language in which there is none."""

    fr: str
    en: str


class TextsSerializer(serializers.Serializer[Any]):
    """A text in both languages; empty in one in which it is not written."""

    fr = serializers.CharField(allow_blank=True)
    en = serializers.CharField(allow_blank=True)


@extend_schema_field(TextsSerializer)
class TextsField(serializers.Field[Any, Any, Texts, Any]):
    """The texts of the columns `<column>_fr` and `<column>_en` of what is shown, or of its `source`."""

    def __init__(self, column: str, **kwargs: Any) -> None:
        """Read from the columns of this name."""
        self.column = column
        super().__init__(read_only=True, **{"source": "*"} | kwargs)

    def to_representation(self, value: object) -> Texts:
        """Return both texts."""
        return texts(value, self.column)


def texts(thing: object, column: str) -> Texts:
    """Return the text of a pair of columns in both languages."""
    fr, en = (getattr(thing, f"{column}_{language}") for language in LANGUAGES)
    return {"fr": fr, "en": en}


def together(things: Iterable[object], column: str) -> Texts | None:
    """Return the texts of several things, a paragraph each and none twice; None where nothing is written."""
    written = [text for text in (texts(thing, column) for thing in things) if text["fr"] or text["en"]]
    if not written:
        return None
    fr, en = ("\n\n".join(dict.fromkeys(text[language] for text in written)) for language in ("fr", "en"))
    return {"fr": fr, "en": en}
