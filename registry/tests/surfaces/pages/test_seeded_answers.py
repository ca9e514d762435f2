"""What the seeded registry answers on its pages: the notices of 2023 and what follows from them."""

import pytest

pytestmark = pytest.mark.django_db


def test_tiktok_is_prohibited_at_culture_since_the_day_of_the_notice(seeded, get):
    text = get("/en/applications/tiktok/?organisation=culture").text
    assert "No: TikTok has been prohibited on your professional phone since 24 March 2023." in text
    assert "Interministerial rule" in text
    assert "Ban on recreational applications on public servants’ professional phones" in text
    assert "According to the press, its issuer said that it prohibits TikTok." in text


def test_the_quote_of_the_communique_stands_in_french_on_the_english_page(seeded, get):
    markup = get("/en/applications/tiktok/")
    assert markup.all("blockquote") == [{"lang": "fr"}]
    assert "le gouvernement a décidé d'interdire dorénavant le téléchargement" in markup.text
    assert "Stanislas Guerini, Minister for Public Transformation and the Civil Service, 24 March 2023" in markup.text


@pytest.mark.parametrize("name", ["facebook", "snapchat"])
def test_what_no_notice_names_is_prohibited_by_its_category_only(seeded, get, name):
    text = get(f"/en/applications/{name}/").text
    assert f"No: {name.title()} belongs to a category that has been prohibited on your professional phone" in text
    assert "The notice does not name it; the registry made that link." in text
    assert "its issuer said that it prohibits" not in text


def test_the_ban_does_not_reach_a_tablet_nor_the_day_before(seeded, get):
    for question in ("device=professional_tablet", "on=2023-03-23"):
        text = get(f"/en/applications/tiktok/?{question}").text
        assert "TikTok is not listed; for State (interministerial), applications that are not listed are" in text


def test_a_notice_from_elsewhere_is_listed_and_is_no_reason(seeded, get):
    markup = get("/en/applications/telegram/")
    assert "Norway advises against TikTok and Telegram on service devices" in markup.text
    assert "Telegram is not listed" in markup.text
    assert "Why?" not in markup.text


def test_alternatives_are_those_approved_here(seeded, get):
    here = get("/en/applications/whatsapp/?organisation=agriculture")
    assert "/en/applications/tchap/?organisation=agriculture" in here.links
    assert "knows no application of this kind that is approved here" in get("/en/applications/whatsapp/").text


def test_days_are_in_french_on_the_french_page(seeded, get):
    markup = get("/fr/applications/tiktok/?organisation=culture")
    assert "24 mars 2023" in markup.text
    assert "Ministère de la Culture" in markup.text
    assert {"datetime": "2023-03-24"} in markup.all("time")
