"""The OpenAPI document: it is valid, says what is answered, and has a page on which to try it."""

import json
from dataclasses import replace
from typing import Any

import jsonschema
import pytest
from django.core.management import call_command
from django.test import Client
from openapi_spec_validator import OpenAPIV31SpecValidator

from registry.surfaces.exports.formats import FORMATS
from registry.surfaces.feed.channel import find_channel
from registry.surfaces.feed.cursor import Cursor
from registry.terms import DeviceClass
from registry.tests.surfaces.api.test_hostile_input import LISTS

pytestmark = pytest.mark.django_db

EXPORTS = "/api/v1/organisations/{slug}/exports/"


@pytest.fixture
def document(client: Client) -> dict[str, Any]:
    response = client.get("/api/v1/schema/", headers={"Accept": "application/json"})
    assert response.status_code == 200
    return json.loads(response.content)


def test_the_generator_has_nothing_to_warn_of(tmp_path) -> None:
    call_command("spectacular", validate=True, fail_on_warn=True, file=str(tmp_path / "schema.yaml"))


def test_it_is_valid_openapi(document) -> None:
    assert document["openapi"] == "3.1.1"
    OpenAPIV31SpecValidator(document).validate()
    assert "nullable" not in json.dumps(document), "OpenAPI 3.1 says null by its type"


def test_it_is_the_same_whoever_asks(client) -> None:
    french, english = (
        client.get("/api/v1/schema/", headers={"Accept-Language": language}).content for language in ("fr", "en")
    )
    assert french == english


def test_it_describes_every_list_with_its_filters(document) -> None:
    for name, filters in LISTS.items():
        operation = document["paths"][f"/api/v1/{name}/"]["get"]
        described = {parameter["name"] for parameter in operation["parameters"]}
        assert described == {*filters, "page", "page_size"}
        assert all(parameter["description"] for parameter in operation["parameters"])


def test_it_describes_the_moment_of_a_single_thing(document) -> None:
    for name, asked in {"applications": ["on", "revision"], "announcements": ["revision"], "revisions": []}.items():
        path = next(path for path in document["paths"] if path.startswith(f"/api/v1/{name}/{{"))
        described = document["paths"][path]["get"]["parameters"]
        assert [one["name"] for one in described if one["in"] == "query"] == asked


def test_it_describes_every_problem(document) -> None:
    for path, operations in document["paths"].items():
        responses = next(iter(operations.values()))["responses"]
        assert {"200", "400", "404", "406"} <= responses.keys(), path
        for status, response in responses.items():
            if status >= "400":
                assert list(response["content"]) == ["application/problem+json"]
    feed = document["paths"]["/api/v1/organisations/{slug}/feed/"]["get"]["responses"]
    assert {"200", "304", "409", "410"} <= feed.keys()


def test_it_describes_the_files_of_every_format(document) -> None:
    for report, told in (("", {"200", "304", "409", "410"}), ("report/", {"200", "304", "410"})):
        operation = document["paths"][f"{EXPORTS}{{format_name}}/{report}"]["get"]
        described = {one["name"]: one for one in operation["parameters"]}
        assert described.keys() == {"slug", "format_name", "device", "mode", "since"}
        assert described["format_name"]["schema"]["enum"] == sorted(FORMATS)
        assert told <= operation["responses"].keys()


def closed(components: dict[str, Any]) -> dict[str, Any]:
    """Return the components with the rule that nothing is answered but what they describe; problems may say more."""
    for name, component in components["schemas"].items():
        if component.get("type") == "object" and name != "Problem":
            component["additionalProperties"] = False
    return components


@pytest.mark.parametrize(
    ("described", "path"),
    [
        *((f"/api/v1/{name}/", f"/api/v1/{name}/") for name in ("", *LISTS)),
        ("/api/v1/verdicts/", "/api/v1/verdicts/?organisation=culture"),
        ("/api/v1/verdicts/", "/api/v1/verdicts/?status=unlisted"),
        ("/api/v1/verdicts/", "/api/v1/verdicts/?revision=x"),
        ("/api/v1/verdicts/", "/api/v1/verdicts/?surprise=x"),
        ("/api/v1/verdicts/", "/api/v1/verdicts/?organisation=gone"),
        ("/api/v1/applications/{slug}/", "/api/v1/applications/chat/"),
        ("/api/v1/applications/{slug}/", "/api/v1/applications/atlantis/"),
        ("/api/v1/organisations/{slug}/", "/api/v1/organisations/gone/"),
        ("/api/v1/categories/{slug}/", "/api/v1/categories/social/"),
        ("/api/v1/announcements/{slug}/", "/api/v1/announcements/ban/"),
        ("/api/v1/revisions/{number}/", "/api/v1/revisions/3/"),
        ("/api/v1/revisions/head/", "/api/v1/revisions/head/"),
        ("/api/v1/organisations/{slug}/", "/api/v1/organisations/gone/?on=2024-12-31&revision=1"),
        ("/api/v1/decisions/", "/api/v1/decisions/?ends_within=60&on=2026-12-01"),
        ("/api/v1/organisations/{slug}/feed/", "/api/v1/organisations/etat/feed/"),
        ("/api/v1/organisations/{slug}/feed/", "/api/v1/organisations/culture/feed/"),
        ("/api/v1/organisations/{slug}/feed/", "/api/v1/organisations/culture/feed/?since={cursor}"),
        ("/api/v1/organisations/{slug}/feed/", "/api/v1/organisations/etat/feed/?since={cursor}"),
        ("/api/v1/organisations/{slug}/feed/", "/api/v1/organisations/culture/feed/?since={older}"),
        ("/api/v1/organisations/{slug}/feed/", "/api/v1/organisations/culture/feed/?since={newer}"),
        ("/api/v1/organisations/{slug}/feed/", "/api/v1/organisations/gone/feed/"),
        ("/api/v1/organisations/{slug}/feed/", "/api/v1/organisations/gone/feed/?on=2024-12-31"),
        ("/api/v1/organisations/{slug}/feed/", "/api/v1/organisations/gone/feed/?revision=1"),
        (EXPORTS, "/api/v1/organisations/culture/exports/"),
        (EXPORTS, "/api/v1/organisations/culture/exports/?mode=default-deny"),
        (EXPORTS, "/api/v1/organisations/gone/exports/"),
        (f"{EXPORTS}{{format_name}}/", "/api/v1/organisations/culture/exports/android-policy/?mode=default-deny"),
        (f"{EXPORTS}{{format_name}}/", "/api/v1/organisations/culture/exports/android-policy/?device=workstation"),
        (f"{EXPORTS}{{format_name}}/", "/api/v1/organisations/culture/exports/telex/"),
        (f"{EXPORTS}{{format_name}}/", "/api/v1/organisations/gone/exports/android-policy/"),
        (f"{EXPORTS}{{format_name}}/report/", "/api/v1/organisations/etat/exports/android-policy/report/"),
        (f"{EXPORTS}{{format_name}}/report/", "/api/v1/organisations/culture/exports/firefox-policy/report/"),
        (
            f"{EXPORTS}{{format_name}}/report/",
            "/api/v1/organisations/culture/exports/android-policy/report/?mode=default-deny",
        ),
        (f"{EXPORTS}{{format_name}}/report/", "/api/v1/organisations/gone/exports/android-policy/report/"),
    ],
)
def test_what_is_answered_is_what_it_describes(world, client, document, described, path) -> None:
    described, path = described.replace("//", "/"), path.replace("//", "/")
    assert described in document["paths"]
    if "{" in path:
        cursor = Cursor.of(find_channel("culture", DeviceClass.PROFESSIONAL_PHONE))
        older, newer = replace(cursor, seq=1), replace(cursor, seq=cursor.seq + 1)
        path = path.format(cursor=cursor, older=older, newer=newer)
    response = client.get(path)
    media_type = response["Content-Type"]
    schema = document["paths"][described]["get"]["responses"][str(response.status_code)]["content"][media_type][
        "schema"
    ]
    jsonschema.Draft202012Validator(
        {**schema, "components": closed(document["components"])}, format_checker=jsonschema.FormatChecker()
    ).validate(json.loads(response.content))


def test_its_page_loosens_the_policy_for_its_icons_alone(client) -> None:
    docs = client.get("/api/v1/docs/")
    policies = [response["Content-Security-Policy"].split("; ") for response in (docs, client.get("/api/v1/"))]
    assert set(policies[0]) - set(policies[1]) == {"img-src 'self' data:"}
    assert set(policies[1]) < set(policies[0])
    html = docs.content.decode()
    assert "<style" not in html
    assert "style=" not in html
    assert html.count("<script") == html.count("<script src=") == 3


def test_its_page_loads_a_script_that_knows_the_document(client) -> None:
    response = client.get("/api/v1/docs/?script=")
    assert response["Content-Type"].startswith("application/javascript")
    assert 'url: "/api/v1/schema/"' in response.content.decode().replace("\\u002D", "-")
