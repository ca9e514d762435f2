"""Check: each identifier is answered in order, and nothing of what is sent is kept anywhere."""

import hashlib
import io
import json
import logging
from copy import deepcopy
from datetime import date

import jsonschema
import pytest
from django.db import connection
from django.test import Client
from django.test.client import ClientHandler, RequestFactory
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from registry.models import BaselineEntry, DefaultRule, Identifier, MinimumVersion, PublisherIdentifier
from registry.surfaces.api.docs import openapi
from registry.surfaces.feed.check.prefixes import buckets_kept
from registry.terms import IdentifierKind, Outcome, PublisherIdentifierKind
from registry.tests.surfaces.feed.test_query_counts import SNAPSHOT
from registry.tests.surfaces.machines import problem
from registry.tests.surfaces.noon import laid_at_noon

CHECK = "/api/v1/organisations/culture/check/"
EVIDENCE = {"evidence_fr": "un test", "evidence_en": "a test", "verified_on": date(2026, 1, 1)}
CHAT = {"kind": "android_package", "value": "org.example.chat"}
CLIPS = {"kind": "dns_domain", "value": "clips.example"}
NOTES = {"kind": "ios_bundle_id", "value": "org.example.notes"}
FAMILY = {"kind": "windows_package_family_name", "value": "Example.Chat_8wekyb3d8bbwe"}
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


def refused(client, body, status, content_type="application/json"):
    sent = body if isinstance(body, bytes) else json.dumps(body)
    return problem(client.post(CHECK, sent, content_type=content_type, headers={"Accept-Language": "en"}), status)


def hash_of(identifier):
    return hashlib.sha256(f"{identifier['kind']}\n{identifier['value']}".encode()).hexdigest()


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
    from registry.proposals.changes import Retirement

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
    # categories of all times, verdicts known now with their reasons, rulings that hold with their minimum versions
    assert counts == [1 + 1 + 8 + 8] * 2
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
    from registry.surfaces.feed.check import view

    monkeypatch.setattr(view, "matched", lambda _read: Identifier.objects.update(value="x"))
    client.raise_request_exception = False
    assert client.post(CHECK, {"identifiers": [CHAT]}, content_type="application/json").status_code == 500


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        pytest.param(b" ", "#", id="nothing"),
        pytest.param(b"{", "#", id="half of it"),
        pytest.param(b"\xff", "#", id="not UTF-8"),
        pytest.param(b"[" * 200_000, "#", id="nested without end"),
        pytest.param(b"9" * 10_000, "#", id="a number without end"),
        pytest.param(b'{"identifiers": NaN}', "#", id="not a number"),
        pytest.param([], "#", id="a list"),
        pytest.param({}, "#", id="neither"),
        pytest.param({"identifiers": [], "prefixes": []}, "#", id="both"),
        pytest.param({"identifiers": [], "surprise": 1}, "#", id="a member that is not known"),
        pytest.param({"identifiers": {}}, "#/identifiers", id="not a list"),
        pytest.param({"identifiers": [CHAT], "device": "fridge"}, "#/device", id="no device"),
        pytest.param({"identifiers": [CHAT], "device": ["workstation"]}, "#/device", id="a list of devices"),
        pytest.param({"identifiers": [CHAT, 1]}, "#/identifiers/1", id="a number among identifiers"),
        pytest.param({"identifiers": [CHAT, {"kind": "x"}]}, "#/identifiers/1", id="without a value"),
        pytest.param({"identifiers": [CHAT | {"user": "me"}]}, "#/identifiers/0", id="with more than is asked"),
        pytest.param({"identifiers": [CHAT, CHAT | {"kind": "x"}]}, "#/identifiers/1/kind", id="no kind"),
        pytest.param({"identifiers": [CHAT | {"kind": ["x"]}]}, "#/identifiers/0/kind", id="a list for a kind"),
        pytest.param({"identifiers": [CHAT | {"value": 7}]}, "#/identifiers/0/value", id="a number for a value"),
        pytest.param({"identifiers": [CHAT | {"value": " "}]}, "#/identifiers/0/value", id="a blank"),
        pytest.param({"identifiers": [CHAT | {"value": "a" * 251}]}, "#/identifiers/0/value", id="too long"),
        pytest.param({"identifiers": [CHAT | {"value": "a\0"}]}, "#/identifiers/0/value", id="NUL"),
        pytest.param({"identifiers": [CHAT | {"value": "\ud800"}]}, "#/identifiers/0/value", id="half a character"),
        pytest.param({"identifiers": [CHAT] * 1001}, "#/identifiers/1000", id="one too many"),
        pytest.param({"prefixes": ["0000", "abc"]}, "#/prefixes/1", id="a prefix too short"),
        pytest.param({"prefixes": ["ABCD"]}, "#/prefixes/0", id="capitals"),
        pytest.param({"prefixes": [0]}, "#/prefixes/0", id="a number for a prefix"),
        pytest.param({"prefixes": ["0000"] * 1001}, "#/prefixes/1000", id="one prefix too many"),
    ],
)
def test_what_cannot_be_read_is_refused_with_a_pointer_to_it(scene, client, body, pointer) -> None:
    told = refused(client, body, 400)
    assert told["type"] == "urn:problem-type:aval:invalid-body"
    assert [error["pointer"] for error in told["errors"]] == [pointer]
    assert len(json.dumps(told)) < 2000


@pytest.mark.parametrize(
    "content_type", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "x"]
)
def test_another_content_type_is_refused(scene, client, content_type) -> None:
    refused(client, {"identifiers": [CHAT]}, 415, content_type)


def test_a_million_identifiers_are_refused_unread(scene, client) -> None:
    told = refused(client, b'{"identifiers": [' + b"1," * 1_000_000 + b"1]}", 413)
    assert told["most_bytes"] == 256 * 1024


class Endless(io.RawIOBase):
    """A body that never ends, and counts what was read of it."""

    taken = 0

    def read(self, size: int = -1) -> bytes:
        assert size >= 0, "nobody may ask for all of it"
        self.taken += size
        return b"[" * size


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"CONTENT_LENGTH": str(10**12)}, 413),
        ({"CONTENT_LENGTH": "", "HTTP_TRANSFER_ENCODING": "chunked"}, 411),
        ({"CONTENT_LENGTH": "10"}, 400),
    ],
)
def test_a_body_that_never_ends_is_not_read_to_the_end(scene, headers, status) -> None:
    body = Endless()
    environ = RequestFactory().post(CHECK, content_type="application/json").environ | headers | {"wsgi.input": body}
    problem(ClientHandler()(environ), status)
    assert body.taken <= 256 * 1024 + 1


def test_only_what_is_sent_is_checked(scene, client) -> None:
    assert client.get(CHECK).status_code == 405
    problem(client.post(f"{CHECK}?device=workstation", {"identifiers": []}, content_type="application/json"), 400)
    problem(
        client.post("/api/v1/organisations/atlantis/check/", {"identifiers": []}, content_type="application/json"), 404
    )


def test_an_organisation_that_ended_checks_nothing_and_names_its_successor(scene, client) -> None:
    scene.ends(scene.ministry, date(2026, 11, 24), scene.root)
    assert refused(client, {"identifiers": [CHAT]}, 410)["successor"] == "etat"


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    identifiers=st.lists(
        st.fixed_dictionaries(
            {
                "kind": st.sampled_from([*IdentifierKind.values, *PublisherIdentifierKind.values]),
                "value": st.one_of(
                    st.text(min_size=1, max_size=250),
                    st.text(alphabet="xn--.:/@{}_\u0301\u200dßİ", min_size=1, max_size=250),
                    st.sampled_from(["http://", "https://é", "xn--", "..", "_" * 250, "xn--a.", "{}"]),
                ),
            }
        ),
        max_size=5,
    )
)
def test_whatever_is_installed_is_answered_in_order(scene, client, identifiers) -> None:
    response = client.post(CHECK, {"identifiers": identifiers}, content_type="application/json")
    assert response.status_code in (200, 400)
    if response.status_code == 200:
        assert [one["kind"] for one in response.json()["results"]] == [one["kind"] for one in identifiers]
    else:
        assert response.json()["errors"][0]["pointer"].endswith("/value")


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
