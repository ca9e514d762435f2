"""Texts that stand on a page in the other language."""

import re
from html import unescape
from pathlib import Path
from typing import Any

import django
from babel.messages.mofile import read_mo

from registry.tests.languages.french import messages
from registry.tests.languages.texts import Texts

MESSAGES = messages()
ENGLISH = {form for one in MESSAGES for form in one.english}
FRENCH = {form for one in MESSAGES for form in one.french if form}
TRACES = sorted({trace for one in MESSAGES for trace in one.traces})


def english_in(response: Any) -> list[str]:
    """Return the traces of English in an answer, its attributes included."""
    text = re.sub(r"\s+", " ", unescape(response.content.decode()))
    return [trace for trace in TRACES if trace in text]


def strangers_in(response: Any, language: str) -> set[str]:
    """Return the texts of a page that are, to the letter, those of the other language of the catalogue.

    Single words count too; a text that both languages have is no stranger.
    """
    others = {"fr": ENGLISH - FRENCH, "en": FRENCH - ENGLISH}[language]
    return Texts(response.content.decode()).told.get(language, set()) & others


def of_django_in(response: Any) -> set[str]:
    """Return the texts of a French page that are, to the letter, English ones of Django's own administration."""
    path = Path(django.__file__).parent / "contrib" / "admin" / "locale" / "fr" / "LC_MESSAGES" / "django.mo"
    with path.open("rb") as file:
        theirs = [one for one in read_mo(file) if one.id and isinstance(one.id, str)]
    english, french = {one.id for one in theirs}, {one.string for one in theirs}
    return Texts(response.content.decode()).told.get("fr", set()) & (english - french - FRENCH)
