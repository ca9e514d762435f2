"""What may derogate from what: the rules that look at a derogation and its base together."""

from datetime import date

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from registry.catalogue.trees import OrganisationTree, category_tree
from registry.decisions.models import Decision
from registry.languages import in_words
from registry.terms import Fate, Outcome
from registry.verdicts.facts import facts_known


def check_derogation(row: Decision, base: Decision, tree: OrganisationTree) -> None:
    """Refuse a derogation that does not lie within its base, strictly below its base's organisation."""
    if base.outcome not in (Outcome.PROHIBITED, Outcome.CONDITIONAL):
        raise ValidationError(
            {"derogates": _("One derogates from a prohibition or a condition: this decision is neither.")}
        )
    above = tree.chain(row.organisation_id, row.effective_on)[:-1]
    if base.organisation_id not in above:
        raise ValidationError(
            {
                "organisation": _("A derogation is made strictly below %(organisation)s, which made the ruling.")
                % {"organisation": base.organisation}
            }
        )
    if not set(row.device_classes) <= set(base.device_classes):
        raise ValidationError({"device_classes": _("A derogation covers only devices that the ruling covers.")})
    if not _target_lies_within(row, base):
        raise ValidationError(
            {"derogates": _("A derogation is for what the ruling covers: %(target)s.") % {"target": base.target}}
        )
    if row.effective_on < base.effective_on:
        raise ValidationError(
            {
                "effective_on": _("The ruling is in force from %(day)s: a derogation cannot begin earlier.")
                % {"day": in_words(base.effective_on)}
            }
        )
    if base.ends_on and (row.expires_on is None or row.expires_on > base.ends_on):
        raise ValidationError(
            {
                "expires_on": _("The ruling ends on %(day)s: a derogation cannot last longer.")
                % {"day": in_words(base.ends_on)}
            }
        )
    _check_overlap(row)
    _check_binds(row, base, tree)


def _check_binds(row: Decision, base: Decision, tree: OrganisationTree) -> None:
    """Refuse a derogation from what another ruling of its organisation displaces on the first of its days.

    Where it is for a category, one application that the base still binds is enough; an empty one is left alone.
    """
    on = row.effective_on
    applications = [row.application_id] if row.application_id else _in_category(row.category_id, on)
    facts = facts_known(applications=applications, organisations=tree)

    def is_displaced(application: int, device_class: str) -> bool:
        found = facts.resolve(
            application=application, organisation=row.organisation_id, device_class=device_class, on=on
        )
        return any(aside.ruling.id == base.pk and aside.fate == Fate.DISPLACED for aside in found.asides)

    for device_class in row.device_classes:
        if applications and all(is_displaced(application, device_class) for application in applications):
            raise ValidationError(
                {
                    "derogates": _(
                        "This ruling does not bind %(application)s there on %(day)s: another one of"
                        " %(organisation)s stands in its place. Derogate from that one, if need be."
                    )
                    % {"application": row.target, "day": in_words(on), "organisation": base.organisation}
                }
            )


def _in_category(category: int | None, on: date) -> list[int]:
    """Return the applications in a category, or below it, on a day."""
    tree = category_tree()
    return [application for application in tree.applications if category in tree.of_application(application, on)]


def _check_overlap(row: Decision) -> None:
    """Refuse a derogation for what another one of the organisation's frees already, on days that they share."""
    others = Decision.objects.filter(
        organisation=row.organisation_id,
        derogates=row.derogates_id,
        application=row.application_id,
        category=row.category_id,
        device_classes__overlap=row.device_classes,
    ).exclude(pk=row.pk)
    for other in others.prefetch_related("withdrawals"):
        ends_on = other.ends_on or date.max
        if (
            row.effective_on < ends_on
            and other.effective_on < (row.expires_on or date.max)
            and (other.effective_on < ends_on)
        ):
            raise ValidationError(
                {
                    "effective_on": _(
                        "Another derogation for this holds until %(day)s: begin then, or withdraw that one first."
                    )
                    % {"day": in_words(ends_on)}
                }
            )


def _target_lies_within(row: Decision, base: Decision) -> bool:
    """Tell whether a decision rules on what its base rules on, on the day on which it takes effect."""
    if base.application_id:
        return row.application_id == base.application_id
    if row.application_id:
        tree = category_tree(applications=(row.application_id,))
        return base.category_id in tree.of_application(row.application_id, row.effective_on)
    return row.category_id is not None and base.category_id in category_tree(applications=()).upwards(
        row.category_id, row.effective_on
    )
