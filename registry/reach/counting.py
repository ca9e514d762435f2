"""Counting: what a publication turns and drops in each channel, today and on each day to come.

It is counted as the signer will: between the state that devices have and the one that they get. Today that is the
state before the publication and the one after it. On a day to come it is that of the day before and that of the day,
with all that earlier publications make turn on it, since it arrives at one midnight.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import NamedTuple

from django.db.models import Q

from registry.catalogue.identifiers import Identifier, PublisherIdentifier
from registry.catalogue.organisations import BaselineEntry
from registry.catalogue.trees import OrganisationTree
from registry.decisions.models import MinimumVersion
from registry.reach.limits import FEW_DROPPED, FEW_TURNED, Radius
from registry.reach.models import Confirmation
from registry.reach.records import Asked, Place, counted
from registry.terms import DeviceClass, Outcome, Rule
from registry.verdicts.models import Verdict
from registry.verdicts.timeline import Timelines, holding_reasons, timelines
from registry.verdicts.turns import Effect

ONE_DAY = timedelta(days=1)


class Reach(NamedTuple):
    """How much turns and is dropped in a channel on a day."""

    place: Place
    radius: Radius


@dataclass
class Side:
    """What was known before the publication, or what is known after it."""

    revision: int
    read: Timelines
    baseline: Mapping[int, set[int]]
    """The organisations whose baseline lists an application."""
    renamed: frozenset[int]
    """The applications that devices know by other identifiers than on the other side."""

    def __post_init__(self) -> None:
        """Keep what is asked again and again."""
        self.tree = self.read.organisations
        self.chain = cache(self.tree.chain)
        self.rule = cache(self.tree.default_rule)

    def told(
        self, application: int, device_class: str, on: date, minima: Mapping[int, frozenset[object]]
    ) -> dict[int, object]:
        """Return what the devices of each organisation are told of an application on a day, None where nothing."""
        listed = self.baseline.get(application, set())
        return {
            organisation: self._record(application, organisation, verdict, on, listed, minima)
            for organisation, verdict in self.read.everywhere(application, device_class, on).items()
        }

    def _record(
        self,
        application: int,
        organisation: int,
        verdict: Verdict | None,
        on: date,
        listed: set[int],
        minima: Mapping[int, frozenset[object]],
    ) -> object:
        outcome = verdict.outcome if verdict else None
        if (
            outcome in (None, Outcome.UNDER_REVIEW)
            and not listed.isdisjoint(self.chain(organisation, on))
            and self.rule(organisation, on) == Rule.DENY
        ):
            return Outcome.APPROVED.value, frozenset(), application in self.renamed
        if outcome is None:
            return None
        demanded = frozenset().union(*(minima.get(pk, frozenset()) for pk in holding_reasons(verdict)))
        return outcome, demanded, application in self.renamed


def wide_reach(
    rows: Sequence[object],
    effect: Effect,
    *,
    trees: tuple[OrganisationTree, OrganisationTree],
    number: int,
    day: date,
) -> list[Reach]:
    """Return where a revision that is being published turns more than may turn unconfirmed, the widest first.

    Ten queries at most: what turns on the same days, the verdicts of those and their reasons before and after (5),
    baselines (1), whose identifiers a signer changes (1), minimum versions (1), the records of the channels in doubt
    (1), what was confirmed already (1).
    """
    renamed = _renamed(rows)
    listed = {row.application_id for row in rows if isinstance(row, BaselineEntry)}
    touched = {turn.application.pk for turn in effect.turns} | renamed | listed
    days = _days(effect, trees, day)
    before, after = _sides(effect, trees, number, touched, renamed, days)
    turned, dropped = _counted(before, after, touched, day, days)
    rules = _rules_turned(before, after, day, days)
    places = {place for place in {*turned, *dropped} if _in_doubt(turned[place], dropped[place])} | rules
    records = counted(
        Asked(place, tuple(side.chain(place.organisation, on)), on, side.revision, side.rule(place.organisation, on))
        for place in places
        for side, on in [(before, day) if place.day == day else (after, place.day - ONE_DAY)]
    )
    found = []
    for place in places:
        of = records.get(place, 0)
        found.append(Reach(place, Radius(of if place in rules else turned[place], dropped[place], of)))
    wide = [reach for reach in found if reach.radius.is_wide]
    confirmed = _confirmed({reach.place for reach in wide if reach.place.day > day})
    beyond = [one for one in wide if one.radius.beyond(confirmed.get(one.place, Radius(0, 0, 0))).is_wide]
    return sorted(beyond, key=lambda one: (-one.radius.count, one.place.day, one.place))


def _in_doubt(turned: int, dropped: int) -> bool:
    return turned > FEW_TURNED or dropped > FEW_DROPPED


def _renamed(rows: Iterable[object]) -> frozenset[int]:
    """Return the applications that devices know otherwise: by identifiers of their own, or of who signs them."""
    own = {row.application_id for row in rows if isinstance(row, Identifier)}
    signers = [row.pk for row in rows if isinstance(row, PublisherIdentifier)]
    if signers:
        own |= set(Identifier.objects.known().filter(signer__in=signers).values_list("application_id", flat=True))
    return frozenset(own)


def _days(effect: Effect, trees: Iterable[OrganisationTree], day: date) -> list[date]:
    """Return the days to come on which the publication may make something turn."""
    days: set[date] = set()
    for tree in trees:
        days |= tree.turns(tree.parents).union(*(tree.default_rules.turns(one) for one in tree.default_rules))
    for turn in effect.turns:
        days |= {turn.starts, *([turn.ends] if turn.ends else [])}
        for verdict in (turn.before, turn.after):
            if verdict is not None:
                days |= {one for one in (verdict.valid.lower, verdict.valid.upper) if one}
    return sorted(one for one in days if one > day)


def _sides(
    effect: Effect,
    trees: tuple[OrganisationTree, OrganisationTree],
    number: int,
    touched: set[int],
    renamed: frozenset[int],
    days: Sequence[date],
) -> tuple[Side, Side]:
    """Return what was known before and what is known after, of all that turns on the days."""
    also = set()
    if days:
        bounded = Q(valid__startswith__in=days) | Q(valid__endswith__in=days)
        also = set(Verdict.objects.known().filter(bounded).values_list("application_id", flat=True).distinct())
    known = {turn.application.pk for turn in effect.turns}
    more = (touched | also) - known
    entries = list(
        BaselineEntry.objects.filter(application__in=touched | also).values_list(
            "application_id", "organisation_id", "revision_id", "known_until_id"
        )
    )
    sides = []
    for revision, tree, read in ((number - 1, trees[0], effect.before), (number, trees[1], effect.after)):
        verdicts = list(read.verdicts) if read else []
        if more:
            verdicts += timelines(applications=more, revision=revision, tree=tree).verdicts
        baseline: dict[int, set[int]] = defaultdict(set)
        for application, organisation, since, until in entries:
            if since <= revision and (until is None or until > revision):
                baseline[application].add(organisation)
        known_otherwise = renamed if revision == number else frozenset()
        sides.append(Side(revision, Timelines(tree, verdicts), baseline, known_otherwise))
    return sides[0], sides[1]


def _counted(
    before: Side, after: Side, touched: set[int], day: date, days: Sequence[date]
) -> tuple[Counter[Place], Counter[Place]]:
    """Return how many records turn and are dropped, at each place to which the publication contributes.

    Applications that answer alike are counted as one, so many times.
    """
    minima = _minima((before, after))
    turned: Counter[Place] = Counter()
    dropped: Counter[Place] = Counter()
    contributed: set[Place] = set()
    for (application, device_class), times in _alike(before, after, touched).items():
        if application in touched:
            was = before.told(application, device_class, day, minima)
            now = after.told(application, device_class, day, minima)
            _count(was, now, device_class, day, times, turned, dropped)
        for on in days:
            step = tuple(after.told(application, device_class, one, minima) for one in (on - ONE_DAY, on))
            _count(step[0], step[1], device_class, on, times, turned, dropped)
            if application in touched:
                known = [before.told(application, device_class, one, minima) for one in (on - ONE_DAY, on)]
                contributed |= {
                    Place(one, device_class, on) for one in step[1] if _steps(step, one) != _steps(known, one)
                }
    for counts in (turned, dropped):
        for place in [place for place in counts if place.day > day and place not in contributed]:
            del counts[place]
    return turned, dropped


def _steps(step: Sequence[Mapping[int, object]], organisation: int) -> tuple[object, ...] | None:
    """Return what devices are told before and after a midnight, None where they are told the same."""
    told = tuple(one.get(organisation) for one in step)
    return told if told[0] is not None and told[0] != told[1] else None


def _count(
    was: Mapping[int, object],
    now: Mapping[int, object],
    device_class: str,
    on: date,
    times: int,
    turned: Counter[Place],
    dropped: Counter[Place],
) -> None:
    for organisation, record in now.items():
        old = was.get(organisation)
        if old is not None and old != record:
            (dropped if record is None else turned)[Place(organisation, device_class, on)] += times


def _alike(before: Side, after: Side, touched: set[int]) -> Counter[tuple[int, str]]:
    """Return an application for all that answer as it does on every day, for a device class, and how many they are."""
    first: dict[object, tuple[int, str]] = {}
    alike: Counter[tuple[int, str]] = Counter()
    asked = {key for side in (before, after) for key in side.read.asked}
    asked |= {(one, device) for side in (before, after) for one in side.baseline for device in DeviceClass.values}
    for application, device_class in sorted(asked):
        key = (
            device_class,
            application in touched,
            application in after.renamed,
            *(side.read.signature(application, device_class) for side in (before, after)),
            *(frozenset(side.baseline.get(application, ())) for side in (before, after)),
        )
        alike[first.setdefault(key, (application, device_class))] += 1
    return alike


def _minima(sides: Iterable[Side]) -> dict[int, frozenset[object]]:
    """Return the minimum versions that each ruling demands, by identifier."""
    rulings = {pk for side in sides for verdict in side.read.verdicts for pk in holding_reasons(verdict)}
    minima: dict[int, set[object]] = defaultdict(set)
    for decision, *demanded in MinimumVersion.objects.filter(decision__in=rulings).values_list(
        "decision_id", "identifier_id", "version"
    ):
        minima[decision].add(tuple(demanded))
    return {decision: frozenset(demanded) for decision, demanded in minima.items()}


def _rules_turned(before: Side, after: Side, day: date, days: Sequence[date]) -> set[Place]:
    """Return the places at which what unlisted means turns because of the publication: there it turns all."""
    turned: set[tuple[int, date]] = set()
    for one in before.tree.parents:
        if not after.tree.ended(one, day) and before.rule(one, day) != after.rule(one, day):
            turned.add((one, day))
        for on in days:
            step = after.rule(one, on - ONE_DAY), after.rule(one, on)
            known = before.rule(one, on - ONE_DAY), before.rule(one, on)
            if step[0] != step[1] and step != known and not after.tree.ended(one, on):
                turned.add((one, on))
    return {Place(one, device, on) for one, on in turned for device in DeviceClass.values}


def _confirmed(places: set[Place]) -> dict[Place, Radius]:
    """Return what was confirmed last of each place that is still to come. One query, none where there is none."""
    if not places:
        return {}
    of = {
        "organisation__in": {place.organisation for place in places},
        "day__in": {place.day for place in places},
    }
    rows = Confirmation.objects.filter(**of).order_by("revision")
    return {Place(row.organisation_id, row.device_class, row.day): row.radius for row in rows}
