"""The two languages of the registry, and the words that read and write a text in the one being spoken."""

from datetime import date
from typing import Any, overload

from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

LANGUAGES = ("fr", "en")


def spoken() -> str:
    """Return the language being spoken, French where it is neither of ours."""
    language = (get_language() or "fr")[:2]
    return language if language in LANGUAGES else "fr"


def in_words(day: date, form: str = "DATE_FORMAT") -> str:
    """Return a day as the language being spoken writes it; French says "1er" for the first of a month."""
    words = date_format(day, form)
    return f"1er{words[1:]}" if day.day == 1 and spoken() == "fr" and words.startswith("1 ") else words


def told(name: object, what: object) -> str:
    """Return a name and what is told of it, with the colon of the language being spoken."""
    return _("%(name)s: %(what)s") % {"name": name, "what": what}


class Localised:
    """The text of a pair of columns `<name>_fr`, `<name>_en` in the language being spoken.

    Where that language has no text the other one's is given, and `<attribute>_language` of
    `language_of` tells which it is, so that a page can mark it.
    """

    def __init__(self, column: str) -> None:
        """Read from the columns `<column>_fr` and `<column>_en`."""
        self.column = column

    @overload
    def __get__(self, instance: None, owner: type) -> "Localised": ...

    @overload
    def __get__(self, instance: object, owner: type) -> str: ...

    def __get__(self, instance: object | None, owner: type) -> Any:
        """Return the text, or the descriptor itself where it is read from the class."""
        if instance is None:
            return self
        return getattr(instance, f"{self.column}_{language_of(instance, self.column)}")


def language_of(instance: object, column: str) -> str:
    """Return the language of the text that `Localised` gives for `column` of `instance`."""
    first = spoken()
    second = "en" if first == "fr" else "fr"
    if not getattr(instance, f"{column}_{first}") and getattr(instance, f"{column}_{second}"):
        return second
    return first
