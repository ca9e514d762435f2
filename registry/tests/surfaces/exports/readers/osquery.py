"""What the queries of a pack and of Fleet's policies say; read as YAML, JSON and SQL, whose texts SQLite reads."""

import json
import re
import sqlite3
from contextlib import closing

import yaml

from registry.tests.surfaces.exports.readers.said import Named, Said

KINDS = {
    "apps.bundle_identifier": "macos_bundle_id",
    "homebrew_packages.name": "homebrew_cask",
    "programs.package_family_name": "windows_package_family_name",
    "programs.name": "windows_program_name",
    "programs.upgrade_code": "windows_upgrade_code",
    "deb_packages.name": "deb_package",
    "rpm_packages.name": "rpm_package",
    "chrome_extensions.identifier": "chromium_extension_id",
    "firefox_addons.identifier": "firefox_extension_id",
}
TOKENS = re.compile(r"'(?:[^']|'')*'|[^']+")
OLDER = r"version_compare\(ifnull\([^?]*(?:\?[^?]*)?, \?\), (?P<minimum>\?|ruled\.minimum)(?:, \?)?\) < 0"
LISTED = re.compile(
    r"(?:ifnull\()?(?P<column>\w+\.\w+)(?:, \?\))?(?: COLLATE NOCASE)? (?P<other>NOT )?IN \((?P<values>[?, ]+)\)"
    rf"(?: AND {OLDER})?"
)
RULED = re.compile(r"^WITH ruled \((?P<names>[\w, ]+)\) AS \(VALUES (?P<rows>[?(), ]+)\) SELECT")
JOINED = re.compile(r"CROSS JOIN ruled ON (?P<column>\w+\.\w+) = ruled\.identifier")


def fleet(raw: bytes) -> Said:
    policies = yaml.safe_load(raw)
    for one in policies:
        assert one.keys() == {"name", "platform", "query", "description", "resolution"}
        assert set(one["platform"].split(",")) <= {"darwin", "windows", "linux"}
    assert len({one["name"] for one in policies}) == len(policies)
    said = Said(set(), set(), {})
    for one in policies:
        query, texts = skeleton(one["query"])
        assert query.startswith("SELECT 1 WHERE NOT EXISTS (SELECT 1 FROM ")
        for found in LISTED.finditer(query):
            _add(said, found, query, texts)
    return said


def pack(raw: bytes) -> Said:
    said = Said(set(), set(), {})
    for name, one in json.loads(raw)["queries"].items():
        assert {"query", "interval", "description"} <= one.keys() <= {"query", "interval", "description", "platform"}
        query, texts = skeleton(one["query"])
        if ruled := RULED.search(query):
            _add_ruled(said, ruled, query, texts)
        elif name != "aval_state":
            for found in LISTED.finditer(query):
                assert found["other"] or "location" in found["column"] or "type" in found["column"]
                _add(said, found, query, texts)
    return said


def skeleton(query: str) -> tuple[str, list[str]]:
    """Return a query with a question mark for each text in it, and the texts, as SQLite reads them."""
    tokens = TOKENS.findall(query)
    assert "".join(tokens) == query
    texts = [token for token in tokens if token.startswith("'")]
    assert "?" not in "".join(token for token in tokens if not token.startswith("'"))
    with closing(sqlite3.connect(":memory:")) as database:
        read = [database.execute(f"SELECT {text}").fetchone()[0] for text in texts]
    return "".join("?" if token.startswith("'") else token for token in tokens), read


def _add(said: Said, found: re.Match[str], query: str, texts: list[str]) -> None:
    if found["column"] not in KINDS:
        return
    start = query.count("?", 0, found.start("values"))
    values = texts[start : start + found["values"].count("?")]
    named = {_named(found["column"], value) for value in values}
    if found["minimum"]:
        (one,) = named
        said.minima[one] = texts[query.count("?", 0, found.start("minimum"))]
    else:
        (said.allowed if found["other"] else said.denied).update(named)


def _add_ruled(said: Said, ruled: re.Match[str], query: str, texts: list[str]) -> None:
    joined = JOINED.search(query)
    assert joined
    wide = ruled["names"].count(",") + 1
    rows = [texts[at : at + wide] for at in range(0, ruled["rows"].count("?"), wide)]
    if wide == 3:
        assert "version_compare" in query
        said.minima.update({_named(joined["column"], value): minimum for value, _slug, minimum in rows})
    else:
        assert "version_compare" not in query
        said.denied.update(_named(joined["column"], value) for value, _slug in rows)


def _named(column: str, value: str) -> Named:
    return KINDS[column], value
