"""The tables in which osquery shows what is installed, and the questions asked of them (osquery, specs/)."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import groupby
from typing import NamedTuple

from registry.resolve import version_key
from registry.surfaces.exports.selection import Item, Selection
from registry.surfaces.exports.standing import Identifier
from registry.terms import IdentifierKind


class Table(NamedTuple):
    """A table of installed software; `platform` is where osquery has it, empty for everywhere.

    `rows` is the clause that reads it, `counts` which of its rows are installed software at all, and `own` which of
    these a list of allowed software has to name, where that is fewer. `is_partial` tells that the list need not cover
    the table at all: it holds the packages of the system itself, or what another table shows too.
    """

    name: str
    platform: str
    rows: str
    shown: str
    version: str
    flavour: str = ""
    counts: str = ""
    own: str = ""
    is_partial: bool = False


APPS = Table(
    "apps",
    "darwin",
    "apps",
    "apps.name, apps.path, apps.bundle_short_version AS version",
    "apps.bundle_short_version",
    # What macOS brings along, and what lies inside of another application, nobody installed.
    own="apps.path NOT LIKE '/System/%' AND apps.path NOT LIKE '%.app/%'",
)
CASKS = Table(
    "homebrew_packages",
    "darwin",
    "homebrew_packages",
    "homebrew_packages.name, homebrew_packages.path, homebrew_packages.version",
    "homebrew_packages.version",
    counts="homebrew_packages.type = 'cask'",
    is_partial=True,
)
PROGRAMS = Table(
    "programs",
    "windows",
    "programs",
    "programs.name, programs.publisher, programs.install_location AS path, programs.version",
    "programs.version",
)
DEBS = Table(
    "deb_packages",
    "linux",
    "deb_packages",
    "deb_packages.name, deb_packages.version",
    # The epoch is the packager's, and would exceed every version that the maker of the application counts.
    "substr(deb_packages.version, instr(deb_packages.version, ':') + 1)",
    "DPKG",
    # A package that was removed stays in the table as long as its settings do.
    counts="deb_packages.status LIKE '% installed'",
    is_partial=True,
)
RPMS = Table(
    "rpm_packages",
    "linux",
    "rpm_packages",
    "rpm_packages.name, rpm_packages.version",
    # Neither epoch nor release stands in this column; and by the flavour RHEL osquery takes 7.10 to be below 7.9.
    "rpm_packages.version",
    is_partial=True,
)
CHROMIUM = Table(
    "chrome_extensions",
    "",
    # Without a user osquery looks at those of its own.
    "users CROSS JOIN chrome_extensions USING (uid)",
    "users.username, chrome_extensions.name, chrome_extensions.browser_type, chrome_extensions.version",
    "chrome_extensions.version",
)
FIREFOX = Table(
    "firefox_addons",
    "",
    "users CROSS JOIN firefox_addons USING (uid)",
    "users.username, firefox_addons.name, firefox_addons.version",
    "firefox_addons.version",
    # Firefox lists its own parts beside what was added to it.
    own="ifnull(firefox_addons.location, '') NOT IN"
    " ('app-builtin', 'app-builtin-addons', 'app-system-addons', 'app-system-defaults')",
)

TABLES = (APPS, CASKS, PROGRAMS, DEBS, RPMS, CHROMIUM, FIREFOX)


class Column(NamedTuple):
    """Where a kind of identifier stands; `folds` tells whether osquery compares it without regard to case."""

    table: Table
    name: str
    folds: bool = False

    @property
    def named(self) -> str:
        """Return the column with its table."""
        return f"{self.table.name}.{self.name}"


COLUMNS: Mapping[IdentifierKind, Column] = {
    IdentifierKind.MACOS_BUNDLE_ID: Column(APPS, "bundle_identifier", folds=True),
    IdentifierKind.HOMEBREW_CASK: Column(CASKS, "name"),
    IdentifierKind.WINDOWS_PACKAGE_FAMILY: Column(PROGRAMS, "package_family_name"),
    IdentifierKind.WINDOWS_PROGRAM_NAME: Column(PROGRAMS, "name"),
    IdentifierKind.WINDOWS_UPGRADE_CODE: Column(PROGRAMS, "upgrade_code"),
    IdentifierKind.DEB_PACKAGE: Column(DEBS, "name"),
    IdentifierKind.RPM_PACKAGE: Column(RPMS, "name"),
    IdentifierKind.CHROMIUM_EXTENSION: Column(CHROMIUM, "identifier"),
    IdentifierKind.FIREFOX_EXTENSION: Column(FIREFOX, "identifier"),
}
"""Where osquery shows each kind that it knows; it lists no phones, and neither snaps nor flatpaks."""


def key(identifier: Identifier) -> object:
    """Return what is the same for two identifiers that osquery cannot tell apart."""
    folds = COLUMNS[identifier.kind].folds
    return identifier.kind, identifier.value.lower() if folds else identifier.value


def literal(text: str) -> str:
    """Return a text as SQL writes it."""
    return "'" + text.replace("'", "''") + "'"


def is_one_of(column: Column, values: Iterable[str]) -> str:
    """Return the condition that a column holds one of some values."""
    return f"{column.named} IN ({', '.join(map(literal, values))})"


def is_none_of(column: Column, values: Iterable[str]) -> str:
    """Return the condition that a column holds none of some values: it holds, and is not unknown, where it is NULL."""
    # A function drops the collation of the column that it is given: it is said again.
    read = f"ifnull({column.named}, '')" + (" COLLATE NOCASE" if column.folds else "")
    return f"{read} NOT IN ({', '.join(map(literal, values))})"


def is_older(table: Table, minimum: str) -> str:
    """Return the condition that a version is below a minimum, which is an SQL expression of a text."""
    flavour = f", {literal(table.flavour)}" if table.flavour else ""
    # A version that nobody knows is none that reaches the minimum.
    return f"version_compare(ifnull({table.version}, ''), {minimum}{flavour}) < 0"


def shortest(version: str) -> str:
    """Return a version without the zeros at its end: to osquery 7.1 is older than 7.1.0, and to the registry it is not.

    >>> shortest("7.1.0"), shortest("0.0")
    ('7.1', '0')
    """
    return ".".join(map(str, version_key(version))) or "0"


def select(shown: str, table: Table, condition: str = "", *, ruled: str = "") -> str:
    """Return the part of a question that reads a table, joined with the list of what is ruled where it is named."""
    # Devices are asked, and no database of ours; each text of the registry in it is a literal.
    asked = f"SELECT {shown} FROM {table.rows}{ruled}"  # noqa: S608 (see above)
    return f"{asked} WHERE {condition}" if condition else asked


def where(*conditions: str) -> str:
    """Return the conditions of a question that are not empty, all of which hold."""
    return " AND ".join(condition for condition in conditions if condition)


def not_listed(selection: Selection) -> Iterator[tuple[Table, str]]:
    """Yield each table that the list is to cover, and the condition that a row is software beside the list."""
    named = dict(_values(selection.allowed))
    for table in TABLES:
        beside = [
            is_none_of(column, named[kind])
            for kind, column in COLUMNS.items()
            if column.table is table and kind in named
        ]
        if beside or not table.is_partial:
            yield table, where(table.counts, table.own, *beside)


def by_kind(items: Collection[Item]) -> Iterator[tuple[IdentifierKind, list[Item]]]:
    """Yield the items of each kind, in the order in which kinds are declared here."""
    order = list(COLUMNS)
    for kind, group in groupby(
        sorted(items, key=lambda item: order.index(item.identifier.kind)), key=lambda item: item.identifier.kind
    ):
        yield kind, list(group)


def _values(items: Collection[Item]) -> Iterator[tuple[IdentifierKind, list[str]]]:
    for kind, group in by_kind(items):
        yield kind, [item.identifier.value for item in group]
