"""Recognition: which application of the registry somebody means by a name, an identifier or a store's address."""

from collections.abc import Iterable

from django.db.models import Q
from django.db.models.functions import Upper

from registry.catalogue.applications import Application
from registry.catalogue.identifiers import Identifier
from registry.catalogue.wanted import Wanted


def meant(text: str) -> Application | None:
    """Return the application that is meant, None where it is not known or not certain. Two queries at most.

    Only what matches whole counts, where the search would guess: a request must not be filed under another
    application than the one asked for.
    """
    named = Application.objects.filter(Q(name__iexact=text) | Q(slug=text.lower()) | Q(aliases__contains=[text]))
    return _only(named[:2]) or _only(_by_identifier(text))


def _by_identifier(text: str) -> Iterable[Application]:
    """Return the applications of which an identifier is the text, or stands in it where it is an address."""
    known = Identifier.objects.known().annotate(capitals=Upper("value")).filter(capitals__in=Wanted.of(text).values)
    return {one.application_id: one.application for one in known.select_related("application")[:20]}.values()


def _only(found: Iterable[Application]) -> Application | None:
    """Return the only one, None where there are several or none."""
    several = list(found)
    return several[0] if len(several) == 1 else None
