"""How the site is known outside: canonical addresses, languages, cards, robots, site maps, security.txt."""

import re
import struct
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit
from xml.etree import ElementTree

import pytest
import segno
from django.conf import settings as ours
from django.db import connection
from django.utils import timezone

from registry.surfaces.pages import urls
from registry.surfaces.pages.outside.crawlers import PAGES as SAID
from registry.tests.surfaces.pages.markup import Markup
from registry.tests.surfaces.pages.test_every_page import PAGES

pytestmark = pytest.mark.django_db

HERE = "http://testserver"
NAMED = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "x": "http://www.w3.org/1999/xhtml"}
OF_FORMS_AND_MACHINES = {"choice", "suggestions", "applications_csv", "applications_json"}
"""Addresses that name nothing and are no page to find: what is sent to, files, and forms that are empty."""


def outside(markup):
    """Return the addresses by which a page says that it is known, by their language; its own is under None."""
    links = markup.all("link")
    (own,) = (link["href"] for link in links if link["rel"] == "canonical")
    other = [link for link in links if link["rel"] == "alternate" and "type" not in link]  # a feed is no page
    return {None: own} | {link["hreflang"]: link["href"] for link in other}


def card(markup):
    return {one["property"]: one["content"] for one in markup.all("meta") if "property" in one}


def addresses(response):
    assert response.headers["Content-Type"] == "application/xml"
    assert response.headers["X-Robots-Tag"] == "noindex"
    return [node.text for node in ElementTree.fromstring(response.content).iterfind("*/s:loc", NAMED)]


@pytest.mark.parametrize("page", PAGES)
def test_a_page_is_known_by_one_address_that_keeps_what_it_means(seeded, get, page):
    known = outside(get(f"/en/{page}"))
    path, _mark, asked = page.partition("?")
    meant = sorted(parse_qsl(asked))
    for code, address in known.items():
        prefix = {None: "/en/", "x-default": "/"}.get(code, f"/{code}/")
        assert address.partition("?")[0] == f"{HERE}{prefix}{path}"
        assert sorted(parse_qsl(urlsplit(address).query)) == meant, "a parameter of this page is missing in MEANT"
    assert list(known) == [None, "fr", "en", "x-default"]


@pytest.mark.parametrize(
    ("asked", "known"),
    [
        pytest.param("utm_source=x&q=tik&fbclid=1", "q=tik", id="what measures"),
        pytest.param("organisation=&q=tik&page=1", "q=tik", id="what is empty, and the first page"),
        pytest.param("sort=-name&q=tik&device=", "q=tik&sort=-name", id="another order"),
    ],
)
def test_noise_makes_no_other_address(seeded, get, asked, known):
    assert outside(get(f"/fr/applications/?{asked}"))[None] == f"{HERE}/fr/applications/?{known}"


def test_the_address_without_a_language_leads_to_the_reader_s_own(seeded, client):
    address = outside(Markup(client.get("/fr/applications/tiktok/?organisation=culture")))["x-default"]
    response = client.get(address.removeprefix(HERE), headers={"accept-language": "en"})
    assert (response.status_code, response["Location"]) == (302, "/en/applications/tiktok/?organisation=culture")


def test_the_site_is_known_where_the_setting_says_it_stands(seeded, client, settings):
    settings.PUBLIC_URL = "https://aval.example"
    assert outside(Markup(client.get("/fr/legal/")))[None] == "https://aval.example/fr/legal/"
    assert b"Sitemap: https://aval.example/sitemap.xml" in client.get("/robots.txt").content
    assert addresses(client.get("/sitemap.xml"))[0] == "https://aval.example/sitemap-pages.xml"
    assert "https://aval.example/en/legal/" in addresses(client.get("/sitemap-pages.xml"))
    assert (
        b"Canonical: https://aval.example/.well-known/security.txt" in client.get("/.well-known/security.txt").content
    )


def test_what_is_printed_or_kept_leads_there_whatever_host_was_asked(seeded, client, settings):
    settings.PUBLIC_URL, settings.ALLOWED_HOSTS = "https://aval.example", ["inside.example"]
    question = "organisation=culture&device=workstation"

    def told(address):
        return client.get(address, headers={"host": "inside.example:1337"}).content.decode()

    drawn = segno.make(f"https://aval.example/a/tiktok?{question}", error="m").svg_inline(border=4)
    [path] = re.findall(r' d="(M4[^"]+)"', drawn)
    assert path in told(f"/a/tiktok/qr.svg?{question}")
    assert "https://aval.example/a/tiktok" in told("/fr/applications/tiktok/")
    assert "https://aval.example/api/v1/organisations/culture/feed/" in told("/fr/organisations/culture/")
    for file in ("csv", "json"):
        assert "https://aval.example/fr/applications/tiktok/" in told(f"/fr/applications.{file}")
        assert "inside.example" not in told(f"/fr/applications.{file}")


@pytest.mark.parametrize("page", PAGES)
def test_the_card_of_a_page_says_what_the_page_says(seeded, get, page):
    markup = get(f"/fr/{page}")
    said = card(markup)
    assert said["og:url"] == outside(markup)[None]
    assert said["og:title"]
    assert f"{said['og:title']} · {said['og:site_name']}" in markup.text
    assert len(said["og:description"]) > 20
    assert (said["og:locale"], said["og:locale:alternate"]) == ("fr_FR", "en_GB")
    assert {"name": "twitter:card", "content": "summary_large_image"} in markup.all("meta")
    assert said["og:image"] == f"{HERE}/static/aval/card-fr.png"


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_picture_of_a_card_is_there_and_small(language):
    picture = Path(ours.BASE_DIR, "static", "aval", f"card-{language}.png").read_bytes()
    assert struct.unpack(">II", picture[16:24]) == (1200, 630)
    assert len(picture) <= 40 * 1024


def test_an_error_is_known_by_no_address(seeded, get):
    markup = get("/fr/nowhere/", status=404)
    assert [link for link in markup.all("link") if link["rel"] in ("canonical", "alternate")] == []
    assert card(markup) == {}


def test_robots_are_kept_from_the_administration_alone(client, settings):
    assert client.get("/robots.txt").content.decode().splitlines() == [
        "User-agent: *",
        "Disallow: /admin/",
        "",
        f"Sitemap: {HERE}/sitemap.xml",
    ]
    settings.ADMIN_PATH = "back-room/"
    told = client.get("/robots.txt").content.decode()
    assert "back-room" not in told
    assert "Disallow:\n" in told


def test_the_site_map_holds_every_page_in_both_languages(seeded, client):
    found = [one for part in addresses(client.get("/sitemap.xml")) for one in addresses(client.get(part))]
    assert len(found) == len(set(found))
    plain = {f"{HERE}/{code}/{page}" for code in ("fr", "en") for page in PAGES if "?" not in page}
    # What tells more of one thing is reached from its page: timelines, and files for device management.
    further = {one for one in plain if one.endswith("/timeline/") or "/exports/" in one}
    assert plain - further <= set(found)
    for address in found[:: len(found) // 25]:
        assert client.get(address).status_code == 200, address


def test_each_address_of_the_site_map_says_its_languages(seeded, client):
    tree = ElementTree.fromstring(client.get("/sitemap-applications.xml").content)
    for url in tree.iterfind("s:url", NAMED):
        languages = {link.get("hreflang"): link.get("href") for link in url.iterfind("x:link", NAMED)}
        own = url.findtext("s:loc", namespaces=NAMED)
        assert list(languages) == ["fr", "en", "x-default"]
        assert own in languages.values()
        assert languages["x-default"] == re.sub("/(fr|en)/", "/", own)


def test_no_page_is_left_out_of_the_site_map():
    without_name = {one.name for one in urls.urlpatterns if "<" not in str(one.pattern)}
    assert set(SAID) == without_name - OF_FORMS_AND_MACHINES


@pytest.mark.parametrize("address", ["sitemap-nothing.xml", "sitemap-pages.xml?p=2", "sitemap-pages.xml?p=x%00"])
def test_a_site_map_that_is_not_there_is_not_found(seeded, client, address):
    assert client.get(f"/{address}").status_code == 404


@pytest.mark.parametrize("address", ["/robots.txt", "/sitemap.xml", "/sitemap-pages.xml", "/.well-known/security.txt"])
def test_robots_only_read(seeded, client, address):
    assert client.post(address).status_code == 405
    assert client.head(address).status_code == 200


def fields(client):
    response = client.get("/.well-known/security.txt")
    assert response.headers["Content-Type"] == "text/plain; charset=utf-8"
    return dict(line.split(": ", 1) for line in response.content.decode().splitlines())


def test_a_weakness_is_told_as_rfc_9116_has_it(client, settings):
    told = fields(client)
    assert list(told) == ["Contact", "Expires", "Preferred-Languages", "Canonical"]
    assert told["Contact"] == f"{HERE}/fr/legal/"
    assert told["Preferred-Languages"] == "fr, en"
    left = datetime.fromisoformat(told["Expires"]) - timezone.now()
    assert timedelta(days=90) < left < timedelta(days=365)
    settings.CONTACT = "registre@aval.example"
    assert fields(client)["Contact"] == "mailto:registre@aval.example"
    settings.SECURITY_CONTACT, settings.SECURITY_POLICY_URL = (
        "https://aval.example/report",
        "https://aval.example/policy",
    )
    told = fields(client)
    assert (told["Contact"], told["Policy"]) == ("https://aval.example/report", "https://aval.example/policy")


def test_robots_and_security_txt_are_told_while_the_database_is_away(client, monkeypatch):
    def away(*_args, **_more):
        raise AssertionError

    with connection.execute_wrapper(away):
        assert client.get("/robots.txt").status_code == 200
        assert client.get("/.well-known/security.txt").status_code == 200
    assert ours.PUBLIC_URL == ""
