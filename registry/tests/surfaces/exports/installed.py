"""A device as osquery shows it: its tables in SQLite, restated from osquery's specs (specs/*.table, Apache-2.0).

Only the columns that can be asked for are there, with their collations; what is not there fails a query, as it does
on a device. `version_compare` is restated from what osquery does (osquery/sql/sqlite_version.cpp), not copied.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager

SPECS = """
CREATE TABLE users (uid BIGINT, username TEXT);
CREATE TABLE apps (name TEXT, path TEXT, bundle_identifier TEXT COLLATE nocase,
    bundle_short_version TEXT COLLATE version, bundle_version TEXT COLLATE version);
CREATE TABLE homebrew_packages (name TEXT, path TEXT, version TEXT COLLATE version, type TEXT);
CREATE TABLE programs (name TEXT, version TEXT COLLATE version, install_location TEXT, publisher TEXT,
    identifying_number TEXT, package_family_name TEXT, upgrade_code TEXT);
CREATE TABLE deb_packages (name TEXT, version TEXT COLLATE version_dpkg, arch TEXT, revision TEXT, status TEXT);
CREATE TABLE rpm_packages (name TEXT, version TEXT COLLATE version_rhel, release TEXT, arch TEXT, epoch INTEGER);
CREATE TABLE chrome_extensions (browser_type TEXT, uid BIGINT, name TEXT, identifier TEXT,
    version TEXT COLLATE version);
CREATE TABLE firefox_addons (uid BIGINT, name TEXT, identifier TEXT, version TEXT COLLATE version, location TEXT);
"""
PRECEDENCE = {"~": 1, "-": 2, "^": 3, ".": 4, ":": 5}
ON = {
    "darwin": {"users", "apps", "homebrew_packages", "chrome_extensions", "firefox_addons"},
    "windows": {"users", "programs", "chrome_extensions", "firefox_addons"},
    "linux": {"users", "deb_packages", "rpm_packages", "chrome_extensions", "firefox_addons"},
}
"""Which of the tables osquery has on a platform."""


@contextmanager
def device(platform: str, **rows: list[dict[str, object]]) -> Iterator[sqlite3.Connection]:
    """Yield a device of a platform on which these rows are shown; Ada is its user, unless others are given."""
    rows.setdefault("users", [{"uid": 1000, "username": "ada"}])
    with closing(sqlite3.connect(":memory:")) as database:
        database.create_function("version_compare", -1, version_compare, deterministic=True)
        for collation, flavour in (("version", ""), ("version_dpkg", "DPKG"), ("version_rhel", "RHEL")):
            database.create_collation(collation, lambda left, right, to=flavour: version_compare(left, right, to))
        database.executescript(SPECS)
        for (table,) in database.execute("SELECT name FROM sqlite_master").fetchall():
            if table not in ON[platform]:
                database.execute(f"DROP TABLE {table}")
        for table, its_rows in rows.items():
            for row in its_rows:
                marks = ", ".join("?" * len(row))
                database.execute(f"INSERT INTO {table} ({', '.join(row)}) VALUES ({marks})", list(row.values()))
        yield database


def version_compare(left: str, right: str, flavour: str = "") -> int:
    """Return whether a version is below, equal to or above another, as osquery compares them."""
    if not isinstance(left, str) or not isinstance(right, str):
        raise TypeError("Must provide two version strings to compare.")
    if not left or not right or left == right:
        return (left > right) - (left < right)
    packaged = flavour in ("DPKG", "RHEL")
    if packaged and (":" in left or ":" in right):
        difference = left.find(":") - right.find(":") if ":" in left and ":" in right else (1 if ":" in left else -1)
        if difference:
            return _sign(difference)
    first = 0
    for one, other in zip(left, right, strict=False):
        ranks = PRECEDENCE.get(one, 0), PRECEDENCE.get(other, 0)
        if ranks == (0, 0):
            first = first or ord(one) - ord(other)
        elif 0 in ranks:
            return 1 if ranks[0] == 0 else -1
        elif first or (packaged and ranks[0] != ranks[1]):
            return _sign(first or ranks[0] - ranks[1])
    if len(left) == len(right):
        return _sign(first)
    shorter = min(len(left), len(right))
    following = max(left, right, key=len)[shorter]
    if flavour == "RHEL" and following in "~-^":
        return {"~": -1, "-": 0, "^": 1}[following] * (1 if len(left) > len(right) else -1)
    if first and (flavour == "RHEL" or following in PRECEDENCE):
        return _sign(first)
    return _sign(len(left) - len(right))


def _sign(number: int) -> int:
    return (number > 0) - (number < 0)
