"""The audit of the pages against the RGAA 4.1.2, criterion by criterion: `rgaa.csv` holds it, the statement counts it.

Whoever judges a criterion changes its row, and the day below; `docs/accessibility.md` is then written anew by
`python docs/accessibility.py`.
"""

import csv
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property
from pathlib import Path

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from registry.languages import Localised

JUDGED_ON = date(2026, 11, 24)

GRID = Path(__file__).with_name("rgaa.csv")

HALF = 50
"""The rate from which a site is partly compliant, in per cent."""


class Result(TextChoices):
    """What became of a criterion."""

    HOLDS = "C", pgettext_lazy("criterion", "Holds")
    FAILS = "NC", pgettext_lazy("criterion", "Does not hold")
    DOES_NOT_APPLY = "NA", pgettext_lazy("criterion", "Does not apply")
    TO_CHECK = "?", _("To be checked by a person")


class Standing(TextChoices):
    """What a site says of itself at the foot of each page, in the words that the law gives (decree 2019-768)."""

    FULL = "full", _("Accessibility: fully compliant")
    PARTIAL = "partial", _("Accessibility: partly compliant")
    NONE = "none", _("Accessibility: not compliant")


THEMES = (
    _("Images"),
    _("Frames"),
    _("Colours"),
    _("Media"),
    _("Tables"),
    _("Links"),
    _("Scripts"),
    _("Mandatory elements"),
    _("Structure of information"),
    _("Presentation"),
    _("Forms"),
    _("Navigation"),
    _("Consultation"),
)


@dataclass(frozen=True)
class Criterion:
    """One of the 106 questions, in words of ours; `how` says by which test it was judged, and is for developers."""

    number: str
    result: Result
    name_en: str
    name_fr: str
    how: str

    name = Localised("name")

    @property
    def theme(self) -> int:
        """Return the number of its theme, from 1 to 13."""
        return int(self.number.partition(".")[0])


@dataclass(frozen=True)
class Count:
    """How many criteria came out how."""

    holds: int
    fails: int
    does_not_apply: int
    to_check: int

    @classmethod
    def of(cls, criteria: Sequence[Criterion]) -> "Count":
        """Return the count of some criteria."""
        found = Counter(one.result for one in criteria)
        return cls(*(found[result] for result in Result))


@dataclass(frozen=True)
class Audit:
    """The grid, and what follows from it."""

    criteria: tuple[Criterion, ...]

    @cached_property
    def count(self) -> Count:
        """Return how many criteria came out how."""
        return Count.of(self.criteria)

    @property
    def by_theme(self) -> list[tuple[int, str, list[Criterion], Count]]:
        """Return each theme with its number, its name, its criteria and their count."""
        return [
            (number, str(name), its := [one for one in self.criteria if one.theme == number], Count.of(its))
            for number, name in enumerate(THEMES, 1)
        ]

    @property
    def rate(self) -> int:
        """Return how many of a hundred judged criteria that apply hold, rounded down: 99.9 is not all."""
        judged = self.count.holds + self.count.fails
        return 100 * self.count.holds // judged if judged else 0

    @property
    def standing(self) -> Standing:
        """Return what the site says of itself: while a criterion waits for a person, no audit stands behind more."""
        if self.count.to_check or self.rate < HALF:
            return Standing.NONE
        return Standing.PARTIAL if self.count.fails else Standing.FULL


@cache
def audit() -> Audit:
    """Return the audit, read once."""
    with GRID.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file)
        return Audit(
            tuple(Criterion(row["criterion"], Result(row["result"]), row["en"], row["fr"], row["how"]) for row in rows)
        )
