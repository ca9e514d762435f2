"""The addresses of pages that answer for the same question: organisation, device, day and revision go along."""

from collections.abc import Iterable, Iterator
from urllib.parse import urlencode

from django.urls import reverse

from registry.announcements.models import Announcement
from registry.catalogue.applications import Application, Category
from registry.catalogue.organisations import Organisation


def application_url(application: Application, tail: str = "") -> str:
    """Return the address of an application's answer."""
    return reverse("pages:application", args=[application.slug]) + tail


def application_urls(applications: Iterable[Application], tail: str = "") -> Iterator[str]:
    """Yield the addresses of many answers; how an address is made up is looked up once, since that is dear."""
    before, after = reverse("pages:application", args=["-"]).rsplit("-", 1)
    for application in applications:
        yield f"{before}{application.slug}{after}{tail}"


def named_application_url(slug: str, tail: str = "") -> str:
    """Return the address of the answer on an application of which the slug is all that is at hand."""
    return reverse("pages:application", args=[slug]) + tail


def timeline_url(application: Application, tail: str = "") -> str:
    """Return the address of what was known when of an application."""
    return reverse("pages:timeline", args=[application.slug]) + tail


def organisation_url(organisation: Organisation, tail: str = "") -> str:
    """Return the address of an organisation's page."""
    return reverse("pages:organisation", args=[organisation.slug]) + tail


def exports_url(organisation: Organisation, tail: str = "") -> str:
    """Return the address of the files that are on offer to an organisation for its devices."""
    return reverse("pages:exports", args=[organisation.slug]) + tail


def export_url(organisation: Organisation, format_name: str, tail: str = "") -> str:
    """Return the address of the page of one of these files."""
    return reverse("pages:export", args=[organisation.slug, format_name]) + tail


def category_url(category: Category, tail: str = "") -> str:
    """Return the address of a category's page."""
    return reverse("pages:category", args=[category.slug]) + tail


def announcement_url(announcement: Announcement, tail: str = "") -> str:
    """Return the address of a notice's page."""
    return reverse("pages:announcement", args=[announcement.slug]) + tail


def comparison_url(tail: str = "", *, category: str = "", applications: Iterable[str] = ()) -> str:
    """Return the address that compares a category, or some applications, by their slugs."""
    compared = [("category", category)] if category else [("application", slug) for slug in applications]
    return reverse("pages:compare") + (f"{tail}&" if tail else "?") + urlencode(compared)


def derogations_url(tail: str = "") -> str:
    """Return the address of the derogations that end soon."""
    return reverse("pages:derogations") + tail


def feed_url(organisation: Organisation, device: str) -> str:
    """Return the address of the feed of an organisation for a device class, as the contract of addresses has it."""
    return f"/api/v1/organisations/{organisation.slug}/feed/?device={device}"


def changes_url(revision: int) -> str:
    """Return the address of the changes from one publication backwards."""
    return f"{reverse('pages:changes')}?revision={revision}"
