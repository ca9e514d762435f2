"""The pages of notices: quotes to the letter, provenance in words, nothing beyond the evidence."""

from copy import deepcopy
from datetime import date

import pytest

from registry.models import AnnouncedApplication, Announcement, Quote, Source
from registry.tests.surfaces.noon import laid_at_noon

pytestmark = pytest.mark.django_db


def announce(scene):
    """Publish a notice with its quotes, a source and two applications, on which a ruling rests."""
    root = scene.organisation("etat")
    category = scene.category("social")
    named, inferred = scene.application("named", category), scene.application("inferred", category)
    notice = scene.announcement(
        "ban", speaker="Ada", speaker_role_fr="ministre", speaker_role_en="minister", comply_by=date(2023, 4, 1)
    )
    scene.publish(
        notice,
        Quote(announcement=notice, text="Non, « jamais » !", language="fr", fidelity="original", place=0),
        Quote(
            announcement=notice, text="No.", language="en", fidelity="as_reported", note_en="By wire.", note_fr="Fil."
        ),
        Source(announcement=notice, title="A paper", url="https://example.org/a", published_on=date(2023, 3, 25)),
        AnnouncedApplication(announcement=notice, application=named, provenance="named_by_press", stance="prohibits"),
        AnnouncedApplication(
            announcement=notice, application=inferred, provenance="inferred_from_category", stance="prohibits"
        ),
    )
    scene.rules(root, category, basis=notice)


laid_notice = laid_at_noon(announce)


@pytest.fixture
def notice(laid_notice, db):
    """Stand on a notice with its quotes, a source and two applications, on which a ruling rests."""
    return deepcopy(laid_notice)


def test_quotes_are_to_the_letter_in_their_language_with_who_when_and_how_faithfully(notice, get):
    markup = get("/en/announcements/ban/")
    assert [one["lang"] for one in markup.all("blockquote")] == ["fr", "en"]
    assert "Non, « jamais » !" in markup.text
    assert "Original wording Ada, minister, 24 March 2023 Sources: A paper (25 March 2023)" in markup.text
    assert "As reported by the press Ada, minister, 24 March 2023 By wire." in markup.text


def test_each_application_comes_with_how_the_registry_knows(notice, get):
    text = get("/en/announcements/ban/").text
    assert "Named According to the press, its issuer said that it prohibits Named." in text
    assert "Inferred It does not name Inferred: the registry places it in the category" in text


def test_a_notice_shows_the_rulings_that_rest_on_it_its_sources_and_its_mark(notice, get):
    markup = get("/en/announcements/ban/")
    assert "Prohibited social (en) Interministerial rule · etat (en)" in markup.text
    assert "https://example.org/a" in markup.links
    assert "How far it was verified Written for a test." in markup.text
    assert "To be complied with by 1 April 2023" in markup.text


def test_only_a_notice_from_elsewhere_says_that_it_binds_nobody_here(notice, get):
    notice.announcement("foreign", jurisdiction="BE")
    sentence = "it binds no French organisation"
    assert sentence not in get("/en/announcements/ban/").text
    markup = get("/en/announcements/foreign/")
    assert sentence in markup.text
    assert "The registry has no quote of it to show." in markup.text
    assert "No source is recorded." in markup.text


def test_the_list_is_by_date_and_can_be_kept_to_one_jurisdiction(notice, get):
    notice.announcement("foreign", jurisdiction="BE", date=date(2024, 1, 1))
    both = get("/en/announcements/")
    assert both.text.index("foreign (en)") < both.text.index("1 January 2024 · Belgium · Measure")
    assert [link for link in both.links if "announcements/foreign" in link]
    one = get("/en/announcements/?jurisdiction=FR")
    assert "/en/announcements/foreign/" not in one.links
    assert "/en/announcements/ban/" in one.links


def test_a_day_that_is_not_known_is_not_shown(notice, get):
    notice.announcement("vague", date=date(2024, 2, 1), date_precision="month")
    markup = get("/en/announcements/vague/")
    assert "February 2024 · France · Measure" in markup.text
    assert "1 February 2024" not in markup.text
    assert {"datetime": "2024-02"} in markup.all("time")


def test_a_draft_is_nowhere(notice, get):
    Announcement.objects.create(
        slug="draft", kind="measure", jurisdiction="FR", title_fr="Brouillon", title_en="Draft", date=date(2025, 1, 1)
    )
    get("/en/announcements/draft/", status=404)
    for page in ("", "announcements/"):
        assert "Draft" not in get(f"/en/{page}").text


def test_every_notice_is_a_mark_on_the_lane_of_its_jurisdiction(notice, get):
    notice.announcement("foreign", jurisdiction="BE", date=date(2024, 1, 1))
    markup = get("/en/announcements/")
    assert len(markup.all("circle")) == 2
    assert len([one for one in markup.all("rect") if one.get("class") == "span"]) == 1
    assert "24 March 2023 — ban (en)" in markup.text
