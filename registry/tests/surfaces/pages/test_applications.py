"""The list of applications: search, filters, chips, order, and what to do where nothing is found."""

from copy import deepcopy
from datetime import date

import pytest

from registry.surfaces.pages.lists.found import Found
from registry.terms import Outcome
from registry.tests.surfaces.noon import laid_at_noon

pytestmark = pytest.mark.django_db


def shelve(scene):
    """Publish applications of two categories and one ruling."""
    root, *of_root = scene.new_organisation("etat", None)
    fun, *of_fun = scene.new_category("fun", None)
    games, *of_games = scene.new_category("games", fun)
    work, *of_work = scene.new_category("work", None)
    chess, *of_chess = scene.new_application("chess", games)
    scene.publish(
        *(root, *of_root, *scene.new_organisation("culture", root)),
        *(fun, *of_fun, games, *of_games, work, *of_work),
        *scene.new_application("ecume", games, name="Écume", aliases=["Foam", "Mousse d’eau"]),
        *scene.new_application("eau", work, name="Eau"),
        *(chess, *of_chess, scene.new_identifier(chess, "android_package", "org.example.chess")),
    )
    scene.rules(root, fun, Outcome.PROHIBITED, date(2024, 1, 1))


laid_shelf = laid_at_noon(shelve)


@pytest.fixture
def shelf(laid_shelf, db):
    """Stand on a registry with applications of two categories and one ruling."""
    return deepcopy(laid_shelf)


def named(markup):
    """Return the applications that a page lists, in their order."""
    prefix = "/en/applications/"
    found = [link.removeprefix(prefix).split("/")[0] for link in markup.links if link.startswith(prefix)]
    return [one for one in found if one and not one.startswith("?")]


@pytest.mark.parametrize(
    ("question", "found"),
    [
        pytest.param("", ["chess", "eau", "ecume"], id="all, by name without regard to accents"),
        pytest.param("?sort=-name", ["ecume", "eau", "chess"], id="from the end"),
        pytest.param("?sort=publisher", ["chess", "eau", "ecume"], id="by publisher, then by name"),
        pytest.param("?sort=outcome", ["chess", "ecume", "eau"], id="the strictest answer first"),
        pytest.param("?sort=outcome&on=2023-12-31", ["chess", "eau", "ecume"], id="all alike by name"),
        pytest.param("?sort=-since", ["chess", "ecume", "eau"], id="the latest ruling first, those without any last"),
        pytest.param("?q=publisher&sort=-name", ["ecume", "eau", "chess"], id="what is looked for in another order"),
        pytest.param("?q=ECUME", ["ecume"], id="a name without its accent"),
        pytest.param("?q=foam", ["ecume"], id="another name"),
        pytest.param("?q=eau", ["eau", "ecume"], id="the same name first, then other names that hold it"),
        pytest.param("?q=publisher", ["chess", "eau", "ecume"], id="the publisher"),
        pytest.param("?q=org.example", ["chess"], id="an identifier"),
        pytest.param("?q=%25", [], id="a wildcard is a letter like others"),
        pytest.param("?category=fun", ["chess", "ecume"], id="a category and all below it"),
        pytest.param("?category=work", ["eau"], id="a category"),
        pytest.param("?status=prohibited", ["chess", "ecume"], id="by answer"),
        pytest.param("?status=unlisted", ["eau"], id="those without an answer"),
        pytest.param("?status=prohibited&on=2023-12-31", [], id="by the answer of another day"),
        pytest.param("?status=prohibited&device=workstation", [], id="by the answer for another device"),
        pytest.param("?platform=android", ["chess"], id="by platform"),
        pytest.param("?platform=ios", [], id="by a platform that knows none"),
        pytest.param("?publisher=publisher&category=games&q=ch", ["chess"], id="by several at once"),
    ],
)
def test_the_list_holds(shelf, get, question, found):
    assert named(get(f"/en/applications/{question}")) == found


def test_each_row_tells_the_answer_since_when_and_the_category(shelf, get):
    text = get("/en/applications/?q=chess").text
    assert "Chess games (en) Compare Chess Prohibited by its category 1 January 2024 games (en) Publisher" in text


def facets_of(markup):
    """Return the links that choose or undo something, by their words."""
    return markup.text.split("Narrow the list")[1].split("Order:")[0]


def test_facets_count_what_choosing_them_gives(shelf, get):
    said = facets_of(get("/en/applications/?category=games"))
    assert "Answer Prohibited 2 " in said
    assert "Category fun (en) 2 games (en) 2 work (en) 1 " in said
    assert "Platform Android 1 " in said
    assert "Publisher Publisher 2 " in said


def test_a_value_that_leaves_nothing_is_hidden_unless_it_is_chosen(shelf, get):
    assert "Approved" not in facets_of(get("/en/applications/"))
    chosen = get("/en/applications/?status=approved&platform=ios")
    assert "Answer Approved 0 " in chosen.text
    assert "Platform iOS 0 " in chosen.text
    assert "No application passes all these filters." in chosen.text


def test_a_facet_links_to_the_list_with_its_value_and_undoes_the_chosen_one(shelf, get):
    markup = get("/en/applications/?organisation=culture&device=workstation&status=unlisted&sort=-name&page=1&x=1")
    kept = "organisation=culture&device=workstation"
    assert f"?status=unlisted&category=work&{kept}&sort=-name" in markup.links
    assert f"?{kept}&sort=-name" in markup.links
    assert f"?status=unlisted&{kept}&sort=outcome" in markup.links
    assert "?status=unlisted&organisation=etat&device=workstation&sort=-name" in markup.links
    chosen = {one["href"] for one in markup.all("a") if one.get("aria-current") == "true" and "option" in one["class"]}
    assert f"?{kept}&sort=-name" in chosen


def test_devices_count_the_chosen_answer_on_each(shelf, get):
    words = "My device Professional phone {} Professional tablet {} Workstation {} Personal device {}"
    assert words.format(2, 0, 0, 0) in get("/en/applications/?status=prohibited").text
    assert words.format(1, 3, 3, 3) in get("/en/applications/?status=unlisted&device=workstation").text
    assert words.format("", "", "", "").replace("  ", " ").strip() in get("/en/applications/").text


def test_counts_are_written_as_the_language_writes_them(shelf, get, monkeypatch):
    monkeypatch.setattr(Found, "__len__", lambda found: 12345)
    assert "12,345 applications" in get("/en/applications/").text
    assert "12\N{NO-BREAK SPACE}345 applications" in get("/fr/applications/").text.replace("\u202f", "\u00a0")


def test_the_form_hands_on_what_has_no_field(shelf, get):
    markup = get("/en/applications/?q=c&status=prohibited&category=fun&publisher=publisher&sort=-name&page=1")
    hidden = {one["name"]: one["value"] for one in markup.all("input") if one.get("type") == "hidden"}
    assert hidden == {"status": "prohibited", "category": "fun", "publisher": "publisher", "sort": "-name"}


def test_a_long_facet_shows_its_rest_once_it_is_asked_for(shelf, get):
    names = [f"shelf-{number:02}" for number in range(14)]
    for name in names:
        category, *placed = shelf.new_category(name, None)
        shelf.publish(category, *placed, *shelf.new_application(f"in-{name}", category))
    assert "9 more" in get("/en/applications/").text
    rest = {"class": "facet-rest"}
    assert rest in get("/en/applications/?category=games").all("details")
    assert rest | {"open": None} in get("/en/applications/?category=shelf-13").all("details")


def test_a_chip_undoes_one_filter_and_keeps_the_rest(shelf, get):
    links = get("/en/applications/?q=ch&status=prohibited&organisation=culture&page=1").links
    assert "?q=ch&organisation=culture" in links
    assert "?status=prohibited&organisation=culture" in links
    assert "?organisation=culture" in links


def test_a_single_filter_has_no_button_to_remove_all(shelf, get):
    assert "Remove all filters" not in get("/en/applications/?q=ch").text


def test_where_nothing_is_found_the_page_says_what_holds_and_what_to_do(shelf, get):
    markup = get("/en/applications/?q=zzz&organisation=culture")
    assert "The registry has no application by “zzz”." in markup.text
    assert "Did you mean" not in markup.text
    assert "For culture (en), applications that are not listed are allowed." in markup.text
    assert "/en/applications/?organisation=culture" in markup.links


def test_where_nothing_is_found_an_assessment_of_it_can_be_asked_for(shelf, get):
    markup = get("/en/applications/?q=zzz+%26+%C3%A9&organisation=culture")
    assert "/en/requests/?application=zzz+%26+%C3%A9&organisation=culture" in markup.links
    assert "Would you rather have it assessed?" in markup.text


def test_where_nothing_is_found_what_comes_near_is_offered(shelf, get):
    markup = get("/en/applications/?q=chexyz&organisation=culture")
    assert "Did you mean: Chess" in markup.text
    assert "/en/applications/chess/?organisation=culture" in markup.links


def test_what_is_only_guessed_says_so(shelf, get):
    markup = get("/en/applications/?q=cehss")
    assert named(markup) == ["chess"]
    assert "Nothing is called “cehss” here. Did you mean one of these?" in markup.text
    assert "Did you mean" not in get("/en/applications/?q=chess").text


def test_where_filters_hide_what_is_looked_for_the_page_offers_to_drop_them(shelf, get):
    markup = get("/en/applications/?q=chess&category=work")
    assert "No application passes all these filters." in markup.text
    assert "?q=chess" in markup.links


def test_links_carry_the_question_along(shelf, get):
    markup = get("/en/applications/?organisation=culture&device=workstation&on=2024-05-01&q=chess")
    assert "/en/applications/chess/?organisation=culture&device=workstation&on=2024-05-01" in markup.links
    hidden = {one["name"]: one["value"] for one in markup.all("input") if one.get("type") == "hidden"}
    assert hidden == {"on": "2024-05-01"}


def test_an_application_that_moved_is_in_its_category_of_the_day(shelf, get):
    chess = shelf.application("go", shelf.category("quiet"))
    shelf.moves(chess, shelf.category("loud"), date(2025, 1, 1))
    assert named(get("/en/applications/?category=quiet&on=2024-12-31")) == ["go"]
    assert named(get("/en/applications/?category=quiet")) == []
    assert named(get("/en/applications/?category=loud")) == ["go"]


def test_an_earlier_revision_lists_what_it_knew(shelf, get):
    late = shelf.application("late", shelf.category("later"))
    assert "late" in named(get("/en/applications/"))
    assert "late" not in named(get(f"/en/applications/?revision={late.changed_in_id - 1}"))


def test_a_long_list_is_cut_into_pages_that_lose_nothing(shelf, get):
    category = shelf.category("many")
    shelf.publish(*(row for number in range(60) for row in shelf.new_application(f"app-{number:02}", category)))
    first, second = (named(get(f"/en/applications/?category=many&page={page}")) for page in (1, 2))
    assert first + second == [f"app-{number:02}" for number in range(60)]
    assert len(first) == 50
    markup = get("/en/applications/?category=many")
    assert "?category=many&page=2" in markup.links
    assert "Page 1 of 2" in markup.text


@pytest.mark.parametrize("page", ["applications/", "organisations/", "organisations/culture/", "categories/fun/"])
def test_a_page_that_does_not_answer_for_today_says_for_when_and_leads_back(shelf, get, page):
    assert "This page answers for" not in get(f"/en/{page}").text
    markup = get(f"/en/{page}?on=2024-05-01&device=workstation")
    assert "This page answers for 1 May 2024, as the registry knows it now. Show today’s answer" in markup.text
    assert "?device=workstation" in markup.links
    known = get(f"/en/{page}?revision=2")
    assert "This page answers for 24 November 2026, as the registry knew it at revision 2, published on" in known.text
