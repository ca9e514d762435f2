"""The site map as the registry grows: last changes that are true, and as many queries at any size."""

from datetime import date, timedelta
from xml.etree import ElementTree

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from registry.models import Application
from registry.surfaces.pages.outside.crawlers import Section
from registry.terms import Outcome
from registry.tests.surfaces.pages.test_known_outside import NAMED, addresses

pytestmark = pytest.mark.django_db


def days(client, section):
    tree = ElementTree.fromstring(client.get(f"/sitemap-{section}.xml").content)
    return {
        url.findtext("s:loc", namespaces=NAMED).rstrip("/").rpartition("/")[2]: url.findtext("s:lastmod", None, NAMED)
        for url in tree.iterfind("s:url", NAMED)
    }


def test_a_last_change_is_that_of_texts_and_verdicts_and_none_is_made_up(client, scene):
    root, category = scene.organisation("etat"), scene.category("social")
    _told, ruled, turned, ahead = (scene.application(name, category) for name in ("told", "ruled", "turned", "ahead"))
    first = str(timezone.localdate())
    assert set(days(client, "applications").values()) == {first}
    scene.rules(root, turned, Outcome.PROHIBITED, date.fromisoformat(first) + timedelta(days=3))
    scene.rules(root, ahead, Outcome.PROHIBITED, date.fromisoformat(first) + timedelta(days=300))
    assert days(client, "applications")["turned"] == first
    with time_machine.travel(timezone.now() + timedelta(days=9), tick=False):
        now = str(timezone.localdate())
        scene.rules(root, ruled, Outcome.PROHIBITED)
        third = str(date.fromisoformat(first) + timedelta(days=3))
        assert days(client, "applications") == {"told": first, "ruled": now, "turned": third, "ahead": first}
    assert set(days(client, "pages").values()) == set(days(client, "organisations").values()) == {None}


def test_site_maps_ask_as_often_at_either_size(client, scene, monkeypatch):
    scene.organisation("etat")
    category = scene.category("social")
    monkeypatch.setattr(Section, "limit", 40)
    asked, parts = [], []
    for more in (range(5), range(5, 65)):
        scene.publish(*(change for number in more for change in scene.new_application(f"app-{number:02}", category)))
        with CaptureQueriesContext(connection) as queries:
            parts.append(addresses(client.get("/sitemap.xml")))
        index = len(queries)
        with CaptureQueriesContext(connection) as queries:
            last = addresses(client.get([one for one in parts[-1] if "applications" in one][-1]))
        asked.append((index, len(queries)))
    # the snapshot (4); a count for each kind but the pages; a count and a page
    assert asked == [(4 + 4, 4 + 2), (4 + 4, 4 + 2)]
    assert [len([one for one in part if "applications" in one]) for part in parts] == [1, 4]
    assert len(last) == 2 * (Application.objects.count() - 60)
