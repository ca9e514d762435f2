"""What the search offers while somebody types, and the script that shows it."""

import re
from pathlib import Path

import pytest
from django.conf import settings

from registry.tests.surfaces.pages.test_hostile_input import HOSTILE

pytestmark = pytest.mark.django_db

SCRIPT = Path(settings.BASE_DIR, "static", "aval", "combobox.js")


def offered(client, question, language="en"):
    response = client.get(f"/{language}/suggestions/?{question}")
    assert response.status_code == 200, response.content
    assert response["Content-Type"] == "application/json"
    assert response["Cache-Control"] in ("no-cache", "no-store")
    return response.json()


def test_a_suggestion_tells_the_answer_and_leads_to_it(seeded, client):
    told = offered(client, "q=tikt&organisation=culture&device=professional_phone")
    assert told == {
        "said": "1 suggestion",
        "suggestions": [
            {
                "name": "TikTok",
                "publisher": "ByteDance",
                "outcome": "prohibited",
                "word": "Prohibited",
                "url": "/en/applications/tiktok/?organisation=culture&device=professional_phone",
            }
        ],
    }
    assert client.get(told["suggestions"][0]["url"]).status_code == 200


@pytest.mark.parametrize(
    ("question", "outcomes"),
    [
        ("q=tchap&organisation=agriculture", ["approved", "unlisted"]),
        ("q=tchap&organisation=agriculture&on=2026-01-06", ["unlisted", "unlisted"]),
        ("q=tchap&organisation=culture", ["unlisted", "unlisted"]),
        ("q=tiktok&device=workstation", ["unlisted"]),
        ("q=tiktok&on=2023-03-23", ["unlisted"]),
        ("q=tiktok&on=2023-03-24&revision=1", []),
    ],
)
def test_the_answer_is_that_of_the_question(seeded, client, question, outcomes):
    assert [one["outcome"] for one in offered(client, question)["suggestions"]] == outcomes


def test_nothing_is_offered_for_less_than_two_letters_nor_for_what_means_nothing(seeded, client):
    nothing = {"said": "No suggestion", "suggestions": []}
    assert offered(client, "") == offered(client, "q=t") == offered(client, "q=%20t%20") == nothing
    assert offered(client, "q=%25%25%25") == offered(client, "q=zzzzzzzz") == nothing


def test_there_is_an_end_to_what_is_offered(seeded, client, monkeypatch):
    assert len(offered(client, "q=tchap")["suggestions"]) == 2
    monkeypatch.setattr("registry.surfaces.pages.lists.suggestions.MOST", 1)
    assert offered(client, "q=tchap")["said"] == "1 suggestion"


@pytest.mark.parametrize("value", HOSTILE)
def test_a_hostile_text_is_answered(seeded, client, value):
    offered(client, f"q={value}")
    offered(client, f"q=tik{value}", "fr")


@pytest.mark.parametrize("page", ["", "applications/"])
def test_the_field_that_the_script_finds_is_on_the_page_and_sends_itself_without_it(seeded, get, page):
    markup = get(f"/en/{page}")
    (field,) = (one for one in markup.all("input") if one.get("name") == "q")
    assert field["data-suggestions"] == "/en/suggestions/"
    assert field["type"] == "search"
    assert "role" not in field, "it is no combobox before the script makes it one"
    assert any("combobox" in (one["src"] or "") for one in markup.all("script"))


def test_the_script_is_small_and_keeps_to_the_policy():
    text = SCRIPT.read_text()
    assert len(text.encode()) <= 6 * 1024
    assert not re.search(r"innerHTML|insertAdjacentHTML|document\.write|eval\(|\.style\b|https?://", text)
