"""Recognition: which application of the registry somebody means by a name, an identifier or a store's address."""

import re
from collections.abc import Iterable, Iterator

from django.db.models import Q

from registry.catalogue.applications import Application
from registry.catalogue.identifiers import Identifier
from registry.terms import IdentifierKind

IN_ADDRESSES: tuple[tuple[IdentifierKind, str], ...] = (
    (IdentifierKind.ANDROID_PACKAGE, r"play\.google\.com/store/apps/details\?(?:[^#]*&)?id=([\w.]+)"),
    (IdentifierKind.ANDROID_PACKAGE, r"f-droid\.org/(?:[\w-]+/)?packages/([\w.]+)"),
    (IdentifierKind.APP_STORE_ID, r"(?:apps|itunes)\.apple\.com/[^?#]*\bid(\d+)"),
    (IdentifierKind.FLATPAK_ID, r"flathub\.org/(?:[\w-]+/)?apps/(?:details/)?([\w.-]+)"),
    (IdentifierKind.SNAP_NAME, r"snapcraft\.io/([a-z0-9-]+)"),
    (IdentifierKind.CHROMIUM_EXTENSION, r"chromewebstore\.google\.com/detail/(?:[^/?#]+/)?([a-p]{32})"),
)
"""Where the address of a store holds an identifier."""


def meant(text: str) -> Application | None:
    """Return the application that is meant, None where it is not known or not certain. Two queries at most.

    Only what matches whole counts: a request must not be filed under another application than the one asked for.
    """
    named = Application.objects.filter(Q(name__iexact=text) | Q(slug=text.lower()) | Q(aliases__contains=[text]))
    return _only(named[:2]) or _only(_by_identifier(text))


def _by_identifier(text: str) -> Iterable[Application]:
    known = Identifier.objects.known().filter(Q(value=text) | _any(_in_address(text)))
    return {one.application_id: one.application for one in known.select_related("application")[:20]}.values()


def _in_address(text: str) -> Iterator[Q]:
    for kind, pattern in IN_ADDRESSES:
        if found := re.search(pattern, text):
            yield Q(kind=kind, value=found[1])


def _any(conditions: Iterable[Q]) -> Q:
    every = Q(pk=None)
    for condition in conditions:
        every |= condition
    return every


def _only(found: Iterable[Application]) -> Application | None:
    """Return the only one, None where there are several or none."""
    several = list(found)
    return several[0] if len(several) == 1 else None
