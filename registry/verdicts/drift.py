"""Drift: where the verdicts that stand differ from those that the facts give, at any revision."""

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from registry.catalogue.applications import Application, ApplicationPlacement, CategoryPlacement
from registry.catalogue.organisations import Organisation, OrganisationEnd, OrganisationPlacement
from registry.decisions.models import Decision, Withdrawal
from registry.revisions.models import Revision
from registry.verdicts.facts import facts_known
from registry.verdicts.models import Verdict, VerdictReason
from registry.verdicts.reading import FOR_EVER
from registry.verdicts.settle import Settled, settled


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


def drifts(progress: Callable[[Iterable[int]], Iterable[int]] = iter) -> Iterator[Drift]:
    """Yield every drift, at the first revision at which it shows.

    At each revision that published something the rule depends on, all verdicts are recomputed from the
    facts as they were known then; at the others, those that stand are compared with the last ones.
    `progress` may wrap the revisions in a bar.
    """
    standing = list(_standing())
    turning = _turning_revisions()
    expected: set[Settled] = set()
    before: set[tuple[bool, Settled]] = set()
    number = 0
    for number in progress(Revision.objects.order_by("number").values_list("number", flat=True)):
        if number in turning:
            expected = _expected(number)
        stands = {verdict for verdict, known_from, known_to in standing if known_from <= number < known_to}
        now = _differences(stands, expected)
        yield from _in_order(number, now - before)
        before = now
    read_now = {verdict for verdict, _known_from, known_to in standing if known_to == FOR_EVER}
    yield from _in_order(number + 1, _differences(read_now, expected) - before)


def _differences(stands: set[Settled], expected: set[Settled]) -> set[tuple[bool, Settled]]:
    """Return the verdicts that are in one of the sets alone, and whether it is the first."""
    return {(True, verdict) for verdict in stands - expected} | {(False, verdict) for verdict in expected - stands}


def _in_order(revision: int, differences: set[tuple[bool, Settled]]) -> Iterator[Drift]:
    """Yield differences as drift, by application, organisation, device class and day."""
    for stands, verdict in sorted(differences, key=lambda found: (*found[1][:3], str(found[1].starts))):
        yield Drift(revision, stands, verdict)


def _expected(revision: int) -> set[Settled]:
    """Return all verdicts that the facts known at a revision give."""
    facts = facts_known(revision)
    ruling = {ruling.organisation for ruling in facts.rulings.values()}
    return set(settled(facts, dict.fromkeys(facts.categories.applications, ruling)))


def _standing() -> Iterator[tuple[Settled, int, int]]:
    """Yield every verdict, with the revisions from and to which it is known."""
    reasons: dict[int, list[tuple[int, str, int | None]]] = {}
    for verdict, decision, fate, by in VerdictReason.objects.order_by("verdict", "place").values_list(
        "verdict", "decision", "fate", "by"
    ):
        reasons.setdefault(verdict, []).append((decision, fate, by))
    for (
        pk,
        application,
        organisation,
        device_class,
        valid,
        outcome,
        cited,
        known_from,
        known_to,
    ) in Verdict.objects.values_list(
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
        yield (
            Settled(application, organisation, device_class, valid.lower, valid.upper, outcome, because),
            known_from,
            known_to,
        )


def _turning_revisions() -> set[int]:
    """Return the revisions that published something on which the rule depends."""
    kinds = (
        Decision,
        Withdrawal,
        ApplicationPlacement,
        CategoryPlacement,
        OrganisationPlacement,
        OrganisationEnd,
    )
    return {number for kind in kinds for number in kind.objects.values_list("revision_id", flat=True).distinct()}
