"""Fleet: policies that a device passes while nothing on it is against the rulings (fleetdm.com, YAML files)."""

import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from registry.surfaces import addresses
from registry.surfaces.exports.format import WORKSTATIONS, Export, Format
from registry.surfaces.exports.formats import osquery_tables as osquery
from registry.surfaces.exports.formats.osquery_pack import notes
from registry.surfaces.exports.modes import Mode
from registry.surfaces.exports.said import both, in_one
from registry.surfaces.exports.selection import Item
from registry.surfaces.exports.standing import Identifier
from registry.surfaces.texts import Texts

EVERYWHERE = "darwin,windows,linux"

LABELS = {"darwin": "macOS", "windows": "Windows", "linux": "Linux", "": "browsers"}
"""What a policy is called after, for each platform of a table."""

ESCAPED = re.compile("[$\x7f-\x9f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufffe\uffff]")
"""What is written by its number: the sign by which Fleet fills in variables, and what YAML forbids or nobody sees."""

Conditions = Callable[[list[Item]], Iterable[tuple[osquery.Table, str]]]
"""What makes, of some identifiers, the conditions for rows of tables under which a device fails."""

PROHIBITED = _("%(name)s is prohibited. Ruled by: %(authority)s.")
OUTDATED = _("%(name)s is older than the version demanded of it. Ruled by: %(authority)s.")
UNINSTALL = _("Uninstall it. Why, and what to use instead: %(page)s")
UPDATE = _("Update it. Which version is demanded, and why: %(page)s")
BESIDE = _("Something is installed that is not on the list of %(organisation)s.")
UNINSTALL_OR_ASK = _("Uninstall it, or ask for an assessment: %(page)s")


class Fleet(Format):
    """Policies of Fleet: one for each application and platform, and one for all that is not listed."""

    name = "fleet-policies"
    label = _("Fleet (policies)")
    description = _(
        "Policies of Fleet: keep the file beside those of your GitOps repository, and name its path under “policies”."
    )
    media_type = "application/yaml"
    suffix = ".policies.yml"
    devices = WORKSTATIONS
    kinds = frozenset(osquery.COLUMNS)
    has_minimum = True

    def key(self, identifier: Identifier) -> object:
        """Return what osquery compares."""
        return osquery.key(identifier)

    def write(self, export: Export) -> bytes:
        """Return the policies. Each text is quoted: JSON's way of writing it, which YAML 1.1 and 1.2 read too."""
        policies = "".join(
            f"- name: {quoted(one.name)}\n"
            f"  platform: {quoted(one.platform)}\n"
            f"  query: {quoted(one.query)}\n"
            f"  description: {quoted(one.description)}\n"
            f"  resolution: {quoted(one.resolution)}\n"
            for one in _policies(export)
        )
        return f"# {export.stamp}\n{policies or '[]' + chr(10)}".encode()

    def notes(self, mode: Mode) -> Sequence[Promise | str]:
        """Return what whoever loads it has to know."""
        return (
            *notes(mode),
            _("A policy that is no longer in the file is deleted by Fleet as soon as it is applied."),
        )


class Policy(NamedTuple):
    """A policy, as Fleet names its parts; a device passes while the query gives a row."""

    name: str
    platform: str
    query: str
    description: str
    resolution: str


def quoted(text: str) -> str:
    """Return a text as it is written between quotes, with nothing in it on which Fleet or a reader of YAML acts."""
    return ESCAPED.sub(lambda found: f"\\u{ord(found[0]):04x}", json.dumps(text, ensure_ascii=False))


def _policies(export: Export) -> Iterator[Policy]:
    """Yield the policies: of what is prohibited, of what is demanded, and of what is not listed."""
    chosen = export.selection
    demanding = [item for item in chosen.allowed if item.identifier.minimum]
    yield from _of_applications(export, chosen.denied, _installed, both(PROHIBITED), both(UNINSTALL))
    yield from _of_applications(export, demanding, _outdated, both(OUTDATED), both(UPDATE))
    if chosen.mode == Mode.DEFAULT_DENY:
        yield from _of_the_rest(export)


def _of_applications(
    export: Export, items: list[Item], conditions: Conditions, description: Texts, resolution: Texts
) -> Iterator[Policy]:
    """Yield a policy for each application and platform, by a name that stays whatever is ruled."""
    organisation = export.ground.channel.organisation.slug
    found: dict[tuple[str, str], list[Item]] = defaultdict(list)
    for item in items:
        found[item.standing.slug, osquery.COLUMNS[item.identifier.kind].table.platform].append(item)
    for (slug, platform), group in found.items():
        standing = group[0].standing
        told = {
            "name": standing.name,
            "authority": standing.authority or _in_both(""),
            "page": _in_both(standing.page),
        }
        yield Policy(
            f"Aval {organisation}: {slug} ({LABELS[platform]})",
            platform or EVERYWHERE,
            _passes_without(conditions(group)),
            in_one(_filled(description, told)),
            in_one(_filled(resolution, told)),
        )


def _of_the_rest(export: Export) -> Iterator[Policy]:
    """Yield a policy for each table that the list is to cover: nothing else may be installed there."""
    organisation = export.ground.channel.organisation
    told: dict[str, Texts] = {
        "organisation": {"fr": organisation.name_fr, "en": organisation.name_en},
        "page": _in_both(addresses.page(export.origin, "organisation", organisation.slug)),
    }
    description, resolution = both(BESIDE), both(UNINSTALL_OR_ASK)
    for table, condition in osquery.not_listed(export.selection):
        yield Policy(
            f"Aval {organisation.slug}: not listed ({table.name})",
            table.platform or EVERYWHERE,
            _passes_without([(table, condition)]),
            in_one(_filled(description, told)),
            in_one(_filled(resolution, told)),
        )


def _installed(items: list[Item]) -> Iterator[tuple[osquery.Table, str]]:
    """Yield the tables and the conditions under which one of some identifiers is installed."""
    for kind, group in osquery.by_kind(items):
        column = osquery.COLUMNS[kind]
        listed = osquery.is_one_of(column, [item.identifier.value for item in group])
        yield column.table, osquery.where(column.table.counts, listed)


def _outdated(items: list[Item]) -> Iterator[tuple[osquery.Table, str]]:
    """Yield the tables and the conditions under which one of some identifiers is installed in too old a version."""
    for item in items:
        column = osquery.COLUMNS[item.identifier.kind]
        minimum = osquery.literal(osquery.shortest(item.identifier.minimum))
        is_it = osquery.is_one_of(column, [item.identifier.value])
        yield column.table, osquery.where(column.table.counts, is_it, osquery.is_older(column.table, minimum))


def _passes_without(conditions: Iterable[tuple[osquery.Table, str]]) -> str:
    """Return the query that gives a row while none of some conditions holds for any row of its table."""
    none = " AND ".join(f"NOT EXISTS ({osquery.select('1', table, condition)})" for table, condition in conditions)
    return f"SELECT 1 WHERE {none};"


def _in_both(text: str) -> Texts:
    return {"fr": text, "en": text}


def _filled(words: Texts, told: Mapping[str, Texts]) -> Texts:
    """Return words in both languages with what is filled in, in the same language."""
    return {
        "fr": words["fr"] % {name: text["fr"] for name, text in told.items()},
        "en": words["en"] % {name: text["en"] for name, text in told.items()},
    }
