"""A text that is written in one language only: it is shown in that one, and marked so, to the eye and to the ear."""

from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _

from registry.languages import language_of, spoken


def marked(thing: object, column: str) -> str:
    """Return a text in the reader's language, or in the other with its `lang` and a word that says which."""
    text: str = getattr(thing, column)
    language = language_of(thing, column)
    if not text or language == spoken():
        return text
    says = {"fr": _("in French"), "en": _("in English")}
    return format_html(
        '<span lang="{}">{}</span> <span class="in-language">({})</span>', language, text, says[language]
    )


def in_a_row(*parts: str) -> str:
    """Return what there is of some texts, marked ones among them, with commas between them."""
    return format_html_join(", ", "{}", ((part,) for part in parts if part))
