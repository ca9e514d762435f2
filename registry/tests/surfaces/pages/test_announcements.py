"""The pages of notices: quotes to the letter, provenance in words, nothing beyond the evidence."""

import json
from copy import deepcopy
from datetime import date

import pytest

from registry.models import AnnouncedApplication, Announcement, Application, Organisation, Quote, Source
from registry.tests.scene import TABLET
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
    assert (
        "Named by the issuer, according to the press According to the press, its issuer said that it prohibits" in text
    )
    assert (
        "Inferred from the category by the registry It does not name Inferred: the registry places it in the category"
        in text
    )


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


def test_an_application_comes_with_its_answer_now_at_the_organisation_asked_about(notice, get):
    text = get("/en/announcements/ban/").text
    assert "Named Prohibited Named by the issuer" in text
    assert "The answers are for: etat (en), Professional phone, on 24 November 2026." in text
    assert "Named Not listed Named by" in get("/en/announcements/ban/?device=workstation").text


def test_a_ruling_on_an_application_comes_with_the_answer_there(notice, get):
    root, named = Organisation.objects.get(slug="etat"), Application.objects.get(slug="named")
    basis = Announcement.objects.get(slug="ban")
    notice.rules(root, named, "conditional", basis=basis, device_classes=[TABLET])
    text = get("/en/announcements/ban/?device=professional_tablet").text.split("Rulings that rest on it")[1]
    assert text.count("The answer for etat (en):") == 1  # a category has no answer of its own
    assert "The answer for etat (en): Approved with conditions" in text
    assert "The answer for etat (en): Prohibited" in get("/en/announcements/ban/").text


def test_the_data_mention_what_a_source_names_and_not_what_the_registry_inferred(notice, client):
    html = client.get("/en/announcements/ban/").content.decode()
    told = json.loads(html.split('<script type="application/ld+json">')[1].split("</script>")[0])
    assert [one["name"] for one in told["mentions"]] == ["Named"]
    assert told["mentions"][0]["url"] == "http://testserver/en/applications/named/"


def test_the_notices_before_and_after_it_are_a_link_away_each_once(notice, get):
    notice.announcement("older", date=date(2022, 1, 1))
    notice.announcement("abroad", jurisdiction="BE", date=date(2023, 3, 24))
    notice.announcement("newer", date=date(2024, 1, 1))
    text = get("/en/announcements/ban/").text.split("Notices near in time")[1]
    assert "Before it, France · 1 January 2022 older (en)" in text
    assert "After it, France · 1 January 2024 newer (en)" in text
    assert "Right after it · 24 March 2023 abroad (en)" in text
    assert "Right before it" not in text
    relations = {one["rel"]: one["href"] for one in get("/en/announcements/ban/").all("a") if "rel" in one}
    assert relations["prev"] == "/en/announcements/older/"
    assert relations["next"] == "/en/announcements/abroad/"
    assert "After it" not in get("/en/announcements/newer/").text.split("Notices near in time")[1]


def test_a_notice_alone_has_no_neighbours(notice, get):
    assert "Notices near in time" not in get("/en/announcements/ban/").text


def marks(markup):
    """Return the marks of the narrow drawing: the wide one has them again."""
    found = [one for one in markup.all("path") if one.get("class") == "notice" and one["d"]]
    return found[len({one["d"] for one in found}) :]


def test_every_notice_is_a_mark_on_the_lane_of_its_jurisdiction_in_both_drawings(notice, get):
    notice.announcement("foreign", jurisdiction="BE", date=date(2024, 1, 1), kind="press_report")
    markup = get("/en/announcements/")
    assert [one["aria-label"] for one in markup.all("g") if "aria-label" in one] == ["France", "Belgium"] * 2
    assert len(markup.all("circle")) == 4
    assert len(marks(markup)) == 4
    assert len({one["d"] for one in marks(markup)}) == 2
    assert len([one for one in markup.all("rect") if one.get("class") == "span"]) == 3  # one is in the key
    assert "24 March 2023 — Measure — ban (en)" in markup.text
    assert markup.links.count("/en/announcements/ban/") == 3


@pytest.mark.parametrize(
    ("question", "left"),
    [
        ("jurisdiction=BE", {"foreign"}),
        ("kind=measure", {"ban", "foreign"}),
        ("kind=advice", {"hint"}),
        ("application=named", {"ban"}),
        ("jurisdiction=FR&kind=measure&application=inferred", {"ban"}),
        ("jurisdiction=BE&application=named", set()),
    ],
)
def test_the_filters_leave_the_same_notices_on_the_list_and_on_the_lanes(notice, get, question, left):
    notice.announcement("foreign", jurisdiction="BE", date=date(2024, 1, 1))
    notice.announcement("hint", kind="advice", date=date(2024, 2, 1))
    links = get(f"/en/announcements/?{question}").links
    assert {slug for slug in ("ban", "foreign", "hint") if links.count(f"/en/announcements/{slug}/") == 3} == left
    assert all(links.count(f"/en/announcements/{slug}/") in (0, 3) for slug in ("ban", "foreign", "hint"))


def test_each_choice_says_how_many_notices_it_would_leave_and_each_chip_undoes_one(notice, get):
    notice.announcement("foreign", jurisdiction="BE", kind="advice", date=date(2024, 1, 1))
    markup = get("/en/announcements/?jurisdiction=BE&kind=measure")
    assert "France (1) Belgium (0)" in markup.text
    assert "Measure (0) Advice (1)" in markup.text
    assert "No notice passes all these filters." in markup.text
    assert {"?jurisdiction=BE", "?kind=measure", "?"} <= set(markup.links)


def test_of_many_notices_the_timeline_shows_the_latest_and_says_so(notice, get, monkeypatch):
    monkeypatch.setattr("registry.surfaces.pages.announcements.announcements.MOST_ON_LANES", 1)
    notice.announcement("newer", date=date(2024, 1, 1))
    markup = get("/en/announcements/")
    assert "2 notices. The timeline shows the latest 1; the list has them all." in markup.text
    assert markup.links.count("/en/announcements/newer/") == 3
    assert markup.links.count("/en/announcements/ban/") == 1


HOSTILE = "</script><script>alert(1)</script> & ]]> <!-- \u202e\u2028 \" ' \x0b"


def test_the_notice_stands_in_a_block_of_data_that_nothing_in_it_can_end(notice, client):
    one = notice.announcement("other", title_en=HOSTILE, speaker=HOSTILE[:150], date_precision="month")
    notice.publish(
        one,
        Quote(announcement=one, text=HOSTILE, language="en", fidelity="translation"),
        Source(announcement=one, title=HOSTILE, url="https://example.org/?a=1&b=2", published_on=date(2023, 3, 25)),
    )
    html = client.get("/en/announcements/other/").content.decode()
    block = html.split('<script type="application/ld+json">')[1].split("</script>")[0]
    assert html.count("<script") == 1 + html.count("<script src=")
    assert not set("<>&\u2028") & set(block)
    told = json.loads(block)
    assert told["name"] == HOSTILE
    assert told["hasPart"] == [
        {
            "@type": "Quotation",
            "text": HOSTILE,
            "inLanguage": "en",
            "creator": {"@type": "Person", "name": HOSTILE},
            "description": "Translation",
        }
    ]
    assert told["citation"][0]["url"] == "https://example.org/?a=1&b=2"
    assert told["datePublished"] == "2023-03"
    assert told["url"] == "http://testserver/en/announcements/other/"


def test_a_hostile_title_stays_text_on_the_timeline(notice, client):
    notice.announcement("other", title_en=HOSTILE)
    html = client.get("/en/announcements/").content.decode()
    assert "<script" not in html
    assert html.count("&lt;/script&gt;") == 2 * 3  # twice in each of three titles
