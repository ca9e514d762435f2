"""The catalogue in the administration: texts, first places, moves, identifiers."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from registry.models import (
    Application,
    Category,
    CategoryPlacement,
    Identifier,
    MinimumVersion,
    Publisher,
    PublisherIdentifier,
    Revision,
    Verdict,
)
from registry.revisions.models import today
from registry.terms import IdentifierKind, Outcome, Role
from registry.tests.admin.browser import Browser
from registry.tests.admin.conftest import Registry


def last_revision() -> Revision:
    return Revision.objects.newest_first()[0]


def snapchat(registry: Registry, **fields: Any) -> dict[str, Any]:
    return {
        "name": "Snapchat",
        "slug": "snapchat",
        "publisher": registry.scene.publisher.pk,
        "category": registry.games.pk,
        "why": "It is asked for.",
    } | fields


def identifier(number: int, **fields: Any) -> dict[str, Any]:
    row = {
        "kind": "android_package",
        "value": "com.snapchat.android",
        "evidence_fr": "un appareil",
        "evidence_en": "a device",
        "verified_on": "2026-01-01",
    } | fields
    return {f"new_identifiers-{number}-{name}": value for name, value in row.items()} | {
        "new_identifiers-TOTAL_FORMS": number + 1
    }


def test_whoever_adds_an_application_to_a_banned_category_sees_the_ban_before_publishing_it(
    admin: Browser, registry: Registry
) -> None:
    admin.open("/admin/registry/application/add/").saves(**snapchat(registry), **identifier(0))
    assert admin.turns() == [("Snapchat", "etat (en)", "Not listed", "Prohibited")]
    assert not Application.objects.filter(slug="snapchat").exists()
    admin.publishes()
    application = Application.objects.get(slug="snapchat")
    revision = last_revision()
    assert revision.why == "It is asked for."
    assert {application.changed_in, application.placements.get().revision, application.identifiers.get().revision} == {
        revision
    }
    assert Verdict.objects.get(application=application).outcome == Outcome.PROHIBITED
    assert 'href="/en/applications/snapchat/"' in admin.html


def test_texts_change_under_a_revision_and_the_slug_never_does(admin: Browser, registry: Registry) -> None:
    admin.open(f"/admin/registry/application/{registry.chat.pk}/change/")
    assert "slug" not in admin.form("_save").typed
    admin.saves(name="Chat 2", aliases="Chatter, Cat", slug="another", why="It was renamed.")
    assert "Nothing turns" in admin.html
    admin.publishes()
    registry.chat.refresh_from_db()
    assert (registry.chat.name, registry.chat.slug, registry.chat.aliases) == ("Chat 2", "chat", ["Chatter", "Cat"])
    assert registry.chat.changed_in == last_revision()
    assert last_revision().why == "It was renamed."


def test_saving_without_a_change_publishes_nothing(admin: Browser, registry: Registry) -> None:
    admin.open(f"/admin/registry/application/{registry.chat.pk}/change/").saves(why="Nothing.")
    assert "There is nothing to publish." in " ".join(admin.errors)
    assert last_revision().why != "Nothing."


def test_what_somebody_else_published_meanwhile_is_not_overwritten(admin: Browser, registry: Registry) -> None:
    admin.open(f"/admin/registry/application/{registry.chat.pk}/change/")
    theirs = Application.objects.get(pk=registry.chat.pk)
    theirs.name = "Their chat"
    registry.scene.publish(theirs)
    admin.saves(name="My chat", why="Mine.")
    assert "changed this meanwhile" in " ".join(admin.errors)
    assert admin.form("_save").typed["name"] == ["My chat"]
    admin.saves().publishes()
    registry.chat.refresh_from_db()
    assert registry.chat.name == "My chat", "whoever has seen the other's text may publish theirs"


def test_identifiers_are_added_and_retired_never_edited(admin: Browser, registry: Registry) -> None:
    known = registry.scene.identifier(registry.chat, IdentifierKind.IOS_BUNDLE_ID, "org.example.chat")
    address = f"/admin/registry/application/{registry.chat.pk}/change/"
    admin.open(address).saves(
        **identifier(0, value="org.example.chat"), **{"identifiers-0-value": "org.forged"}, why="Seen on a phone."
    ).publishes()
    known.refresh_from_db()
    assert known.value == "org.example.chat"
    added = Identifier.objects.get(kind=IdentifierKind.ANDROID_PACKAGE)
    assert added.revision == last_revision()
    registry.chat.refresh_from_db()
    assert registry.chat.changed_in != added.revision, "its texts have not changed"

    admin.open(address).saves(**{"identifiers-0-retire": "on"}, why="Gone from the store.").publishes()
    known.refresh_from_db()
    assert known.known_until == last_revision()
    assert "org.example.chat" in admin.html, "the other one is still known"
    assert Identifier.objects.filter(pk=known.pk).exists()


def test_an_identifier_on_which_a_minimum_version_rests_can_be_retired(admin: Browser, registry: Registry) -> None:
    known = registry.scene.identifier(registry.chat, IdentifierKind.IOS_BUNDLE_ID, "org.example.chat")
    decision = registry.scene.unpublished(registry.etat, registry.chat, Outcome.CONDITIONAL, date(2024, 1, 1))
    registry.scene.publish(decision, MinimumVersion(decision=decision, identifier=known, version="7.1"))
    admin.open(f"/admin/registry/application/{registry.chat.pk}/change/")
    admin.saves(**{"identifiers-0-retire": "on"}, why="Gone.").publishes()
    known.refresh_from_db()
    assert known.known_until == last_revision()


def test_an_identifier_that_another_application_has_is_refused(admin: Browser, registry: Registry) -> None:
    registry.scene.identifier(registry.chess, IdentifierKind.ANDROID_PACKAGE, "com.snapchat.android")
    admin.open("/admin/registry/application/add/").saves(**snapchat(registry), **identifier(0))
    assert "An application has this identifier already." in admin.html
    assert admin.form("_save").typed["new_identifiers-0-value"] == ["com.snapchat.android"]


@pytest.mark.parametrize(
    ("typed", "sentences"),
    [
        pytest.param(
            {"category": "", "website": "javascript:alert(1)", "name": "N" * 201}
            | identifier(0, value="not a package", verified_on="2026-13-45"),
            ("This field is required", "Enter a valid URL", "at most 200 characters", "Enter a valid date"),
            id="what is missing, too long or impossible",
        ),
        pytest.param({"slug": "chat"}, ("already exists",), id="a slug is used once"),
        pytest.param(
            {"category": "x", "publisher": "1e9", "slug": "a\0b", "aliases": "a,\0"}
            | identifier(0, kind="nose", value="com.a\0b", signer="\0"),
            ("valid choice", "Null characters"),
            id="forged ids and NUL",
        ),
        pytest.param(identifier(0, value="not a package"), ("is not a valid value",), id="another kind's identifier"),
        pytest.param({"new_identifiers-TOTAL_FORMS": "many"}, ("ManagementForm",), id="a forged count of rows"),
        pytest.param({"new_identifiers-TOTAL_FORMS": "9" * 30}, ("at most 100",), id="a huge count of rows"),
    ],
)
def test_what_is_typed_wrongly_is_said_in_the_form(
    admin: Browser, registry: Registry, typed: dict[str, Any], sentences: tuple[str, ...]
) -> None:
    admin.open("/admin/registry/application/add/").saves(**snapchat(registry) | typed)
    assert admin.page.status_code == 200
    assert not admin.is_confirming
    for sentence in sentences:
        assert sentence in admin.html
    assert not Application.objects.filter(slug="snapchat").exists()


def test_forged_rows_are_nobodys(admin: Browser, registry: Registry) -> None:
    theirs = registry.scene.identifier(registry.chess, IdentifierKind.IOS_BUNDLE_ID, "org.example.chess")
    registry.scene.identifier(registry.chat, IdentifierKind.IOS_BUNDLE_ID, "org.example.chat")
    address = f"/admin/registry/application/{registry.chat.pk}/change/"
    for odd in (theirs.pk, "abc", "9" * 40, "\0", ""):
        admin.open(address).saves(**{"identifiers-0-id": odd, "identifiers-0-retire": "on"}, why="Forged.")
        assert admin.page.status_code == 200
        assert not admin.is_confirming
    admin.open(address).saves(**identifier(0), **{"new_identifiers-INITIAL_FORMS": 1}, why="Forged.")
    assert "There is nothing to publish." in " ".join(admin.errors)
    assert Identifier.objects.known().count() == 2


def test_html_in_a_text_is_shown_and_never_run(admin: Browser, registry: Registry) -> None:
    evil = "<script>alert(1)</script><img src=x onerror=alert(2)>"
    admin.open("/admin/registry/application/add/").saves(**snapchat(registry, name=evil, why=evil))
    assert evil not in admin.html
    admin.publishes()
    for address in (
        f"/admin/registry/application/{Application.objects.get(slug='snapchat').pk}/change/",
        "/admin/registry/application/",
        f"/admin/registry/revision/{last_revision().pk}/change/",
        "/admin/registry/verdict/",
        "/admin/",
    ):
        assert "<script>alert" not in admin.html
        assert "<img src=x" not in admin.html
        admin.open(address)


def test_an_application_is_moved_from_a_day(admin: Browser, registry: Registry) -> None:
    admin.open(f"/admin/registry/application/{registry.chess.pk}/change/")
    move = f"/admin/registry/applicationplacement/add/?application={registry.chess.pk}"
    assert move in admin.html
    admin.open(move).saves(category=registry.messaging.pk, effective_on="", why="It is a chat by now.")
    assert "one of the two" in admin.html
    admin.saves(effective_on=str(today()))
    assert admin.turns() == [("Chess", "etat (en)", "Prohibited", "Not listed")]
    admin.publishes()
    placement = registry.chess.placements.latest("id")
    assert (placement.category, placement.effective_on) == (registry.messaging, today())
    assert placement.revision == last_revision()
    assert last_revision().why == "It is a chat by now."
    assert admin.page.request["PATH_INFO"] == f"/admin/registry/application/{registry.chess.pk}/change/"
    assert "since always" in admin.html, "the history of its places is shown"


def test_a_correction_holds_since_always(admin: Browser, registry: Registry) -> None:
    admin.open(f"/admin/registry/applicationplacement/add/?application={registry.chat.pk}")
    admin.saves(category=registry.games.pk, effective_on="", since_always="on", why="It was always a game.")
    assert admin.turns() == [("Chat", "etat (en)", "Not listed", "Prohibited")]
    admin.publishes()
    held = Verdict.objects.holding(organisation=registry.culture, on=date(2023, 3, 24))
    assert held.filter(application=registry.chat, outcome=Outcome.PROHIBITED).exists()


def test_a_category_is_added_and_moved_but_never_below_itself(admin: Browser, registry: Registry) -> None:
    admin.open("/admin/registry/category/add/")
    admin.saves(name_fr="Échecs", name_en="Board games", slug="board", parent=registry.games.pk, why="A new kind.")
    admin.publishes()
    board = Category.objects.get(slug="board")
    assert board.placements.get().parent == registry.games
    assert last_revision().why == "A new kind."

    admin.open(f"/admin/registry/categoryplacement/add/?category={registry.games.pk}")
    admin.saves(parent=board.pk, why="A circle.")
    assert "below itself" in admin.page.context["adminform"].form.errors["parent"][0]

    admin.saves(category=registry.messaging.pk, parent=registry.games.pk, effective_on=str(today()))
    assert admin.turns() == [("Chat", "etat (en)", "Not listed", "Prohibited")]
    admin.publishes()
    assert CategoryPlacement.objects.filter(category=registry.messaging, parent=registry.games).exists()


def test_a_publisher_with_its_identifiers(admin: Browser, registry: Registry) -> None:
    admin.open("/admin/registry/publisher/add/").saves(
        name="Snap", slug="snap", country="us", why="Needed.", **identifier(0, kind="apple_team_id", value="424M5254LK")
    )
    assert "two capital letters" in admin.html
    admin.saves(country="US").publishes()
    assert PublisherIdentifier.objects.get().publisher == Publisher.objects.get(slug="snap")
    assert last_revision().why == "Needed."


def test_nothing_of_the_catalogue_is_deleted(admin: Browser, registry: Registry) -> None:
    for thing in (registry.chat, registry.games, registry.scene.publisher, registry.culture):
        address = f"/admin/registry/{thing._meta.model_name}/"
        assert "delete_selected" not in admin.open(address).html
        assert admin.client.post(f"{address}{thing.pk}/delete/", {"post": "yes"}).status_code == 403
        assert "Nothing that was published is edited or deleted" in admin.open(f"{address}{thing.pk}/change/").html


def test_choosing_by_name_finds_without_accents_and_only_what_is_known(admin: Browser, registry: Registry) -> None:
    registry.scene.application("tele", registry.games, name="Télé à la carte")

    def found(term: str, model: str = "decision", name: str = "application") -> list[str]:
        address = f"/admin/autocomplete/?term={term}&app_label=registry&model_name={model}&field_name={name}"
        return [row["text"] for row in admin.open(address).page.json()["results"]]

    assert found("tele a la") == ["Télé à la carte"]
    assert found("chess") == ["Chess"]
    package = registry.scene.identifier(registry.chat, IdentifierKind.ANDROID_PACKAGE, "org.example.chat")
    assert found("org.example", "minimumversion", "identifier") == [str(package)]
    admin.open(f"/admin/registry/application/{registry.chat.pk}/change/")
    admin.saves(**{"identifiers-0-retire": "on"}, why="Gone.").publishes()
    assert found("org.example", "minimumversion", "identifier") == []


def test_a_ministry_moves_and_edits_nothing_of_the_catalogue(staff: Callable[..., Browser], registry: Registry) -> None:
    clerk = staff(Role.APPROVER, registry.culture)
    clerk.open(f"/admin/registry/application/{registry.chat.pk}/change/")
    assert clerk.page.status_code == 200
    assert "_save" not in clerk.html
    assert "Move…" not in clerk.html
    assert "Add a decision…" in clerk.html
    move = f"/admin/registry/applicationplacement/add/?application={registry.chat.pk}"
    assert clerk.client.get(move).status_code == 403
    assert clerk.client.post(move, {"_publish": "1"}).status_code == 403


def test_whoever_speaks_for_the_root_edits_and_moves(staff: Callable[..., Browser], registry: Registry) -> None:
    clerk = staff(Role.APPROVER)
    clerk.open(f"/admin/registry/category/{registry.games.pk}/change/").saves(name_fr="Jeux", why="Better.")
    clerk.publishes()
    registry.games.refresh_from_db()
    assert registry.games.name_fr == "Jeux"
    assert last_revision().published_by.username == "clerk"
    clerk.open(f"/admin/registry/applicationplacement/add/?application={registry.chess.pk}")
    clerk.saves(category=registry.messaging.pk, effective_on=str(today() + timedelta(days=1)), why="Tomorrow.")
    clerk.publishes()
    assert clerk.page.status_code == 200
    assert last_revision().why == "Tomorrow."
