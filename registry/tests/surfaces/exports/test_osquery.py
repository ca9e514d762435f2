"""Policies of Fleet and packs of osquery, asked of devices whose tables are osquery's, in SQLite."""

import json
import sqlite3
from collections.abc import Callable
from typing import NamedTuple

import pytest
import yaml

from registry.surfaces.exports.formats import FORMATS
from registry.surfaces.exports.modes import Mode
from registry.surfaces.exports.refusals import refusal
from registry.surfaces.exports.standing import Identifier, Standing
from registry.terms import IdentifierKind, Outcome
from registry.tests.surfaces.exports.installed import device, version_compare
from registry.tests.surfaces.exports.material import HOSTILE, export, standing, written
from registry.tests.surfaces.exports.readers import READERS

FLEET, PACK = FORMATS["fleet-policies"], FORMATS["osquery-pack"]


class Known(NamedTuple):
    """A kind of identifier, and how a device shows what has it: the column that tells stands first in the row."""

    kind: IdentifierKind
    platform: str
    table: str
    value: str
    row: dict[str, object]
    version: str = "version"


KNOWN = (
    Known(
        IdentifierKind.MACOS_BUNDLE_ID,
        "darwin",
        "apps",
        "org.example.Chat",
        {"bundle_identifier": "ORG.example.chat", "path": "/Applications/Chat.app"},
        "bundle_short_version",
    ),
    Known(IdentifierKind.HOMEBREW_CASK, "darwin", "homebrew_packages", "chat", {"name": "chat", "type": "cask"}),
    Known(
        IdentifierKind.WINDOWS_PACKAGE_FAMILY,
        "windows",
        "programs",
        "Example.Chat_8wekyb3d8bbwe",
        {"package_family_name": "Example.Chat_8wekyb3d8bbwe", "name": "Chat"},
    ),
    Known(
        IdentifierKind.WINDOWS_PROGRAM_NAME,
        "windows",
        "programs",
        "It's \"Chat\"; -- ') OR (1=1",
        {"name": "It's \"Chat\"; -- ') OR (1=1"},
    ),
    Known(
        IdentifierKind.WINDOWS_UPGRADE_CODE,
        "windows",
        "programs",
        "{C819B794-A45C-4F27-9860-0C86492A52CC}",
        {"upgrade_code": "{C819B794-A45C-4F27-9860-0C86492A52CC}", "name": "Chat"},
    ),
    Known(
        IdentifierKind.DEB_PACKAGE,
        "linux",
        "deb_packages",
        "chat",
        {"name": "chat", "status": "install ok installed"},
    ),
    Known(IdentifierKind.RPM_PACKAGE, "linux", "rpm_packages", "chat", {"name": "chat"}),
    Known(
        IdentifierKind.CHROMIUM_EXTENSION,
        "linux",
        "chrome_extensions",
        "a" * 32,
        {"identifier": "a" * 32, "uid": 1000},
    ),
    Known(
        IdentifierKind.FIREFOX_EXTENSION,
        "windows",
        "firefox_addons",
        "chat@example.org",
        {"identifier": "chat@example.org", "uid": 1000, "location": "app-profile"},
    ),
)


def fails(raw: bytes, on: sqlite3.Connection, platform: str) -> set[str]:
    """Return the policies that a device fails."""
    return {
        one["name"]
        for one in yaml.safe_load(raw)
        if platform in one["platform"].split(",") and not on.execute(one["query"]).fetchall()
    }


def reports(raw: bytes, on: sqlite3.Connection, platform: str) -> dict[str, list[dict[str, object]]]:
    """Return what each query of a pack reports of a device, the state of the pack aside."""
    found = {}
    for name, one in json.loads(raw)["queries"].items():
        if one.get("platform", platform) == platform and name != "aval_state":
            cursor = on.execute(one["query"])
            columns = [column[0] for column in cursor.description]
            if rows := [dict(zip(columns, row, strict=True)) for row in cursor]:
                found[name] = rows
    return found


def chat(outcome: Outcome, known: Known, minimum: str = "", name: str = "Chat") -> Standing:
    return standing("chat", outcome, Identifier(known.kind, known.value, minimum), name=name)


@pytest.mark.parametrize("known", KNOWN, ids=lambda one: str(one.kind))
def test_what_is_prohibited_is_found_where_it_is_installed_and_nowhere_else(known) -> None:
    prohibited = chat(Outcome.PROHIBITED, known)
    policies, pack = written(FLEET, Mode.DEFAULT_ALLOW, prohibited), written(PACK, Mode.DEFAULT_ALLOW, prohibited)
    neighbour = {column: f"{value}x" if isinstance(value, str) else value for column, value in known.row.items()}
    for rows, is_there in (([known.row], True), ([neighbour], False), ([], False)):
        with device(known.platform, **{known.table: rows}) as one:
            assert bool(fails(policies, one, known.platform)) == is_there
            found = reports(pack, one, known.platform)
            assert bool(found) == is_there
            if is_there:
                ((row,),) = found.values()
                assert row["application"] == "chat"


@pytest.mark.parametrize("known", KNOWN, ids=lambda one: str(one.kind))
@pytest.mark.parametrize(
    ("version", "is_older"),
    [("7.1", False), ("7.1.0", False), ("7.10", False), ("8", False), ("7.0.9", True), ("6.12", True), (None, True)],
)
def test_what_is_older_than_demanded_is_found(known, version, is_older) -> None:
    conditional = chat(Outcome.CONDITIONAL, known, minimum="7.1.0")
    row = known.row | ({known.version: version} if version else {})
    with device(known.platform, **{known.table: [row]}) as one:
        assert bool(fails(written(FLEET, Mode.DEFAULT_ALLOW, conditional), one, known.platform)) == is_older
        assert bool(reports(written(PACK, Mode.DEFAULT_ALLOW, conditional), one, known.platform)) == is_older


@pytest.mark.parametrize("known", KNOWN, ids=lambda one: str(one.kind))
def test_in_default_deny_what_is_not_listed_is_found_and_what_is_listed_is_not(known) -> None:
    approved = chat(Outcome.APPROVED, known)
    policies, pack = written(FLEET, Mode.DEFAULT_DENY, approved), written(PACK, Mode.DEFAULT_DENY, approved)
    other = known.row | {next(iter(known.row)): "beside"}
    with device(known.platform, **{known.table: [known.row]}) as one:
        assert fails(policies, one, known.platform) == set()
        assert reports(pack, one, known.platform) == {}
    with device(known.platform, **{known.table: [known.row, other]}) as one:
        assert fails(policies, one, known.platform) == {f"Aval culture: not listed ({known.table})"}
        (rows,) = reports(pack, one, known.platform).values()
        assert len(rows) == 1
    nothing = known.row | {next(iter(known.row)): None}
    with device(known.platform, **{known.table: [nothing]}) as one:
        assert fails(policies, one, known.platform)


def test_where_nothing_is_listed_everything_is_found_but_the_packages_of_the_system() -> None:
    for known in KNOWN:
        with device(known.platform, **{known.table: [known.row]}) as one:
            is_found = known.table not in ("homebrew_packages", "deb_packages", "rpm_packages")
            assert bool(fails(written(FLEET, Mode.DEFAULT_DENY), one, known.platform)) == is_found, known.table
            assert bool(reports(written(PACK, Mode.DEFAULT_DENY), one, known.platform)) == is_found, known.table


@pytest.mark.parametrize("name", HOSTILE)
def test_names_reach_no_query_and_are_read_as_they_are(name) -> None:
    raw = written(FLEET, Mode.DEFAULT_ALLOW, chat(Outcome.PROHIBITED, KNOWN[0], name=name))
    assert b"$" not in raw
    (policy,) = yaml.safe_load(raw)
    assert name in policy["description"]
    assert name not in policy["query"]
    assert policy["name"] == "Aval culture: chat (macOS)"
    assert "https://aval.example/a/chat?organisation=culture" in policy["resolution"]
    program = standing("chat", Outcome.PROHIBITED, Identifier(IdentifierKind.WINDOWS_PROGRAM_NAME, name))
    with device("windows", programs=[{"name": name}]) as one:
        assert fails(written(FLEET, Mode.DEFAULT_ALLOW, program), one, "windows")
        assert reports(written(PACK, Mode.DEFAULT_ALLOW, program), one, "windows")


def test_what_counts_as_installed() -> None:
    """A package that was removed, a formula, a part of the system, and the parts of an application do not."""
    listed = standing("chat", Outcome.APPROVED, *(Identifier(one.kind, one.value) for one in KNOWN))
    deny = written(PACK, Mode.DEFAULT_DENY, listed)
    removed = {"name": "beside", "status": "deinstall ok config-files"}
    with device("linux", deb_packages=[removed]) as one:
        assert reports(deny, one, "linux") == {}
    apps = [
        {"bundle_identifier": "com.apple.Chess", "path": "/System/Applications/Chess.app"},
        {"bundle_identifier": "org.example.Helper", "path": "/Applications/Chat.app/Contents/Helper.app"},
    ]
    with device("darwin", apps=apps, homebrew_packages=[{"name": "beside", "type": "formula"}]) as one:
        assert reports(deny, one, "darwin") == {}
    own = {"identifier": "formautofill@mozilla.org", "uid": 1000, "location": "app-builtin"}
    with device("darwin", firefox_addons=[own]) as one:
        assert reports(deny, one, "darwin") == {}


@pytest.mark.parametrize(
    ("left", "right", "flavour", "expected"),
    [
        ("1.0", "1.0", "", 0),
        ("50.4.1b", "50.4.1c", "", -1),
        ("1:2.0-10", "1:2.0-10", "DPKG", 0),
        ("1.0.0~rc2^2021", "1.0.0", "RHEL", -1),
        ("1.1.0~BETA2^1", "1.1.0~CR1", "RHEL", -1),
        ("1.0.1.1", "1.0.1^2021", "RHEL", 1),
        ("1.9.9-1ubuntu2.4", "1.9.9-1ubuntu2.3", "DPKG", 1),
        ("106.32.1", "106:32.1", "", 0),
        ("7.10", "7.9", "RHEL", -1),
        ("7.1.10", "7.1.9", "", 1),
        ("7.1", "7.1.0", "", -1),
    ],
)
def test_versions_are_compared_as_osquery_says_it_does(left, right, flavour, expected) -> None:
    """The examples of osquery's documentation and tests, and those that decided what is written."""
    assert version_compare(left, right, flavour) == expected


def test_an_epoch_and_a_revision_of_the_packager_hide_no_old_version() -> None:
    debs = next(one for one in KNOWN if one.kind == IdentifierKind.DEB_PACKAGE)
    conditional = written(FLEET, Mode.DEFAULT_ALLOW, chat(Outcome.CONDITIONAL, debs, minimum="7.1"))
    for version, is_older in (("1:7.0-3", True), ("1:7.1-1ubuntu2", False), ("7.1-1", False), ("2:7.10-1", False)):
        with device("linux", deb_packages=[debs.row | {"version": version}]) as one:
            assert bool(fails(conditional, one, "linux")) == is_older, version


@pytest.mark.parametrize("mode", Mode)
def test_a_pack_that_osquery_would_not_read_is_refused_and_no_other(mode) -> None:

    def of(number: int) -> tuple[Standing, ...]:
        return tuple(
            standing(
                f"app-{at:05}",
                Outcome.CONDITIONAL if at % 2 else Outcome.PROHIBITED,
                Identifier(IdentifierKind.WINDOWS_PROGRAM_NAME, f"{at} " + "é'\"\\" * 48, "7.1" if at % 2 else ""),
            )
            for at in range(number)
        )

    limit = 1_048_576
    given = export(PACK, mode, *of(500))
    assert refusal(PACK, given.selection) is None
    assert len(PACK.write(given)) <= PACK.bytes_of(given.selection) <= limit
    refused = export(PACK, mode, *of(3_000))
    problem = refusal(PACK, refused.selection)
    assert problem.kind == "over-limit"
    assert problem.members == {"count": PACK.bytes_of(refused.selection), "most": limit}
    assert len(PACK.write(refused)) > 0.9 * limit


MUTATIONS: dict[str, Callable[[str], str]] = {
    "an entry is dropped": lambda text: text.replace("'chat', ", "", 1),
    "the wrong column": lambda text: text.replace("deb_packages.name IN", "deb_packages.source IN"),
    "the wrong table": lambda text: text.replace("deb_packages", "rpm_packages"),
    "another name": lambda text: text.replace("'chat'", "'Chat'"),
    "turned round": lambda text: text.replace("name IN", "name NOT IN"),
    "a quote that ends the text": lambda text: text.replace("'chat'", "'cha't'"),
    "no platform": lambda text: text.replace('platform: "linux"', 'platform: "Linux"'),
    "a name twice": lambda text: text.replace("talk (Linux)", "chat (Linux)"),
    "a key in the wrong case": lambda text: text.replace("resolution:", "Resolution:"),
    "an older version suffices": lambda text: text.replace("'7.1'", "'7'"),
    "no version is demanded": lambda text: text.replace("version_compare(", "ifnull("),
}


@pytest.mark.parametrize("mutation", MUTATIONS)
def test_a_policy_that_is_written_wrongly_is_noticed(mutation) -> None:
    def deb(value: str, minimum: str = "") -> Identifier:
        return Identifier(IdentifierKind.DEB_PACKAGE, value, minimum)

    standings = (
        standing("chat", Outcome.PROHIBITED, deb("chat"), deb("chat-desktop")),
        standing("talk", Outcome.CONDITIONAL, deb("talk", "7.1")),
    )
    raw = written(FLEET, Mode.DEFAULT_ALLOW, *standings)
    right = READERS[FLEET.name](raw)
    assert right.denied == {("deb_package", "chat"), ("deb_package", "chat-desktop")}
    assert right.minima == {("deb_package", "talk"): "7.1"}
    mutant = MUTATIONS[mutation](raw.decode())
    assert mutant != raw.decode()
    try:
        wrong = READERS[FLEET.name](mutant.encode())
    except (AssertionError, KeyError, sqlite3.Error, yaml.YAMLError):
        return
    assert wrong != right
