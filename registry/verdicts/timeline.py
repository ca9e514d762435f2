"""Timelines: what holds for an application at an organisation, turn by turn, read from the sparse verdicts."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from registry.catalogue.trees import SINCE_ALWAYS, OrganisationTree, organisation_tree
from registry.terms import Fate
from registry.verdicts.models import Verdict


class Stretch(NamedTuple):
    """Days on which one verdict holds, or none: from `starts` (`date.min`: since always) until before `ends`."""

    starts: date
    ends: date | None
    verdict: Verdict | None

    @property
    def outcome(self) -> str | None:
        """Return the outcome, None where the application is unlisted."""
        return self.verdict.outcome if self.verdict else None

    def covers(self, day: date) -> bool:
        """Tell whether a day is one of its days."""
        return self.starts <= day and (self.ends is None or day < self.ends)


@dataclass
class Timelines:
    """The timelines of some applications, as known at a revision."""

    organisations: OrganisationTree
    verdicts: Iterable[Verdict]

    def __post_init__(self) -> None:
        """Index the verdicts by what they are for."""
        self._of: dict[tuple[int, str], dict[int, list[Verdict]]] = defaultdict(lambda: defaultdict(list))
        for verdict in self.verdicts:
            self._of[verdict.application_id, verdict.device_class][verdict.organisation_id].append(verdict)
        self._above: dict[int, tuple[set[int], set[date]]] = {}
        self._nearest_first: dict[tuple[int, date], list[int]] = {}

    def of(self, application: int, organisation: int, device_class: str) -> list[Stretch]:
        """Return the stretches of an application at an organisation for a device class, the earliest first."""
        verdicts = self._of.get((application, device_class), {})
        above, turns = self._ever_above(organisation)
        ruled = [verdict for one in above for verdict in verdicts.get(one, ())]
        if not ruled:
            return [Stretch(SINCE_ALWAYS, None, None)]
        turns = turns.union(*((verdict.valid.lower, verdict.valid.upper) for verdict in ruled)) - {None}
        days = sorted(turns)
        stretches: list[Stretch] = []
        for day, until in zip(days, [*days[1:], None], strict=True):
            nearest = self._nearest(verdicts, organisation, day)
            if stretches and stretches[-1].verdict is nearest:
                stretches[-1] = stretches[-1]._replace(ends=until)
            else:
                stretches.append(Stretch(day, until, nearest))
        return stretches

    def device_classes(self, application: int) -> list[str]:
        """Return the device classes for which an application has a verdict somewhere."""
        return sorted(device_class for one, device_class in self._of if one == application)

    @property
    def asked(self) -> Collection[tuple[int, str]]:
        """Return the applications that have a verdict, each with a device class for which it has one."""
        return self._of.keys()

    def signature(self, application: int, device_class: str) -> frozenset[tuple[object, ...]]:
        """Return what is the same for applications on which the same holds, by the same rulings, on every day."""
        return frozenset(
            (organisation, verdict.valid.lower, verdict.valid.upper, verdict.outcome, holding_reasons(verdict))
            for organisation, verdicts in self._of.get((application, device_class), {}).items()
            for verdict in verdicts
        )

    def everywhere(self, application: int, device_class: str, on: date) -> dict[int, Verdict | None]:
        """Return what holds on a day at each organisation that has not ended by then."""
        verdicts = self._of.get((application, device_class), {})
        own = {one: verdict for one, rows in verdicts.items() if (verdict := _holding_on(rows, on))}
        held: dict[int, Verdict | None] = {}
        for organisation in self.organisations.parents:
            for one in self.organisations.chain(organisation, on):
                if one not in held:
                    held[one] = own.get(one) or held.get(self.organisations.parents.on(one, on, 0))
        return held

    def run(self, application: int, organisation: int, device_class: str, on: date) -> Stretch:
        """Return the unbroken run of the outcome that holds on a day: since when, until when, and the verdict.

        `starts` is the answer's "since"; `ends` is the first day on which the outcome is another one.
        """
        stretches = self.of(application, organisation, device_class)
        here = next(i for i, stretch in enumerate(stretches) if stretch.covers(on))
        first = last = here
        while first > 0 and stretches[first - 1].outcome == stretches[here].outcome:
            first -= 1
        while last + 1 < len(stretches) and stretches[last + 1].outcome == stretches[here].outcome:
            last += 1
        return Stretch(stretches[first].starts, stretches[last].ends, stretches[here].verdict)

    def _ever_above(self, organisation: int) -> tuple[set[int], set[date]]:
        """Return who ever had a say at an organisation, and the days on which that may turn; kept for long lists."""
        if organisation not in self._above:
            above = self.organisations.ever_above(organisation)
            self._above[organisation] = above, {SINCE_ALWAYS} | self.organisations.turns(above)
        return self._above[organisation]

    def _nearest(self, verdicts: dict[int, list[Verdict]], organisation: int, day: date) -> Verdict | None:
        """Return the verdict of the nearest organisation that has one on a day."""
        chain = self._nearest_first.get((organisation, day))
        if chain is None:  # the same for every application of a long list
            chain = self._nearest_first[organisation, day] = self.organisations.chain(organisation, day)[::-1]
        for one in chain:
            if (own := verdicts.get(one)) and (verdict := _holding_on(own, day)):
                return verdict
        return None


def _holding_on(verdicts: Iterable[Verdict], day: date) -> Verdict | None:
    """Return the one of an organisation's own verdicts that holds on a day."""
    return next((verdict for verdict in verdicts if holds_on(verdict, day)), None)


def holds_on(verdict: Verdict, day: date) -> bool:
    """Tell whether a day is one of those of a verdict."""
    valid = verdict.valid
    return bool(valid.lower <= day and (valid.upper is None or day < valid.upper))


def timelines(
    *,
    applications: Collection[int] | None = None,
    organisation: int | None = None,
    device_class: str | None = None,
    revision: int | None = None,
    tree: OrganisationTree | None = None,
    explained: bool = True,
) -> Timelines:
    """Return the timelines of applications, by default all, as known at a revision, by default now.

    With an organisation, of that one alone; with a device class, for that one alone. Two queries
    (verdicts and their reasons), and three for the tree of organisations unless it is given. The reasons, the
    decision that is cited and who made it come along, unless a long list has no use for them.
    """
    tree = tree or organisation_tree(revision)
    verdicts = Verdict.objects.known(revision)
    if explained:
        verdicts = verdicts.select_related("decision__organisation").prefetch_related("reasons")
    if applications is not None:
        verdicts = verdicts.filter(application__in=applications)
    if organisation is not None:
        verdicts = verdicts.filter(organisation__in=tree.ever_above(organisation))
    if device_class is not None:
        verdicts = verdicts.filter(device_class=device_class)
    return Timelines(tree, verdicts)


def holding_reasons(verdict: Verdict | None) -> tuple[int, ...]:
    """Return the ids of the rulings that hold in a verdict, none where the application is unlisted."""
    if verdict is None:
        return ()
    return tuple(reason.decision_id for reason in verdict.reasons.all() if reason.fate == Fate.HOLDS)
