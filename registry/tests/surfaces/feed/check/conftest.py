"""A registry in which something of every sort is known by its identifiers."""

import json
from copy import deepcopy
from datetime import date

import pytest

from registry.models import Identifier, MinimumVersion, PublisherIdentifier
from registry.surfaces.feed.check.prefixes import buckets_kept
from registry.terms import Outcome
from registry.tests.surfaces.feed.check.sending import CHECK
from registry.tests.surfaces.noon import laid_at_noon

EVIDENCE = {"evidence_fr": "un test", "evidence_en": "a test", "verified_on": date(2026, 1, 1)}
MICROSOFT = "CN=Microsoft Corporation, O=Microsoft Corporation, L=Redmond, S=Washington, C=US"


def begin(scene):
    """Publish a ministry that prohibits one application, sets a condition to another and says nothing of a third."""
    scene.root, *of_root = scene.new_organisation("etat", None)
    scene.ministry, *of_ministry = scene.new_organisation("culture", scene.root)
    scene.social, place = scene.new_category("social", None)
    chat, *of_chat = scene.new_application("chat", scene.social)
    clips, *of_clips = scene.new_application("clips", scene.social)
    notes, *of_notes = scene.new_application("notes", scene.social)
    signer = PublisherIdentifier(publisher=scene.publisher, kind="windows_publisher_dn", value=MICROSOFT, **EVIDENCE)
    team = PublisherIdentifier(publisher=scene.publisher, kind="apple_team_id", value="ABCDE12345", **EVIDENCE)
    package = scene.new_identifier(chat, "android_package", "org.example.chat")
    windows = Identifier(application=chat, kind="windows_package_name", value="Example.Chat", signer=signer, **EVIDENCE)
    scene.publish(
        *(scene.root, *of_root, scene.ministry, *of_ministry, scene.social, place),
        *(chat, *of_chat, clips, *of_clips, notes, *of_notes, signer, team, package, windows),
        scene.new_identifier(clips, "dns_domain", "clips.example"),
        scene.new_identifier(notes, "ios_bundle_id", "org.example.notes"),
    )
    ruling = scene.unpublished(scene.ministry, chat, Outcome.CONDITIONAL, date(2024, 1, 1), comply_by=date(2027, 1, 1))
    scene.publish(ruling, MinimumVersion(decision=ruling, identifier=package, version="7010"))
    scene.ban = scene.rules(scene.root, clips)
    scene.notes = notes


laid_check = laid_at_noon(begin)


@pytest.fixture
def scene(laid_check, db, noon):
    buckets_kept.clear()
    return deepcopy(laid_check)


@pytest.fixture
def ask(scene, client):
    """Return a way to check identifiers."""

    def asked(*identifiers, **more):
        response = client.post(CHECK, {"identifiers": identifiers, **more}, content_type="application/json")
        assert response.status_code == 200, response.content
        return json.loads(response.content)

    return asked
