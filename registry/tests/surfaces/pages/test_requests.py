"""Asking for an assessment: the form without JavaScript, its mistakes, its guards, and the page that follows."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from registry.models import AssessmentRequest, Contact, Organisation, Submission
from registry.requests import throttle
from registry.revisions.models import today
from registry.terms import Role
from registry.tests.scene import Scene
from registry.tests.surfaces.noon import NOON
from registry.tests.surfaces.pages.markup import Markup
from registry.tests.surfaces.pages.test_query_counts import SNAPSHOT

FORM = "application/x-www-form-urlencoded"
GIVEN = {
    "application": "Chat of nobody",
    "organisation": "culture",
    "device": "professional_phone",
    "need": "To talk to artists.",
    "contact": "",
    "website": "",
}

Send = Callable[..., Any]


def stamp_of(response: Any) -> str:
    return next(one["value"] or "" for one in Markup(response).all("input") if one.get("name") == "opened")


@pytest.fixture
def send(seeded: None, client: Client) -> Send:
    """Return a way to open the form, wait as long as a person types, fill it in and send it."""

    def sent(language: str = "en", *, waits: float = 30, headers: Any = None, **typed: Any) -> Any:
        values = {"opened": stamp_of(client.get(f"/{language}/requests/"))} | GIVEN | typed
        body = urlencode({name: value for name, value in values.items() if value is not None})
        with time_machine.travel(datetime.fromisoformat(NOON) + timedelta(seconds=waits), tick=False):
            return client.post(f"/{language}/requests/", body, content_type=FORM, headers=headers or {})

    return sent


def mistakes(response: Any) -> list[str]:
    """Return the mistakes of which a form is told, after it was seen that nothing was kept."""
    assert response.status_code == 400
    assert not Submission.objects.exists()
    return [sentence for _field, sentence in response.context["mistakes"]]


# ---- The form ----


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_request_is_kept_and_leads_to_the_page_that_follows_it(send: Send, client: Client, language: str) -> None:
    response = send(language, contact="agent@culture.example")
    assert response.status_code == 303
    assert response["Location"].startswith(f"/{language}/requests/")
    request = AssessmentRequest.objects.get()
    assert (request.wanted, request.organisation.slug, request.application) == ("Chat of nobody", "culture", None)
    submission = request.submissions.get()
    assert (submission.need, submission.language) == ("To talk to artists.", language)
    assert (submission.contact.email, submission.contact.site) == ("agent@culture.example", "http://testserver")
    page = client.get(response["Location"])
    assert page.status_code == 200
    text = Markup(page).text
    assert "Chat of nobody" in text
    assert "To talk to artists." in text
    assert "agent@culture.example" not in text


def test_the_page_that_follows_is_kept_by_nobody_and_tells_nobody_its_address(send: Send, client: Client) -> None:
    response = send()
    page = client.get(response["Location"])
    for answer in (response, page):
        assert answer["Cache-Control"] == "no-store"
        assert answer["Referrer-Policy"] == "no-referrer"
    assert page["X-Robots-Tag"] == "noindex, nofollow"
    assert {"name": "robots", "content": "noindex, nofollow"} in Markup(page).all("meta")
    assert "Set-Cookie" not in response.headers
    token = response["Location"].rstrip("/").rpartition("/")[2]
    assert len(token) >= 32
    assert token not in str(Submission.objects.values().get())


def test_no_address_is_found_by_guessing(send: Send, client: Client) -> None:
    send()
    digest = Submission.objects.get().token_digest
    for token in ("1", "a" * 32, digest, "%00", "..", "é"):
        assert client.get(f"/en/requests/{token}/").status_code == 404


def test_an_address_fills_the_form_in(seeded: None, get: Callable[..., Markup]) -> None:
    markup = get("/en/requests/?application=whatsapp&organisation=interieur&device=workstation")
    values = {one["name"]: one.get("value") for one in markup.all("input")}
    assert values["application"] == "WhatsApp"
    assert [one["value"] for one in markup.all("option") if "selected" in one] == ["interieur", "workstation"]
    unknown = get("/en/requests/?application=Some%20%22chat%22%20%E2%80%AE&device=fridge")
    assert {one["name"]: one.get("value") for one in unknown.all("input")}["application"] == 'Some "chat"'


def test_an_organisation_that_has_ended_gives_way_to_its_successor(
    seeded: None, get: Callable[..., Markup], scene: Scene
) -> None:
    ended, successor = (Organisation.objects.get(slug=slug) for slug in ("culture", "interieur"))
    scene.member(scene.registrar, Organisation.objects.get(slug="etat"), Role.APPROVER)
    scene.ends(ended, today(), successor)
    chosen = [one["value"] for one in get("/en/requests/?organisation=culture").all("option") if "selected" in one]
    assert chosen == ["interieur", "professional_phone"]
    gone = get("/en/requests/?organisation=transformation-fonction-publiques&application=tiktok")
    assert [one["value"] for one in gone.all("option") if "selected" in one] == ["professional_phone"]


def test_a_remembered_choice_fills_the_form_in_and_an_address_wins_over_it(
    seeded: None, client: Client, get: Callable[..., Markup], settings: Any
) -> None:
    def chosen(query: str) -> list[str | None]:
        return [one["value"] for one in get(f"/en/requests/{query}").all("option") if "selected" in one]

    client.cookies[settings.CHOICE_COOKIE_NAME] = "culture:workstation"
    assert chosen("") == ["culture", "workstation"]
    assert chosen("?organisation=interieur") == ["interieur", "workstation"]
    client.cookies[settings.CHOICE_COOKIE_NAME] = "atlantis:workstation"
    assert chosen("") == ["professional_phone"]


def test_what_is_answered_already_is_said_before_and_asked_again_only_deliberately(
    send: Send, get: Callable[..., Markup]
) -> None:
    markup = get("/en/requests/?application=tiktok&organisation=culture")
    assert "TikTok: the registry has an answer already. Prohibited" in markup.text
    assert "/en/applications/tiktok/?organisation=culture&device=professional_phone" in markup.links
    response = send(application="https://play.google.com/store/apps/details?hl=fr&id=com.zhiliaoapp.musically")
    assert mistakes(response) == ["The registry answers this already. Read the answer; tick the box if you still ask."]
    assert send(application="tiktok", anyway="1").status_code == 303
    assert AssessmentRequest.objects.get().application.slug == "tiktok"


def test_what_nobody_ruled_on_is_asked_at_once(send: Send) -> None:
    assert send(application="Tchap", device="workstation").status_code == 303
    assert AssessmentRequest.objects.get().application.slug == "tchap"


def test_the_same_request_is_counted_and_not_filed_twice(send: Send) -> None:
    for number in range(3):
        assert send(application="chat OF nobody", need=f"Need {number}").status_code == 303
    send(device="workstation")
    send(organisation="interieur")
    assert [one.submissions.count() for one in AssessmentRequest.objects.order_by("id")] == [3, 1, 1]


# ---- Mistakes ----


def test_mistakes_stand_first_lead_to_their_fields_and_keep_what_was_typed(send: Send) -> None:
    response = send(application="", organisation="", need="", contact="nobody")
    markup = Markup(response)
    summary = next(one for one in markup.all("section") if one.get("id") == "mistakes")
    assert summary["tabindex"] == "-1"
    assert "autofocus" in summary
    fields = {one["id"]: one for tag in ("input", "select", "textarea") for one in markup.all(tag) if "id" in one}
    wrong = [link.removeprefix("#") for link in markup.links if link.startswith("#") and link != "#content"]
    assert wrong == ["application", "organisation", "need", "contact"]
    ids = {attributes.get("id") for _tag, attributes in markup.elements}
    for name in wrong:
        assert fields[name]["aria-invalid"] == "true"
        assert set((fields[name]["aria-describedby"] or "").split()) <= ids
        assert f"{name}-mistake" in (fields[name]["aria-describedby"] or "")
    assert fields["contact"]["value"] == "nobody"
    assert markup.unbalanced == []
    assert response["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"application": "a" * 201}, "Name the application in 200 characters or fewer."),
        ({"application": "\u202e\0 "}, "Name the application, or paste its address in a store."),
        ({"application": None}, "Name the application, or paste its address in a store."),
        ({"organisation": "atlantis"}, "We do not know this organisation, or it has ended: choose yours in the list."),
        (
            {"organisation": "transformation-fonction-publiques"},
            "We do not know this organisation, or it has ended: choose yours in the list.",
        ),
        ({"device": "fridge"}, "We do not know this device: choose yours in the list."),
        ({"need": " \n\t "}, "Say what you need it for: a sentence is enough."),
        ({"need": "é" * 2001}, "Say what you need it for in 2000 characters or fewer: you wrote 2001."),
        ({"contact": "a@b"}, "This is no e-mail address: write it like name@example.org, or leave it empty."),
        ({"contact": "a@example.org\nBcc: b@example.org"}, "This is no e-mail address: write it like"),
        ({"contact": '"\x0c})_"@[::1]'}, "This is no e-mail address: write it like"),
        ({"contact": "=?utf-8?b?w6k=?=@example.org"}, "This is no e-mail address: write it like"),
        ({"contact": f"a@a.{'é' * 60}"}, "This is no e-mail address: write it like"),
        ({"website": "https://spam.example"}, "Leave the hidden field empty: it is there to stop robots."),
        ({"opened": ""}, "This form lay open for too long, or was not opened here"),
        ({"opened": ":1w0000:forged"}, "This form lay open for too long, or was not opened here"),
        ({"opened": None}, "This form lay open for too long, or was not opened here"),
        ({"waits": 1}, "This was sent faster than a person types: wait a few seconds, and send it again."),
        ({"waits": 13 * 3600}, "This form lay open for too long, or was not opened here"),
    ],
)
def test_a_mistake_is_told_with_what_would_do(send: Send, typed: dict[str, Any], sentence: str) -> None:
    (told,) = mistakes(send(**typed))
    assert told.startswith(sentence)


def test_a_form_that_lay_open_for_too_long_is_sent_again_as_it_is(send: Send) -> None:
    response = send(waits=13 * 3600)
    opened = stamp_of(response)
    assert send(opened=opened, waits=13 * 3600 + 10).status_code == 303


def test_what_is_not_seen_is_not_kept(send: Send) -> None:
    send(application="\u202eChat\u200b of\tno\0body\x07", need="One\r\ntwo\u2066\x1b\r\n\r\n\r\nthree")
    assert AssessmentRequest.objects.get().wanted == "Chat of nobody"
    assert Submission.objects.get().need == "One\ntwo\n\nthree"


def test_nothing_that_was_typed_becomes_markup_or_a_link(send: Send, client: Client) -> None:
    page = client.get(send(application="<b>x</b>", need="<script>alert(1)</script> https://evil.example/")["Location"])
    html = page.content.decode()
    assert "<script" not in html
    assert "<b>x</b>" not in html
    assert "https://evil.example/" in html
    assert not any("evil.example" in link for link in Markup(page).links)


# ---- Guards ----


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        pytest.param({"sec-fetch-site": "same-origin", "origin": "null"}, 303, id="a page of ours"),
        pytest.param({"sec-fetch-site": "cross-site", "origin": "http://testserver"}, 403, id="another site"),
        pytest.param({"sec-fetch-site": "same-site"}, 403, id="a sister site"),
        pytest.param({"origin": "http://testserver"}, 303, id="our origin"),
        pytest.param({"origin": "http://testserver.evil.example"}, 403, id="an origin like ours"),
        pytest.param({"origin": "null"}, 403, id="an origin that hides itself"),
        pytest.param({}, 303, id="a browser that says nothing"),
    ],
)
def test_only_a_form_of_ours_is_taken(send: Send, headers: dict[str, str], status: int) -> None:
    assert send(headers=headers).status_code == status
    assert Submission.objects.count() == (status == 303)


def test_files_and_other_contents_are_not_read(seeded: None, client: Client) -> None:
    file = SimpleUploadedFile("a.pdf", b"%PDF")
    for response in (
        client.post("/en/requests/", {"need": file}),
        client.post("/en/requests/", b'{"need": 1}', content_type="application/json"),
        client.post("/en/requests/", b"need=x", content_type="text/plain"),
    ):
        assert response.status_code == 415
        assert Markup(response).headings == [1]


def test_an_endless_text_is_refused_unread(seeded: None, client: Client) -> None:
    response = client.post("/fr/requests/", "need=" + "a" * 70_000, content_type=FORM)
    assert response.status_code == 413
    fields = "&".join(f"f{number}=" for number in range(2_000))
    assert client.post("/fr/requests/", fields, content_type=FORM).status_code == 400


@pytest.mark.parametrize("method", ["put", "patch", "delete", "options", "trace"])
def test_other_methods_are_not_known(seeded: None, client: Client, method: str) -> None:
    response = getattr(client, method)("/en/requests/")
    assert (response.status_code, response["Allow"]) == (405, "GET, HEAD, POST")


def test_a_form_is_asked_for_by_its_head_and_the_page_that_follows_takes_nothing(send: Send, client: Client) -> None:
    head = client.head("/en/requests/")
    assert (head.status_code, head.content) == (200, b"")
    address = send()["Location"]
    response = client.post(address, "need=x", content_type=FORM)
    assert (response.status_code, response["Allow"]) == (405, "GET, HEAD")


@pytest.mark.parametrize("language", ["fr", "en"])
def test_who_sends_too_much_is_told_when_to_come_back(
    send: Send, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    monkeypatch.setattr(throttle, "MOST_OF_A_SENDER", 2)
    for _turn in range(2):
        assert send(language).status_code == 303
    response = send(language, need="A long text.", waits=600)
    assert response.status_code == 429
    assert response["Retry-After"] == "3001"
    markup = Markup(response)
    assert ("13:00" if language == "fr" else "1 p.m.") in markup.text
    assert "A long text." in markup.text
    assert markup.unbalanced == []
    assert Submission.objects.count() == 2
    assert send(language, waits=3601).status_code == 303


def test_behind_a_proxy_the_sender_is_the_one_that_it_names(
    send: Send, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(throttle, "MOST_OF_A_SENDER", 1)
    settings.BEHIND_PROXY = True
    assert send(headers={"x-forwarded-for": "10.0.0.1, 192.0.2.1"}).status_code == 303
    assert send(headers={"x-forwarded-for": "10.0.0.2, 192.0.2.1"}).status_code == 429
    assert send(headers={"x-forwarded-for": "10.0.0.1, 192.0.2.2"}).status_code == 303
    settings.BEHIND_PROXY = False
    assert send(headers={"x-forwarded-for": "192.0.2.3"}).status_code == 303
    assert send(headers={"x-forwarded-for": "192.0.2.4"}).status_code == 429


def test_where_no_message_can_be_sent_nobody_is_asked_for_an_address(
    send: Send, get: Callable[..., Markup], settings: Any
) -> None:
    settings.ANSWERS_BY_MAIL = False
    assert "contact" not in {one.get("id") for one in get("/en/requests/").all("input")}
    assert send(contact="agent@culture.example").status_code == 303
    assert not Contact.objects.exists()


def test_sending_asks_as_often_whatever_stands_there(send: Send) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert send(contact="agent@culture.example").status_code == 303
        return len(asked)

    send()
    # opening: organisations, in a snapshot; sending: organisations, the application by name and identifier;
    # counters (former hours, sender, all), the same request, submission, contact, in a savepoint
    once = (4 + SNAPSHOT) + 4 + 2 + (3 + 1 + 2 + 2)
    assert queries() == once
    for number in range(5):
        send(application=f"Another {number}")
    assert queries() == once


def test_following_asks_once(send: Send, client: Client) -> None:
    address = send()["Location"]
    with CaptureQueriesContext(connection) as asked:
        client.get(address)
    assert len(asked) == 1 + SNAPSHOT
