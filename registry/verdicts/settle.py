"""Settling: decisions become verdicts. The only writer of verdicts.

A publication settles only what it can turn: the applications and organisations within reach of its
facts. For each of them the whole timeline is asked of the rule, future included, and compared with
what is known; what differs is closed at the revision and entered anew.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from datetime import date
from typing import NamedTuple

from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Exists, OuterRef

from registry.catalogue.applications import ApplicationPlacement, CategoryPlacement
from registry.catalogue.organisations import Organisation, OrganisationEnd, OrganisationPlacement
from registry.catalogue.trees import CategoryTree, OrganisationTree, category_tree
from registry.decisions.models import Decision, Withdrawal
from registry.resolve import Resolution, resolve
from registry.terms import Fate
from registry.verdicts.facts import Facts, facts_known
from registry.verdicts.models import Verdict, VerdictReason
from registry.verdicts.reading import FOR_EVER

BATCH = 2000

Reasons = tuple[tuple[int, str, int | None], ...]
"""The rulings behind a verdict: the decision, its fate, and the decision that caused it."""


class Settled(NamedTuple):
    """A verdict as it should stand; `ends` is exclusive, None where no end is known."""

    application: int
    organisation: int
    device_class: str
    starts: date
    ends: date | None
    outcome: str
    reasons: Reasons


def settle(revision: int, organisations: OrganisationTree) -> None:
    """Bring the verdicts in line with the facts that a revision has published, in the tree as known at it."""
    reach = _reach(revision, organisations)
    if not reach:
        return
    facts = facts_known(revision, applications=reach, organisations=organisations)
    expected = set(settled(facts, reach))
    known = _known(reach)
    stale = [pk for verdict, pk in known.items() if verdict not in expected]
    for start in range(0, len(stale), BATCH):
        Verdict.objects.filter(pk__in=stale[start : start + BATCH]).update(revision_to=revision)
    _enter(sorted(expected - known.keys(), key=lambda verdict: verdict[:4]), revision)


def settled(facts: Facts, reach: dict[int, set[int]]) -> Iterator[Settled]:
    """Yield the verdicts that the facts give for each application at each of its organisations.

    Applications that no ruling names, in the same categories, share one timeline.
    """
    shared: dict[object, list[Settled]] = {}
    for application, organisations in reach.items():
        bearing = facts.ever_on(application)
        named = any(ruling.application == application for ruling in bearing)
        history = facts.categories.applications.history(application)
        for organisation in organisations & {ruling.organisation for ruling in bearing}:
            if named:
                yield from timeline(facts, application, organisation)
                continue
            key = (history, organisation)
            if key not in shared:
                shared[key] = list(timeline(facts, application, organisation))
            yield from (verdict._replace(application=application) for verdict in shared[key])


def timeline(facts: Facts, application: int, organisation: int) -> Iterator[Settled]:
    """Yield the verdicts of an organisation's own on an application, device by device, in the order of their days."""
    above = facts.organisations.ever_above(organisation)
    rulings = [ruling for ruling in facts.ever_on(application) if ruling.organisation in above]
    own = [ruling for ruling in rulings if ruling.organisation == organisation]
    if not own:
        return
    first = min(ruling.effective_on for ruling in own)
    ends = {day for ruling in rulings for day in (ruling.expires_on, ruling.ends_on) if day}
    turns = {ruling.effective_on for ruling in rulings} | ends
    turns |= facts.organisations.turns(above) | facts.categories.applications.turns(application)
    turns |= facts.categories.turns(facts.categories.ever_of_application(application))
    days = sorted(day for day in turns if day >= first)
    asked = [
        (day, facts.categories.of_application(application, day), facts.organisations.chain(organisation, day))
        for day in days
    ]
    for device_class in sorted(set().union(*(ruling.device_classes for ruling in own))):
        latest: Settled | None = None
        for (day, categories, chain), until in zip(asked, [*days[1:], None], strict=True):
            resolution = resolve(
                rulings,
                application=application,
                categories=categories,
                chain=chain,
                device_class=device_class,
                on=day,
            )
            if not _has_a_say(resolution, organisation):
                continue
            verdict = Settled(
                application, organisation, device_class, day, until, resolution.outcome or "", reasons_of(resolution)
            )
            if latest and latest.ends == day and latest[5:] == verdict[5:]:
                latest = latest._replace(ends=until)
                continue
            if latest:
                yield latest
            latest = verdict
        if latest:
            yield latest


def reasons_of(resolution: Resolution) -> Reasons:
    """Return the rulings behind a resolution, those that hold first."""
    holding = tuple((ruling.id, Fate.HOLDS.value, None) for ruling in resolution.reasons)
    return holding + tuple(
        (aside.ruling.id, aside.fate, aside.by.id if aside.by else None) for aside in resolution.asides
    )


def _has_a_say(resolution: Resolution, organisation: int) -> bool:
    """Tell whether a candidate was made by the organisation itself."""
    return any(ruling.organisation == organisation for ruling in resolution.reasons) or any(
        aside.ruling.organisation == organisation for aside in resolution.asides
    )


def _reach(revision: int, organisations: OrganisationTree) -> dict[int, set[int]]:
    """Return the applications whose verdicts a revision can turn, each with the organisations at which it can."""
    rulings = Decision.objects.known(revision).filter(organisation=OuterRef("pk"))  # looked up, not read through
    ruling = set(Organisation.objects.filter(Exists(rulings)).values_list("pk", flat=True))
    if not ruling:
        return {}
    decisions = Decision.objects.filter(revision=revision) | Decision.objects.filter(
        pk__in=Withdrawal.objects.filter(revision=revision).values("decision")
    )
    reach: dict[int, set[int]] = defaultdict(set)

    def add(applications: Iterable[int], seats: AbstractSet[int]) -> None:
        if seats:
            for application in applications:
                reach[application] |= seats

    categories = category_tree(revision, applications=())
    for organisation, application, category in decisions.values_list("organisation", "application", "category"):
        targets = [application] if application else _applications_in(category, categories, revision)
        add(targets, organisations.ever_below(organisation) & ruling)

    moved = ApplicationPlacement.objects.filter(revision=revision)
    add(moved.values_list("application", flat=True), ruling)
    for category in CategoryPlacement.objects.filter(revision=revision).values_list("category", flat=True):
        add(_applications_in(category, categories, revision), ruling)

    reseated = set(
        OrganisationPlacement.objects.filter(revision=revision).values_list("organisation", flat=True)
    ) | set(OrganisationEnd.objects.filter(revision=revision).values_list("organisation", flat=True))
    for organisation in reseated:
        seats = organisations.ever_below(organisation) & ruling
        own = Decision.objects.known(revision).filter(organisation__in=seats)
        for application, category in own.values_list("application", "category").distinct():
            add([application] if application else _applications_in(category, categories, revision), seats)
    return reach


def _applications_in(category: int, categories: CategoryTree, revision: int) -> list[int]:
    """Return the applications that were ever placed in a category or below it."""
    placements = ApplicationPlacement.objects.filter(
        category__in=categories.ever_below(category), revision__lte=revision
    )
    return list(placements.values_list("application", flat=True).distinct())


def _known(reach: dict[int, set[int]]) -> dict[Settled, int]:
    """Return the verdicts that stand within reach, with their row ids."""
    rows = Verdict.objects.filter(
        application__in=reach, organisation__in=set().union(*reach.values()), revision_to=FOR_EVER
    )
    reasons: dict[int, list[tuple[int, str, int | None]]] = defaultdict(list)
    for verdict, decision, fate, by in (
        VerdictReason.objects.filter(verdict__in=rows)
        .order_by("verdict", "place")
        .values_list("verdict", "decision", "fate", "by")
    ):
        reasons[verdict].append((decision, fate, by))
    return {
        Settled(application, organisation, device_class, valid.lower, valid.upper, outcome, tuple(reasons[pk])): pk
        for pk, application, organisation, device_class, valid, outcome in rows.values_list(
            "pk", "application", "organisation", "device_class", "valid", "outcome"
        )
        if organisation in reach[application]
    }


def _enter(verdicts: list[Settled], revision: int) -> None:
    """Enter verdicts as known from a revision on."""
    rows = Verdict.objects.bulk_create(
        (
            Verdict(
                application_id=verdict.application,
                organisation_id=verdict.organisation,
                device_class=verdict.device_class,
                valid=DateRange(verdict.starts, verdict.ends),
                revision_from=revision,
                revision_to=FOR_EVER,
                outcome=verdict.outcome,
                decision_id=verdict.reasons[0][0],
            )
            for verdict in verdicts
        ),
        batch_size=BATCH,
    )
    VerdictReason.objects.bulk_create(
        (
            VerdictReason(verdict=row, place=place, decision_id=decision, fate=fate, by_id=by)
            for row, verdict in zip(rows, verdicts, strict=True)
            for place, (decision, fate, by) in enumerate(verdict.reasons)
        ),
        batch_size=BATCH,
    )
