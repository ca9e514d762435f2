"""Check: what cannot be read is refused with a pointer to it, and never read to the end."""

import io
import json
from datetime import date

import pytest
from django.test.client import ClientHandler, RequestFactory
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from registry.terms import IdentifierKind, PublisherIdentifierKind
from registry.tests.surfaces.feed.check.sending import CHAT, CHECK, refused
from registry.tests.surfaces.machines import problem


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
        pytest.param({"CONTENT_LENGTH": "9" * 5000}, 413, id="a length of so many digits that it is no number"),
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
