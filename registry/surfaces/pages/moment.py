"""The moment that a page is asked about: a day, and the revision at which the registry is asked."""

import re
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _

from registry.revisions.models import Revision, today
from registry.surfaces.pages.days import in_words
from registry.surfaces.pages.errors import Unanswerable
from registry.surfaces.pages.furniture import Way
from registry.surfaces.parameters import shown

KEPT = ("organisation", "device", "on", "revision")
"""What a link to another answer takes along."""


@dataclass
class Moment:
    """The day on which, and the revision at which, a page answers, with all that its address gives."""

    given: QueryDict
    on: date
    revision: Revision | None

    @property
    def revision_number(self) -> int | None:
        """Return the revision at which the registry is asked, None for now."""
        return self.revision.number if self.revision else None

    @property
    def is_now(self) -> bool:
        """Tell whether the answer is that of today, as known now."""
        return self.revision is None and self.on == today()

    @cached_property
    def tail(self) -> str:
        """Return what a link to another answer ends with, so that it answers for the same person and day."""
        return self.tail_with()

    def tail_with(self, **instead: str) -> str:
        """Return the same with some values in the place of those that were given; an empty one is left out."""
        kept = {name: value for name, value in (dict(self.kept(*KEPT)) | instead).items() if value}
        return f"?{urlencode(kept)}" if kept else ""

    def kept(self, *names: str) -> list[tuple[str, str]]:
        """Return what a form hands on without showing it."""
        return [(name, value) for name in names if (value := self.given.get(name))]

    def without(self, *names: str) -> str:
        """Return the query of this page without some parameters, and back on its first page."""
        query = self.given.copy()
        for name in (*names, "page"):
            query.pop(name, None)
        return f"?{query.urlencode()}"

    @property
    def as_known(self) -> dict[str, Any] | None:
        """Return the banner of a page that does not answer for today, None where it does."""
        if self.is_now:
            return None
        words = {"day": in_words(self.on)}
        if self.revision is None:
            sentence = _("This page answers for %(day)s, as the registry knows it now.") % words
        else:
            sentence = _(
                "This page answers for %(day)s, as the registry knew it at revision %(number)s, published on"
                " %(published)s. Names and descriptions read as they do now."
            ) % {**words, "number": self.revision.number, "published": in_words(self.revision.day)}
        return {"sentence": sentence, "way": Way(_("Show today’s answer"), self.without("on", "revision"))}


def moment(request: HttpRequest) -> Moment:
    """Return the moment that an address asks about; raise `Unanswerable` where there is none.

    An empty parameter counts as not given. A query where a revision is named, and one more where there is
    no such revision.
    """
    given = request.GET
    revision = _revision(given.get("revision", ""))
    return Moment(given, _day(given.get("on", "")) or (revision.day if revision else today()), revision)


def _day(text: str) -> date | None:
    """Read a day in ISO 8601; None where none is given."""
    if not text:
        return None
    try:
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text, re.ASCII):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise Unanswerable(
        _("We do not know the day “%(day)s”. Write it as year-month-day: 2023-03-24.") % {"day": shown(text)}
    )


def _revision(text: str) -> Revision | None:
    """Read the number of a publication; None where none is given."""
    if not text:
        return None
    number = int(text) if re.fullmatch(r"\d{1,9}", text, re.ASCII) else 0
    if revision := Revision.objects.defer("contents").filter(number=number).first():
        return revision
    raise Unanswerable(
        _("The registry has no revision “%(revision)s”: its last one is %(last)s.")
        % {"revision": shown(text), "last": Revision.objects.latest_number()}
    )
