"""The filters of the list of notices: jurisdiction, kind, application, each choice with how many it would leave."""

import re
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.db.models import Count
from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from registry.announcements.models import AnnouncementQuerySet
from registry.catalogue.applications import Application
from registry.languages import told
from registry.surfaces.pages.errors import Unanswerable
from registry.surfaces.pages.furniture import Way
from registry.surfaces.pages.moment import Moment
from registry.surfaces.pages.selects import Select
from registry.surfaces.parameters import shown
from registry.terms import Jurisdiction, NoticeKind

CONCERNED = "announced_applications__application__"


class Facet(NamedTuple):
    """A filter: the column that it looks at, what it is called, and what stands for no choice."""

    column: str
    label: Promise
    every: Promise


FACETS = {
    "jurisdiction": Facet("jurisdiction", gettext_lazy("Jurisdiction"), pgettext_lazy("jurisdictions", "All")),
    "kind": Facet("kind", pgettext_lazy("notice kind", "Kind"), pgettext_lazy("kinds", "All")),
    "application": Facet(
        f"{CONCERNED}slug", gettext_lazy("Application concerned"), pgettext_lazy("applications", "All")
    ),
}


@dataclass
class NoticeFilters:
    """What narrows the list of notices; an empty parameter counts as not given."""

    published: AnnouncementQuerySet
    chosen: dict[str, str]
    names: dict[str, str] = field(default_factory=dict)

    def left(self, *, aside: str = "") -> AnnouncementQuerySet:
        """Return the notices that pass every filter, one of them left aside."""
        passing = {FACETS[name].column: value for name, value in self.chosen.items() if name != aside}
        return self.published.filter(**passing)

    def choices(self) -> list[Select]:
        """Return the filters as a form shows them. Three queries: the counts of each."""
        return [self._choice(name, facet) for name, facet in FACETS.items()]

    def _choice(self, name: str, facet: Facet) -> Select:
        chosen = self.chosen.get(name, "")
        if name == "application":
            rows = (
                self.left(aside=name)
                .filter(announced_applications__isnull=False)
                .values_list(facet.column, f"{CONCERNED}name")
                .annotate(Count("pk"))
                .order_by(f"{CONCERNED}sort_key", facet.column)
            )
            found = [(slug, label, count) for slug, label, count in rows]
            if chosen and chosen not in {slug for slug, _label, _count in found}:
                found.append((chosen, self.names.get(chosen, chosen), 0))
        else:
            known = Jurisdiction.choices if name == "jurisdiction" else NoticeKind.choices
            counts = dict(self.left(aside=name).order_by().values_list(facet.column).annotate(Count("pk")))
            found = [(value, str(label), counts.get(value, 0)) for value, label in known]
            found = [row for row in found if row[2] or row[0] == chosen]
        self.names |= {value: label for value, label, _count in found}
        counted = [(value, f"{label} ({number_format(count, force_grouping=True)})") for value, label, count in found]
        return Select(name, str(facet.label), [("", str(facet.every)), *counted], chosen)

    def chips(self, at: Moment) -> list[Way]:
        """Return the filters in use, each with the address of the list without it; asked after `choices`."""
        return [
            Way(told(FACETS[name].label, self.names.get(value, value)), at.without(name))
            for name, value in self.chosen.items()
        ]


def notice_filters(published: AnnouncementQuerySet, given: Any) -> NoticeFilters:
    """Return the filters that an address gives; raise `Unanswerable` at a value that is not known.

    One query where an application is named.
    """
    chosen = {name: value for name in FACETS if (value := given.get(name, ""))}
    filters = NoticeFilters(published, chosen)
    if (jurisdiction := chosen.get("jurisdiction", "")) and jurisdiction not in Jurisdiction.values:
        raise Unanswerable(
            _("We know no jurisdiction called “%(jurisdiction)s”. It is one of: %(jurisdictions)s.")
            % {"jurisdiction": shown(jurisdiction), "jurisdictions": ", ".join(Jurisdiction.values)}
        )
    if (kind := chosen.get("kind", "")) and kind not in NoticeKind.values:
        raise Unanswerable(
            _("We know no kind of notice called “%(kind)s”. It is one of: %(kinds)s.")
            % {"kind": shown(kind), "kinds": ", ".join(NoticeKind.values)}
        )
    if slug := chosen.get("application", ""):
        # What is no slug is not asked of the database, which would refuse some of it.
        known = Application.objects.filter(slug=slug).first() if re.fullmatch(r"[\w-]+", slug, re.ASCII) else None
        if known is None:
            raise Unanswerable(_("We know no application called “%(slug)s”.") % {"slug": shown(slug)})
        filters.names[slug] = known.name
    return filters
