"""osquery: a pack, whose queries report what is installed against the rulings (osquery, configuration of packs)."""

import json
from collections.abc import Iterator, Sequence
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from registry.surfaces.exports.format import WORKSTATIONS, Export, Format
from registry.surfaces.exports.formats import osquery_tables as osquery
from registry.surfaces.exports.modes import Mode
from registry.surfaces.exports.said import both, in_one
from registry.surfaces.exports.selection import Item, Selection
from registry.surfaces.exports.standing import Identifier

EVERY = 3_600
"""After how many seconds a query is asked again."""

MOST = 1_048_576
"""How many bytes of configuration osquery reads; four times as many since August 2026 (kMaxConfigSize)."""

FRAME = 32_768
"""What the pack takes beside the values and slugs in it, at most: two dozen queries without their lists."""


class OsqueryPack(Format):
    """A pack of osquery: one query for each kind of identifier, so that devices work little however long the list."""

    name = "osquery-pack"
    label = _("osquery (pack)")
    description = _("A pack of osquery: name it under “packs” in the configuration; the results go to your log.")
    media_type = "application/json"
    suffix = ".json"
    devices = WORKSTATIONS
    kinds = frozenset(osquery.COLUMNS)
    has_minimum = True
    most_bytes = MOST

    def bytes_of(self, selection: Selection) -> int:
        """Return how long a pack becomes at most: each value once, or twice where a version is demanded of it."""
        items = (*self.written(selection), *(item for item in selection.allowed if item.identifier.minimum))
        return FRAME + sum(len(_row(item)) for item in items)

    def key(self, identifier: Identifier) -> object:
        """Return what osquery compares."""
        return osquery.key(identifier)

    def write(self, export: Export) -> bytes:
        """Return the pack."""
        pack = {"queries": dict(_queries(export))}
        return json.dumps(pack, ensure_ascii=False, indent=2).encode() + b"\n"

    def notes(self, mode: Mode) -> Sequence[Promise | str]:
        """Return what whoever loads it has to know."""
        return notes(mode)


def notes(mode: Mode) -> list[Promise | str]:
    """Return what whoever asks osquery has to know."""
    told: list[Promise | str] = [_("It reports what is installed; it neither blocks nor removes anything.")]
    if mode == Mode.DEFAULT_DENY:
        told.append(
            _(
                "Homebrew, Debian and RPM packages that are not listed are reported only where the list names one of"
                " that sort; then every other package of the system is reported too."
            )
        )
    return told


def _queries(export: Export) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the queries, by names that stay."""
    chosen = export.selection
    # JSON has no comments; so every device tells in the log which state of the file it has.
    state = f"SELECT {osquery.literal(export.stamp)} AS state;"
    yield "aval_state", {"query": state, "interval": EVERY, "description": _said(_("The state of this pack."))}
    for kind, items in osquery.by_kind(chosen.denied):
        said = _said(_("Prohibited applications that are installed."))
        yield f"aval_prohibited_{kind}", _query(osquery.COLUMNS[kind], items, said)
    demanding = [item for item in chosen.allowed if item.identifier.minimum]
    for kind, items in osquery.by_kind(demanding):
        said = _said(_("Applications that are older than the version demanded of them."))
        yield f"aval_outdated_{kind}", _query(osquery.COLUMNS[kind], items, said, demands=True)
    if chosen.mode == Mode.DEFAULT_DENY:
        for table, condition in osquery.not_listed(chosen):
            said = _said(_("Applications that are installed and not listed."))
            yield (
                f"aval_not_listed_{table.name}",
                _scheduled(table, osquery.select(table.shown, table, condition), said),
            )


def _query(column: osquery.Column, items: list[Item], said: str, *, demands: bool = False) -> dict[str, Any]:
    """Return the query for what is installed of some items, with the slug by which the registry knows each."""
    table = column.table
    rows = [
        (item.identifier.value, item.standing.slug) + ((osquery.shortest(item.identifier.minimum),) if demands else ())
        for item in items
    ]
    values = ", ".join(f"({', '.join(map(osquery.literal, row))})" for row in rows)
    names = "identifier, application, minimum" if demands else "identifier, application"
    shown = f"ruled.application, {column.named} AS identifier" + (", ruled.minimum" if demands else "")
    condition = osquery.where(table.counts, osquery.is_older(table, "ruled.minimum") if demands else "")
    # CROSS JOIN reads the table once, and looks each of its rows up in the list: the other way it would be read for
    # each line of the list. The column stands first, since its collation is the one that counts.
    joined = f" CROSS JOIN ruled ON {column.named} = ruled.identifier"
    asked = osquery.select(f"{shown}, {table.shown}", table, condition, ruled=joined)
    return _scheduled(table, f"WITH ruled ({names}) AS (VALUES {values}) {asked}", said)


def _row(item: Item) -> bytes:
    """Return a line of a list as JSON writes it, in the longest of its forms."""
    texts = (item.identifier.value, item.standing.slug, item.identifier.minimum)
    return json.dumps(f"({', '.join(map(osquery.literal, texts))}), ", ensure_ascii=False).encode()


def _said(words: Promise) -> str:
    """Return words in both languages, in one line."""
    return in_one(both(words))


def _scheduled(table: osquery.Table, asked: str, said: str) -> dict[str, Any]:
    """Return a query as a pack schedules it."""
    platform = {"platform": table.platform} if table.platform else {}
    return {"query": f"{asked};", "interval": EVERY, **platform, "description": said}
