"""What holds for every page, in both languages: it is there, it is sound, and it brings nothing inline."""

import re
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest
import time_machine
from django.conf import settings
from django.db import connection
from django.test import Client
from django.urls import get_resolver
from django.utils import translation

from registry.surfaces.pages import urls
from registry.tests.surfaces.noon import NOON
from registry.tests.surfaces.pages.markup import Markup

PAGES = [
    "",
    "applications/",
    "applications/?q=tok&status=prohibited&category=recreational&platform=ios&sort=-name",
    "applications/?q=no-such-thing",
    "applications/?q=tiktik&organisation=culture",
    "applications/?q=signwxyz&organisation=culture",
    "applications/?organisation=culture&publisher=bytedance&sort=-since",
    "applications/tiktok/",
    "applications/facebook/?organisation=culture&device=professional_tablet",
    "applications/tchap/?organisation=agriculture",
    "applications/tiktok/?on=2023-03-23&revision=4",
    "applications/tiktok/timeline/?organisation=culture",
    "applications/tiktok/timeline/?on=2023-03-24&revision=4",
    "organisations/",
    "organisations/etat/",
    "organisations/culture/",
    "organisations/transformation-fonction-publiques/",
    "organisations/culture/exports/",
    "organisations/culture/exports/?device=workstation&mode=default-deny",
    "organisations/culture/exports/?device=personal_device",
    "organisations/culture/exports/firefox-policy/",
    "organisations/culture/exports/firefox-policy/?mode=default-deny",
    "categories/recreational/",
    "categories/videoconference/",
    "announcements/",
    "announcements/?jurisdiction=FR&kind=circular&application=tchap",
    "announcements/?jurisdiction=SG&kind=circular",
    "announcements/guerini-applications-recreatives/",
    "announcements/commission-europeenne-tiktok/",
    "derogations/",
    "derogations/?organisation=culture&on=2024-01-01&revision=4",
    "compare/",
    "compare/?application=tiktok&application=tchap&organisation=culture",
    "compare/?category=recreational&device=professional_tablet",
    "changes/",
    "requests/",
    "requests/?application=tiktok&organisation=culture",
    "changes/?organisation=culture&outcome=prohibited",
    "accessibility/",
    "legal/",
    "privacy/",
    "sitemap/",
]
CODE = r'<script(?![^>]*\bsrc=| type="application/ld\+json">)'
"""A script that a page brings itself; a block of data is none, since no browser runs it."""

FILES = ["applications.csv", "applications.json"]
DEAD_ENDS = ["nowhere/", "applications/no-such-application/"]
LANGUAGES = ["fr", "en"]


@pytest.fixture(scope="module")
def read(seeded_once, django_db_blocker):
    """Return a way to read a page of the seeded registry as the server does, which is asked for once.

    Only whoever asks first needs the database, and nobody a savepoint of their own.
    """

    @cache
    def ask(language, page):
        with django_db_blocker.unblock(), time_machine.travel(NOON, tick=False), connection.cursor() as cursor:
            cursor.execute(f"SET ROLE {settings.DATABASE_SERVER_ROLE}")
            response = Client().get(f"/{language}/{page}")
            cursor.execute("SET ROLE NONE")
        assert response.status_code == 200, page
        return response

    return ask


@pytest.fixture(scope="module")
def marked(read):
    """Return a way to read a page by its elements, which are told apart once."""
    return cache(lambda language, page: Markup(read(language, page)))


pages_and_languages = pytest.mark.parametrize(
    ("language", "page"), [(language, page) for language in LANGUAGES for page in PAGES]
)


@pages_and_languages
def test_a_page_is_sound_html_with_its_landmarks(marked, language, page):
    markup = marked(language, page)
    assert markup.all("html") == [{"lang": language}]
    assert markup.unbalanced == []
    assert markup.open == []
    assert [len(markup.all(landmark)) for landmark in ("header", "main", "footer")] == [1, 1, 1]
    assert markup.all("a")[0]["href"] == "#content"
    assert markup.all("main")[0]["id"] == "content"
    ids = [attributes["id"] for _tag, attributes in markup.elements if "id" in attributes]
    assert len(ids) == len(set(ids))


@pages_and_languages
def test_headings_begin_with_the_only_first_one_and_skip_no_level(marked, language, page):
    headings = marked(language, page).headings
    assert headings.count(1) == 1
    assert headings[0] == 1
    assert all(later - earlier <= 1 for earlier, later in pairwise(headings))


@pages_and_languages
def test_nothing_is_inline_and_nothing_comes_from_elsewhere(read, language, page):
    response = read(language, page)
    html = response.content.decode()
    assert not re.search(rf"<style|{CODE}|\sstyle=|\son\w+=|javascript:|data:", html, re.IGNORECASE)
    loaded = re.findall(
        r"<(?:script|img|link(?! rel=\"(?:canonical|alternate)\")|iframe|source)\b[^>]*?\b(?:src|href)=\"([^\"]*)\"",
        html,
    )
    assert all(address.startswith("/") and not address.startswith("//") for address in loaded)
    policy = response.headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy


@pages_and_languages
def test_every_field_has_a_label_and_every_section_a_name(marked, language, page):
    markup = marked(language, page)
    labelled = {attributes["for"] for attributes in markup.all("label")}
    fields = [*markup.all("select"), *(one for one in markup.all("input") if one.get("type") != "hidden")]
    assert all(attributes["id"] in labelled for attributes in fields)
    ids = {attributes.get("id") for _tag, attributes in markup.elements}
    assert all(one["aria-labelledby"] in ids for one in markup.all("section"))
    assert all(one.get("aria-label") for one in markup.all("nav"))
    assert all(one.get("type") == "submit" for one in markup.all("button"))


@pages_and_languages
def test_every_table_has_a_title_and_headers_that_say_what_they_head(marked, language, page):
    markup = marked(language, page)
    assert len(markup.all("caption")) == len(markup.all("table"))
    assert len(markup.all("thead")) == len(markup.all("table"))
    assert [one for one in markup.all("th") if one.get("scope") not in ("col", "row", "colgroup", "rowgroup")] == []


@pages_and_languages
def test_the_same_page_is_a_link_away_in_the_other_language(marked, language, page):
    markup = marked(language, page)
    switch = {one["hreflang"]: one["href"] for one in markup.all("a") if "hreflang" in one}
    assert switch == {code: f"/{code}/{page}" for code in LANGUAGES}


@pages_and_languages
def test_every_link_within_the_site_leads_to_an_address_that_is_known(marked, language, page):
    resolver = get_resolver()
    machines = ("/api/",)
    for link in marked(language, page).links:
        path = link.removeprefix("http://testserver").split("?")[0].split("#")[0]
        if path.startswith("/") and not path.startswith(machines):
            # An address under a language is known only while that language is spoken.
            with translation.override(path[1:3] if path[1:3] in LANGUAGES else language):
                resolver.resolve(path)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("page", DEAD_ENDS)
def test_a_dead_end_keeps_the_style_of_the_others_and_leads_on(seeded, get, language, page):
    markup = get(f"/{language}/{page}", status=404)
    assert markup.all("html") == [{"lang": language}]
    assert markup.headings == [1]
    assert f"/{language}/applications/" in markup.links


@pytest.mark.parametrize("address", ["/fr/", "/en/applications/", "/en/legal/", "/a/tiktok"])
def test_a_page_is_asked_for_by_its_head_as_it_is_whole(seeded, client, address):
    head, whole = client.head(address), client.get(address)
    assert (head.status_code, head.content) == (whole.status_code, b"")
    assert head.headers["Content-Type"] == whole.headers["Content-Type"]


def test_a_page_writes_nothing(seeded, client):
    with connection.execute_wrapper(refuse_writes):
        assert client.get("/en/applications/tiktok/").status_code == 200


def refuse_writes(execute, sql, params, many, context):
    assert sql.lstrip().split()[0] in {"SELECT", "SAVEPOINT", "RELEASE", "ROLLBACK", "SET", "WITH"}, sql
    return execute(sql, params, many, context)


def test_the_list_above_leaves_no_page_out():
    routes = {re.sub(r"<slug:\w+>", "*", str(pattern.pattern)) for pattern in urls.urlpatterns}
    routes.remove("suggestions/")  # a script reads it: test_suggestions.py
    routes.remove("choice/")  # a form is sent to it, and nobody reads it: test_choice.py
    routes.remove("requests/*/")  # nobody knows its address before somebody asked: test_requests.py
    tried = {re.sub(r"^(\w+)/[a-z-]+/", r"\1/*/", page.split("?")[0]) for page in PAGES}
    tried = {re.sub(r"/exports/[a-z-]+/", "/exports/*/", page) for page in tried}
    assert routes == tried | set(FILES)


def test_templates_hold_no_inline_style_or_script_even_where_no_test_looks():
    for template in Path(settings.BASE_DIR, "templates").rglob("*.html"):
        text = template.read_text()
        assert not re.search(r"<style|\sstyle=|\son[a-z]+=\"|javascript:", text), template
        assert not re.search(CODE, text), template
