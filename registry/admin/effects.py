"""The effect of a proposal as the administration shows it: counted, filtered, page by page, and on devices."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Model
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _

from registry.admin.confirmation import Seen
from registry.admin.turns import ShownTurn, outcome_code, outcome_label, shown
from registry.catalogue.organisations import Organisation
from registry.models import Identifier
from registry.revisions.models import today
from registry.terms import DeviceClass
from registry.verdicts.channels import Change
from registry.verdicts.timeline import timelines
from registry.verdicts.turns import Effect, Turn

TURNS_ON_A_PAGE = 100

MOST_CHOICES = 40
"""The values of a filter that are offered; the others are asked for by their slug in the address."""

FILTERS = ("application", "organisation", "device", "turn")
"""The parameters by which turns are filtered."""


@dataclass(frozen=True)
class Choice:
    """A value of a filter, how many turns it leaves, and the query that asks for it."""

    label: str
    count: int
    query: str
    is_chosen: bool


@dataclass(frozen=True)
class OnDevices:
    """What a channel's devices will be told anew."""

    organisation: str
    device: str
    added: int
    changed: int
    dropped: int


@dataclass(frozen=True)
class ShownEffect:
    """What turns, as a page shows it."""

    count: int
    is_filtered: bool
    page: Page[ShownTurn]
    page_query: str
    filters: Sequence[tuple[str, Sequence[Choice], int]]
    channels: Sequence[OnDevices]


def shown_effect(
    request: HttpRequest, effect: Effect, rows: Iterable[Model] = (), seen_before: Seen | None = None
) -> ShownEffect:
    """Return an effect as the address asks for it; what was not seen before is marked.

    `rows` are what is published: an identifier changes what devices are told without any turn. At most seven queries.
    """
    left = [turn for turn in effect.turns if all(_passes(turn, name, request.GET.get(name)) for name in FILTERS)]
    page = Paginator(left, TURNS_ON_A_PAGE).get_page(request.GET.get("page"))
    here = list(page.object_list)
    new = seen_before.new_in(here) if seen_before else set()
    words: Page[ShownTurn] = Page(shown(here, new=new), page.number, page.paginator)  # type: ignore[arg-type]  # a page of turns, in words
    return ShownEffect(
        count=len(left),
        is_filtered=len(left) < len(effect.turns),
        page=words,
        page_query=_query(request.GET, page=None),
        filters=[(label, *_choices(request, effect.turns, name)) for name, label in _labels()],
        channels=_on_devices(effect, rows),
    )


def _labels() -> list[tuple[str, str]]:
    return [
        ("turn", _("By what turns")),
        ("organisation", _("By organisation")),
        ("device", _("By device")),
        ("application", _("By application")),
    ]


def _said(turn: Turn, name: str) -> tuple[str, str]:
    """Return the code of a turn for a filter, and its words."""
    match name:
        case "application":
            return turn.application.slug, str(turn.application)
        case "organisation":
            return turn.organisation.slug, str(turn.organisation)
        case "device":
            return turn.device_class, str(DeviceClass(turn.device_class).label)
    before, after = outcome_code(turn.before), outcome_code(turn.after)
    return f"{before}-{after}", f"{outcome_label(before)} → {outcome_label(after)}"


def _passes(turn: Turn, name: str, wanted: str | None) -> bool:
    return not wanted or _said(turn, name)[0] == wanted


def _choices(request: HttpRequest, turns: Sequence[Turn], name: str) -> tuple[list[Choice], int]:
    """Return the values of a filter, the most frequent first, among what the other filters leave; how many more."""
    others = [one for one in FILTERS if one != name]
    counted = Counter(
        _said(turn, name) for turn in turns if all(_passes(turn, one, request.GET.get(one)) for one in others)
    )
    chosen = request.GET.get(name)
    frequent = counted.most_common(MOST_CHOICES)
    frequent += [one for one in counted.items() if one[0][0] == chosen and one not in frequent]
    choices = [
        Choice(label, count, _query(request.GET, **{name: None if code == chosen else code}, page=None), code == chosen)
        for (code, label), count in frequent
    ]
    return choices, len(counted) - len(choices)


def _query(asked: QueryDict, **changed: str | None) -> str:
    query = asked.copy()
    for name, value in changed.items():
        query.pop(name, None)
        if value is not None:
            query[name] = value
    return f"?{query.urlencode()}"


def _on_devices(effect: Effect, rows: Iterable[Model]) -> list[OnDevices]:
    """Return what each channel's devices will be told, the most touched first."""
    channels = effect.channels(today())
    turning = {turn.application.pk for turn in effect.turns}
    known_otherwise = {row.application_id for row in rows if isinstance(row, Identifier)} - turning - {None}
    if known_otherwise:
        read = timelines(applications=known_otherwise)
        for application in known_otherwise:
            for device in read.device_classes(application):
                for organisation, verdict in read.everywhere(application, device, today()).items():
                    if verdict is not None:
                        channels.setdefault((organisation, device), Change()).changed += 1
    names: dict[Any, Any] = Organisation.objects.in_bulk({organisation for organisation, _device in channels})
    told = [
        OnDevices(
            str(names[organisation]), str(DeviceClass(device).label), change.added, change.changed, change.dropped
        )
        for (organisation, device), change in channels.items()
    ]
    return sorted(told, key=lambda one: (-(one.added + one.changed + one.dropped), one.organisation, one.device))
