"""The page of a category."""

from datetime import date

import pytest

from registry.tests.surfaces.noon import laid_at_noon

pytestmark = pytest.mark.django_db


def shelve(scene):
    """Publish a category within another, with an application in each."""
    root, *of_root = scene.new_organisation("etat", None)
    fun, *of_fun = scene.new_category("fun", None)
    games, *of_games = scene.new_category("games", fun)
    chess, radio = scene.new_application("chess", games), scene.new_application("radio", fun)
    scene.publish(root, *of_root, fun, *of_fun, games, *of_games, *chess, *radio)
    scene.rules(root, fun, on=date(2024, 1, 1))


laid_shelf = laid_at_noon(shelve)


@pytest.fixture
def shelf(laid_shelf, db):
    """Stand on a category within another, with an application in each."""
    return laid_shelf


def test_it_shows_what_is_in_it_and_in_those_below(shelf, get):
    markup = get("/en/categories/fun/")
    assert "2 applications. The answers are for: etat (en), Professional phone, on 24 November 2026." in markup.text
    assert {"/en/applications/chess/", "/en/applications/radio/", "/en/categories/games/"} <= set(markup.links)


def test_it_shows_the_rulings_on_it_and_on_those_above(shelf, get):
    assert "Prohibited fun (en) Interministerial rule · etat (en)" in get("/en/categories/games/").text


def test_a_category_without_anything_says_so(shelf, get):
    shelf.category("empty")
    text = get("/en/categories/empty/").text
    assert "No ruling is on this category or on one above it." in text
    assert "No application is in this category." in text
