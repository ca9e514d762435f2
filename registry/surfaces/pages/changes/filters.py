"""The filters of the page of changes: an organisation, with those from which it inherits, and an outcome."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from registry.catalogue.organisations import Organisation
from registry.languages import told
from registry.surfaces.pages.asking import Asked
from registry.surfaces.pages.errors import Unanswerable
from registry.surfaces.pages.furniture import Way
from registry.surfaces.pages.selects import Select
from registry.surfaces.parameters import shown
from registry.surfaces.turned import Watched
from registry.terms import Outcome


@dataclass(frozen=True)
class ChangeFilters:
    """What narrows the changes; an empty parameter counts as not given."""

    question: Asked
    organisation: Organisation | None
    outcome: str

    @property
    def watched(self) -> Watched:
        """Return the changes that pass: those of an organisation and of all that it was ever seated below."""
        if self.organisation is None:
            return Watched(outcome=self.outcome)
        return Watched(frozenset(self.question.seats.tree.ever_above(self.organisation.pk)), self.outcome)

    def choices(self) -> list[Select]:
        """Return the filters as a form shows them."""
        seated: Iterable[tuple[str, str]] = self.question.form["organisations"]
        return [
            Select(
                "organisation",
                _("Organisation, with those above it"),
                [("", pgettext("organisations", "All")), *seated],
                self.organisation.slug if self.organisation else "",
            ),
            Select(
                "outcome",
                _("Answer, before or after"),
                [("", pgettext("outcomes", "All")), *((one.value, str(one.label)) for one in Outcome)],
                self.outcome,
            ),
        ]

    def chips(self) -> list[Way]:
        """Return the filters in use, each with the address of the page without it."""
        chips = []
        if self.organisation:
            chips.append(Way(told(_("Organisation"), self.organisation.name), self.question.without("organisation")))
        if self.outcome:
            name = told(_("Answer"), Outcome(self.outcome).label)
            chips.append(Way(name, self.question.without("outcome")))
        return chips


def change_filters(question: Asked) -> ChangeFilters:
    """Return the filters that an address gives; raise `Unanswerable` at a value that is not known."""
    outcome = question.given.get("outcome", "")
    if outcome and outcome not in Outcome.values:
        raise Unanswerable(
            _("We know no answer called “%(outcome)s”. It is one of: %(outcomes)s.")
            % {"outcome": shown(outcome), "outcomes": ", ".join(Outcome.values)}
        )
    named = question.given.get("organisation", "")
    return ChangeFilters(question, question.organisation if named else None, outcome)
