"""The channels as the application serves them: the same bytes, kept as long as they may be."""

import json

import pytest
from django.urls import URLPattern, get_resolver

from registry.channels.folder import put
from registry.tests.surfaces.machines import problem
from registry.tests.surfaces.pages.test_hostile_input import HOSTILE

HEAD, BLOB = "culture/professional_phone/head.json", f"culture/professional_phone/blobs/full-7-{'a' * 64}.json.gz"
FILES = {"keys.json": b'{"keys": 1}', "keys/1.json": b'{"keys": 1}', HEAD: b'{"head": 1}', BLOB: b"\x1f\x8b"}


@pytest.fixture(autouse=True)
def served(folder):
    for path, raw in FILES.items():
        put(folder / "v1" / path, raw)
    put(folder / "publisher" / "secret.json", b"{}")
    return folder / "v1"


def test_the_table_walks_every_address_of_the_channels() -> None:
    (channels,) = (
        one for one in get_resolver().url_patterns if str(one.pattern) == "" and hasattr(one, "url_patterns")
    )
    (feed,) = (one for one in channels.url_patterns if str(one.pattern) == "feed/v1/")
    assert all(isinstance(one, URLPattern) for one in feed.url_patterns)
    assert len(feed.url_patterns) == len(FILES)


@pytest.mark.parametrize("path", FILES)
def test_a_file_is_served_as_it_is_without_the_database(client, path) -> None:
    response = client.get(f"/feed/v1/{path}")
    assert response.content == FILES[path]
    assert "Content-Encoding" not in response
    assert "Set-Cookie" not in response
    assert response["Vary"] == "Accept-Encoding", "a shared cache keeps it once for everybody"
    assert response["Access-Control-Allow-Origin"] == "*"
    immutable = path in ("keys/1.json", BLOB)
    assert ("immutable" in response["Cache-Control"]) == immutable
    assert response["Cache-Control"].startswith("public, max-age=")
    again = client.get(f"/feed/v1/{path}", headers={"If-None-Match": f'W/"x", W/{response["ETag"]}'})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", response["ETag"])
    assert client.head(f"/feed/v1/{path}").status_code == 200
    assert client.post(f"/feed/v1/{path}").status_code == 405


def test_two_heads_of_one_second_and_length_have_two_tags(client, served) -> None:
    first = client.get(f"/feed/v1/{HEAD}")["ETag"]
    put(served / HEAD, b'{"head": 2}')
    assert client.get(f"/feed/v1/{HEAD}")["ETag"] != first


@pytest.mark.parametrize(
    "path",
    [
        "keys/2.json",
        "keys/0.json",
        "armees/professional_phone/head.json",
        "culture/professional_phone/blobs/full-8-a.json.gz",
        "culture/professional_phone/blobs/../head.json",
        "../publisher/secret.json",
        "%2e%2e/publisher/secret.json",
        "culture/professional_phone/",
        "",
    ],
)
def test_what_is_not_there_is_told_as_a_problem(client, path) -> None:
    problem(client.get(f"/feed/v1/{path}"), 404)


@pytest.mark.parametrize("value", HOSTILE)
def test_no_address_and_no_header_breaks_it(client, value) -> None:
    for path in (f"{value}/professional_phone/head.json", f"culture/{value}/head.json", f"keys/{value}.json", value):
        response = client.get(f"/feed/v1/{path}")
        assert response.status_code in (400, 404)
        json.loads(response.content)
    assert client.get(f"/feed/v1/{HEAD}", headers={"If-None-Match": value}).status_code in (200, 304)
