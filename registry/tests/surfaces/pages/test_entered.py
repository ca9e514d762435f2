"""What a publication entered apart from rulings, as the changes name it."""

from copy import deepcopy
from datetime import date

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext

from registry.models import BaselineEntry, DefaultRule, Quote
from registry.proposals.changes import Retirement
from registry.revisions.models import Addressed, Fact, Part
from registry.surfaces.pages.changes.contents import ABOUT, MOST_ROWS
from registry.tests.surfaces.noon import laid_at_noon

pytestmark = pytest.mark.django_db


def begin(scene):
    """Publish a root, two ministries, two categories and an application."""
    scene.root, *of_root = scene.new_organisation("etat", None)
    scene.culture, *of_culture = scene.new_organisation("culture", scene.root)
    scene.heir, *of_heir = scene.new_organisation("heir", scene.root)
    scene.social, *of_social = scene.new_category("social", None)
    scene.games, *of_games = scene.new_category("games", None)
    scene.publish(
        *(scene.root, *of_root, scene.culture, *of_culture, scene.heir, *of_heir),
        *(scene.social, *of_social, scene.games, *of_games),
    )
    scene.chat = scene.application("chat", scene.social)


laid_ground = laid_at_noon(begin)


@pytest.fixture
def ground(laid_ground, db):
    """Stand on a root, two ministries, two categories and an application."""
    return deepcopy(laid_ground)


def baseline(scene):
    entry = BaselineEntry(organisation=scene.culture, application=scene.chat, role="settings")
    scene.publish(entry)
    return entry


def identified(scene):
    return scene.identifier(scene.chat, "ios_bundle_id", "org.example.chat")


def edited(scene, slug, **texts):
    thing = getattr(scene, slug)
    for name, text in texts.items():
        setattr(thing, name, text)
    scene.publish(thing)


def quoted(scene):
    notice = scene.announcement("ban")
    scene.publish(notice, Quote(announcement=notice, text="Texte", language="fr", fidelity="original"))


DAY = date(2027, 1, 1)
TOLD = [
    pytest.param(
        lambda scene: scene.ends(scene.culture, DAY, scene.heir),
        "culture (en) — ends on 1 January 2027; its successor is heir (en)",
        "/en/organisations/culture/",
        id="an end with a successor",
    ),
    pytest.param(
        lambda scene: scene.ends(scene.culture, DAY),
        "culture (en) — ends on 1 January 2027, without a successor",
        "/en/organisations/culture/",
        id="an end without one",
    ),
    pytest.param(
        lambda scene: (scene.ends(scene.culture, DAY), scene.ends(scene.culture, None)),
        "culture (en) — its end is taken back",
        "/en/organisations/culture/",
        id="an end that is taken back",
    ),
    pytest.param(
        lambda scene: scene.moves(scene.culture, scene.heir, DAY),
        "culture (en) — seated below heir (en) from 1 January 2027",
        "/en/organisations/culture/",
        id="an organisation moves",
    ),
    pytest.param(
        lambda scene: scene.moves(scene.chat, scene.games, DAY),
        "Chat — placed in the category games (en) from 1 January 2027",
        "/en/applications/chat/",
        id="an application moves",
    ),
    pytest.param(
        lambda scene: scene.moves(scene.chat, scene.games, None),
        "Chat — corrected: placed in the category games (en) since always",
        "/en/applications/chat/",
        id="the place of an application is corrected",
    ),
    pytest.param(
        lambda scene: (scene.moves(scene.games, scene.social, None), scene.moves(scene.games, None, DAY)),
        "games (en) — placed at the top from 1 January 2027",
        "/en/categories/games/",
        id="a category moves to the top",
    ),
    pytest.param(
        lambda scene: scene.publish(DefaultRule(organisation=scene.culture, rule="deny", effective_on=DAY)),
        "culture (en) — applications that are not listed are denied from 1 January 2027",
        "/en/organisations/culture/",
        id="a default rule",
    ),
    pytest.param(
        lambda scene: scene.announcement("ban"), "ban (en) — new notice", "/en/announcements/ban/", id="a new notice"
    ),
    pytest.param(quoted, "ban (en) — edited notice", "/en/announcements/ban/", id="a notice takes a quote"),
    pytest.param(
        lambda scene: scene.application("newcomer", scene.games),
        "Newcomer — new application · placed in the category games (en)",
        "/en/applications/newcomer/",
        id="a new application",
    ),
    pytest.param(
        lambda scene: edited(scene, "chat", name="Chatter"),
        "Chatter — edited entry",
        "/en/applications/chat/",
        id="an application is edited",
    ),
    pytest.param(
        lambda scene: scene.category("board", below=scene.games),
        "board (en) — new category · placed below the category games (en)",
        "/en/categories/board/",
        id="a new category",
    ),
    pytest.param(
        lambda scene: scene.organisation("agency", below=scene.culture),
        "agency (en) — new organisation · seated below culture (en)",
        "/en/organisations/agency/",
        id="a new organisation",
    ),
    pytest.param(
        identified,
        "Chat — new identifier (iOS bundle",
        "/en/applications/chat/",
        id="an identifier",
    ),
    pytest.param(
        lambda scene: scene.publish(Retirement(identified(scene))),
        "Chat — retired identifier (iOS bundle",
        "/en/applications/chat/",
        id="a retired identifier",
    ),
    pytest.param(
        baseline, "Chat — in the baseline of culture (en): Settings", "/en/applications/chat/", id="a baseline"
    ),
    pytest.param(
        lambda scene: scene.publish(Retirement(baseline(scene))),
        "Chat — no longer in the baseline of culture (en)",
        "/en/applications/chat/",
        id="an application leaves a baseline",
    ),
]


@pytest.mark.parametrize(("publish", "sentence", "address"), TOLD)
def test_a_publication_names_what_it_entered_and_leads_to_it(ground, get, publish, sentence, address):
    publish(ground)
    markup = get("/en/changes/")
    assert sentence in markup.text.split("Revision ")[1]
    assert address in markup.links


def test_a_publisher_is_named_and_has_no_page_to_lead_to(ground, get):
    assert "Publisher — publisher entered or edited" in get("/en/changes/").text


def test_a_large_publication_names_ten_things_and_counts_the_rest(ground, get):
    rows = [ground.new_application(f"app-{number:02}", ground.games) for number in range(14)]
    ground.publish(*(change for row in rows for change in row))
    newest = get("/en/changes/").text.split("Revision ")[1]
    assert newest.count(" — new application") == 10
    assert "and 4 more" in newest


def test_it_is_told_in_french(ground, get):
    ground.ends(ground.culture, DAY, ground.heir)
    text = get("/fr/changes/").text
    assert "culture (fr) — prend fin le 1er janvier 2027\N{NARROW NO-BREAK SPACE}; elle a pour successeur" in text


def test_whatever_a_publication_may_hold_is_told_here_or_by_itself():
    told_by_themselves = {"decision", "withdrawal", "minimumversion"}
    assert set(ABOUT) | told_by_themselves == {
        model._meta.model_name
        for model in apps.get_app_config("registry").get_models()
        if issubclass(model, (Addressed, Fact, Part))
    }
    assert not set(ABOUT) & told_by_themselves


def test_what_a_publication_holds_is_read_in_the_database_once_and_never_whole(ground, client):
    rows = [ground.new_application(f"app-{number:02}", ground.games) for number in range(14)]
    ground.publish(*(change for row in rows for change in row))
    read = []
    for _time in range(2):
        with CaptureQueriesContext(connection) as queries:
            client.get("/en/changes/")
        assert not [one for one in queries if '"registry_revision"."contents"' in one["sql"]]
        read.append(len([one for one in queries if "jsonb_array_elements" in one["sql"]]))
    assert read == [1, 0]


def test_of_very_many_identifiers_of_one_application_the_first_are_read(ground, get):
    many = [
        ground.new_identifier(ground.chat, "android_package", f"org.example.a{number}")
        for number in range(MOST_ROWS + 1)
    ]
    ground.publish(*many)
    assert f"Chat — {MOST_ROWS} new identifiers" in get("/en/changes/").text.split("Revision ")[1]
