"""The facts from which verdicts are settled, as known at a revision."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from registry.catalogue.trees import CategoryTree, OrganisationTree, category_tree, organisation_tree
from registry.decisions.models import Decision, DecisionQuerySet, MinimumVersion, Withdrawal
from registry.resolve import Resolution, Ruling, resolve


@dataclass
class Facts:
    """The rulings and the trees as known at a revision: all that the rule needs to be asked."""

    organisations: OrganisationTree
    categories: CategoryTree
    rulings: dict[int, Ruling]

    def __post_init__(self) -> None:
        """Index the rulings by what they rule on."""
        self._on_application: dict[int, list[Ruling]] = defaultdict(list)
        self._on_category: dict[int, list[Ruling]] = defaultdict(list)
        for ruling in self.rulings.values():
            if ruling.application is not None:
                self._on_application[ruling.application].append(ruling)
            elif ruling.category is not None:
                self._on_category[ruling.category].append(ruling)

    def ever_on(self, application: int) -> list[Ruling]:
        """Return the rulings that bear on an application on some day, in the order in which they were entered."""
        rulings = list(self._on_application.get(application, ()))
        for category in self.categories.ever_of_application(application):
            rulings += self._on_category.get(category, ())
        return sorted(rulings, key=lambda ruling: ruling.id)

    def resolve(self, *, application: int, organisation: int, device_class: str, on: date) -> Resolution:
        """Ask the rule what holds for one application, organisation and device class on a day."""
        return resolve(
            self.ever_on(application),
            application=application,
            categories=self.categories.of_application(application, on),
            chain=self.organisations.chain(organisation, on),
            device_class=device_class,
            on=on,
        )


def facts_known(
    revision: int | None = None,
    *,
    applications: Collection[int] | None = None,
    organisations: OrganisationTree | None = None,
) -> Facts:
    """Return the facts known at a revision, by default now, on some applications, by default all.

    At most eight queries, whatever the size; the tree of organisations is not read where it is given.
    """
    categories = category_tree(revision, applications)
    decisions = Decision.objects.known(revision)
    if applications is not None:
        above = set().union(*(categories.ever_of_application(a) for a in applications))
        decisions = decisions.filter(Q(application__in=applications) | Q(category__in=above))
    return Facts(organisations or organisation_tree(revision), categories, _rulings(decisions, revision))


def _rulings(decisions: DecisionQuerySet, revision: int | None) -> dict[int, Ruling]:
    """Read decisions as the rule sees them, with their withdrawals and minimum versions."""
    rows = list(
        decisions.order_by("id").values_list(
            "id",
            "organisation_id",
            "outcome",
            "device_classes",
            "effective_on",
            "revision_id",
            "place",
            "application_id",
            "category_id",
            "expires_on",
            "derogates_id",
            "comply_by",
        )
    )
    ids = [row[0] for row in rows]
    withdrawals = Withdrawal.objects.filter(decision__in=ids)
    if revision is not None:
        withdrawals = withdrawals.filter(revision__lte=revision)
    ends: dict[int, date] = {}
    for decision, ends_on in withdrawals.values_list("decision_id", "ends_on"):
        ends[decision] = min(ends_on, ends.get(decision, ends_on))
    minima: dict[int, dict[tuple[str, str], str]] = defaultdict(dict)
    for decision, kind, value, version in MinimumVersion.objects.filter(decision__in=ids).values_list(
        "decision_id", "identifier__kind", "identifier__value", "version"
    ):
        minima[decision][kind, value] = version
    return {
        row[0]: Ruling(
            id=row[0],
            organisation=row[1],
            outcome=row[2],
            device_classes=frozenset(row[3]),
            effective_on=row[4],
            revision=row[5],
            place=row[6],
            application=row[7],
            category=row[8],
            expires_on=row[9],
            ends_on=ends.get(row[0]),
            derogates=row[10],
            comply_by=row[11],
            minimum_versions=minima.get(row[0], {}),
        )
        for row in rows
    }
