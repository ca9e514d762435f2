"""What a process keeps of lists: never an answer of another publication, another day or other verdicts."""

from datetime import date

import pytest
from django.test import RequestFactory

from registry import registrar
from registry.models import Publisher, Revision, Verdict
from registry.surfaces.kept import Kept
from registry.surfaces.pages.lists import stock
from registry.surfaces.pages.lists.narrowing import narrow
from registry.surfaces.pages.lists.stock import Answers, Stock
from registry.terms import Outcome
from registry.tests.scene import TABLET

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop(scene):
    """Stand on a registry with two applications of a category."""
    scene.root = scene.organisation("etat")
    scene.games = scene.category("games")
    scene.chess, scene.go = (scene.application(name, scene.games) for name in ("chess", "go"))
    return scene


def found(**asked):
    """Return what a list finds."""
    return narrow(RequestFactory().get("/", asked), offset=0, limit=50).found


def test_a_publication_is_counted_at_once(shop):
    assert found().statuses == {"unlisted": 2}
    before = Revision.objects.latest_number()
    shop.rules(shop.root, shop.chess, Outcome.PROHIBITED)
    assert found().statuses == {"unlisted": 1, "prohibited": 1}
    shop.application("whist", shop.category("cards"))
    assert (len(found()), sorted(found().categories.values())) == (3, [1, 2])
    assert found(revision=before).statuses == {"unlisted": 2}


def test_names_and_publishers_are_those_of_now(shop):
    assert found().keys == [shop.chess.pk, shop.go.pk]
    before = Revision.objects.latest_number()
    maker = Publisher(slug="maker", name="Maker", country="FR")
    shop.chess.name, shop.chess.publisher = "Zugzwang", maker
    shop.publish(maker, shop.chess)
    for asked in ({}, {"revision": before}):
        assert found(**asked).keys == [shop.go.pk, shop.chess.pk]
        assert {one.slug: one.number for one in found(**asked).publishers} == {"publisher": 1, "maker": 1}


def test_a_text_means_what_it_means_now(shop):
    assert found(q="chess").keys == [shop.chess.pk]
    shop.chess.name = "Zugzwang"
    shop.publish(shop.chess)
    assert found(q="chess").keys == []
    assert found(q="zugzwang").keys == [shop.chess.pk]


def test_each_day_organisation_and_device_has_its_own_answers(shop):
    ministry = shop.organisation("culture", below=shop.root)
    shop.rules(shop.root, shop.chess, Outcome.APPROVED, date(2024, 1, 1))
    shop.rules(ministry, shop.chess, Outcome.PROHIBITED, date(2025, 1, 1))
    for _asked_again in range(2):
        assert found(on="2023-12-31", organisation="culture").statuses == {"unlisted": 2}
        assert found(on="2024-12-31", organisation="culture").statuses == {"unlisted": 1, "approved": 1}
        assert found(on="2025-01-01", organisation="culture").statuses == {"unlisted": 1, "prohibited": 1}
        assert found(on="2025-01-01").statuses == {"unlisted": 1, "approved": 1}
        assert found(on="2025-01-01", device=TABLET).statuses == {"unlisted": 2}


def test_what_moves_is_counted_where_it_stands_on_the_day(shop):
    cards = shop.category("cards")
    shop.moves(shop.go, cards, date(2025, 1, 1))
    assert found(on="2024-12-31").categories == {shop.games.pk: 2}
    assert found(on="2025-01-01").categories == {shop.games.pk: 1, cards.pk: 1}


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_rebuilt_verdicts_are_counted_though_nothing_was_published(shop, as_owner):
    shop.rules(shop.root, shop.chess, Outcome.PROHIBITED)
    Verdict.objects.update(revision_to=Revision.objects.latest_number() + 1)  # by hand
    assert found().statuses == {"unlisted": 2}
    registrar.rebuild()
    assert found().statuses == {"unlisted": 1, "prohibited": 1}


def test_what_is_kept_is_weighed_by_its_applications_and_bounded(shop, monkeypatch):
    assert stock.weight_of_stock(Stock(range(10_000), (), (), (), [("slug", "Name")] * 100)) == 345_600
    assert stock.weight_of_answers(Answers(bytes(10_000), ())) == 90_000
    assert stock.weight_of_meant(dict.fromkeys(range(10_000), 0)) == 1_001_000
    stocks, answered = Kept(2, lambda _stock: 1), Kept(2, lambda _answers: 1)
    monkeypatch.setattr(stock, "stocks", stocks)
    monkeypatch.setattr(stock, "answered", answered)
    for day in range(1, 9):
        assert len(found(on=f"2025-01-0{day}")) == 2
    assert (len(stocks), len(answered)) == (2, 2)
