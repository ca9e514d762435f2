"""What a publication turns, as the administration shows it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from registry.catalogue.trees import SINCE_ALWAYS
from registry.terms import UNLISTED, DeviceClass, Outcome
from registry.verdicts.models import Verdict
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
    changes_outcome: bool
    is_new: bool = False


def outcome_code(verdict: Verdict | None) -> str:
    """Return the outcome of a verdict, *unlisted* where there is none."""
    return verdict.outcome if verdict else UNLISTED


def outcome_label(code: str) -> str:
    """Return an outcome in the language being spoken."""
    return _("Not listed") if code == UNLISTED else str(Outcome(code).label)


def shown(turns: Iterable[Turn], new: Sequence[Turn] = ()) -> list[ShownTurn]:
    """Return turns in words; those in `new` are marked as such."""
    return [
        ShownTurn(
            application=str(turn.application),
            organisation=str(turn.organisation),
            device=str(DeviceClass(turn.device_class).label),
            starts=None if turn.starts == SINCE_ALWAYS else turn.starts,
            ends=turn.ends,
            before=outcome_label(outcome_code(turn.before)),
            after=outcome_label(outcome_code(turn.after)),
            changes_outcome=turn.changes_outcome,
            is_new=turn in new,
        )
        for turn in turns
    ]


def table_of_turns(turns: Sequence[Turn]) -> SafeString:
    """Return turns as an HTML table of the first of them, or the sentence that nothing turned."""
    return render_to_string(
        "admin/registry/turns.html",
        {"turns": shown(turns[:MOST_TURNS]), "count": len(turns), "more": max(0, len(turns) - MOST_TURNS)},
    )
