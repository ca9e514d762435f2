"""The document of a feed: what it says of a channel, and the shape of its records, which never changes."""

from copy import deepcopy
from datetime import date

import pytest

from registry.models import Identifier, MinimumVersion, PublisherIdentifier
from registry.proposals.changes import Retirement
from registry.terms import Outcome
from registry.tests.scene import PHONE, TABLET
from registry.tests.surfaces.feed.ground import begin, records
from registry.tests.surfaces.noon import laid_at_noon

EVIDENCE = {"evidence_fr": "un test", "evidence_en": "a test", "verified_on": date(2026, 1, 1)}
DAYS = (date(2026, 11, 24) - date(1970, 1, 1)).days


laid_feed = laid_at_noon(begin)


@pytest.fixture
def scene(laid_feed, db, noon):
    return deepcopy(laid_feed)


def test_a_document_names_its_channel_and_its_state(scene, ministry, social, fetch) -> None:
    scene.rules(ministry, scene.application("chat", social))
    document = fetch("culture")
    assert list(document) == [
        "schema",
        "channel",
        "epoch",
        "seq",
        "revision",
        "day",
        "default_rule",
        "record_count",
        "state_digest",
        "records",
        "cursor",
        "next",
    ]
    assert document["schema"] == "aval-feed/1"
    assert document["channel"] == "culture/professional_phone"
    assert document["epoch"] == 1
    assert document["revision"] == 4
    assert document["day"] == "2026-11-24"
    assert document["seq"] == 4 + DAYS
    assert document["default_rule"] == "allow"
    assert document["record_count"] == 1


def test_a_record_says_all_that_a_device_needs(scene, root, ministry, social, fetch) -> None:
    signer = PublisherIdentifier(
        publisher=scene.publisher,
        kind="windows_publisher_dn",
        value="CN=Microsoft Corporation, O=Microsoft Corporation, L=Redmond, S=Washington, C=US",
        **EVIDENCE,
    )
    scene.publish(signer)
    chat = scene.application("chat", social)
    package = Identifier(application=chat, kind="windows_package_name", value="Org.Chat", signer=signer, **EVIDENCE)
    android = Identifier(application=chat, kind="android_package", value="org.chat", **EVIDENCE)
    scene.publish(package, android)
    rule = scene.unpublished(
        root,
        chat,
        Outcome.CONDITIONAL,
        date(2026, 3, 1),
        basis=scene.announcement("notice"),
        comply_by=date(2026, 4, 1),
    )
    scene.publish(
        rule,
        MinimumVersion(decision=rule, identifier=package, version="7.1"),
        MinimumVersion(decision=rule, identifier=android, version="71"),
    )
    scene.withdraws(rule, date(2027, 1, 1))
    document = fetch("culture")
    assert document["records"] == [
        {
            "id": "chat",
            "rev": document["seq"],
            "status": "conditional",
            "name": {"fr": "Chat", "en": "Chat"},
            "identifiers": [
                {"kind": "android_package", "value": "org.chat", "min_version": "71"},
                {"kind": "windows_package_family_name", "value": "Org.Chat_8wekyb3d8bbwe", "min_version": "7.1"},
                {"kind": "windows_package_name", "value": "Org.Chat", "min_version": "7.1"},
            ],
            "conditions": {"fr": "Une condition.", "en": "A condition."},
            "effective_on": "2026-03-01",
            "comply_by": "2026-04-01",
            "until": "2027-01-01",
            "reason": {
                "decision": str(rule.uid),
                "announcement_url": "http://testserver/announcements/notice/",
                "authority": {"fr": "etat (fr)", "en": "etat (en)"},
            },
            "url": "http://testserver/a/chat?organisation=culture&device=professional_phone",
            "alternatives": [],
        }
    ]


def test_what_has_nothing_to_say_is_left_out(scene, root, social, fetch) -> None:
    scene.rules(root, scene.application("chat", social))
    (record,) = fetch("etat")["records"]
    assert record.keys() == {
        "id",
        "rev",
        "status",
        "name",
        "identifiers",
        "effective_on",
        "reason",
        "url",
        "alternatives",
    }
    assert record["reason"]["announcement_url"] is None


def test_an_identifier_of_a_publisher_is_never_in_a_record(scene, root, social, fetch) -> None:
    scene.publish(PublisherIdentifier(publisher=scene.publisher, kind="apple_team_id", value="ABCDE12345", **EVIDENCE))
    scene.rules(root, scene.application("chat", social))
    (record,) = fetch("etat")["records"]
    assert record["identifiers"] == []


def test_a_family_name_is_not_computed_from_a_signer_that_was_retired(scene, root, social, fetch) -> None:
    signer = PublisherIdentifier(publisher=scene.publisher, kind="windows_publisher_dn", value="CN=A", **EVIDENCE)
    scene.publish(signer)
    chat = scene.application("chat", social)
    scene.publish(Identifier(application=chat, kind="windows_package_name", value="Chat", signer=signer, **EVIDENCE))
    scene.rules(root, chat)
    assert len(fetch("etat")["records"][0]["identifiers"]) == 2
    scene.publish(Retirement(signer))
    document = fetch("etat")
    assert document["records"][0]["identifiers"] == [{"kind": "windows_package_name", "value": "Chat"}]
    assert document["records"][0]["rev"] == document["seq"]


def test_a_device_class_is_a_channel_of_its_own(scene, root, social, fetch) -> None:
    scene.rules(root, scene.application("chat", social), device_classes=[PHONE])
    scene.rules(root, scene.application("clips", social), device_classes=[TABLET])
    assert records(fetch("etat")).keys() == records(fetch("etat", "?device=")).keys() == {"chat"}
    tablets = fetch("etat", "?device=professional_tablet")
    assert tablets["channel"] == "etat/professional_tablet"
    assert records(tablets).keys() == {"clips"}
