"""What is asked of the verdicts: for whom, for which devices, on what day, as known when."""

from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from django.db.models import Exists, OuterRef, QuerySet, Value
from django.utils.translation import gettext as _
from rest_framework.exceptions import NotFound, ValidationError

from registry.catalogue.applications import Application, Category
from registry.catalogue.organisations import ROOT, Organisation
from registry.catalogue.trees import OrganisationTree, organisation_tree
from registry.languages import in_words
from registry.revisions.models import Revision, today
from registry.surfaces.api.placing import applications_on, at_or_below
from registry.surfaces.problems import Problem
from registry.terms import UNLISTED, DeviceClass
from registry.verdicts.models import Verdict


class OrganisationEnded(Problem):
    """The organisation is no more on the day asked about; the problem names its successor."""

    status_code = 410
    kind: ClassVar[str] = "organisation-ended"


@dataclass(frozen=True)
class Asked:
    """A question that can be answered. `known_at` is None where it is asked of what is known now."""

    organisation: Organisation
    devices: tuple[str, ...]
    on: date
    revision: int
    known_at: int | None
    tree: OrganisationTree
    status: str
    application: Application | None
    category: Category | None

    @property
    def device(self) -> str | None:
        """Return the device class where one alone is asked about."""
        return self.devices[0] if len(self.devices) == 1 else None

    @property
    def default_rule(self) -> str:
        """Return what unlisted means at the organisation on the day."""
        return self.tree.default_rule(self.organisation.pk, self.on).value

    def rows(self) -> QuerySet[Any]:
        """Return the verdicts that answer, or the applications where those that are unlisted are asked for.

        By name of the application, then by device class, and so in a total order.
        """
        return self._unlisted() if self.status == UNLISTED else self._verdicts()

    def _verdicts(self) -> QuerySet[Any]:
        found = self._holding().filter(device_class__in=self.devices)
        if self.status:
            found = found.filter(outcome=self.status)
        if self.application:
            found = found.filter(application=self.application)
        if self.category:
            found = found.filter(application__in=self._within(self.category).values("pk"))
        rows: QuerySet[Any] = (
            found.select_related("application", "organisation")
            .with_reasons()
            .order_by("application__sort_key", "application_id", "device_class")
        )
        return rows

    def _unlisted(self) -> QuerySet[Any]:
        """Return the applications on which nothing holds, once for each device class on which nothing does."""
        known = self._within(self.category) if self.category else applications_on(self.on, self.known_at)
        if self.application:
            known = known.filter(pk=self.application.pk)
        holding = self._holding().filter(application=OuterRef("pk"))
        # Of the same columns each, so that they can be put together.
        first, *others = (
            Application.objects.filter(pk__in=known.values("pk"))
            .filter(~Exists(holding.filter(device_class=device)))
            .annotate(device_class=Value(device))
            for device in self.devices
        )
        return (first.union(*others, all=True) if others else first).order_by("sort_key", "id", "device_class")

    def _holding(self) -> Any:
        return Verdict.objects.holding(
            organisation=self.organisation, on=self.on, revision=self.known_at, tree=self.tree
        )

    def _within(self, category: Category) -> QuerySet[Any]:
        categories = at_or_below(category, self.on, self.known_at)
        return applications_on(self.on, self.known_at).filter(category_id__in=categories)


def ask(given: dict[str, Any]) -> Asked:
    """Return the question that parameters ask, each of which is well formed; raise where it has no answer."""
    last = Revision.objects.newest_first().values_list("number", "day").first()
    organisation = given["organisation"] or Organisation.objects.filter(slug=ROOT).first()
    if last is None or organisation is None:
        raise NotFound(_("The registry has published nothing yet."))
    revision, on = _moment(given["revision"], given["on"], last)
    known_at = revision if given["revision"] else None
    tree = organisation_tree(known_at)
    if organisation.pk not in tree.parents:
        raise ValidationError(
            {"organisation": [_("At revision %(revision)s the registry did not know it yet.") % {"revision": revision}]}
        )
    _refuse_ended(organisation, on, tree)
    return Asked(
        organisation=organisation,
        devices=(given["device"],) if given["device"] else tuple(sorted(DeviceClass.values)),
        on=on,
        revision=revision,
        known_at=known_at,
        tree=tree,
        status=given["status"],
        application=given["application"],
        category=given["category"],
    )


def _moment(revision: int | None, on: date | None, last: tuple[int, date]) -> tuple[int, date]:
    """Return the revision and the day that are asked about; a revision alone asks about its own day."""
    number, day = last
    if revision is None:
        return number, on or max(today(), day)
    if revision > number:
        raise ValidationError(
            {
                "revision": [
                    _("There is no revision %(revision)s yet: the last one is %(last)s.")
                    % {"revision": revision, "last": number}
                ]
            }
        )
    return revision, on or Revision.objects.values_list("day", flat=True).get(number=revision)


def _refuse_ended(organisation: Organisation, on: date, tree: OrganisationTree) -> None:
    """Raise a problem where an organisation has ended by a day."""
    ends_on, key = tree.ends.get(organisation.pk, (None, None))
    if ends_on is None or on < ends_on:
        return
    successor = Organisation.objects.filter(pk=key or 0).values_list("slug", flat=True).first()
    words = {"organisation": organisation.name, "day": in_words(ends_on), "successor": successor}
    sentence = (
        _("%(organisation)s ended on %(day)s. Ask about its successor, %(successor)s, or about an earlier day.")
        if successor
        else _("%(organisation)s ended on %(day)s and has no successor. Ask about an earlier day.")
    )
    raise OrganisationEnded(sentence % words, ended_on=ends_on.isoformat(), successor=successor)
