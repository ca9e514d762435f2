"""What a publication turns, as the administration shows it."""

from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Model
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from registry.catalogue.trees import SINCE_ALWAYS
from registry.languages import in_words
from registry.models import Decision, DefaultRule, Identifier, MinimumVersion, OrganisationEnd, PublisherIdentifier
from registry.revisions.models import today
from registry.terms import UNLISTED, DeviceClass, Outcome
from registry.verdicts.models import Verdict
from registry.verdicts.timeline import holding_reasons
from registry.verdicts.turns import Turn

MOST_TURNS = 200
"""The turns that a page shows which cannot be turned over."""


@dataclass(frozen=True)
class ShownTurn:
    """A turn in words; `starts` is None for since always, `ends` is None where no end is known."""

    application: str
    organisation: str
    device: str
    starts: date | None
    ends: date | None
    before: str
    after: str
    before_by: str
    after_by: str
    changes_outcome: bool
    is_new: bool = False


def outcome_code(verdict: Verdict | None) -> str:
    """Return the outcome of a verdict, *unlisted* where there is none."""
    return verdict.outcome if verdict else UNLISTED


def outcome_label(code: str) -> str:
    """Return an outcome in the language being spoken."""
    return _("Not listed") if code == UNLISTED else str(Outcome(code).label)


def ruling_behind(verdict: Verdict | None) -> str:
    """Return whose ruling is cited for a verdict and from when it is, and how many more hold beside it."""
    if verdict is None:
        return ""
    said = f"{verdict.decision.organisation}, {in_words(verdict.decision.effective_on)}"
    more = len(holding_reasons(verdict)) - 1
    if more > 0:
        said += " " + ngettext("(and %(count)s more)", "(and %(count)s more)", more) % {"count": more}
    return said


def shown(turns: Iterable[Turn], new: Container[int] = ()) -> list[ShownTurn]:
    """Return turns in words; those at the places in `new` are marked as such."""
    return [
        ShownTurn(
            application=str(turn.application),
            organisation=str(turn.organisation),
            device=str(DeviceClass(turn.device_class).label),
            starts=None if turn.starts == SINCE_ALWAYS else turn.starts,
            ends=turn.ends,
            before=outcome_label(outcome_code(turn.before)),
            after=outcome_label(outcome_code(turn.after)),
            before_by=ruling_behind(turn.before),
            after_by=ruling_behind(turn.after),
            changes_outcome=turn.changes_outcome,
            is_new=place in new,
        )
        for place, turn in enumerate(turns)
    ]


def why_nothing_turns(rows: Iterable[Model]) -> str:
    """Return the sentence that says that no verdict turns, and what changes nevertheless or why nothing does."""
    rows = list(rows)
    if any(isinstance(row, DefaultRule) for row in rows):
        return _("No verdict turns: what changes is the answer for applications that are not listed.")
    if any(isinstance(row, OrganisationEnd) for row in rows):
        return _(
            "No verdict turns. But an organisation that has ended makes no more rulings from that day on: its pages say"
            " so, and its feed and exports answer that it has ended."
        )
    if any(isinstance(row, (Identifier, PublisherIdentifier, MinimumVersion)) for row in rows):
        return _("No verdict turns: what changes is how devices know an application, and what they are told of it.")
    rulings = [row for row in rows if isinstance(row, Decision)]
    if rulings and all(ruling.effective_on < today() for ruling in rulings):
        return _(
            "This ruling is backdated and changes nothing from %(day)s on: a stricter one, or one that took effect"
            " later, holds already."
        ) % {"day": in_words(min(ruling.effective_on for ruling in rulings))}
    return _("Nothing turns: every answer stays as it is, on every day.")


def table_of_turns(turns: Sequence[Turn]) -> SafeString:
    """Return turns as an HTML table of the first of them, or the sentence that nothing turned."""
    return render_to_string(
        "admin/registry/turns.html",
        {"turns": shown(turns[:MOST_TURNS]), "count": len(turns), "more": max(0, len(turns) - MOST_TURNS)},
    )
