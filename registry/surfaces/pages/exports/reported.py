"""The page of one file: what it covers, where it is, what it does to devices, and what it leaves unsaid."""

from collections import defaultdict
from typing import Any, NamedTuple

from django.http import HttpRequest, HttpResponse
from django.utils.formats import number_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from registry.languages import spoken
from registry.surfaces.addresses import public_origin
from registry.surfaces.exports import asked
from registry.surfaces.exports.causes import Cause
from registry.surfaces.exports.loaded import Loaded
from registry.surfaces.exports.made import Order, export_of
from registry.surfaces.exports.modes import Mode
from registry.surfaces.exports.refusals import refusal
from registry.surfaces.exports.selection import Omission, Selection
from registry.surfaces.exports.standing import Standing, ground_of
from registry.surfaces.pages.addresses import named_application_url
from registry.surfaces.pages.answers import word
from registry.surfaces.pages.days import as_time, in_words
from registry.surfaces.pages.exports.asked import answers_tail, of_those_in_being, refused_in_a_page, steps
from registry.surfaces.pages.exports.choices import of_devices, of_modes
from registry.surfaces.pages.exports.covered import coverage
from registry.surfaces.pages.furniture import Way, show
from registry.terms import UNLISTED, Outcome

MOST = 100
"""How many lines are shown under one cause: the report for machines has them all."""


class Line(NamedTuple):
    """An application of which a file leaves something unsaid, with the identifier that it is about."""

    way: Way
    outcome: str
    word: str
    identifier: str


class Group(NamedTuple):
    """What a file leaves unsaid for one cause, with what to do about it."""

    name: str
    sentence: str
    advice: str
    lines: list[Line]
    further: str


class Deadline(NamedTuple):
    """A deadline that is still ahead."""

    way: Way
    day: SafeString


@of_those_in_being
def export_reported(request: HttpRequest, slug: str, format_name: str) -> HttpResponse:
    """Return the page of a file.

    Sixteen queries: the channel, and fifteen for what stands in it; seventeen more where an earlier state is
    named to a format that tells what changed since.
    """
    with refused_in_a_page():
        order = asked.order(slug, format_name, request.GET, public_origin(request))
        ground = ground_of(order.channel, order.origin)
        own = Mode.of(ground.default_rule)
        mode = order.mode or (own if own in order.format.modes else order.format.modes[0])
        order = Order(order.format, order.channel, order.origin, mode, order.since)
        waits = order.format.needs_before and order.since is None
        export = None if waits else export_of(order, ground)
    format_, channel = order.format, order.channel
    selection = export.selection if export else format_.select(ground, mode)
    refused = refusal(format_, selection)
    name = order.file_name(mode)
    context = {
        "section": "organisations",
        "steps": steps(channel.organisation, _("For device management"), str(format_.label)),
        "format": format_,
        "organisation": channel.organisation,
        "devices": of_devices(format_.devices, channel.device_class, mode),
        "modes": of_modes(format_.modes, channel.device_class, mode, ground.default_rule),
        "facts": _facts(order, selection, mode),
        "refused": str(refused.detail) if refused else "",
        "waits": waits,
        "kept": [("device", channel.device_class), ("mode", mode)],
        "since": order.since or "",
        "state": str(Loaded.of(channel)),
        "download": _path(order) if export and not refused else "",
        "file_name": name,
        "address": order.address,
        "command": f"curl -fsS --etag-compare {name}.etag --etag-save {name}.etag -o {name} '{order.address}'",
        "notes": [str(note) for note in format_.notes(mode)],
        "deadlines": _deadlines(selection),
        "groups": _groups(selection),
        "report_url": _path(order, report=True),
        "is_told": export is not None,
    }
    return show(request, "pages/export.html", context)


def _path(order: Order, *, report: bool = False) -> str:
    """Return the address of a file, or of the report on it, on whichever host the page is read."""
    here = Order(order.format, order.channel, "", order.mode, order.since)
    return here.report_address if report else here.address


def _facts(order: Order, selection: Selection, mode: Mode) -> list[tuple[str, Any]]:
    """Return what is to be known of a file at a glance, a name and a value each."""
    channel = order.channel
    state = {"number": channel.revision, "day": in_words(channel.day)}
    return [
        (_("Covers"), coverage(selection)),
        (_("Devices"), channel.device_class.label),
        (_("What is not listed"), mode.label),
        (pgettext("of a file", "State"), _("Revision %(number)s, as it holds on %(day)s") % state),
        (_("Media type"), order.format.media_type),
    ]


def _deadlines(selection: Selection) -> list[Deadline]:
    """Return the deadlines ahead, the nearest first."""
    ahead = sorted((one.comply_by, one.slug, one) for one in selection.deadlines if one.comply_by)
    return [Deadline(_way(one, selection), as_time(day)) for day, _slug, one in ahead]


def _groups(selection: Selection) -> list[Group]:
    """Return what is left unsaid by its causes; those that concern what is prohibited come first."""
    by_cause: dict[Cause, list[Omission]] = defaultdict(list)
    for omission in selection.omissions:
        by_cause[omission.cause].append(omission)
    groups = sorted(by_cause.items(), key=lambda one: (not _is_urgent(one[1]), one[0].code))
    return [
        Group(
            name=cause.code,
            sentence=str(cause.sentence),
            advice=str(cause.advice),
            lines=[_line(one, selection) for one in omissions[:MOST]],
            further=_further(len(omissions) - MOST),
        )
        for cause, omissions in groups
    ]


def _is_urgent(omissions: list[Omission]) -> bool:
    return any(one.standing.outcome == Outcome.PROHIBITED for one in omissions)


def _line(omission: Omission, selection: Selection) -> Line:
    outcome = omission.standing.outcome.value if omission.standing.outcome else UNLISTED
    identifier = omission.identifier
    said = ""
    if identifier:
        said = " ".join(filter(None, (str(identifier.kind.label), identifier.value, identifier.minimum)))
    return Line(_way(omission.standing, selection), outcome, word(outcome), said)


def _further(count: int) -> str:
    if count <= 0:
        return ""
    words = {"count": number_format(count, force_grouping=True)}
    return ngettext("%(count)s more is in the report.", "%(count)s more are in the report.", count) % words


def _way(standing: Standing, selection: Selection) -> Way:
    """Return the way to the answer on an application, for the devices of the channel."""
    name = standing.name["fr"] if spoken() == "fr" else standing.name["en"]
    return Way(name, named_application_url(standing.slug, answers_tail(selection.ground.channel)))
