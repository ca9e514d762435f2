"""Quotes as a page shows them: to the letter, in their language, with who said them and how faithfully."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from registry.announcements.models import Announcement, Quote, Source
from registry.languages import spoken
from registry.surfaces.pages.days import in_words
from registry.surfaces.pages.fallback import in_a_row, marked
from registry.terms import Fidelity


@dataclass(frozen=True)
class Quoted:
    """A quote with what stands beneath it."""

    lang: str
    text: str
    fidelity: str
    attribution: str
    evidence: str


def quoted(announcement: Announcement, quote: Quote) -> Quoted:
    """Return a quote with its attribution (speaker, role, day) and its evidence: its own note, else the sources."""
    by_somebody = (announcement.speaker, marked(announcement, "speaker_role"))
    who = by_somebody if announcement.speaker else (announcement.issuer,)
    when = in_words(announcement.date, announcement.date_precision)
    sources = ", ".join(source_title(source) for source in announcement.sources.all())
    return Quoted(
        lang=quote.language,
        text=quote.text,
        fidelity=str(quote.get_fidelity_display()),
        attribution=in_a_row(*who, when),
        evidence=marked(quote, "note") or (_("Sources: %(sources)s") % {"sources": sources} if sources else ""),
    )


def source_title(source: Source) -> str:
    """Return the title of a source, with its day where it has one."""
    return f"{source.title} ({in_words(source.published_on)})" if source.published_on else source.title


def quotes_of(announcement: Announcement) -> list[Quoted]:
    """Return the quotes of a notice in their order."""
    return [quoted(announcement, quote) for quote in announcement.quotes.all()]


def nearest_quote(announcement: Announcement) -> Quoted | None:
    """Return the one quote to show where there is room for one: original wording first, then the reader's language."""
    quotes = sorted(
        announcement.quotes.all(),
        key=lambda quote: (quote.fidelity != Fidelity.ORIGINAL, quote.language != spoken(), quote.place, quote.pk),
    )
    return quoted(announcement, quotes[0]) if quotes else None
