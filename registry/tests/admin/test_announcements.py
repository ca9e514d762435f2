"""Announcements in the administration: drafts, publications, and what is kept."""

from collections.abc import Callable
from typing import Any

from registry.models import AnnouncedApplication, Announcement, Quote, Revision, Source
from registry.terms import Role
from registry.tests.admin.browser import Browser
from registry.tests.admin.conftest import Registry

LIST = "/admin/registry/announcement/"
ADD = f"{LIST}add/"


def notice(registry: Registry, **fields: Any) -> dict[str, Any]:
    return {
        "title_fr": "Un avis",
        "title_en": "A notice",
        "slug": "a-notice",
        "kind": "measure",
        "jurisdiction": "FR",
        "issuer_fr": "Un ministre",
        "issuer_en": "A minister",
        "date": "2023-03-24",
        "date_precision": "day",
        "summary_fr": "Résumé.",
        "summary_en": "Summary.",
        "mark_fr": "Vu.",
        "mark_en": "Seen.",
        "quotes-TOTAL_FORMS": 1,
        "quotes-0-text": "« Interdit. »",
        "quotes-0-language": "fr",
        "quotes-0-fidelity": "original",
        "quotes-0-place": 0,
        "sources-TOTAL_FORMS": 1,
        "sources-0-title": "A page",
        "sources-0-url": "https://example.org/",
        "sources-0-place": 0,
        "announced_applications-TOTAL_FORMS": 1,
        "announced_applications-0-application": registry.chat.pk,
        "announced_applications-0-provenance": "named_in_text",
        "announced_applications-0-stance": "prohibits",
    } | fields


def published() -> list[str]:
    """Return what the last revision holds, each row by a text of its own."""

    def text(form: dict[str, Any]) -> str:
        return next(form[column] for column in ("title_en", "text", "title", "stance") if column in form)

    contents = Revision.objects.newest_first()[0].contents
    return [f"removed {text(form['removed'])}" if "removed" in form else text(form) for form in contents]


def test_a_draft_has_no_revision_and_is_published_whole(admin: Browser, registry: Registry) -> None:
    before = Revision.objects.count()
    admin.open(ADD).press("_draft", **notice(registry))
    draft = Announcement.objects.get()
    assert draft.published_in is None
    assert Revision.objects.count() == before
    assert "nobody sees it" in admin.html
    assert "View on site" not in admin.html

    admin.press("_draft", **{"quotes-0-text": "« Non. »", "sources-0-DELETE": "on"})
    assert (Quote.objects.get().text, Source.objects.count(), Revision.objects.count()) == ("« Non. »", 0, before)

    admin.saves(why="It was verified.").publishes()
    draft.refresh_from_db()
    revision = Revision.objects.newest_first()[0]
    assert (draft.published_in, revision.why) == (revision, "It was verified.")
    assert published() == ["A notice", "« Non. »", "prohibits"]
    assert 'href="/en/announcements/a-notice/"' in admin.html
    assert "_draft" not in admin.html


def test_an_announcement_is_published_at_once(admin: Browser, registry: Registry) -> None:
    admin.open(ADD).saves(**notice(registry))
    assert admin.page.context["adminform"].form.errors == {"why": ["This field is required."]}
    admin.saves(why="Read today.").publishes()
    assert Announcement.objects.published().exists()
    assert published() == ["A notice", "« Interdit. »", "A page", "prohibits"]


def test_every_edit_of_what_is_published_is_a_publication(admin: Browser, registry: Registry) -> None:
    admin.open(ADD).saves(**notice(registry), why="Read today.").publishes()
    address = admin.page.request["PATH_INFO"]
    admin.open(address).saves(
        why="The source is gone.", **{"sources-0-DELETE": "on", "quotes-0-text": "« Interdit ! »"}
    ).publishes()
    assert published() == ["A notice", "removed A page", "« Interdit ! »"]
    assert (Quote.objects.get().text, Source.objects.count()) == ("« Interdit ! »", 0)
    assert Announcement.objects.get().changed_in.why == "The source is gone."

    admin.open(address).saves(why="Nothing.")
    assert "There is nothing to publish." in " ".join(admin.errors)

    revisions = Revision.objects.count()
    form = admin.open(address).form("_save").typed
    admin.client.post(address, form | {"title_en": "Forged", "_draft": "1"})
    assert Announcement.objects.get().title_en == "A notice", "what is published cannot be kept as a draft"
    assert Revision.objects.count() == revisions


def test_a_draft_can_be_deleted_and_what_is_published_cannot(admin: Browser, registry: Registry) -> None:
    admin.open(ADD).press("_draft", **notice(registry))
    draft = Announcement.objects.get()
    delete = f"/admin/registry/announcement/{draft.pk}/delete/"
    assert delete in admin.html
    assert admin.client.post(delete, {"post": "yes"}).status_code == 302
    assert not Announcement.objects.exists()
    assert not AnnouncedApplication.objects.exists()

    published = registry.scene.announcement("kept")
    delete = f"/admin/registry/announcement/{published.pk}/delete/"
    assert delete not in admin.open(f"/admin/registry/announcement/{published.pk}/change/").html
    assert admin.client.post(delete, {"post": "yes"}).status_code == 403
    admin.client.post(
        "/admin/registry/announcement/",
        {"action": "delete_selected", "_selected_action": published.pk, "post": "yes"},
    )
    assert Announcement.objects.get() == published


def test_a_draft_is_seen_by_those_of_the_root_and_by_auditors(
    admin: Browser, staff: Callable[..., Browser], registry: Registry
) -> None:
    admin.open(ADD).press("_draft", **notice(registry))
    address = admin.page.request["PATH_INFO"]
    assert "Interdit" in staff(Role.AUDITOR, registry.culture, name="auditor").open(address).html
    assert "Interdit" not in staff(Role.APPROVER, registry.culture).open(address).html
    assert "A notice" not in staff(Role.EDITOR, registry.culture, name="editor").open(LIST).html


def test_a_decision_rests_only_on_what_is_published(admin: Browser, registry: Registry) -> None:
    admin.open(ADD).press("_draft", **notice(registry))
    registry.scene.announcement("kept", title_en="A kept notice")
    address = "/admin/autocomplete/?term=notice&app_label=registry&model_name=decision&field_name=basis"
    assert [row["text"] for row in admin.open(address).page.json()["results"]] == ["A kept notice"]


def test_rows_of_another_announcement_cannot_be_changed_from_here(admin: Browser, registry: Registry) -> None:
    admin.open(ADD).press("_draft", **notice(registry, slug="theirs", **{"quotes-0-text": "Theirs."}))
    theirs = Quote.objects.get()
    admin.open(ADD).press("_draft", **notice(registry))
    quote = Quote.objects.exclude(pk=theirs.pk).get()
    admin.press("_draft", **{"quotes-0-id": theirs.pk, "quotes-0-text": "Stolen."})
    assert admin.page.status_code == 200
    theirs.refresh_from_db()
    quote.refresh_from_db()
    assert (theirs.text, quote.text) == ("Theirs.", "« Interdit. »")
