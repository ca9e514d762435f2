"""The lists: what they hold, what narrows them, and that their pages join without a gap."""

import json
from datetime import date

import pytest

from registry.models import Revision
from registry.proposals.changes import Retirement
from registry.terms import Outcome

pytestmark = pytest.mark.django_db

ROOT = "http://testserver/api/v1/"


@pytest.fixture
def get(client):
    def ask(path, status=200):
        response = client.get(f"/api/v1/{path}")
        assert response.status_code == status, response.content
        return json.loads(response.content)

    return ask


def names(page, by="slug"):
    return [row[by] for row in page["results"]]


def test_the_root_names_every_list(world, get) -> None:
    root = get("")
    assert root.pop("feed") == f"{ROOT}organisations/{{organisation}}/feed/{{?device,since}}"
    assert root.pop("check") == f"{ROOT}organisations/{{organisation}}/check/"
    for name, address in root.items():
        assert address == f"{ROOT}{name}/"


def test_an_application_is_told_in_both_languages_with_its_identifiers(world, get) -> None:
    one = get("applications/chat/")
    uid = one["identifiers"][0].pop("uid")
    assert len(uid) == 36
    assert one == {
        "slug": "chat",
        "name": "Chat",
        "aliases": [],
        "publisher": {"slug": "publisher", "name": "Publisher", "country": "FR", "website": None},
        "category": {
            "slug": "social",
            "name": {"fr": "social (fr)", "en": "social (en)"},
            "url": "http://testserver/categories/social/",
            "api_url": f"{ROOT}categories/social/",
        },
        "description": {"fr": "", "en": ""},
        "website": None,
        "identifiers": [
            {
                "kind": "android_package",
                "value": "org.example.chat",
                "platform": "android",
                "evidence": {"fr": "un test", "en": "a test"},
                "verified_on": "2026-01-01",
            }
        ],
        "changed_in": one["changed_in"],
        "url": "http://testserver/applications/chat/",
        "api_url": f"{ROOT}applications/chat/",
    }


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("", ["chat", "clips", "notes"]),
        ("?q=CLI", ["clips"]),
        ("?q=publisher", ["chat", "clips", "notes"]),
        ("?q=%25", []),
        ("?category=recreational", ["chat", "clips"]),
        ("?category=office", ["notes"]),
        ("?publisher=publisher", ["chat", "clips", "notes"]),
        ("?platform=android", ["chat"]),
        ("?platform=ios", []),
        ("?identifier=org.example.chat", ["chat"]),
        ("?identifier=org.example", []),
        ("?q=&category=", ["chat", "clips", "notes"]),
    ],
)
def test_applications_are_narrowed(world, get, question, found) -> None:
    assert names(get(f"applications/{question}")) == found


def test_an_application_is_in_the_category_of_today(world, get) -> None:
    chat = world.free.application
    office = world.scene.category("elsewhere")
    world.scene.moves(chat, office, date(2026, 11, 25))
    assert get("applications/chat/")["category"]["slug"] == "social"
    world.scene.moves(chat, office, date(2026, 11, 24))
    assert get("applications/chat/")["category"]["slug"] == "elsewhere"


def test_of_two_places_since_always_the_correction_stands(world, get) -> None:
    chat = world.free.application
    world.scene.moves(chat, world.scene.category("corrected"), None)
    assert get("applications/chat/")["category"]["slug"] == "corrected"
    assert names(get("applications/?category=corrected")) == ["chat"]
    assert "chat" not in names(get("applications/?category=social"))


def test_a_retired_identifier_is_not_told(world, get) -> None:
    world.scene.publish(Retirement(world.free.application.identifiers.get()))
    assert get("applications/chat/")["identifiers"] == []
    assert names(get("applications/?identifier=org.example.chat")) == []


def test_an_organisation_tells_its_seat_its_rule_and_its_end(world, get) -> None:
    one = get("organisations/gone/")
    assert one["parent"]["slug"] == "etat"
    assert one["default_rule"] == "allow"
    assert one["ends_on"] == "2025-01-01"
    assert one["successor"]["slug"] == "culture"
    assert one["feeds"][0] == {
        "device": "professional_phone",
        "api_url": f"{ROOT}organisations/gone/feed/?device=professional_phone",
    }
    assert get("organisations/etat/")["parent"] is None


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("", ["culture", "etat", "gone"]),
        ("?ended=true", ["gone"]),
        ("?ended=false", ["culture", "etat"]),
        ("?parent=etat", ["culture"]),
    ],
)
def test_organisations_are_narrowed(world, get, question, found) -> None:
    assert names(get(f"organisations/{question}")) == found


def test_categories_tell_their_place(world, get) -> None:
    assert get("categories/social/")["parent"]["slug"] == "recreational"
    assert names(get("categories/?parent=recreational")) == ["social"]
    assert names(get("categories/")) == ["office", "recreational", "social"]


def test_an_announcement_is_told_with_its_quotes_sources_applications_and_decisions(world, get) -> None:
    one = get("announcements/ban/")
    assert one["title"] == {"fr": "ban (fr)", "en": "ban (en)"}
    assert one["quotes"] == [
        {"text": "Interdites.", "language": "fr", "fidelity": "original", "note": {"fr": "", "en": ""}}
    ]
    assert one["sources"] == [{"title": "Un journal", "url": "https://example.org/", "published_on": None}]
    assert [(a["application"]["slug"], a["provenance"], a["stance"]) for a in one["applications"]] == [
        ("clips", "named_by_press", "prohibits")
    ]
    assert [decision["uid"] for decision in one["decisions"]] == [str(world.ban.uid)]


def test_a_draft_is_not_told(world, get) -> None:
    world.scene.new_announcement("draft").save()
    get("announcements/draft/", status=404)
    assert names(get("announcements/")) == ["ban"]


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("?kind=measure", ["ban"]),
        ("?kind=advice", []),
        ("?jurisdiction=FR", ["ban"]),
        ("?jurisdiction=NO", []),
        ("?application=clips", ["ban"]),
        ("?application=chat", []),
        ("?date_from=2023-03-24&date_to=2023-03-24", ["ban"]),
        ("?date_from=2023-03-25", []),
    ],
)
def test_announcements_are_narrowed(world, get, question, found) -> None:
    assert names(get(f"announcements/{question}")) == found


def test_a_decision_is_told_with_all_that_it_demands(world, get) -> None:
    one = get(f"decisions/{world.free.uid}/")
    assert one["organisation"]["slug"] == "culture"
    assert one["target"]["application"]["slug"] == "chat"
    assert one["target"]["category"] is None
    assert one["outcome"] == "conditional"
    assert one["conditions"] == {"fr": "Une condition.", "en": "A condition."}
    assert one["minimum_versions"] == [{"kind": "android_package", "value": "org.example.chat", "version": "7010"}]
    assert (one["effective_on"], one["expires_on"], one["ends_on"]) == ("2024-01-01", "2027-01-01", "2027-01-01")
    assert one["derogates"]["uid"] == str(world.ban.uid)
    assert one["announcement"] is None
    assert get(f"decisions/{world.ban.uid}/")["announcement"]["slug"] == "ban"
    assert get(f"decisions/{world.ban.uid}/")["conditions"] is None


def test_a_withdrawn_decision_tells_its_end(world, get) -> None:
    world.scene.withdraws(world.free, date(2026, 12, 1))
    one = get(f"decisions/{world.free.uid}/")
    assert one["ends_on"] == "2026-12-01"
    assert [(w["ends_on"], w["reason"]["en"]) for w in one["withdrawals"]] == [("2026-12-01", "For a test.")]


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("", ["free", "review", "ban"]),
        ("?organisation=culture", ["free"]),
        ("?application=clips", ["review"]),
        ("?category=recreational", ["ban"]),
        ("?category=social", []),
        ("?device=professional_tablet", ["review"]),
        ("?outcome=prohibited", ["ban"]),
        ("?announcement=ban", ["ban"]),
        ("?derogation=true", ["free"]),
        ("?derogation=false", ["review", "ban"]),
        ("?published_in=1", []),
        ("?revision=1", []),
        ("?revision=5", ["ban"]),
        ("?on=2023-01-01", ["review"]),
        ("?on=2023-06-01", ["review", "ban"]),
        ("?on=2025-06-01&outcome=conditional", ["free"]),
        ("?ends_within=37", []),
        ("?ends_within=38", ["free"]),
        ("?derogation=true&ends_within=60", ["free"]),
        ("?derogation=false&ends_within=60", []),
        ("?ends_within=38&organisation=etat", []),
        ("?ends_within=60&revision=4", []),
        ("?ends_within=60&on=2026-11-01", []),
        ("?ends_within=61&on=2026-11-01", ["free"]),
        ("?ends_within=2147483647&on=9999-12-31", []),
    ],
)
def test_decisions_are_narrowed_and_the_last_published_comes_first(world, get, question, found) -> None:
    uids = {str(world.__dict__[name].uid): name for name in ("free", "review", "ban")}
    assert [uids[uid] for uid in names(get(f"decisions/{question}"), by="uid")] == found


def test_a_derogation_lapses_with_its_base(world, get) -> None:
    last = world.scene.withdraws(world.ban, date(2026, 12, 1)).revision_id
    one = get(f"decisions/{world.free.uid}/")
    assert (one["expires_on"], one["ends_on"], one["lapses_on"]) == ("2027-01-01", "2027-01-01", "2026-12-01")
    assert get(f"decisions/{world.free.uid}/?revision={last - 1}")["lapses_on"] == "2027-01-01"
    assert get(f"decisions/{world.ban.uid}/?revision={last - 1}")["withdrawals"] == []
    assert names(get("decisions/?ends_within=7"), by="uid") == [str(world.free.uid)]
    assert get("decisions/?ends_within=6")["results"] == []


def test_the_past_is_told_as_it_was_known_and_as_it_stood(world, get) -> None:
    last = get("revisions/head/")["number"]
    chat = world.free.application
    world.scene.moves(chat, world.scene.category("elsewhere"), date(2026, 11, 24))
    world.scene.publish(Retirement(chat.identifiers.get()))
    assert get("applications/chat/")["category"]["slug"] == "elsewhere"
    assert get("applications/chat/?on=2026-11-23")["category"]["slug"] == "social"
    then = get(f"applications/chat/?revision={last}")
    assert then["category"]["slug"] == "social"
    assert [one["value"] for one in then["identifiers"]] == ["org.example.chat"]
    assert names(get(f"applications/?revision={last}&platform=android")) == ["chat"]
    assert names(get(f"applications/?revision={last}&category=social")) == ["chat", "clips"]
    assert names(get("applications/?revision=1")) == []
    assert names(get(f"categories/?revision={last}")) == ["office", "recreational", "social"]
    assert names(get("categories/?revision=1")) == []
    assert names(get("organisations/?revision=1")) == ["etat"]
    assert names(get("organisations/?ended=false&on=2024-12-31")) == ["culture", "etat", "gone"]
    assert get("organisations/gone/?revision=5")["ends_on"] is None
    assert names(get("announcements/?revision=2")) == []
    assert get(f"announcements/ban/?revision={world.ban.revision_id - 1}")["decisions"] == []


@pytest.mark.parametrize(
    "path", ["applications/chat/", "organisations/culture/", "categories/social/", "announcements/ban/"]
)
def test_a_thing_is_not_there_before_it_was_known(world, get, path) -> None:
    get(f"{path}?revision=1", status=404)


@pytest.mark.parametrize("path", ["applications/", "applications/chat/", "decisions/", "announcements/ban/"])
def test_a_revision_that_is_not_there_yet_is_refused(world, get, path) -> None:
    assert get(f"{path}?revision=999", status=400)["errors"][0]["parameter"] == "revision"


@pytest.mark.parametrize(
    ("path", "kept"),
    [
        ("", "no-cache"),
        ("applications/", "no-cache"),
        ("applications/?on=", "no-cache"),
        ("applications/?on=2024-01-01", "no-store"),
        ("applications/chat/?revision=3", "no-store"),
        ("verdicts/?revision=3", "no-store"),
        ("decisions/?ends_within=60", "no-cache"),
        ("organisations/culture/", "no-cache"),
    ],
)
def test_the_past_is_never_kept_and_the_present_never_unasked(world, client, path, kept) -> None:
    assert client.get(f"/api/v1/{path}")["Cache-Control"] == kept


def test_the_head_of_the_chain_is_the_last_revision(world, get) -> None:
    head = get("revisions/head/")
    assert head == get("revisions/")["results"][0]
    world.scene.category("later")
    assert get("revisions/head/")["previous_digest"] == head["digest"]


def test_a_revision_says_whether_a_second_person_signed(world, get) -> None:
    head = get("revisions/head/")
    assert head["published_by_its_author"] is True
    assert len(head["effect"]) == 64
    assert Revision(authored_by_id=1, published_by_id=2).published_by_its_author is False


def test_a_revision_tells_what_it_published_and_not_who(world, get) -> None:
    page = get("revisions/")
    assert names(page, by="number") == list(range(page["count"], 0, -1))
    one = get("revisions/1/")
    assert one["contents"][0]["slug"] == "etat"
    assert one["why"] == {"text": "A test needs it.", "language": "fr"}
    assert one["seq"] == 1 + 20781
    assert get("revisions/2/")["previous_digest"] == one["digest"]
    assert "contents" not in page["results"][0]
    assert "registrar" not in json.dumps([one, page])
    assert names(get("revisions/?day_from=2026-11-25"), by="number") == []


@pytest.mark.parametrize("path", ["applications/", "organisations/", "verdicts/", "decisions/", "revisions/"])
def test_pages_join_without_a_gap(world, get, path) -> None:
    whole = get(path)
    assert whole["next"] is whole["previous"] is None
    walked, address = [], f"{path}?page_size=1"
    while address:
        page = get(address)
        assert len(page["results"]) == 1
        assert page["count"] == whole["count"]
        walked += page["results"]
        address = page["next"] and page["next"].removeprefix(ROOT)
    assert walked == whole["results"]


def test_lists_stay_in_order_where_names_are_the_same(world, get) -> None:
    office = world.scene.category("twins")
    for slug in ("twin-b", "twin-a"):
        world.scene.rules(
            world.root, world.scene.application(slug, office, name="Twin"), Outcome.APPROVED, date(2024, 1, 1)
        )
    first, second = (get(f"applications/?category=twins&page_size=1&page={n}")["results"][0] for n in (1, 2))
    assert {first["slug"], second["slug"]} == {"twin-a", "twin-b"}
