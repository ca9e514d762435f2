"""What turned, in groups, as pages and feeds tell it: by a publication, and by its date alone."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, NamedTuple

from django.core.cache import cache
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery

from registry.catalogue.organisations import OrganisationEnd, OrganisationPlacement
from registry.catalogue.trees import OrganisationTree
from registry.decisions.models import Decision, Withdrawal
from registry.revisions.models import Revision
from registry.terms import UNLISTED
from registry.verdicts.models import Verdict
from registry.verdicts.timeline import Stretch, timelines
from registry.verdicts.turns import effect_in

MOST_COMPARED = 500
"""How many applications of one publication are looked at; the rest are counted."""
MOST_DATED = 250
"""How many verdicts are looked at on either side of a day for those that turn by their date alone."""


class Key(NamedTuple):
    """What the turns of a group have in common."""

    organisation: int
    device: str
    before: str
    after: str
    starts: date
    ends: date | None


Group = tuple[Key, list[int]]
"""The turns that are told together, with the keys of their applications."""


class Turned(NamedTuple):
    """What a publication turned, and how many applications were not looked at."""

    groups: list[Group]
    left_out: int


class Dated(NamedTuple):
    """What turns by its date alone: still to come, the next first, and past, the latest first."""

    ahead: list[Group]
    past: list[Group]


@dataclass(frozen=True)
class Watched:
    """The changes that a reader watches: those at some organisations, to or from an outcome; by default all."""

    organisations: frozenset[int] | None = None
    outcome: str = ""

    def publications(self) -> QuerySet[Revision]:
        """Return the publications that touch what is watched, the last one first, without their contents.

        They touch it where they ruled there with that outcome, changed such an answer or the rulings behind it,
        or seated one of the organisations elsewhere.
        """
        revisions = Revision.objects.defer("contents").newest_first()
        if self.organisations is None and not self.outcome:
            return revisions
        ruled, of_verdict, seated = Q(), Q(), Q(pk=None)
        if self.organisations is not None:
            ruled &= Q(organisation__in=self.organisations)
            of_verdict &= Q(organisation__in=self.organisations)
            seated = Q(organisation__in=self.organisations) if not self.outcome else seated
        if self.outcome:
            ruled &= Q(outcome=self.outcome)
            of_verdict &= Q(outcome=self.outcome)
        here = OuterRef("number")
        return revisions.filter(
            Exists(Verdict.objects.filter(of_verdict, revision_from=here))
            | Exists(Verdict.objects.filter(of_verdict, revision_to=here))
            | Exists(Decision.objects.filter(ruled, revision=here))
            | Exists(Withdrawal.objects.filter(revision=here, decision__in=Decision.objects.filter(ruled)))
            | Exists(OrganisationPlacement.objects.filter(seated, revision=here))
            | Exists(OrganisationEnd.objects.filter(seated, revision=here))
        )

    def of(self, groups: Iterable[Group]) -> list[Group]:
        """Return the groups that are watched."""
        return [
            (key, applications)
            for key, applications in groups
            if (self.organisations is None or key.organisation in self.organisations)
            and (not self.outcome or self.outcome in (key.before, key.after))
        ]


def by_publication(revision: Revision) -> Turned:
    """Return what a publication turned, in groups.

    A publication never changes, so what it turned is kept under its digest; the first to ask pays
    about a dozen queries.
    """
    kept = f"turned-of-{MOST_COMPARED}-{revision.digest}"
    turned: Turned | None = cache.get(kept)
    if turned is None:
        effect = effect_in(revision.number, most=MOST_COMPARED)
        turns = (
            (
                Key(
                    turn.organisation.pk,
                    turn.device_class,
                    turn.before.outcome if turn.before else UNLISTED,
                    turn.after.outcome if turn.after else UNLISTED,
                    turn.starts,
                    turn.ends,
                ),
                turn.application.pk,
            )
            for turn in effect.turns
            if turn.changes_outcome
        )
        turned = Turned(_grouped(turns), effect.left_out)
        cache.set(kept, turned, timeout=None)
    return turned


def by_date_alone(
    tree: OrganisationTree, on: date, revision: int | None = None, organisations: Collection[int] | None = None
) -> Dated:
    """Return what turns with its day alone, as known at a revision: what is still to come on a day, and what came.

    Six queries: the days on which a verdict begins or ends after that day, or before it and after the day of
    the publication that made it known; and what holds before and on each.
    """
    learnt = Revision.objects.filter(number=OuterRef("revision_from")).values("day")
    bounds: QuerySet[Any] = Verdict.objects.known(revision).annotate(learnt=Subquery(learnt))
    if organisations is not None:
        bounds = bounds.filter(organisation__in=organisations)
    dated: set[tuple[int, int, str, date]] = set()
    for end in ("valid__startswith", "valid__endswith"):
        turning = bounds.annotate(turn=F(end))
        shape = turning.values_list("application", "organisation", "device_class", "turn")
        dated |= {*shape.filter(turn__gt=on).order_by("turn", "pk")[:MOST_DATED]}
        dated |= {*shape.filter(turn__gt=F("learnt"), turn__lte=on).order_by("-turn", "-pk")[:MOST_DATED]}
    lines = timelines(applications={row[0] for row in dated}, revision=revision, tree=tree)
    turns = []
    for application, organisation, device, day in dated:
        stretches = lines.of(application, organisation, device)
        before, after = _outcome(stretches, day - timedelta(days=1)), _outcome(stretches, day)
        if before != after:
            turns.append((Key(organisation, device, before, after, day, None), application))
    groups = sorted(_grouped(sorted(turns)), key=lambda group: (group[0].starts, group[0][:4]))
    return Dated(
        [group for group in groups if group[0].starts > on],
        [group for group in reversed(groups) if group[0].starts <= on],
    )


def _outcome(stretches: list[Stretch], day: date) -> str:
    """Return what holds on a day."""
    return next(stretch.outcome for stretch in stretches if stretch.covers(day)) or UNLISTED


def _grouped(turns: Iterable[tuple[Key, int]]) -> list[Group]:
    """Gather the turns that have all but the application in common."""
    groups: dict[Key, list[int]] = defaultdict(list)
    for key, application in turns:
        groups[key].append(application)
    return list(groups.items())
