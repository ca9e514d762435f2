"""CSV: all that stands in a channel, a line for each identifier, in the columns of a Table Schema (Frictionless)."""

import csv
from collections.abc import Callable, Iterator, Sequence
from io import StringIO
from typing import Any, NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from registry.surfaces.exports.causes import UNFIT_VALUE, Cause
from registry.surfaces.exports.format import Export, Format
from registry.surfaces.exports.modes import Mode
from registry.surfaces.exports.said import both, in_one
from registry.surfaces.exports.standing import Identifier, Standing
from registry.surfaces.spreadsheets import FORMULAS
from registry.surfaces.texts import Texts
from registry.terms import UNLISTED, BaselineRole, DeviceClass, IdentifierKind, Outcome

DENY, ALLOW, DEFAULT = "deny", "allow", "default"
"""What a system that follows the file does; by default, what it does with an application that is not in it."""

NOTHING: Texts = {"fr": "", "en": ""}


class Line(NamedTuple):
    """A line of the file: an application, and one of its identifiers, None where it has none."""

    export: Export
    standing: Standing
    identifier: Identifier | None
    enforcement: str


class Column(NamedTuple):
    """A column: what stands in it, what it means, and what a Table Schema says of it beside."""

    name: str
    cell: Callable[[Line], str]
    description: Promise
    type: str = "string"
    constraints: dict[str, Any] = {}
    more: dict[str, Any] = {}

    def described(self) -> dict[str, Any]:
        """Return the column as a Table Schema describes it."""
        described = {"name": self.name, "type": self.type, **self.more, "description": in_one(both(self.description))}
        return described | ({"constraints": self.constraints} if self.constraints else {})


def as_text(text: str) -> str:
    """Return a text as a cell that no spreadsheet computes; an apostrophe at its beginning is never one of its own."""
    return f"'{text}" if text.startswith(("'", *FORMULAS)) else text


def _in(language: str, texts: Texts | None) -> str:
    written = texts or NOTHING
    return as_text(written["fr"] if language == "fr" else written["en"])


REQUIRED = {"required": True}

COLUMNS = (
    Column(
        "organisation",
        lambda line: line.export.ground.channel.organisation.slug,
        _("The organisation whose devices the file is for."),
        constraints=REQUIRED,
    ),
    Column(
        "device",
        lambda line: line.export.ground.channel.device_class.value,
        _("The class of these devices."),
        constraints=REQUIRED | {"enum": DeviceClass.values},
    ),
    Column(
        "application",
        lambda line: line.standing.slug,
        _("The name of the application in addresses, which never changes."),
        constraints=REQUIRED,
    ),
    Column("name_fr", lambda line: _in("fr", line.standing.name), _("The name in French."), constraints=REQUIRED),
    Column("name_en", lambda line: _in("en", line.standing.name), _("The name in English."), constraints=REQUIRED),
    Column(
        "status",
        lambda line: line.standing.outcome.value if line.standing.outcome else UNLISTED,
        _("What was ruled; “unlisted” where nothing was."),
        constraints=REQUIRED | {"enum": [*Outcome.values, UNLISTED]},
    ),
    Column(
        "enforcement",
        lambda line: line.enforcement,
        _("What devices are to do: deny it, allow it, or by default whatever they do with what is not in the file."),
        constraints=REQUIRED | {"enum": [DENY, ALLOW, DEFAULT]},
    ),
    Column(
        "identifier_kind",
        lambda line: line.identifier.kind.value if line.identifier else "",
        _("The namespace of the identifier; empty where the registry knows none."),
        constraints={"enum": IdentifierKind.values},
    ),
    Column(
        "identifier",
        lambda line: line.identifier.value if line.identifier else "",
        _("The value by which devices know the application."),
    ),
    Column(
        "signer",
        lambda line: line.identifier.signer if line.identifier else "",
        _("The publisher’s name in the certificate that signs a Windows package."),
    ),
    Column(
        "min_version",
        lambda line: line.identifier.minimum if line.identifier else "",
        _("The lowest version that is allowed; empty for any."),
        constraints={"pattern": r"\d+(\.\d+)*"},
    ),
    Column(
        "role",
        lambda line: line.standing.role.value if line.standing.role else "",
        _("Why devices cannot do without it; empty where they can."),
        constraints={"enum": BaselineRole.values},
    ),
    Column("conditions_fr", lambda line: _in("fr", line.standing.conditions), _("The conditions in French.")),
    Column("conditions_en", lambda line: _in("en", line.standing.conditions), _("The conditions in English.")),
    Column("authority_fr", lambda line: _in("fr", line.standing.authority), _("Who ruled, in French.")),
    Column("authority_en", lambda line: _in("en", line.standing.authority), _("Who ruled, in English.")),
    Column(
        "effective_on",
        lambda line: line.standing.effective_on.isoformat() if line.standing.effective_on else "",
        _("Since which day it holds."),
        "date",
    ),
    Column(
        "comply_by",
        lambda line: line.standing.comply_by.isoformat() if line.standing.comply_by else "",
        _("By which day devices must comply."),
        "date",
    ),
    Column(
        "until",
        lambda line: line.standing.until.isoformat() if line.standing.until else "",
        _("The first day on which it no longer holds, where that is known."),
        "date",
    ),
    Column(
        "page",
        lambda line: line.standing.page,
        _("The page that answers for this application."),
        more={"format": "uri"},
    ),
)


class Table(Format):
    """A table of all that stands, for whatever has no format of its own here."""

    name = "csv"
    label = _("CSV (with a Table Schema)")
    description = _(
        "A table for scripts and for systems without a format of their own here; its Table Schema lies at"
        " /api/v1/schemas/exports/csv.json."
    )
    media_type = "text/csv; charset=utf-8; header=present"
    suffix = ".csv"
    devices = tuple(DeviceClass)
    kinds = frozenset(IdentifierKind)
    has_minimum = True
    has_conditions = True

    def write(self, export: Export) -> bytes:
        """Return the table, as RFC 4180 has it."""
        text = StringIO()
        # Each cell is quoted: a spreadsheet that expects another separator would else begin a cell, and maybe a
        # formula, in the midst of a name.
        lines = csv.writer(text, quoting=csv.QUOTE_ALL)
        lines.writerow(column.name for column in COLUMNS)
        lines.writerows([column.cell(line) for column in COLUMNS] for line in _lines(self, export))
        return text.getvalue().encode()

    def why_not(self, identifier: Identifier) -> Cause | None:
        """Return why an identifier is left out: a spreadsheet would compute it, and it may not be altered."""
        return UNFIT_VALUE if identifier.value.startswith(("'", *FORMULAS)) else None

    def notes(self, mode: Mode) -> list[Promise | str]:
        """Return what whoever loads it has to know."""
        return [
            _(
                "It blocks nothing by itself: your system has to follow the column “enforcement”. A text that a"
                " spreadsheet would take for a formula has an apostrophe before it."
            )
        ]


def table_schema() -> dict[str, Any]:
    """Return the Table Schema of the file: the same whoever asks, in both languages."""
    description = both(
        _(
            "A line for each identifier of each application on which something stands. A text that begins with an"
            " apostrophe, or as formulas of spreadsheets do, has an apostrophe before it, which is not part of it."
        )
    )
    return {
        "name": "aval-csv",
        "title": "Aval: CSV",
        "description": in_one(description),
        "fields": [column.described() for column in COLUMNS],
        "missingValues": [""],
        "primaryKey": ["application", "identifier_kind", "identifier"],
    }


def _lines(format_: Format, export: Export) -> Iterator[Line]:
    """Yield the lines in the order of slug, kind and value; an application of which none can be written has one."""
    chosen = export.selection
    named = {(item.standing.slug, item.identifier) for item in (*chosen.denied, *chosen.allowed)}
    for standing in chosen.ground.standings:
        enforcement = _enforcement(standing, chosen.mode)
        is_chosen = enforcement != DEFAULT or standing.is_ruled_usable or standing.is_essential
        written: Sequence[Identifier | None] = [
            one
            for one in standing.identifiers
            if ((standing.slug, one) in named if is_chosen else format_.why_not(one) is None)
        ]
        for identifier in written or (None,):
            yield Line(export, standing, identifier, enforcement)


def _enforcement(standing: Standing, mode: Mode) -> str:
    if standing.outcome == Outcome.PROHIBITED:
        return DENY
    if mode == Mode.DEFAULT_DENY and (standing.is_ruled_usable or standing.is_essential):
        return ALLOW
    return DEFAULT
