"""What machines are told of a file in words: always in both languages, so that it does not depend on who asks."""

from collections.abc import Callable

from django.utils.functional import Promise
from django.utils.translation import override

from registry.languages import LANGUAGES
from registry.surfaces.texts import Texts


def both(words: Promise | str | Callable[[], str]) -> Texts:
    """Return words, or what says them, in French and in English."""
    told = {}
    for language in LANGUAGES:
        with override(language):
            told[language] = words() if callable(words) else str(words)
    return {"fr": told["fr"], "en": told["en"]}


def in_one(words: Texts) -> str:
    """Return words in both languages in one line, French first; once where they are the same."""
    return words["fr"] if words["fr"] == words["en"] or not words["en"] else f"{words['fr']} / {words['en']}"
