"""A registry in which nothing is published yet answers honestly."""

import pytest

from registry.tests.surfaces.machines import problem

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "name", ["applications", "organisations", "categories", "announcements", "decisions", "revisions"]
)
def test_lists_are_empty(client, name) -> None:
    response = client.get(f"/api/v1/{name}/")
    assert response.json() == {"count": 0, "next": None, "previous": None, "results": []}


def test_verdicts_say_why_there_are_none(client) -> None:
    response = client.get("/api/v1/verdicts/", headers={"Accept-Language": "en"})
    assert problem(response, 404)["detail"] == "The registry has published nothing yet."


def test_there_is_no_head_of_the_chain(client) -> None:
    problem(client.get("/api/v1/revisions/head/"), 404)


def test_nobody_has_a_feed_or_files(client) -> None:
    for path in ("feed/", "exports/", "exports/android-policy/", "exports/android-policy/report/"):
        problem(client.get(f"/api/v1/organisations/etat/{path}"), 404)


def test_the_root_and_the_document_are_there(client) -> None:
    for path in ("", "schema/", "docs/"):
        assert client.get(f"/api/v1/{path}").status_code == 200
