"""Addresses, descriptions and published notices are kept: as the server and as the owner, whatever the way in."""

from copy import copy

import pytest
from django.db.models import Model

from registry.models import Announcement, Application, Category, Organisation, Publisher, Quote
from registry.tests.registrar.ground import Ground, everything
from registry.tests.registrar.ways_in import DELETIONS, Way, open_revision, refusal_of, run

ADDRESSED = (Organisation, Category, Application, Publisher, Announcement)
KEPT = "what is published is never edited or deleted"
UNDER_THE_OPEN_ONE = "under the revision being published"


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
    assert {
        way: words for way, words in said.items() if not (words and (KEPT in words or UNDER_THE_OPEN_ONE in words))
    } == {}
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
    run("SET CONSTRAINTS ALL IMMEDIATE")
    run("SET LOCAL aval.disposable = 'off'")
    before = everything()
    said = {way: refusal_of(way_in, notice) for way, way_in in DELETIONS.items()}
    assert {
        way: words
        for way, words in said.items()
        if not (words and any(word in words for word in (KEPT, UNDER_THE_OPEN_ONE, "permission denied")))
    } == {}
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
    place = {"changed_in_id": open_revision(), "slug": "nowhere"}
    names = {"publisher": ground.publisher} if thing is Application else {}

    def enter(_row: Model) -> None:
        thing(**place, **names).save()
        run(f"SET CONSTRAINTS {thing._meta.model_name}_stands_somewhere IMMEDIATE")

    assert "stands nowhere: nothing places it" in refusal_of(enter, ground.etat)


DESCRIBED = (Organisation, Category, Application, Publisher)


def reworded(model: type[Model]) -> None:
    """Try every way of changing a text without a publication, of entering a thing, and of deleting one."""
    name = "name" if model in (Application, Publisher) else "name_fr"
    before = everything()
    row = model.objects.first()

    def save(row: Model) -> None:
        setattr(row, name, "Other words")
        row.save()

    def under(number: int) -> Way:
        return lambda row: model.objects.filter(pk=row.pk).update(**{name: "Other words", "changed_in": number})

    def enter(row: Model) -> None:
        row.pk, row.slug = None, "elsewhere"
        row._state.adding = True
        row.save()

    ways = {
        "save": save,
        "queryset update": lambda row: model.objects.filter(pk=row.pk).update(**{name: "Other words"}),
        "SQL UPDATE": lambda row: run(f"UPDATE {row._meta.db_table} SET {name} = 'Other words'"),
        "under the last revision": under(open_revision() - 1),
        "under a later one": under(open_revision() + 1),
        "enter": enter,
        **DELETIONS,
    }
    said = {way: refusal_of(way_in, copy(row)) for way, way_in in ways.items()}
    kept = (KEPT, UNDER_THE_OPEN_ONE, "protected", "permission denied")
    assert {way: words for way, words in said.items() if not (words and any(word in words for word in kept))} == {}
    assert everything() == before


@pytest.fixture
def guarded(ground: Ground) -> Ground:
    """Let the connection be as that of a server: not one that may empty its tables."""
    run("SET CONSTRAINTS ALL IMMEDIATE")
    run("SET LOCAL aval.disposable = 'off'")
    return ground


@pytest.mark.parametrize("model", DESCRIBED)
def test_the_server_changes_no_text_without_a_publication(guarded: Ground, model: type[Model]) -> None:
    reworded(model)


@pytest.mark.parametrize("model", DESCRIBED)
def test_the_owner_changes_no_text_without_a_publication(as_owner: None, guarded: Ground, model: type[Model]) -> None:
    reworded(model)


def republished(notice: Announcement) -> None:
    """Try every way of changing a published notice, or a part of it, without a publication."""
    before = everything()
    quote = notice.quotes.get()

    def update(**columns: object) -> Way:
        return lambda row: type(row).objects.filter(pk=row.pk).update(**columns)

    def add(row: Quote) -> None:
        Quote.objects.create(announcement=row.announcement, text="Oui.", language="fr", fidelity="original")

    last = open_revision() - 1
    on_notice = {
        "another title": update(title_fr="Autre"),
        "another title, under the last revision": update(title_fr="Autre", changed_in=last),
        "no longer published": update(published_in=None, changed_in=None),
        "published in another revision": update(published_in=1, changed_in=last + 1),
    }
    on_quote = {"other words": update(text="Oui."), "more words": add, **DELETIONS}
    said = {way: refusal_of(way_in, notice) for way, way_in in on_notice.items()}
    said |= {way: refusal_of(way_in, quote) for way, way_in in on_quote.items()}
    kept = (KEPT, UNDER_THE_OPEN_ONE, "permission denied")
    assert {way: words for way, words in said.items() if not (words and any(word in words for word in kept))} == {}
    assert everything() == before


def test_the_server_changes_no_published_notice_without_a_publication(quoted: Announcement, guarded: Ground) -> None:
    republished(quoted)


def test_the_owner_changes_no_published_notice_without_a_publication(
    as_owner: None, quoted: Announcement, guarded: Ground
) -> None:
    republished(quoted)


def test_a_draft_and_its_parts_change_freely(ground: Ground) -> None:
    ground.draft.title_fr = "Autre"
    ground.draft.save()
    quote = Quote.objects.create(announcement=ground.draft, text="Oui.", language="fr", fidelity="original")
    quote.text = "Non."
    quote.save()
    quote.delete()
    assert not ground.draft.quotes.exists()


def test_a_draft_is_not_passed_for_published(ground: Ground) -> None:
    publish = {"published_in": open_revision() - 1, "changed_in": open_revision() - 1}
    said = refusal_of(lambda row: Announcement.objects.filter(pk=row.pk).update(**publish), ground.draft)
    assert UNDER_THE_OPEN_ONE in said
