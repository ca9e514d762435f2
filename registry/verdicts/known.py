"""What was known of an answer: its timeline, publication by publication, in both times at once."""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from django.db.models import Min

from registry.catalogue.applications import ApplicationPlacement
from registry.catalogue.organisations import OrganisationEnd, OrganisationPlacement
from registry.catalogue.trees import SINCE_ALWAYS, OrganisationTree, Placed, Placements
from registry.verdicts.models import Verdict
from registry.verdicts.timeline import Stretch, Timelines, holding_reasons


class Known(NamedTuple):
    """The timeline of an answer as it was known from a revision until another, None where it still is."""

    since: int
    until: int | None
    stretches: list[Stretch]


class Seats(NamedTuple):
    """All that ever seated or ended organisations, as it was entered."""

    placements: list[tuple[int, Placed]]
    ends: list[tuple[int, int, date | None, int | None]]

    def tree(self, revision: int) -> OrganisationTree:
        """Return the tree as known at a revision; what unlisted means is not asked here."""
        return OrganisationTree(
            parents=Placements((one, placed) for one, placed in self.placements if placed.revision <= revision),
            ends={one: (ends_on, heir) for one, number, ends_on, heir in self.ends if number <= revision},
            default_rules=Placements(()),
        )

    def revisions(self, organisations: Iterable[int]) -> set[int]:
        """Return the revisions that seated or ended some organisations."""
        of = set(organisations)
        seated = {placed.revision for one, placed in self.placements if one in of}
        return seated | {number for one, number, _ends_on, _heir in self.ends if one in of}


def as_known(*, application: int, organisation: int, device_class: str, revision: int) -> list[Known]:
    """Return what was known of an answer up to a revision, from each publication that changed it, the first one first.

    It begins where both the application and the organisation were known; it is empty where they never were.
    Five queries, however much was published.
    """
    seats = _seats(revision)
    first = ApplicationPlacement.objects.filter(application=application, revision__lte=revision).aggregate(
        first=Min("revision")
    )["first"]
    seated = seats.revisions([organisation])
    if first is None or not seated:
        return []
    above = seats.tree(revision).ever_above(organisation)
    verdicts = list(
        Verdict.objects.filter(
            application=application, device_class=device_class, organisation__in=above, revision_from__lte=revision
        )
        .select_related("decision__organisation")
        .prefetch_related("reasons")
    )
    begins = max(first, min(seated))
    turns = seats.revisions(above) | {number for one in verdicts for number in (one.revision_from, one.revision_to)}
    known: list[Known] = []
    for number in sorted({begins} | {turn for turn in turns if begins < turn <= revision}):
        at_the_time = [one for one in verdicts if one.revision_from <= number < one.revision_to]
        stretches = Timelines(seats.tree(number), at_the_time).of(application, organisation, device_class)
        if known and _said(known[-1].stretches) == _said(stretches):
            continue
        if known:
            known[-1] = known[-1]._replace(until=number)
        known.append(Known(number, None, stretches))
    return known


def _seats(revision: int) -> Seats:
    """Return all that seated or ended organisations up to a revision. Two queries."""
    placements = OrganisationPlacement.objects.filter(revision__lte=revision)
    ends = OrganisationEnd.objects.filter(revision__lte=revision).order_by("revision_id", "place")
    return Seats(
        [
            (one, Placed(effective_on or SINCE_ALWAYS, number, place, parent))
            for one, effective_on, number, place, parent in placements.values_list(
                "organisation_id", "effective_on", "revision_id", "place", "parent_id"
            )
        ],
        list(ends.values_list("organisation_id", "revision_id", "ends_on", "successor_id")),
    )


def _said(stretches: list[Stretch]) -> list[tuple[date, date | None, str | None, tuple[int, ...]]]:
    """Return what a timeline says: on which days which outcome holds, and by which rulings.

    A verdict that was written anew without saying anything else is no change.
    """
    said: list[tuple[date, date | None, str | None, tuple[int, ...]]] = []
    for stretch in stretches:
        what = stretch.outcome, holding_reasons(stretch.verdict)
        if said and said[-1][2:] == what:
            said[-1] = (said[-1][0], stretch.ends, *what)
        else:
            said.append((stretch.starts, stretch.ends, *what))
    return said
