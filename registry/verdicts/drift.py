"""Drift: where the verdicts that stand differ from those that the facts give, at any revision."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from typing import NamedTuple

from registry.catalogue.applications import Application, ApplicationPlacement, CategoryPlacement
from registry.catalogue.organisations import Organisation, OrganisationEnd, OrganisationPlacement
from registry.catalogue.trees import OrganisationTree, organisation_tree
from registry.decisions.models import Decision, Withdrawal
from registry.revisions.models import Revision
from registry.verdicts.facts import facts_known
from registry.verdicts.models import Verdict, VerdictReason
from registry.verdicts.reading import FOR_EVER
from registry.verdicts.settle import Settled, settled

BATCH = 500
"""How many applications are looked at together: what is held in memory grows with it, not with the registry."""

Applications = Sequence[int]
Difference = tuple[bool, Settled]
"""A verdict that stands alone (true) or is expected alone (false)."""


class Drift(NamedTuple):
    """A verdict that stands without the facts giving it, or that they give and does not stand, from a revision on.

    Where it drifts only in what is read now, that is the revision that would be published next.
    """

    revision: int
    stands: bool
    verdict: Settled

    def in_words(self) -> str:
        """Return the drift as a line that a person can act on."""
        verdict = self.verdict
        reasons = ", ".join(f"decision {decision} {fate}" for decision, fate, _by in verdict.reasons)
        what = "stands, but the facts do not give it" if self.stands else "is given by the facts, but does not stand"
        return (
            f"r{self.revision}: {Application.objects.get(pk=verdict.application).slug}"
            f" @ {Organisation.objects.get(pk=verdict.organisation).slug}/{verdict.device_class}"
            f" [{verdict.starts}, {verdict.ends or '…'}) {verdict.outcome} ({reasons}) {what}"
        )


def drifts(progress: Callable[[Sequence[Applications]], Iterable[Applications]] = iter) -> Iterator[Drift]:
    """Yield every drift, at the first revision at which it shows; batch by batch of applications.

    At each revision that published something on which the rule depends, the verdicts of the applications
    that it may concern are recomputed from the facts as they were known then; wherever verdicts were
    opened or closed, those that stand are compared with the last ones. `progress` may wrap the batches
    in a bar.
    """
    publications = _Publications()
    applications = list(Application.objects.order_by("pk").values_list("pk", flat=True))
    for batch in progress([applications[start : start + BATCH] for start in range(0, len(applications), BATCH)]):
        yield from _drifts_of(batch, publications)


def _drifts_of(batch: Applications, publications: "_Publications") -> Iterator[Drift]:
    """Yield the drifts of some applications, by revision."""
    standing = _standing(batch)
    moved: dict[int, set[int]] = defaultdict(set)
    for application, verdicts in standing.items():
        for _verdict, known_from, known_to in verdicts:
            moved[max(known_from, 1)].add(application)
            moved[known_to].add(application)
    expected: dict[int, set[Settled]] = defaultdict(set)
    before: dict[int, set[Difference]] = defaultdict(set)
    last = publications.last
    for number in sorted(set(publications.turning) | {number for number in moved if number <= last}):
        concerned = publications.concerned(number, batch)
        if concerned:
            expected |= _expected(number, concerned, publications.tree(number))
        found: set[Difference] = set()
        for application in {*concerned, *moved.get(number, ())}:
            stands = {v for v, known_from, known_to in standing[application] if known_from <= number < known_to}
            now = _differences(stands, expected[application])
            found |= now - before[application]
            before[application] = now
        yield from _in_order(number, found)
    found = set()
    for application in batch:  # what is read now is what has no end, whatever its numbers say
        stands = {verdict for verdict, _known_from, known_to in standing[application] if known_to == FOR_EVER}
        found |= _differences(stands, expected[application]) - before[application]
    yield from _in_order(last + 1, found)


class _Publications:
    """Which revisions published something on which the rule depends, and for which applications it may matter.

    A ruling on an application concerns that one, and so does its place. Everything else may concern all.
    """

    def __init__(self) -> None:
        self.last = Revision.objects.latest_number()
        self._reseating = sorted(_revisions_of(OrganisationPlacement) | _revisions_of(OrganisationEnd))
        self._all = _revisions_of(CategoryPlacement) | set(self._reseating)
        self._some: dict[int, set[int]] = defaultdict(set)
        for path, rows in (
            ("application", Decision.objects.all()),
            ("decision__application", Withdrawal.objects.all()),
            ("application", ApplicationPlacement.objects.all()),
        ):
            for number, application in rows.values_list("revision_id", path):
                if application is None:
                    self._all.add(number)
                else:
                    self._some[number].add(application)
        self.turning = self._all | self._some.keys()
        self._trees: dict[int, OrganisationTree] = {}

    def concerned(self, number: int, batch: Applications) -> Collection[int]:
        """Return those of a batch of applications whose verdicts a revision may turn."""
        return batch if number in self._all else self._some.get(number, set()).intersection(batch)

    def tree(self, number: int) -> OrganisationTree:
        """Return the tree of organisations as known at a revision: it is another one only where one was seated."""
        place = bisect_right(self._reseating, number)
        if place not in self._trees:
            self._trees[place] = organisation_tree(number)
        return self._trees[place]


def _revisions_of(kind: type[CategoryPlacement | OrganisationPlacement | OrganisationEnd]) -> set[int]:
    """Return the revisions that published a fact of a kind."""
    return set(kind._default_manager.values_list("revision_id", flat=True))


def _differences(stands: set[Settled], expected: set[Settled]) -> set[Difference]:
    """Return the verdicts that are in one of the sets alone, and whether it is the first."""
    return {(True, verdict) for verdict in stands - expected} | {(False, verdict) for verdict in expected - stands}


def _in_order(revision: int, differences: set[Difference]) -> Iterator[Drift]:
    """Yield differences as drift, by application, organisation, device class and day."""
    for stands, verdict in sorted(differences, key=lambda found: (*found[1][:3], str(found[1].starts))):
        yield Drift(revision, stands, verdict)


def _expected(revision: int, applications: Collection[int], tree: OrganisationTree) -> dict[int, set[Settled]]:
    """Return the verdicts of each of some applications that the facts known at a revision give."""
    facts = facts_known(revision, applications=applications, organisations=tree)
    ruling = {ruling.organisation for ruling in facts.rulings.values()}
    expected: dict[int, set[Settled]] = {application: set() for application in applications}
    for verdict in settled(facts, dict.fromkeys(applications, ruling)):
        expected[verdict.application].add(verdict)
    return expected


def _standing(applications: Applications) -> dict[int, list[tuple[Settled, int, int]]]:
    """Return every verdict of each of some applications, with the revisions from and to which it is known."""
    rows = Verdict.objects.filter(application__in=applications)
    reasons: dict[int, list[tuple[int, str, int | None]]] = {}
    for verdict, decision, fate, by in (
        VerdictReason.objects.filter(verdict__in=rows)
        .order_by("verdict", "place")
        .values_list("verdict", "decision", "fate", "by")
    ):
        reasons.setdefault(verdict, []).append((decision, fate, by))
    standing: dict[int, list[tuple[Settled, int, int]]] = defaultdict(list)
    for pk, application, organisation, device, valid, outcome, cited, known_from, known_to in rows.values_list(
        "pk",
        "application",
        "organisation",
        "device_class",
        "valid",
        "outcome",
        "decision",
        "revision_from",
        "revision_to",
    ):
        because = tuple(reasons.get(pk, [(cited, "", None)]))
        if because[0][0] != cited:  # the ruling cited is the first reason; otherwise the row lies
            because = ((cited, "", None), *because)
        stands = Settled(application, organisation, device, valid.lower, valid.upper, outcome, because)
        standing[application].append((stands, known_from, known_to))
    return standing
