"""Announcements: drafts are nobody's to see, and the latest notice comes first, whatever was entered when."""

from datetime import date

from django.utils import translation

from registry.languages import language_of
from registry.models import AnnouncedApplication, Announcement, Quote, Source
from registry.proposals.changes import Removal
from registry.tests.scene import Scene


def test_a_draft_is_not_published_and_a_published_notice_is(scene: Scene) -> None:
    draft = scene.new_announcement("draft")
    draft.save()
    notice = scene.announcement("notice")
    assert list(Announcement.objects.published()) == [notice]
    scene.publish(draft)
    assert set(Announcement.objects.published()) == {notice, draft}


def test_a_notice_stays_published_in_the_revision_that_published_it(scene: Scene) -> None:
    notice = scene.announcement("notice")
    published = notice.published_in_id
    notice.title_fr = "Autre titre"
    scene.publish(notice)
    notice.refresh_from_db()
    assert (notice.published_in_id, notice.changed_in_id) == (published, published + 1)


def test_the_latest_notice_comes_first_then_the_last_entered(scene: Scene) -> None:
    march, april = date(2023, 3, 24), date(2023, 4, 1)
    first, last, second = (scene.announcement(f"n{n}", date=on) for n, on in enumerate((march, april, march)))
    assert list(Announcement.objects.published().newest_first()) == [last, second, first]


def test_the_parts_of_a_notice_come_in_their_places(scene: Scene) -> None:
    notice = scene.announcement("notice")
    quotes = [
        Quote(announcement=notice, text=text, place=place, language="fr", fidelity="original")
        for text, place in (("b", 1), ("c", 1), ("a", 0))
    ]
    sources = [Source(announcement=notice, title=title, place=place) for title, place in (("b", 1), ("a", 0))]
    scene.publish(notice, *quotes, *sources)
    assert [quote.text for quote in notice.quotes.all()] == ["a", "b", "c"]
    assert [source.title for source in notice.sources.all()] == ["a", "b"]
    scene.publish(notice, Removal(quotes[0]))
    assert [quote.text for quote in notice.quotes.all()] == ["a", "c"]


def test_an_application_is_named_by_a_source_or_inferred(scene: Scene) -> None:
    notice = scene.announcement("notice")
    social = scene.category("social")
    links = [
        AnnouncedApplication(
            announcement=notice, application=scene.application(slug, social), provenance=provenance, stance="mentions"
        )
        for slug, provenance in (
            ("one", "named_in_text"),
            ("two", "named_by_press"),
            ("three", "inferred_from_category"),
        )
    ]
    scene.publish(notice, *links)
    assert [link.named for link in notice.announced_applications.all()] == [True, True, False]


def test_a_text_that_one_language_lacks_is_the_other_ones_and_says_so(scene: Scene) -> None:
    notice = scene.announcement("notice", speaker="Somebody", speaker_role_fr="Ministre")
    with translation.override("en"):
        assert (notice.title, language_of(notice, "title")) == ("notice (en)", "en")
        assert (notice.speaker_role, language_of(notice, "speaker_role")) == ("Ministre", "fr")
        assert (notice.scope, language_of(notice, "scope")) == ("", "en")
    with translation.override("fr"):
        assert (notice.title, notice.speaker_role) == ("notice (fr)", "Ministre")
    with translation.override("de"):
        assert notice.title == "notice (fr)"
