"""The schemas of the feed: they are what they say, they are served, and what is published obeys them."""

import json
from copy import deepcopy
from datetime import date

import pytest
from jsonschema import Draft202012Validator, ValidationError

from registry.surfaces.feed.shapes import NAMES, schema
from registry.terms import DeviceClass, IdentifierKind, Outcome, PublisherIdentifierKind
from registry.tests.surfaces.feed.shaped import check
from registry.tests.surfaces.machines import problem
from registry.tests.surfaces.noon import laid_at_noon

ADDRESS = "/api/v1/schemas/feed/{}.json"


def begin(scene):
    """Publish a ministry in whose channel there is a record of every kind."""
    root, *of_root = scene.new_organisation("etat", None)
    ministry, *of_ministry = scene.new_organisation("culture", root)
    social, place = scene.new_category("social", None)
    scene.publish(root, *of_root, ministry, *of_ministry, social, place)
    words = {"conditions_fr": "sans compte", "conditions_en": "without an account"}
    changes = []
    for outcome in Outcome:
        application, its_place = scene.new_application(f"app-{outcome}".replace("_", "-"), social)
        more = words if outcome == Outcome.CONDITIONAL else {}
        if outcome == Outcome.PROHIBITED:
            more = {"comply_by": date(2026, 12, 24), "expires_on": date(2027, 1, 1)}
        ruling = scene.unpublished(ministry, application, outcome, date(2026, 11, 1), **more)
        changes += [application, its_place, ruling]
    scene.publish(*changes)


laid_shapes = laid_at_noon(begin)


@pytest.fixture
def scene(laid_shapes, db, noon):
    return deepcopy(laid_shapes)


@pytest.mark.parametrize("name", NAMES)
def test_a_schema_is_one_and_is_served_for_a_day_without_the_database(client, name) -> None:
    response = client.get(ADDRESS.format(name))
    assert response.status_code == 200
    assert response["Content-Type"] == "application/schema+json"
    assert response["Cache-Control"] == "public, max-age=86400"
    served = json.loads(response.content)
    Draft202012Validator.check_schema(served)
    assert served == schema(name)
    again = client.get(ADDRESS.format(name), headers={"If-None-Match": f"W/{response['ETag']}"})
    assert (again.status_code, again.content) == (304, b"")


def test_what_is_no_schema_is_told_as_a_problem(client) -> None:
    problem(client.get(ADDRESS.format("body")), 404)
    assert client.post(ADDRESS.format("head")).status_code == 405


def test_a_full_feed_is_to_the_letter_what_its_schema_says(scene, fetch) -> None:
    document = fetch("culture")
    assert {record["status"] for record in document["records"]} == set(Outcome)
    check("full", document)


@pytest.mark.parametrize(
    "spoil",
    [
        pytest.param(lambda d: d.pop("epoch"), id="a member is missing"),
        pytest.param(lambda d: d.update(seq=-1), id="a seq below nought"),
        pytest.param(lambda d: d.update(as_known=True, schema="aval-feed-as-known/1"), id="a document of the past"),
        pytest.param(lambda d: d["records"][0].update(status="allowed"), id="a status that is none"),
        pytest.param(lambda d: d["records"][0].update(until="1.1.2027"), id="a day that is not written as one"),
        pytest.param(
            lambda d: d["records"][0]["identifiers"].append({"kind": "apple_team_id", "value": "A1B2C3D4E5"}),
            id="an identifier of a publisher",
        ),
        pytest.param(lambda d: d["records"][0].update(note="new"), id="a member that the schema does not name"),
    ],
)
def test_what_is_not_a_full_feed_is_found(scene, fetch, spoil) -> None:
    document = fetch("culture")
    spoil(document)
    with pytest.raises(ValidationError):
        check("full", document)


def test_the_words_of_the_schemas_are_those_of_the_registry() -> None:
    record = schema("record")
    assert set(record["properties"]["status"]["enum"]) == set(Outcome.values)
    kind = record["properties"]["identifiers"]["items"]["properties"]["kind"]
    assert set(kind["not"]["enum"]) == set(PublisherIdentifierKind.values)
    validator = Draft202012Validator(kind)
    assert all(validator.is_valid(one) for one in IdentifierKind.values)
    channel = Draft202012Validator(record["$defs"]["channel"])
    assert all(channel.is_valid(f"culture/{device}") for device in DeviceClass.values)


def test_a_client_may_meet_a_member_that_the_schema_does_not_name(scene, fetch) -> None:
    document = fetch("culture")
    document["since"] = document["records"][0]["since"] = "2026-11-23"
    check("full", document, to_the_letter=False)
