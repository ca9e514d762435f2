"""Every file says what the rule gives, less what its report lists: random histories, each format, read back."""

from collections import defaultdict
from datetime import date, datetime
from random import Random
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.test import Client

from registry.models import Application, BaselineEntry, Identifier, MinimumVersion, Organisation, Revision
from registry.proposals.changes import Change
from registry.surfaces.exports.formats import FORMATS
from registry.surfaces.exports.modes import Mode
from registry.terms import BaselineRole, DeviceClass, Outcome
from registry.tests.surfaces.exports.histories import ExportHistory, value_of
from registry.tests.surfaces.exports.readers import READERS
from registry.tests.verdicts.dense import Dense

PARIS = ZoneInfo("Europe/Paris")
START = date(2023, 3, 24)
SILENT = ("unfit_value", "no_signer", "conflicting_identifiers", "not_enforced")
"""Why an identifier that a format could name is not named."""
USABLE = (Outcome.APPROVED, Outcome.CONDITIONAL)


class Expected:
    """What is to be denied and allowed in a channel, from the bare facts."""

    def __init__(self, organisation: Organisation, device: str) -> None:
        revision, self.dense = Revision.objects.latest_number(), Dense()
        chain, seat = [], organisation.pk
        while seat is not None:
            chain.append(seat)
            seat = self.dense.standing(self.dense.seats, "organisation_id", "parent_id", seat, START, revision)
        listed = BaselineEntry.objects.known().filter(organisation__in=chain)
        self.roles = set(listed.values_list("application", "role"))
        essential = {application for application, _role in self.roles}
        self.of: dict[str, dict[int, set[tuple[str, str]]]] = defaultdict(dict)
        self.minima: dict[tuple[str, str], str] = {}
        self.slugs = dict(Application.objects.values_list("pk", "slug"))
        for application in self.slugs:
            found = self.dense.ask(
                application=application, organisation=organisation.pk, device_class=device, on=START, revision=revision
            )
            values = {
                value
                for one in Identifier.objects.known().filter(application=application).select_related("signer")
                for value in ((one.kind, one.value), *_family(one))
            }
            if found.outcome == Outcome.PROHIBITED:
                self.of["denied"][application] = values
            elif found.outcome in USABLE:
                self.of["allowed"][application] = values
            elif application in essential:
                self.of["essential"][application] = values
            if found.outcome == Outcome.UNDER_REVIEW:
                self.of["under_review"][application] = values
            if found.outcome == Outcome.CONDITIONAL:
                reasons = [ruling.id for ruling in found.reasons]
                for one in MinimumVersion.objects.filter(decision__in=reasons).select_related("identifier"):
                    for key in ((one.identifier.kind, one.identifier.value), *_family(one.identifier)):
                        self.minima[key] = max(self.minima.get(key, "0"), one.version, key=_parts)

    def named(self, *what: str, kinds: frozenset[str]) -> set[tuple[str, str]]:
        values = set().union(*(one for which in what for one in self.of[which].values()))
        return {value for value in values if value[0] in kinds}


def _family(identifier: Identifier) -> list[tuple[str, str]]:
    if identifier.kind == "windows_package_name" and identifier.signer and identifier.signer.known_until_id is None:
        return [("windows_package_family_name", identifier.package_family_name)]
    return []


def _compared(minima: dict[tuple[str, str], str]) -> dict[tuple[str, str], list[int]]:
    """Return versions in six parts, since 7.1 and 7.1.0 are the same to the registry."""
    return {key: [*_parts(version), *[0] * 6][:6] for key, version in minima.items()}


def _parts(version: str) -> list[int]:
    return [int(part) for part in version.split(".")]


class Full(ExportHistory):
    """One that begins with an identifier of each kind for two applications, and with every role in the baseline."""

    def fill(self) -> None:
        changes: list[Change] = []
        for application in (self.applications[0], self.applications[4]):
            for kind in (kind for one in FORMATS.values() for kind in sorted(one.kinds)):
                self.count += 1
                if not any(getattr(c, "kind", "") == kind and c.application == application for c in changes):
                    changes.append(
                        Identifier(
                            application=application,
                            kind=kind,
                            value=value_of(kind, self.count),
                            signer=self.signer if kind == "windows_package_name" else None,
                            **self.evidence,
                        )
                    )
        for at, outcome in ((0, Outcome.APPROVED), (4, Outcome.PROHIBITED)):
            application, devices = self.applications[at], DeviceClass.values
            changes.append(
                self.scene.unpublished(self.organisations[0], application, outcome, START, device_classes=devices)
            )
        self.scene.publish(*changes)


@pytest.mark.parametrize("seed", range(4))
def test_every_file_says_what_the_rule_gives_less_what_its_report_lists(db, seed) -> None:
    assert READERS.keys() == FORMATS.keys()
    chance, client, given = Random(seed), Client(), 0
    with time_machine.travel(datetime(2023, 3, 24, 12, tzinfo=PARIS), tick=False):
        history = Full(chance)
        history.fill()
        for _ in range(3):
            history.happen(6)
            for slug in ("service", "etat"):
                for device in DeviceClass.values:
                    expected = Expected(Organisation.objects.get(slug=slug), device)
                    for format_ in FORMATS.values():
                        if device in format_.devices and not format_.needs_before:
                            for mode in format_.modes:
                                given += _agrees(client, slug, device, format_, mode, expected)
    assert given > 3 * len(FORMATS)


def _agrees(client, slug, device, format_, mode, expected) -> bool:
    """Hold a file and its report against what is expected; return whether there was one."""
    address = f"/api/v1/organisations/{slug}/exports/{format_.name}/"
    question = f"?device={device}&mode={mode}"
    told = client.get(f"{address}report/{question}")
    answer = client.get(f"{address}{question}")
    if told.status_code == 410:
        assert answer.status_code == 410
        return False
    report = told.json()
    left_out = defaultdict(set)
    for one in report["not_expressed"]:
        left_out[one["cause"]].add(
            (one["identifier"]["kind"], one["identifier"]["value"]) if "identifier" in one else one["application"]
        )
    silent = set().union(*(left_out[cause] for cause in SILENT))
    denied = expected.named("denied", kinds=format_.kinds)
    what = ("allowed", "essential") if mode == Mode.DEFAULT_DENY else ("allowed",)
    allowed = expected.named(*what, kinds=format_.kinds)
    unnamed = {
        expected.slugs[application]
        for which in ("denied", *what)
        for application, values in expected.of[which].items()
        if not any(kind in format_.kinds for kind, _value in values)
    }
    assert left_out["no_identifier"] == unnamed
    yields = expected.of["essential"].keys() if mode == Mode.DEFAULT_DENY else set()
    assert left_out["under_review"] == {expected.slugs[one] for one in expected.of["under_review"].keys() - yields}
    if answer.status_code == 409:
        assert report["refused"]
        return _refused_rightly(report["refused"], format_, expected, allowed - silent)
    assert report["refused"] is None
    assert answer.status_code == 200, answer.content
    said = READERS[format_.name](answer.content)
    if mode == Mode.DEFAULT_ALLOW:
        assert said.denied == denied - silent
        assert said.excepted | said.available <= allowed | expected.named("essential", kinds=format_.kinds)
        assert said.allowed == set()
    else:
        assert said.denied <= denied
        assert said.allowed | said.available == allowed - silent
    minima = {key: version for key, version in expected.minima.items() if key in allowed - silent}
    if format_.has_minimum:
        demanded = {key: version for key, version in minima.items() if key not in left_out["no_minimum_version"]}
        assert _compared(said.minima) == _compared(demanded)
    else:
        assert left_out["no_minimum_version"] == minima.keys()
    return True


def _refused_rightly(refused, format_, expected, allowed) -> bool:
    assert refused["type"] == "urn:problem-type:aval:baseline-incomplete"
    for missing in refused["missing"]:
        role = BaselineRole(missing["role"])
        assert role in format_.required
        listed = {application for application, its_role in expected.roles if its_role == role}
        assert {expected.slugs[one] for one in listed} >= set(missing["applications"])
        for application in listed:
            values = expected.of["allowed"].get(application) or expected.of["essential"].get(application) or set()
            kinds = format_.kinds if format_.role_kinds is None else format_.role_kinds
            assert not {value for value in values if value[0] in kinds} & allowed
    return False
