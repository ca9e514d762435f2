"""Check: each identifier is answered in order, and nothing of what is sent is kept anywhere."""

import json
import logging
from datetime import date

import jsonschema
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from registry.models import BaselineEntry, DefaultRule, Identifier
from registry.proposals.changes import Retirement
from registry.surfaces.api.docs import openapi
from registry.surfaces.feed.check import view
from registry.tests.surfaces.feed.check.sending import CHAT, CHECK, CLIPS, FAMILY, NOTES, hash_of, refused
from registry.tests.surfaces.feed.test_query_counts import SNAPSHOT

MICROSOFT = "CN=Microsoft Corporation, O=Microsoft Corporation, L=Redmond, S=Washington, C=US"


def test_each_is_answered_in_order_with_what_holds_and_why(ask, scene) -> None:
    told = ask(CLIPS, CHAT, NOTES, {"kind": "deb_package", "value": "nothing"}, CLIPS)
    assert (told["channel"], told["day"]) == ("culture/professional_phone", "2026-11-24")
    prohibited, conditional, unlisted, unknown, again = told["results"]
    assert prohibited == CLIPS | {
        "application": "clips",
        "status": "prohibited",
        "name": {"fr": "Clips", "en": "Clips"},
        "effective_on": "2023-03-24",
        "reason": {
            "decision": str(scene.ban.uid),
            "announcement_url": None,
            "authority": {"fr": "etat (fr)", "en": "etat (en)"},
        },
        "url": "http://testserver/a/clips?organisation=culture&device=professional_phone",
    }
    assert again == prohibited
    assert (conditional["status"], conditional["min_version"]) == ("conditional", "7010")
    assert (conditional["comply_by"], conditional["conditions"]["en"]) == ("2027-01-01", "A condition.")
    assert (unlisted["application"], unlisted["status"], unlisted["unlisted_means"]) == ("notes", "unlisted", "allow")
    assert unlisted["url"].startswith("http://testserver/a/notes?")
    assert unknown == {
        "kind": "deb_package",
        "value": "nothing",
        "application": None,
        "status": "unlisted",
        "unlisted_means": "allow",
    }


def test_what_unlisted_means_is_what_it_means_there(ask, scene) -> None:
    scene.publish(
        DefaultRule(organisation=scene.ministry, rule="deny"),
        BaselineEntry(organisation=scene.ministry, application=scene.notes, role="other"),
    )
    told = ask({"kind": "deb_package", "value": "nothing"}, NOTES)
    assert told["default_rule"] == told["results"][0]["unlisted_means"] == "deny"
    assert told["results"][1]["status"] == "approved"


def test_another_device_class_is_another_question(ask) -> None:
    assert ask(CHAT, device="workstation")["results"][0]["status"] == "unlisted"


@pytest.mark.parametrize(
    ("sent", "known"),
    [
        ({"kind": "dns_domain", "value": "CLIPS.example."}, CLIPS),
        ({"kind": "dns_domain", "value": " clips.example "}, CLIPS),
        (FAMILY, FAMILY),
    ],
)
def test_values_are_read_as_the_catalogue_writes_them(ask, sent, known) -> None:
    (told,) = ask(sent)["results"]
    assert (told["kind"], told["value"]) == (known["kind"], known["value"])
    assert told["application"] is not None


@pytest.mark.parametrize(
    "sent",
    [
        {"kind": "android_package", "value": "ORG.example.chat"},
        {"kind": "ios_bundle_id", "value": "org.example.chat"},
        {"kind": "dns_domain", "value": "www.clips.example"},
        {"kind": "windows_package_family_name", "value": "Example.Chat_0000000000000"},
    ],
)
def test_what_is_only_like_it_is_no_match(ask, sent) -> None:
    assert ask(sent)["results"][0]["application"] is None


@pytest.mark.parametrize(("kind", "value"), [("apple_team_id", "ABCDE12345"), ("windows_publisher_dn", MICROSOFT)])
def test_an_identifier_of_a_publisher_is_never_a_match(ask, kind, value) -> None:
    (told,) = ask({"kind": kind, "value": value})["results"]
    assert (told["application"], told["status"], told["note"]) == (None, "unlisted", "publisher_identifier")


def test_a_retired_identifier_is_no_match(ask, scene) -> None:
    scene.publish(Retirement(Identifier.objects.get(value="clips.example")))
    assert ask(CLIPS)["results"][0]["application"] is None


def test_what_is_not_of_its_kind_is_noted_and_does_not_keep_the_others_from_being_checked(ask) -> None:
    told = ask({"kind": "android_package", "value": "android"}, CHAT)["results"]
    assert (told[0]["note"], told[0]["status"]) == ("not_of_its_kind", "unlisted")
    assert told[1]["status"] == "conditional"


def test_a_prefix_is_answered_with_all_that_share_it(scene, client) -> None:
    prefixes = [hash_of(CLIPS)[:4], "0000", hash_of(FAMILY)[:4]]
    response = client.post(CHECK, {"prefixes": prefixes}, content_type="application/json")
    told = response.json()
    assert [bucket["prefix"] for bucket in told["buckets"]] == prefixes
    clips, nothing, family = (bucket["matches"] for bucket in told["buckets"])
    assert (clips[0]["sha256"], clips[0]["value"], clips[0]["status"]) == (
        hash_of(CLIPS),
        "clips.example",
        "prohibited",
    )
    assert nothing == []
    assert (family[0]["kind"], family[0]["application"]) == ("windows_package_family_name", "chat")
    scene.withdraws(scene.ban, date(2026, 11, 24))
    again = client.post(CHECK, {"prefixes": prefixes}, content_type="application/json").json()
    assert again["buckets"][0]["matches"][0]["status"] == "unlisted"
    identifier = scene.new_identifier(scene.notes, "deb_package", "notes")
    scene.publish(identifier)
    fresh = client.post(
        CHECK, {"prefixes": [hash_of({"kind": "deb_package", "value": "notes"})[:4]]}, content_type="application/json"
    )
    assert fresh.json()["buckets"][0]["matches"][0]["application"] == "notes"


@pytest.mark.parametrize("body", [{"identifiers": []}, {"prefixes": []}])
def test_nothing_is_answered_with_nothing(scene, client, body) -> None:
    told = client.post(CHECK, body, content_type="application/json").json()
    assert told.get("results", told.get("buckets")) == []


def test_it_asks_as_often_for_a_thousand_and_writes_nothing(scene, client, caplog) -> None:
    caplog.set_level(logging.DEBUG)
    counts = []
    secret = "org.example.secret"
    for size in (1, 1000):
        sent = [CHAT, *({"kind": "android_package", "value": f"{secret}{number}"} for number in range(size - 1))]
        with CaptureQueriesContext(connection) as queries:
            assert client.post(CHECK, {"identifiers": sent}, content_type="application/json").status_code == 200
        counts.append(len(queries) - SNAPSHOT)
        verbs = {query["sql"].split()[0] for query in queries}
        assert verbs <= {"SELECT", "SAVEPOINT", "RELEASE", "ROLLBACK", "SET"}
    # the channel; the identifiers; the ground: publications, seats, ends, default rules, baselines with the rules under
    # which they count, steps of seats and of ends; the applications, their identifiers, verdicts of all times,
    # categories of all times, reasons of the verdicts known now, rulings that hold with their minimum versions
    assert counts == [1 + 1 + 8 + 7] * 2
    logged = [record for record in caplog.records if record.name != "django.db.backends"]
    assert not any(secret in record.getMessage() for record in logged)
    refused(client, {"identifiers": [{"kind": secret, "value": secret}]}, 400)
    assert secret not in "".join(record.getMessage() for record in caplog.records if "django.db" not in record.name)


def test_what_is_answered_is_kept_by_nobody_and_open_to_any_page(scene) -> None:
    strict = Client(enforce_csrf_checks=True)
    origin = {"Origin": "https://elsewhere.example"}
    response = strict.post(CHECK, {"identifiers": [CHAT]}, content_type="application/json", headers=origin)
    assert response.status_code == 200
    assert response["Cache-Control"] == "no-store"
    assert response["Access-Control-Allow-Origin"] == "*"
    assert not response.cookies
    preflight = strict.options(
        CHECK,
        headers=origin | {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "content-type"},
    )
    assert "POST" in preflight["Access-Control-Allow-Methods"]
    assert "content-type" in preflight["Access-Control-Allow-Headers"]


def test_it_cannot_write(scene, client, monkeypatch) -> None:
    monkeypatch.setattr(view, "matched", lambda _read: Identifier.objects.update(value="x"))
    client.raise_request_exception = False
    assert client.post(CHECK, {"identifiers": [CHAT]}, content_type="application/json").status_code == 500


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"identifiers": [CHAT, CLIPS, NOTES, FAMILY, {"kind": "apple_team_id", "value": "x"}]}, 200),
        ({"prefixes": [hash_of(CHAT)[:4], hash_of(NOTES)[:4]]}, 200),
        ({"identifiers": 1}, 400),
    ],
)
def test_what_is_answered_is_what_the_document_describes(scene, client, body, status) -> None:
    document = json.loads(json.dumps(openapi()))
    responses = document["paths"]["/api/v1/organisations/{slug}/check/"]["post"]["responses"]
    assert {"200", "400", "404", "406", "410", "411", "413", "415"} == responses.keys()
    response = client.post(CHECK, body, content_type="application/json")
    assert response.status_code == status
    schema = responses[str(status)]["content"][response["Content-Type"]]["schema"]
    for component in document["components"]["schemas"].values():
        if component.get("type") == "object":
            component["additionalProperties"] = False
    jsonschema.Draft202012Validator({**schema, "components": document["components"]}).validate(response.json())
