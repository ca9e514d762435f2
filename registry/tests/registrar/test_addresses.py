"""Addresses and published notices are kept: as the server and as the owner, whatever the way in."""

import pytest
from django.db.models import Model

from registry.models import Announcement, Application, Category, Organisation, Publisher, Quote
from registry.tests.registrar.ground import Ground, everything
from registry.tests.registrar.ways_in import DELETIONS, Way, refusal_of, run

ADDRESSED = (Organisation, Category, Application, Publisher, Announcement)
KEPT = "what is published is never edited or deleted"


def _save(row: Model) -> None:
    row.slug = "elsewhere"
    row.save()


def _bulk_update(row: Model) -> None:
    row.slug = "elsewhere"
    type(row).objects.bulk_update([row], ["slug"])


RENAMINGS: dict[str, Way] = {
    "save": _save,
    "queryset update": lambda row: type(row).objects.filter(pk=row.pk).update(slug="elsewhere"),
    "bulk_update": _bulk_update,
    "SQL UPDATE": lambda row: run(f"UPDATE {row._meta.db_table} SET slug = 'elsewhere' WHERE id = {row.pk}"),
}


def renamed(model: type[Model]) -> None:
    before = everything()
    said = {way: refusal_of(way_in, model.objects.first()) for way, way_in in RENAMINGS.items()}
    assert {way: words for way, words in said.items() if not (words and KEPT in words)} == {}
    assert everything() == before


@pytest.mark.parametrize("model", ADDRESSED)
def test_the_server_changes_no_slug(ground: Ground, model: type[Model]) -> None:
    renamed(model)


@pytest.mark.parametrize("model", ADDRESSED)
def test_the_owner_changes_no_slug(as_owner: None, ground: Ground, model: type[Model]) -> None:
    renamed(model)


@pytest.fixture
def quoted(ground: Ground) -> Announcement:
    """Return a published notice with a quote, which a cascade would delete before it."""
    notice = ground.again(ground.notice)
    ground.publish(notice, Quote(announcement=notice, text="Non.", language="fr", fidelity="original"))
    return notice


def deleted(notice: Announcement) -> None:
    before = everything()
    ways = {way: way_in for way, way_in in DELETIONS.items() if "TRUNCATE" not in way}
    said = {way: refusal_of(way_in, notice) for way, way_in in ways.items()}
    assert {way: words for way, words in said.items() if not (words and KEPT in words)} == {}
    assert everything() == before


def test_the_server_deletes_no_published_notice(quoted: Announcement) -> None:
    deleted(quoted)


def test_the_owner_deletes_no_published_notice(as_owner: None, quoted: Announcement) -> None:
    deleted(quoted)


def test_a_draft_may_be_deleted(ground: Ground) -> None:
    assert refusal_of(DELETIONS["delete"], ground.draft) is None


def test_an_address_may_keep_its_slug_while_its_texts_change(ground: Ground) -> None:
    ground.publish(ground.again(ground.tiktok, name="TikTok", slug="tiktok"))
    assert Application.objects.get(slug="tiktok").name == "TikTok"


@pytest.mark.parametrize("thing", [Organisation, Category, Application])
def test_a_thing_that_nothing_places_is_refused_by_the_database_too(ground: Ground, thing: type[Model]) -> None:
    place = {"changed_in_id": 1, "slug": "nowhere"}
    names = {"publisher": ground.publisher} if thing is Application else {}
    said = refusal_of(lambda _: thing(**place, **names).save(), ground.etat)
    assert "stands nowhere: nothing places it" in said


@pytest.mark.parametrize("thing", [Organisation, Category, Application])
def test_a_thing_that_stands_somewhere_is_not_deleted(ground: Ground, thing: type[Model]) -> None:
    row = thing.objects.first()
    assert refusal_of(DELETIONS["delete"], row) == "protected"
    assert "violates foreign key constraint" in refusal_of(DELETIONS["SQL DELETE"], row)
