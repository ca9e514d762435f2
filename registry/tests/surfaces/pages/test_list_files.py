"""The list as a file: what the page shows, on all its pages, as CSV and as JSON."""

import csv
import json
from datetime import date
from io import StringIO

import pytest

from registry.surfaces.pages.lists import files as list_files
from registry.terms import Outcome
from registry.tests.surfaces.noon import laid_at_noon

pytestmark = pytest.mark.django_db

FILES = ["applications.csv", "applications.json"]


def shelve(scene):
    """Publish more applications than a page holds, of which one category is prohibited."""
    root = scene.organisation("etat")
    fun = scene.category("fun")
    games, *of_games = scene.new_category("games", fun)
    work, *of_work = scene.new_category("work", None)
    scene.publish(
        *(*scene.new_organisation("culture", root), games, *of_games, work, *of_work),
        *(change for number in range(60) for change in scene.new_application(f"game-{number:02}", games)),
        *scene.new_application("formula", work, name="=1+1"),
        *scene.new_application("ecume", work, name="Écume ; « mer »"),
        *scene.new_application("formulae", work, name="Cells,=1+1"),
    )
    scene.rules(root, fun, Outcome.PROHIBITED, date(2024, 1, 1))


laid_shelf = laid_at_noon(shelve)


@pytest.fixture(autouse=True)
def shelf(laid_shelf, db):
    """Stand on a registry with applications of two categories and one ruling."""


@pytest.fixture
def lines(client):
    """Return a way to read the lines of a CSV as a spreadsheet does."""

    def ask(address, separator):
        text = client.get(address).content.decode("utf-8-sig")
        return list(csv.reader(StringIO(text, newline=""), delimiter=separator))

    return ask


def test_csv_has_a_line_for_each_application_of_all_pages(lines):
    first, *rest = lines("/en/applications.csv?organisation=culture", ",")
    assert first[:6] == ["Application", "Publisher", "Category", "Answer", "By its category", "Since"]
    assert len(rest) == 63
    assert rest[-1] == [
        *("Game-59", "Publisher", "games (en)", "Prohibited", "yes", "2024-01-01"),
        *("culture (en)", "Professional phone", "2026-11-24"),
        "http://testserver/en/applications/game-59/?organisation=culture",
    ]


def test_csv_opens_in_excel_in_the_language_of_the_address(client):
    french, english = (client.get(f"/{language}/applications.csv").content for language in ("fr", "en"))
    assert french.startswith(b"\xef\xbb\xbf")
    assert english.startswith(b"\xef\xbb\xbf")
    assert b';"2024-01-01";' in french
    assert b',"2024-01-01",' in english
    assert french.endswith(b"\r\n")


def test_csv_keeps_separators_and_quotes_within_a_cell(lines):
    assert "Écume ; « mer »" in [line[0] for line in lines("/fr/applications.csv", ";")]


def test_no_cell_is_a_formula(lines):
    assert "'=1+1" in [line[0] for line in lines("/en/applications.csv", ",")]


def test_no_cell_is_a_formula_where_the_other_separator_is_expected(lines):
    cells = [cell for line in lines("/fr/applications.csv", ",") for cell in line]
    assert any("=1+1" in cell for cell in cells)
    assert not [cell for cell in cells if cell.startswith("=")]


def test_json_has_codes_that_do_not_change_with_the_language(client):
    french, english = (client.get(f"/{language}/applications.json?q=game-07").json() for language in ("fr", "en"))
    assert english == {
        "organisation": "etat",
        "device": "professional_phone",
        "on": "2026-11-24",
        "revision": None,
        "language": "en",
        "count": 1,
        "applications": [
            {
                "application": "game-07",
                "name": "Game-07",
                "publisher": {"slug": "publisher", "name": "Publisher"},
                "category": {"slug": "games", "name": "games (en)"},
                "status": "prohibited",
                "by_category": True,
                "since": "2024-01-01",
                "url": "http://testserver/en/applications/game-07/",
            }
        ],
    }
    assert french["applications"][0]["category"] == {"slug": "games", "name": "games (fr)"}
    assert french["applications"][0]["status"] == "prohibited"


@pytest.mark.parametrize(
    "query", ["", "?status=prohibited&sort=-name", "?category=work", "?q=game-1&device=workstation"]
)
def test_the_files_list_what_the_page_lists(client, get, lines, query):
    named = [one["application"] for one in client.get(f"/en/applications.json{query}").json()["applications"]]
    cells = lines(f"/en/applications.csv{query}", ",")[1:]
    assert [line[-1].split("/")[5] for line in cells] == named
    prefix = "/en/applications/"
    links = [link.removeprefix(prefix).split("/")[0] for link in get(f"{prefix}{query}").links if prefix in link]
    assert [one for one in links if one and not one.startswith("?")] == named[:50]


def test_the_page_offers_them_with_its_own_question(get):
    links = get("/en/applications/?organisation=culture&status=prohibited&page=2").links
    assert "/en/applications.csv?status=prohibited&organisation=culture" in links
    assert "/en/applications.json?status=prohibited&organisation=culture" in links


@pytest.mark.parametrize(
    ("name", "kind"), [(FILES[0], "text/csv; charset=utf-8; header=present"), (FILES[1], "application/json")]
)
def test_a_file_says_what_it_is_and_what_it_answers(client, name, kind):
    response = client.get(f"/fr/{name}?organisation=culture&on=2024-05-01")
    extension = name.split(".")[1]
    assert response.headers["Content-Type"] == kind
    assert response.headers["Content-Disposition"] == (
        f'attachment; filename="applications-culture-professional_phone-2024-05-01.{extension}"'
    )
    assert response.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_did_not_change_is_not_sent_again(client, name):
    first = client.get(f"/fr/{name}")
    assert first.headers["Cache-Control"] == "no-cache"
    again = client.get(f"/fr/{name}", headers={"if-none-match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert client.get(f"/en/{name}", headers={"if-none-match": first.headers["ETag"]}).status_code == 200


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("status=banned", "In “Answer”: “banned” is not one of the choices."),
        ("organisation=x", "We know no organisation"),
    ],
)
def test_a_question_that_cannot_be_asked_is_refused_as_on_the_page(get, name, query, sentence):
    assert sentence in get(f"/en/{name}?{query}", status=400).text


@pytest.mark.parametrize("name", FILES)
def test_what_is_more_than_a_file_holds_is_refused_rather_than_cut_short(get, name, monkeypatch):
    monkeypatch.setattr(list_files, "MOST_IN_A_FILE", 62)
    text = get(f"/en/{name}", status=400).text
    assert "A file holds at most 62 applications, and there are 63. Narrow the list with filters." in text
    markup = get("/en/applications/")
    assert "Narrow the list to have it as a file" in markup.text
    assert not any(name in link for link in markup.links)
    get(f"/en/{name}?category=games")


def test_where_nothing_is_found_a_file_is_empty_and_not_offered(client, get, lines):
    assert json.loads(client.get("/en/applications.json?q=zzz").content)["applications"] == []
    assert len(lines("/en/applications.csv?q=zzz", ",")) == 1
    assert not any("applications.csv" in link for link in get("/en/applications/?q=zzz").links)
