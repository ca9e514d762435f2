"""Whatever an address of the machines holds, they are answered: with what was asked for, or with problem details."""

import json
from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from registry.tests.surfaces.machines import problem
from registry.tests.surfaces.pages.test_hostile_input import HOSTILE

LISTS = {
    "applications": ["q", "category", "publisher", "platform", "identifier", "on", "revision"],
    "organisations": ["parent", "ended", "on", "revision"],
    "categories": ["parent", "on", "revision"],
    "announcements": ["kind", "jurisdiction", "application", "date_from", "date_to", "revision"],
    "decisions": [
        "organisation",
        "application",
        "category",
        "device",
        "outcome",
        "announcement",
        "derogation",
        "on",
        "ends_within",
        "published_in",
        "revision",
    ],
    "verdicts": ["organisation", "device", "status", "application", "category", "on", "revision"],
    "revisions": ["day_from", "day_to"],
}
QUESTIONS = [(f"{name}/", parameter) for name, filters in LISTS.items() for parameter in filters]
QUESTIONS += [("organisations/culture/feed/", name) for name in ("device", "since", "on", "revision")]
QUESTIONS += [
    (f"organisations/culture/exports/{name}/{report}", parameter)
    for name, report in (("android-policy", ""), ("android-remove", "report/"))
    for parameter in ("device", "mode", "since")
]
QUESTIONS += [("docs/", "script")]
QUESTIONS += [("organisations/culture/", "on"), ("organisations/culture/", "revision")]
CUTS = [(f"{name}/", parameter) for name in LISTS for parameter in ("page", "page_size")]
"""One paginator reads them for every list."""

SINGLE = ["", "schema/", "applications/chat/", "organisations/culture/", "categories/social/", "announcements/ban/"]
SINGLE += ["revisions/head/", "revisions/1/"]
PATHS = [f"{name}/" for name in LISTS if name != "verdicts"]
OF_AN_ORGANISATION = [f"organisations/culture/{what}/" for what in ("feed", "exports", "exports/android-policy")]


def patterns(resolver: URLResolver, before: str = "") -> Iterator[str]:
    for one in resolver.url_patterns:
        route = before + str(one.pattern)
        if isinstance(one, URLPattern):
            yield route
        else:
            yield from patterns(one, route)


def check(response, *, may_be_refused: bool = True) -> None:
    if response.status_code == 200 and may_be_refused:
        if "json" in response["Content-Type"]:
            json.loads(response.content)
        return
    assert response.status_code in (400, 404)
    told = problem(response, response.status_code)
    assert "\x00" not in json.dumps(told, ensure_ascii=False)
    assert len(response.content) < 6000


def test_the_table_walks_every_address_of_the_machines() -> None:
    walked = {
        "",
        "docs/",
        "schema/",
        "organisations/<slug:slug>/feed/",
        "organisations/<slug:slug>/check/",
        "organisations/<slug:slug>/exports/",
        "organisations/<slug:slug>/exports/<slug:format_name>/",
        "organisations/<slug:slug>/exports/<slug:format_name>/report/",
        "schemas/feed/<slug:name>.json",
        "schemas/exports/csv.json",
        *(f"^{name}/$" for name in LISTS),
        *(
            f"^{name}/(?P<slug>[-a-zA-Z0-9_]+)/$"
            for name in LISTS
            if name not in ("decisions", "verdicts", "revisions")
        ),
        "^revisions/head/$",
        "^decisions/(?P<uid>[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})/$",
        "^revisions/(?P<number>[1-9][0-9]{0,8})/$",
    }
    found = {route.removeprefix("api/v1/") for route in patterns(get_resolver()) if route.startswith("api/")}
    assert found == walked


@pytest.mark.parametrize(
    ("turn", "value"), [pytest.param(turn, *one.values, id=one.id) for turn, one in enumerate(HOSTILE)]
)
def test_a_parameter_never_breaks_an_address(world, client: Client, turn, value) -> None:
    """The lists take turns with the parameters that cut them into pages: each value is given to both."""
    for path, name in [*QUESTIONS, CUTS[2 * turn % len(CUTS)], CUTS[(2 * turn + 1) % len(CUTS)]]:
        check(client.get(f"/api/v1/{path}?{name}={value}"))


@pytest.mark.parametrize("name", LISTS)
def test_a_page_past_the_end_of_a_list_is_not_there(world, client: Client, name) -> None:
    for question in ("page=20230324", "page_size=500&page=2"):
        problem(client.get(f"/api/v1/{name}/?{question}"), 404)


@pytest.mark.parametrize("value", HOSTILE)
def test_a_parameter_that_is_not_known_is_refused(world, client: Client, value) -> None:
    for path in [*SINGLE, *(f"{name}/" for name in LISTS), *OF_AN_ORGANISATION, "docs/"]:
        told = problem(client.get(f"/api/v1/{path}?surprise={value}"), 400)
        assert told["errors"][0]["parameter"] == "surprise"
        check(client.get(f"/api/v1/{path}?{value}=1"), may_be_refused=False)


@pytest.mark.parametrize("value", HOSTILE)
def test_an_address_never_breaks(world, client: Client, value) -> None:
    for path in [*PATHS, "verdicts/", "schema/", "docs/", ""]:
        check(client.get(f"/api/v1/{path}{value}/"))
    for path in ("feed/", "exports/", "exports/android-policy/"):
        check(client.get(f"/api/v1/organisations/{value}/{path}"))
    for path in (f"{value}/", f"{value}/report/"):
        check(client.get(f"/api/v1/organisations/culture/exports/{path}"))
    body = {"identifiers": [{"kind": "android_package", "value": "org.example.chat"}]}
    check(client.post(f"/api/v1/organisations/{value}/check/", body, content_type="application/json"))
    check(client.get(f"/api/{value}"))


@pytest.mark.parametrize("value", HOSTILE)
def test_a_header_never_breaks_an_address(world, client: Client, value) -> None:
    # Each header has a reader of its own; only a wrong Accept keeps the others from being read.
    together = {"Accept-Language": value, "If-None-Match": value, "Origin": value}
    for path in ["verdicts/?page_size=1", *OF_AN_ORGANISATION, "docs/"]:
        for headers in ({"Accept": value}, together):
            assert client.get(f"/api/v1/{path}", headers=headers).status_code in (200, 400, 406)


@pytest.mark.parametrize(("path", "name"), [*QUESTIONS, *CUTS])
def test_a_parameter_given_twice_is_refused(world, client: Client, path, name) -> None:
    told = problem(client.get(f"/api/v1/{path}?{name}=1&{name}=1"), 400)
    assert told["errors"] == [{"detail": told["detail"], "parameter": name}]
