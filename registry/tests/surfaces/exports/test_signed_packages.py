"""One package known by its name at one application and by its family name at another: nobody is banned by the other."""

from datetime import date

import pytest

from registry.catalogue.identifiers import windows_publisher_hash
from registry.models import Identifier, PublisherIdentifier
from registry.surfaces.exports.causes import CONFLICT
from registry.surfaces.exports.formats import FORMATS
from registry.surfaces.exports.modes import Mode
from registry.surfaces.exports.standing import ground_of
from registry.surfaces.feed.channel import find_channel
from registry.terms import DeviceClass, IdentifierKind, Outcome
from registry.tests.surfaces.exports.material import ORIGIN, SIGNER
from registry.tests.surfaces.feed.ground import begin

EVIDENCE = {"evidence_fr": "un test", "evidence_en": "a test", "verified_on": date(2026, 1, 1)}
WORKSTATION = {"device_classes": [DeviceClass.WORKSTATION.value]}
START = date(2023, 3, 24)
FAMILY = f"Example.App_{windows_publisher_hash(SIGNER)}"


@pytest.fixture
def ground(scene):
    begin(scene)
    signer = PublisherIdentifier(publisher=scene.publisher, kind="windows_publisher_dn", value=SIGNER, **EVIDENCE)
    banned, allowed = scene.application("banned", scene.social), scene.application("allowed", scene.social)
    other = scene.application("other", scene.social)
    scene.publish(
        signer,
        Identifier(application=banned, kind="windows_package_name", value="Example.Banned", signer=signer, **EVIDENCE),
        Identifier(application=banned, kind="windows_package_name", value="Example.App", signer=signer, **EVIDENCE),
        scene.unpublished(scene.root, banned, Outcome.PROHIBITED, START, **WORKSTATION),
        scene.unpublished(scene.root, allowed, Outcome.APPROVED, START, **WORKSTATION),
        scene.unpublished(scene.root, other, Outcome.PROHIBITED, START, **WORKSTATION),
        scene.new_identifier(other, "windows_package_family_name", f"Example.Other_{windows_publisher_hash(SIGNER)}"),
        scene.new_identifier(allowed, "windows_package_family_name", FAMILY),
    )
    return ground_of(find_channel("etat", DeviceClass.WORKSTATION), ORIGIN)


def test_a_family_name_is_signed_by_whoever_its_hash_names(ground) -> None:
    signed = {one.value: one.signer for standing in ground.standings for one in standing.identifiers}
    assert set(signed.values()) == {SIGNER}


def test_a_package_of_two_applications_is_denied_for_neither(ground) -> None:
    chosen = FORMATS["applocker"].select(ground, Mode.DEFAULT_ALLOW)
    assert FAMILY in {one.identifier.value for one in chosen.omissions if one.cause is CONFLICT}
    named = {item.identifier.value for item in chosen.denied}
    assert not {"Example.App", FAMILY} & named
    assert "Example.Banned" in named
    assert any(value.startswith("Example.Other_") for value in named)
    assert IdentifierKind.WINDOWS_PACKAGE_FAMILY in FORMATS["applocker"].kinds
