"""What may be published: the rules that look beyond one row, each with the sentence that a person sees.

They are asked inside the publication, when its rows are in the database and nothing is settled yet.
Each raises `ValidationError`, at the field where there is one.
"""

from collections.abc import Sequence
from datetime import date

from django.core.exceptions import ValidationError
from django.db.models import CharField, Model, TextField
from django.utils.translation import gettext as _

from registry.announcements.models import Announcement
from registry.catalogue.applications import Application, ApplicationPlacement, Category, CategoryPlacement
from registry.catalogue.identifiers import Identifier
from registry.catalogue.organisations import (
    BaselineEntry,
    DefaultRule,
    Organisation,
    OrganisationEnd,
    OrganisationPlacement,
)
from registry.catalogue.trees import SINCE_ALWAYS, OrganisationTree, category_tree
from registry.decisions.models import Decision, MinimumVersion, Withdrawal
from registry.languages import in_words
from registry.proposals.derogations import check_derogation
from registry.terms import IdentifierKind, Outcome, PublisherIdentifierKind, Rule
from registry.verdicts.timeline import Stretch, timelines
from registry.verdicts.turns import Turn

LARGEST_VERSION_CODE = 2**31 - 1
"""What Android can hold: `versionCode` is a signed integer of 32 bits."""


def check_texts(row: Model) -> None:
    """Refuse a text that is asked for and holds nothing but spaces."""
    for field in row._meta.concrete_fields:
        if isinstance(field, (CharField, TextField)) and not field.blank:
            text = getattr(row, field.attname)
            if text and not str(text).strip():
                raise ValidationError({field.name: field.error_messages["blank"]})


def check_rows(rows: Sequence[Model], tree: OrganisationTree) -> None:
    """Refuse a publication of which a row breaks a rule with others; the tree is as it leaves it."""
    for row in rows:
        match row:
            case Application() | Category() | Organisation():
                _check_is_placed(row)
            case Announcement():
                _check_is_whole(row, rows)
            case Decision():
                _check_decision(row, tree)
            case Withdrawal():
                _check_withdrawal(row)
            case MinimumVersion():
                _check_minimum_version(row)
            case Identifier():
                _check_signer(row)
            case DefaultRule():
                _check_default_rule(row, tree)
            case OrganisationEnd():
                _check_end(row, tree)
            case OrganisationPlacement() | CategoryPlacement() | ApplicationPlacement():
                _check_placement(row)
    if any(isinstance(row, (OrganisationPlacement, OrganisationEnd)) for row in rows):
        _check_seats(tree)
        _check_root(tree)
        _check_successors(tree)
    if any(isinstance(row, CategoryPlacement) for row in rows):
        _check_categories()


def check_baseline(rows: Sequence[Model], turns: Sequence[Turn], day: date) -> None:
    """Refuse a publication by which an application of a baseline is prohibited on that day or later.

    A baseline binds an organisation on the days on which it stands below the baseline's, and neither has ended.
    """
    entries = BaselineEntry.objects.known().select_related("application", "organisation")
    if not any(isinstance(row, (OrganisationPlacement, OrganisationEnd)) for row in rows):
        # A new seat brings a verdict under a baseline without turning it; everything else that matters turns.
        listed = {row.application_id for row in rows if isinstance(row, BaselineEntry)}
        entries = entries.filter(application__in=listed | {turn.application.pk for turn in turns})
    if not entries:
        return
    read = timelines(applications={entry.application_id for entry in entries})
    for entry in entries:
        for organisation in read.organisations.ever_below(entry.organisation_id):
            for device_class in read.device_classes(entry.application_id):
                for stretch in read.of(entry.application_id, organisation, device_class):
                    if stretch.outcome == Outcome.PROHIBITED and any(
                        {organisation, entry.organisation_id} <= set(read.organisations.chain(organisation, on))
                        for on in _days_from(day, stretch, read.organisations)
                    ):
                        raise ValidationError(
                            _(
                                "%(application)s is in the baseline of %(organisation)s: its devices cannot do without"
                                " it. Take it out of the baseline before prohibiting it."
                            ),
                            params={"application": entry.application, "organisation": entry.organisation},
                        )


def _days_from(day: date, stretch: Stretch, tree: OrganisationTree) -> set[date]:
    """Return the days of a stretch, from a day on, on which the tree may have another shape."""
    days = {max(day, stretch.starts)} | {turn for turn in tree.turns(tree.parents) if turn > day}
    return {on for on in days if stretch.covers(on)}


def _check_is_placed(row: Application | Category | Organisation) -> None:
    """Refuse a thing that nothing places in its tree."""
    if not row.placements.exists():
        raise ValidationError(
            _("Say where “%(name)s” stands in its tree: nothing places it yet."), params={"name": row}
        )


def _check_is_whole(row: Announcement, rows: Sequence[Model]) -> None:
    """Refuse to publish a notice that was kept back with parts that nobody put forward."""
    if row.published_in_id != row.changed_in_id:
        return
    published = {(type(part), part.pk) for part in rows}
    for part in (*row.quotes.all(), *row.sources.all(), *row.announced_applications.all()):
        if (type(part), part.pk) not in published:
            raise ValidationError(
                _("The draft of “%(notice)s” holds more than what was proposed: propose it anew."),
                params={"notice": row},
            )


def _check_placement(row: OrganisationPlacement | CategoryPlacement | ApplicationPlacement) -> None:
    """Refuse a first placement that names a day, and a root that is moved."""
    earlier = type(row)._default_manager.filter(**{row.places: getattr(row, row.places)}).exclude(pk=row.pk)
    if row.effective_on and not earlier.exists():
        raise ValidationError({"effective_on": _("A first place holds since always: leave the day empty.")})
    if isinstance(row, OrganisationPlacement) and row.parent and row.organisation.placements.filter(parent=None):
        raise ValidationError({"parent": _("The root of the registry stands below no other organisation.")})


def _check_seats(tree: OrganisationTree) -> None:
    """Refuse a tree of organisations in which one stands below itself, or below one that has ended, on some day."""
    days = tree.days()
    if any(tree.has_circle(day) for day in days):
        raise ValidationError(_("An organisation would stand below itself: choose another place."))
    for organisation, (ends_on, _successor) in tree.ends.items():
        if ends_on is None:
            continue
        later = {ends_on} | {day for day in days if day > ends_on}
        below = {child for day in later for child in tree.seated_below(organisation, day)}
        if below:
            names = ", ".join(str(child) for child in Organisation.objects.filter(pk__in=below).by_name())
            raise ValidationError(
                _("%(organisation)s has ended while others are seated below it: move or end them first (%(names)s)."),
                params={"organisation": Organisation.objects.get(pk=organisation), "names": names},
            )


def _check_root(tree: OrganisationTree) -> None:
    """Refuse a root of which nothing says since always what unlisted means there, for all below it inherit that."""
    if any(None in tree.parents.ever(one) and not tree.default_rules.on(one, SINCE_ALWAYS) for one in tree.parents):
        raise ValidationError(_("The root must say what unlisted means: allow or deny."))


def _check_successors(tree: OrganisationTree) -> None:
    """Refuse the end of a successor by the day on which it takes over, whichever of the two was published last."""
    for organisation, (ends_on, successor) in tree.ends.items():
        if ends_on and successor is not None and tree.ended(successor, ends_on):
            names = Organisation.objects.in_bulk((organisation, successor))
            raise ValidationError(
                _("%(successor)s takes over from %(organisation)s on %(day)s, and cannot have ended by then."),
                params={
                    "successor": names[successor],
                    "organisation": names[organisation],
                    "day": in_words(ends_on),
                },
            )


def _check_categories() -> None:
    """Refuse a tree of categories in which one stands below itself on some day."""
    categories = category_tree(applications=())
    if any(categories.has_circle(day) for day in categories.days()):
        raise ValidationError({"parent": _("A category would stand below itself: choose another place.")})


def _check_end(row: OrganisationEnd, tree: OrganisationTree) -> None:
    """Refuse the end of the root, and a successor that has ended by then."""
    if row.ends_on is None:
        return
    if tree.parents.on(row.organisation_id, row.ends_on) is None:
        raise ValidationError({"organisation": _("The root of the registry has no end.")})
    if row.successor_id and tree.ended(row.successor_id, row.ends_on):
        raise ValidationError({"successor": _("The successor has itself ended by that day: name one that goes on.")})


def _check_default_rule(row: DefaultRule, tree: OrganisationTree) -> None:
    """Refuse a root without a rule, and an organisation below it that would loosen it."""
    is_root = tree.parents.on(row.organisation_id, date.max) is None
    if is_root and not row.rule:
        raise ValidationError({"rule": _("The root must say what unlisted means: allow or deny.")})
    if not is_root and row.rule == Rule.ALLOW:
        raise ValidationError(
            {"rule": _("Below the root the rule can only be tightened: deny, or leave it empty to inherit.")}
        )


def _check_decision(row: Decision, tree: OrganisationTree) -> None:
    """Refuse a decision of an organisation that has ended, on a notice that is a draft, or a derogation too wide."""
    if tree.ended(row.organisation_id, row.effective_on):
        raise ValidationError(
            {
                "organisation": _("%(organisation)s has ended by that day: it rules no more.")
                % {"organisation": row.organisation}
            }
        )
    if row.outcome == Outcome.CONDITIONAL and not (row.conditions_fr.strip() and row.conditions_en.strip()):
        raise ValidationError({"conditions_fr": _("State the conditions, in both languages.")})
    if row.basis and row.basis.published_in_id is None:
        raise ValidationError({"basis": _("The notice is a draft: publish it before a decision rests on it.")})
    if row.derogates:
        check_derogation(row, row.derogates, tree)


def _check_minimum_version(row: MinimumVersion) -> None:
    """Refuse a minimum version on a decision that is not conditional, or by an identifier that it does not cover."""
    decision, identifier = row.decision, row.identifier
    if decision.outcome != Outcome.CONDITIONAL:
        raise ValidationError({"version": _("Only “approved with conditions” sets a minimum version.")})
    if decision.revision_id != row.revision_id:
        raise ValidationError({"decision": _("A published decision takes no further condition: publish a new one.")})
    covered = category_tree(applications=(identifier.application_id,)).of_application(
        identifier.application_id, decision.effective_on
    )
    if decision.application_id != identifier.application_id and decision.category_id not in covered:
        raise ValidationError(
            {"identifier": _("This identifier is of an application that the decision does not cover.")}
        )
    if identifier.known_until_id is not None:
        raise ValidationError({"identifier": _("This identifier is no longer known: choose another one.")})
    if identifier.kind == IdentifierKind.ANDROID_PACKAGE and not (
        row.version.isdecimal() and int(row.version) <= LARGEST_VERSION_CODE
    ):
        raise ValidationError(
            {"version": _("On Android a version is its version code: a whole number of at most 2147483647.")}
        )


def _check_signer(row: Identifier) -> None:
    """Refuse a signer of what no publisher's Windows name signs."""
    if row.signer and (
        row.kind != IdentifierKind.WINDOWS_PACKAGE_NAME
        or row.signer.kind != PublisherIdentifierKind.WINDOWS_PUBLISHER_DN
    ):
        raise ValidationError({"signer": _("Only a Windows package has a signer: the Windows name of its publisher.")})


def _check_withdrawal(row: Withdrawal) -> None:
    """Refuse the withdrawal of what has ended by then."""
    others = [w.ends_on for w in row.decision.withdrawals.exclude(pk=row.pk)]
    ends_on = min(filter(None, [row.decision.expires_on, *others]), default=None)
    if ends_on and row.ends_on >= ends_on:
        raise ValidationError({"ends_on": _("The decision ends on %(day)s already.") % {"day": in_words(ends_on)}})
