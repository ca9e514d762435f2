"""Signing: who reads a signed file can tell who signed it, and a site that cannot sign says what to do."""

import os
import plistlib
import subprocess
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from django.core.checks import run_checks

from registry.surfaces.exports import signer as signing_room
from registry.surfaces.exports.formats import FORMATS
from registry.surfaces.exports.modes import Mode
from registry.surfaces.exports.signer import files_can_be_signed, signer
from registry.terms import Outcome
from registry.tests.surfaces.exports.certificates import certificate, laid
from registry.tests.surfaces.exports.material import export, identifier, standing, written
from registry.tests.surfaces.exports.readers import apple_profile

SIGNED = FORMATS["apple-profile-signed"]
KEY, OTHER, ELLIPTIC = (
    rsa.generate_private_key(65537, 2048),
    rsa.generate_private_key(65537, 2048),
    ec.generate_private_key(ec.SECP256R1()),
)
YEARS = datetime(2020, 1, 1, tzinfo=UTC), datetime(2120, 1, 1, tzinfo=UTC)
ADDRESS = "/api/v1/organisations/etat/exports/apple-profile-signed/"
BANNED = standing("banned", Outcome.PROHIBITED, identifier("ios_bundle_id", 1))


@pytest.fixture
def site(settings, tmp_path):
    """Give the site a certificate and a key; return where they are."""

    def give(key, *certificates):
        paths = laid(tmp_path, key, *certificates)
        settings.EXPORT_SIGNING_CERTIFICATE, settings.EXPORT_SIGNING_KEY = map(str, paths)
        return paths

    return give


@pytest.fixture
def etat(noon, scene):
    """Publish an organisation, whose files can then be asked for."""
    scene.organisation("etat")


def test_a_signature_holds_for_what_was_signed_and_for_nothing_else() -> None:
    content = "first\nsecond\r\nthird: « é »".encode()
    made = signer().sign(content)
    assert apple_profile.verified(made) == content
    assert made == signer().sign(content)
    at = made.index(b"second")
    with pytest.raises(AssertionError, match=r"(?i)verif|digest"):
        apple_profile.verified(made[:at] + b"sEcond" + made[at + 6 :])


def test_a_signature_of_another_is_not_taken(site, signing, settings) -> None:
    site(OTHER, certificate(OTHER, *YEARS))
    raw = written(SIGNED, Mode.DEFAULT_ALLOW, BANNED)
    assert plistlib.loads(apple_profile.verified(raw))
    settings.EXPORT_SIGNING_CERTIFICATE = str(signing[0])
    with pytest.raises(AssertionError, match="certificate"):
        apple_profile.verified(raw)


def test_what_leads_to_the_root_is_in_the_file(site, tmp_path) -> None:
    """A device knows the root alone; what lies between is sent with the signature."""
    root = certificate(OTHER, *YEARS, name="Root")
    site(KEY, certificate(KEY, *YEARS, signer=OTHER), root)
    raw = SIGNED.write(export(SIGNED, Mode.DEFAULT_ALLOW, BANNED))
    told = subprocess.run(
        ["openssl", "pkcs7", "-inform", "DER", "-print_certs", "-noout"], input=raw, capture_output=True, check=True
    )
    assert told.stdout.count(b"subject=") == 2
    anchor = tmp_path / "root.pem"
    anchor.write_bytes(root.public_bytes(Encoding.PEM))
    command = ["openssl", "cms", "-verify", "-inform", "DER", "-purpose", "any", "-CAfile", str(anchor)]
    assert subprocess.run(command, input=raw, capture_output=True).returncode == 0


def test_a_site_without_a_certificate_says_what_to_do(etat, settings, client) -> None:
    settings.EXPORT_SIGNING_CERTIFICATE = settings.EXPORT_SIGNING_KEY = ""
    told = client.get(ADDRESS)
    assert (told.status_code, told["Content-Type"]) == (409, "application/problem+json")
    assert told.json()["type"] == "urn:problem-type:aval:not-configured"
    assert "EXPORT_SIGNING_CERTIFICATE" in told.json()["detail"]
    assert client.get(f"{ADDRESS}report/").json()["refused"]["type"] == "urn:problem-type:aval:not-configured"
    listed = client.get("/api/v1/organisations/etat/exports/").json()["formats"]
    (files,) = (one["files"] for one in listed if one["format"] == SIGNED.name)
    assert {one["refused"] for one in files} == {"not-configured"}
    assert files_can_be_signed() == []


def test_another_certificate_makes_another_tag(etat, site, client) -> None:
    first = client.get(ADDRESS)
    known = {"If-None-Match": first["ETag"]}
    assert first.status_code == 200
    assert client.get(ADDRESS, headers=known).status_code == 304
    site(KEY, certificate(KEY, *YEARS))
    second = client.get(ADDRESS, headers=known)
    assert second.status_code == 200
    assert second["ETag"] != first["ETag"]
    assert apple_profile.verified(second.content)


def test_a_renewed_certificate_signs_without_a_new_start(site) -> None:
    paths = site(KEY, certificate(KEY, *YEARS))
    before = signer().tag
    paths[0].write_bytes(certificate(KEY, *YEARS, name="Renewed").public_bytes(Encoding.PEM))
    os.utime(paths[0], (1, 1))
    assert signer().tag != before


NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("key", "made_on", "until", "sentence"),
    [
        pytest.param(KEY, OTHER, YEARS[1], signing_room.NO_PAIR, id="a key of another certificate"),
        pytest.param(ELLIPTIC, ELLIPTIC, YEARS[1], signing_room.NO_RSA, id="a key that signs otherwise each time"),
        pytest.param(KEY, KEY, NOW - timedelta(seconds=1), signing_room.NOT_VALID, id="a certificate that ended"),
    ],
)
def test_what_cannot_sign_is_told_by_the_check_and_by_the_format(site, key, made_on, until, sentence) -> None:
    with time_machine.travel(NOW, tick=False):
        site(key, certificate(made_on, YEARS[0], until))
        (error,) = files_can_be_signed()
        assert error.id == "aval.E010"
        assert str(sentence) in error.msg
        assert SIGNED.lacks() == sentence


def test_the_tag_of_a_report_turns_with_what_keeps_the_site_from_signing(etat, site, client) -> None:
    paths = site(KEY, certificate(KEY, *YEARS))
    told = []
    for key, certified in ((OTHER, KEY), (ELLIPTIC, ELLIPTIC), (KEY, None)):
        if certified is None:
            paths[0].unlink()
        else:
            site(key, certificate(certified, *YEARS))
        told += [client.get(f"{ADDRESS}report/", headers={"Accept-Language": one}) for one in ("fr", "en")]
    assert len({one.json()["refused"]["detail"]["en"] for one in told}) == 3
    assert len({one["ETag"] for one in told}) == 3


@pytest.mark.parametrize("content", [None, b"", b"no certificate", b"-----BEGIN CERTIFICATE-----\nAAAA\n"])
@pytest.mark.parametrize("which", [0, 1])
def test_a_file_that_cannot_be_read_is_told(site, which, content) -> None:
    path = site(KEY, certificate(KEY, *YEARS))[which]
    path.unlink()
    if content is not None:
        path.write_bytes(content)
    assert SIGNED.lacks() == signing_room.UNREADABLE
    assert [one.id for one in run_checks() if one.id.startswith("aval.")] == ["aval.E010"]


def test_one_without_the_other_is_told(settings) -> None:
    settings.EXPORT_SIGNING_KEY = ""
    assert [one.id for one in files_can_be_signed()] == ["aval.E010"]


def test_the_end_of_a_certificate_is_told_a_month_before(site) -> None:
    with time_machine.travel(NOW, tick=False):
        site(KEY, certificate(KEY, YEARS[0], NOW + timedelta(days=31)))
        assert files_can_be_signed() == []
    with time_machine.travel(NOW + timedelta(days=2), tick=False):
        (warning,) = files_can_be_signed()
        assert (warning.id, "2026-12-25" in warning.msg) == ("aval.W010", True)
        assert SIGNED.lacks() is None
