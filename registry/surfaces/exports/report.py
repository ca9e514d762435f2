"""Reports: what a file covers, what it could not express and why, and what to do about each."""

from typing import Any

from registry.surfaces.exports.causes import Cause
from registry.surfaces.exports.format import Export, Format
from registry.surfaces.exports.loaded import Loaded
from registry.surfaces.exports.refusals import refusal
from registry.surfaces.exports.said import both
from registry.surfaces.exports.selection import Omission, Selection
from registry.surfaces.texts import Texts
from registry.terms import UNLISTED

SCHEMA = "aval-export-report/1"


def report(format_: Format, export: Export) -> dict[str, Any]:
    """Return the report on a file."""
    selection, channel = export.selection, export.ground.channel
    # Each cause is put into words once, however many applications it keeps out.
    causes = {one.cause.code: one.cause for one in selection.omissions}
    worded = {code: _words(cause) for code, cause in causes.items()}
    return {
        "schema": SCHEMA,
        "format": format_.name,
        "channel": channel.name,
        "mode": selection.mode.value,
        "state": str(Loaded.of(channel)),
        "seq": channel.seq,
        "revision": channel.revision,
        "day": channel.day.isoformat(),
        "digest": channel.digest,
        "file": export.address,
        "refused": _refused(format_, selection),
        "coverage": coverage(selection),
        "notes": [both(note) for note in format_.notes(selection.mode)],
        "deadlines": [
            {"application": one.slug, "comply_by": one.comply_by.isoformat(), "url": one.page}
            for one in selection.deadlines
            if one.comply_by
        ],
        "not_expressed": [_told(one) | worded[one.cause.code] for one in selection.omissions],
    }


def coverage(selection: Selection) -> dict[str, int]:
    """Return how many applications are prohibited, and how many of these the file names."""
    return {"prohibited": len(selection.prohibited), "recognised": selection.recognised}


def _refused(format_: Format, selection: Selection) -> dict[str, Any] | None:
    """Return why the file is refused, with the members of its problem; None where it is given."""
    refused = refusal(format_, selection)
    if refused is None:
        return None
    detail = both(lambda: str((refusal(format_, selection) or refused).detail))
    return {"type": refused.type, "detail": detail} | refused.members


def _told(omission: Omission) -> dict[str, Any]:
    """Return an omission as the report tells it."""
    standing, cause, identifier = omission
    told: dict[str, Any] = {
        "application": standing.slug,
        "name": standing.name,
        "status": standing.outcome.value if standing.outcome else UNLISTED,
        "cause": cause.code,
        "url": standing.page,
    }
    if identifier:
        told["identifier"] = {"kind": identifier.kind.value, "value": identifier.value}
        if identifier.minimum:
            told["identifier"]["min_version"] = identifier.minimum
    return told


def _words(cause: Cause) -> dict[str, Texts]:
    return {"detail": both(cause.sentence), "advice": both(cause.advice)}
