"""Turns: what a publication changed, seen by comparing what was known before it with what is known after."""

import hashlib
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import NamedTuple

import rfc8785
from django.db.models import Q

from registry.catalogue.applications import Application
from registry.catalogue.organisations import Organisation, OrganisationEnd, OrganisationPlacement
from registry.catalogue.trees import OrganisationTree, organisation_tree
from registry.decisions.models import Decision
from registry.verdicts.channels import Change, Channel, change_of_channels
from registry.verdicts.models import Verdict
from registry.verdicts.timeline import Timelines, holding_reasons


class Turn(NamedTuple):
    """Days on which a publication changed what holds, or why, for an application at an organisation.

    `before` and `after` are None where the application is unlisted. `starts` is `date.min` for since
    always; `ends` is exclusive, None where no end is known.
    """

    application: Application
    organisation: Organisation
    device_class: str
    starts: date
    ends: date | None
    before: Verdict | None
    after: Verdict | None

    @property
    def changes_outcome(self) -> bool:
        """Tell whether the outcome turned, and not only the rulings behind it."""
        return (self.before and self.before.outcome) != (self.after and self.after.outcome)


@dataclass(frozen=True)
class Effect:
    """What a publication turned, with what was known before it and what is known after.

    `left_out` is how many applications were not looked at, where no more than so many were asked about.
    """

    turns: Sequence[Turn] = ()
    before: Timelines | None = None
    after: Timelines | None = None
    left_out: int = 0

    @cached_property
    def digest(self) -> str:
        """Return SHA-256 in hexadecimal over the RFC 8785 canonical JSON of the turns, by public ids.

        Two effects are the same where the same answers turn, on the same days, from and to the same rulings. One
        query, once: it is asked while the rulings that turn are in the database.
        """
        held = {pk for turn in self.turns for side in (turn.before, turn.after) for pk in holding_reasons(side)}
        ids = (
            {pk: str(uid) for pk, uid in Decision.objects.filter(pk__in=held).values_list("pk", "uid")} if held else {}
        )
        return hashlib.sha256(rfc8785.dumps([_said(turn, ids) for turn in self.turns])).hexdigest()

    def channels(self, today: date) -> dict[Channel, Change]:
        """Return what changes for devices, in each channel, today or on a later day. No query."""
        if self.before is None or self.after is None:
            return {}
        touched: dict[int, set[str]] = defaultdict(set)
        days = {today}
        for tree in (self.before.organisations, self.after.organisations):  # who moves below a turn reads it then
            days |= {day for day in tree.turns(tree.parents) if day > today}
        for turn in self.turns:
            touched[turn.application.pk].add(turn.device_class)
            days |= {day for day in (turn.starts, turn.ends) if day and day > today}
        return change_of_channels(self.before, self.after, touched, days)


def turns_in(revision: int) -> Sequence[Turn]:
    """Return what a revision turned, sorted by application, organisation, device class and day."""
    return effect_in(revision).turns


def effect_in(revision: int, *, most: int | None = None) -> Effect:
    """Return the effect of a revision that was published, on no more than `most` applications."""
    return effect_of(revision, before=organisation_tree(revision - 1), after=organisation_tree(revision), most=most)


def effect_of(revision: int, *, before: OrganisationTree, after: OrganisationTree, most: int | None = None) -> Effect:
    """Return the effect of a revision, in the trees of organisations as known before and after it.

    One and the same tree says that the revision seated nobody elsewhere. `most` bounds the applications that
    are looked at, those entered first, by default all: an import may touch every application there is.

    Those who inherit are not listed apart: a turn at an organisation is one for all below it that
    have no verdict of their own. An organisation that moved or ended is listed itself.
    """
    touched: dict[tuple[int, int], set[str]] = defaultdict(set)
    reseated = _reseated(revision) if after is not before else set()
    above = set().union(*(after.ever_above(organisation) for organisation in reseated))
    own = Verdict.objects.filter(Q(revision_from=revision) | Q(revision_to=revision))
    inherited = (Verdict.objects.known(revision - 1) | Verdict.objects.known(revision)).filter(organisation__in=above)
    left_out = 0
    if most is not None:
        every = (own | inherited if reseated else own).order_by("application").values("application").distinct()
        left_out = max(every.count() - most, 0)
        if left_out:
            own, inherited = (rows.filter(application__in=every[:most]) for rows in (own, inherited))
    for application, organisation, device_class in own.values_list("application", "organisation", "device_class"):
        touched[application, organisation].add(device_class)
    if reseated:
        for application, device_class in inherited.values_list("application", "device_class").distinct():
            for organisation in reseated:
                touched[application, organisation].add(device_class)
    if not touched:
        return Effect()
    applications = {application for application, _organisation in touched}
    verdicts = list(
        # Many cite the same few rulings, which are loaded once; most that stood before stand afterwards.
        (Verdict.objects.known(revision - 1) | Verdict.objects.known(revision))
        .filter(application__in=applications)
        .prefetch_related("decision__organisation", "reasons")
    )
    was = Timelines(before, [verdict for verdict in verdicts if verdict.is_known(revision - 1)])
    now = Timelines(after, [verdict for verdict in verdicts if verdict.is_known(revision)])
    by_id = Application.objects.select_related("publisher").in_bulk(applications)
    seats = Organisation.objects.in_bulk({organisation for _application, organisation in touched})
    turns = [
        turn
        for (application, organisation), device_classes in touched.items()
        for device_class in sorted(device_classes)
        for turn in _differences(was, now, by_id[application], seats[organisation], device_class)
    ]
    turns.sort(key=lambda turn: (turn.application.sort_key, turn.organisation.slug, *turn[2:4]))
    return Effect(turns, was, now, left_out)


def _said(turn: Turn, ids: Mapping[int, str]) -> list[str | list[str] | None]:
    """Return a turn by public ids, with every ruling that holds before and after it."""

    def ruling(verdict: Verdict | None) -> list[str] | None:
        return [verdict.outcome, *(ids[pk] for pk in holding_reasons(verdict))] if verdict else None

    return [
        turn.application.slug,
        turn.organisation.slug,
        turn.device_class,
        turn.starts.isoformat(),
        turn.ends.isoformat() if turn.ends else None,
        ruling(turn.before),
        ruling(turn.after),
    ]


def _reseated(revision: int) -> set[int]:
    """Return the organisations that a revision moved or ended; one that is new has nothing to turn."""
    placed = OrganisationPlacement.objects.filter(revision=revision).values_list("organisation", flat=True)
    known = OrganisationPlacement.objects.filter(revision__lt=revision, organisation__in=placed)
    ended = OrganisationEnd.objects.filter(revision=revision)
    return {*known.values_list("organisation", flat=True), *ended.values_list("organisation", flat=True)}


def _differences(
    before: Timelines, after: Timelines, application: Application, organisation: Organisation, device_class: str
) -> Iterator[Turn]:
    """Yield the days on which two timelines differ in outcome or in the rulings that hold."""
    old = before.of(application.pk, organisation.pk, device_class)
    new = after.of(application.pk, organisation.pk, device_class)
    days = sorted({stretch.starts for stretch in old} | {stretch.starts for stretch in new})
    latest: Turn | None = None
    for day, until in zip(days, [*days[1:], None], strict=True):
        was = next(stretch.verdict for stretch in old if stretch.covers(day))
        now = next(stretch.verdict for stretch in new if stretch.covers(day))
        if holding_reasons(was) == holding_reasons(now):
            continue
        if latest and latest.ends == day and _behind(latest.before, latest.after) == _behind(was, now):
            latest = latest._replace(ends=until)
            continue
        if latest:
            yield latest
        latest = Turn(application, organisation, device_class, day, until, was, now)
    if latest:
        yield latest


def _behind(before: Verdict | None, after: Verdict | None) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Return the rulings that held before and that hold after: what did not hold may change between them."""
    return holding_reasons(before), holding_reasons(after)
