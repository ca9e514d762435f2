"""The feed of notices."""

from copy import deepcopy
from datetime import date
from uuid import UUID

import pytest
import time_machine

from registry.models import Announcement
from registry.tests.surfaces.atom.reading import ATOM, links, text
from registry.tests.surfaces.noon import laid_at_noon

pytestmark = pytest.mark.django_db

HOSTILE = "]]></title><script>alert(1)</script> & \u202e <!-- \" ' \x0b\x1f\ufffe"


def begin(scene):
    """Publish a notice."""
    scene.organisation("etat")
    scene.notice = scene.announcement("ban", date_precision="month", kind="press_report")


laid = laid_at_noon(begin)


@pytest.fixture
def ground(laid, db):
    """Stand on a notice."""
    return deepcopy(laid)


def test_a_notice_is_an_entry_with_its_day_kind_and_issuer(ground, read):
    feed = read("/en/announcements.atom")
    assert feed.texts("title") == ["ban (en)"]
    assert feed.texts("summary") == ["March 2023 · France · Press report\n\nSummary."]
    [entry] = feed.entries
    assert text(entry.find(f"{ATOM}author"), "name") == "A ministry"
    assert [(one.attrib["term"], one.attrib["label"]) for one in entry.findall(f"{ATOM}category")] == [
        ("press_report", "Press report"),
        ("FR", "France"),
    ]
    assert text(entry, "published") == text(entry, "updated")
    assert text(entry, "updated").startswith("2026-11-24T")


def test_each_language_has_a_feed_with_ids_of_its_own_and_links_to_both_pages(ground, read):
    french, english = read("/fr/announcements.atom"), read("/en/announcements.atom")
    assert (french.language, english.language) == ("fr", "en")
    assert french.texts("title") == ["ban (fr)"]
    assert text(french.root, "id") != text(english.root, "id")
    assert french.texts("id") != english.texts("id")
    addresses = {link["hreflang"]: link["href"] for link in links(french.entries[0])}
    assert addresses == {code: f"http://testserver/{code}/announcements/ban/" for code in ("fr", "en")}
    selves = [link["href"] for link in links(french.root) if link["rel"] == "self"]
    assert selves == ["http://testserver/fr/announcements.atom"]


def test_an_id_outlives_an_edit_and_a_move_to_another_host_and_an_edit_comes_first(ground, read, settings):
    with time_machine.travel("2026-11-25T12:00:00+01:00", tick=False):
        ground.announcement("later")
    before = read("/en/announcements.atom")
    assert before.texts("title") == ["later (en)", "ban (en)"]
    with time_machine.travel("2026-11-26T12:00:00+01:00", tick=False):
        ground.notice.title_en = "Edited"
        ground.publish(ground.notice)
    settings.PUBLIC_URL = "https://aval.example"
    after = read("/en/announcements.atom")
    assert after.texts("title") == ["Edited", "later (en)"]
    assert after.texts("id") == before.texts("id")[::-1]
    assert text(after.root, "id") == text(before.root, "id")
    assert text(after.entries[0], "published") < text(after.entries[0], "updated")
    assert text(before.root, "updated") < text(after.root, "updated")
    assert links(after.entries[0])[0]["href"].startswith("https://aval.example/en/")


def test_another_registry_has_other_ids(ground, read, monkeypatch):
    ours = read("/en/announcements.atom")
    monkeypatch.setattr("registry.surfaces.atom.documents.UUID", lambda **_given: UUID(int=7))
    assert not set(ours.texts("id")) & set(read("/en/announcements.atom").texts("id"))


def test_hostile_texts_stay_texts_and_what_xml_forbids_is_shown_as_missing(ground, read):
    ground.announcement("hostile", title_en=HOSTILE, issuer_en=HOSTILE, summary_en=HOSTILE, date=date(2026, 1, 1))
    entry = read("/en/announcements.atom").entries[0]
    shown = HOSTILE.replace("\x0b", "\ufffd").replace("\x1f", "\ufffd").replace("\ufffe", "\ufffd")
    assert text(entry, "title") == shown
    assert text(entry, "summary").endswith(shown)
    assert text(entry.find(f"{ATOM}author"), "name") == shown


def test_a_draft_is_nowhere(ground, read):
    Announcement.objects.create(
        slug="draft", kind="measure", jurisdiction="FR", title_fr="Brouillon", title_en="Draft", date=date(2025, 1, 1)
    )
    assert read("/en/announcements.atom").texts("title") == ["ban (en)"]


def test_only_the_last_entries_are_told(ground, read, monkeypatch):
    monkeypatch.setattr("registry.surfaces.atom.announcements.MOST_ENTRIES", 2)
    for number in range(3):
        ground.announcement(f"later-{number}")
    assert read("/en/announcements.atom").texts("title") == ["later-2 (en)", "later-1 (en)"]
