"""Every address of the administration answers, whatever is asked of it; none answers with a failure of its own."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.apps import apps
from django.contrib import admin as django_admin
from django.db import connection
from django.db.models import Model
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django import DjangoDbBlocker

from registry.audit.models import KINDS, TRACES
from registry.models import (
    BaselineEntry,
    Decision,
    DefaultRule,
    Membership,
    MinimumVersion,
    PublisherIdentifier,
    Verdict,
    Withdrawal,
)
from registry.proposals import workflow
from registry.revisions.models import today
from registry.terms import IdentifierKind, Outcome
from registry.tests.admin.browser import Browser
from registry.tests.admin.conftest import Registry, small_registry
from registry.tests.laying import laid
from registry.tests.requests.asks import asks

NOT_ALONE = {
    "announcedapplication",
    "baselineentry",
    "comment",
    "confirmation",
    "contact",
    "edit",
    "hour",
    "minimumversion",
    "quote",
    "source",
    "submission",
    "verdictreason",
}
"""What stands beneath its thing, and has no list of its own."""

ODD = (
    "\0",
    "' OR 1=1 --",
    "<script>alert(1)</script>",
    "9" * 40,
    "-1",
    "abc",
    "2026-02-30",
    "😀",
    "a" * 3000,
)


def full_registry() -> Registry:
    """Return a registry that holds something of every kind."""
    registry = small_registry()
    scene = registry.scene
    identifier = scene.new_identifier(registry.chat, IdentifierKind.ANDROID_PACKAGE, "org.example.chat")
    decision = scene.unpublished(registry.culture, registry.chat, Outcome.CONDITIONAL, date(2024, 1, 1))
    gone = scene.new_organisation("gone", registry.etat)
    scene.publish(
        scene.new_announcement("notice"),
        identifier,
        decision,
        MinimumVersion(decision=decision, identifier=identifier, version="7"),
        PublisherIdentifier(
            publisher=scene.publisher,
            kind="apple_team_id",
            value="424M5254LK",
            evidence_fr="un test",
            evidence_en="a test",
            verified_on=date(2026, 1, 1),
        ),
        BaselineEntry(organisation=registry.culture, application=registry.chat, role="telephone"),
        DefaultRule(organisation=registry.culture, rule="deny", effective_on=today()),
        *gone,
    )
    scene.withdraws(decision, today())
    scene.ends(gone[0], today(), registry.culture)
    workflow.draft([decision], by=scene.registrar, why="A test needs it.")
    asks(registry.culture, registry.chat)
    return registry


@pytest.fixture(scope="module")
def laid_registry(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Registry]:
    """Publish the full registry once for this module, instead of the small one."""
    with laid(full_registry, django_db_blocker) as registry:
        yield registry


def models() -> Iterator[type[Model]]:
    return (model for model in django_admin.site._registry if model._meta.app_label == "registry")


def page(model: type[Model], name: str, *args: object) -> str:
    return reverse(f"admin:registry_{model._meta.model_name}_{name}", args=args)


def test_everything_of_the_registry_is_in_the_administration(registry: Registry) -> None:
    traced = {*TRACES.values(), *(kind.model for kind in KINDS.values() if kind.model._meta.proxy)}
    everything = set(apps.get_app_config("registry").get_models()) - traced
    assert {model._meta.model_name for model in everything - set(models())} == NOT_ALONE


def test_every_page_of_every_model_answers(admin: Browser, registry: Registry) -> None:
    for model in models():
        row = model._default_manager.order_by("pk").first()
        assert row is not None, f"the scene has no {model._meta.model_name}"
        for address, expected in (
            (page(model, "changelist"), {200}),
            (page(model, "add"), {200, 403}),
            (page(model, "change", row.pk), {200}),
            (page(model, "history", row.pk), {200}),
            (page(model, "delete", row.pk), {200} if model is Membership else {403}),  # roles are given and taken
        ):
            response = admin.client.get(address)
            assert response.status_code in expected, address
            assert " style=" not in response.content.decode(), address
            assert "<script>" not in response.content.decode(), address


def test_a_longer_list_asks_the_database_no_more_often(admin: Browser, registry: Registry) -> None:
    def queries(model: type[Model]) -> int:
        with CaptureQueriesContext(connection) as asked:
            admin.client.get(page(model, "changelist"))
        return len(asked)

    admin.client.get(page(Decision, "changelist"))
    before = {model: queries(model) for model in models()}
    scene = registry.scene
    more: list[Any] = []
    for number in range(3):
        application = scene.new_application(f"more-{number}", registry.games)
        ruler = scene.new_organisation(f"ruler-{number}", registry.etat)
        category = scene.new_category(f"kind-{number}", None)
        decision = scene.unpublished(ruler[0], application[0], Outcome.PROHIBITED, date(2023, 3, 24))
        more += [*application, *ruler, *category, decision, scene.new_announcement(f"notice-{number}")]
        more.append(scene.new_identifier(application[0], IdentifierKind.ANDROID_PACKAGE, f"org.example.more{number}"))
        more.append(Withdrawal(decision=decision, ends_on=today(), reason_fr="Pour un test.", reason_en="For a test."))
        more.append(scene.placement(application[0], registry.messaging, today()))
        more.append(scene.placement(ruler[0], registry.culture, today()))
        more.append(scene.placement(category[0], registry.games, today()))
        more.append(scene.end(ruler[0], today(), registry.culture))
    scene.publish(*more)
    for number in range(3):
        asks(more[2], wanted=f"Wanted {number}")
    assert {model: queries(model) for model in models()} == before


def test_every_other_page_answers(admin: Browser, registry: Registry) -> None:
    for name in ("index", "password_change", "password_change_done", "jsi18n"):
        assert admin.client.get(reverse(f"admin:{name}")).status_code == 200
    for address in ("registry/", "auth/", "auth/user/", "auth/user/add/"):
        assert admin.client.get(f"/admin/{address}").status_code == 200
    assert "Aval administration" in admin.open("/admin/").html


def test_odd_keys_in_addresses_find_nothing(admin: Browser, registry: Registry) -> None:
    for model in models():
        for odd in ODD:
            if "/" not in odd:
                response = admin.client.get(page(model, "change", odd))
                assert response.status_code in (302, 403, 404), (model, odd)


def test_odd_questions_to_every_list_and_form_are_answered(admin: Browser, registry: Registry) -> None:
    for model in models():
        names = [field.name for field in model._meta.concrete_fields]
        for odd in ("\0", "9" * 40, "abc"):
            assert admin.client.get(page(model, "changelist"), {"q": odd}).status_code in (200, 400), (model, odd)
            prefilled = dict.fromkeys(names, odd)
            assert admin.client.get(page(model, "add"), prefilled).status_code in (200, 400, 403), (model, odd)


def test_odd_questions_to_a_list_are_answered(admin: Browser, registry: Registry) -> None:
    # What an odd value does not turn away is asked together; the others would hide one another.
    for names in (
        ("p",),
        ("o",),
        ("_to_field",),
        ("nose",),
        ("e", "_changelist_filters", "_popup", "device", "standing"),
    ):
        for odd in ODD:
            response = admin.client.get("/admin/registry/decision/", dict.fromkeys(names, odd))
            assert response.status_code in (200, 302, 400), (names, odd)


def test_choosing_by_name_is_answered_whatever_is_asked(admin: Browser, registry: Registry) -> None:
    address = "/admin/autocomplete/"
    good = {"app_label": "registry", "model_name": "decision", "field_name": "application"}
    assert admin.client.get(address, good | {"term": "c"}).status_code == 200
    for odd in ODD:
        assert admin.client.get(address, good | {"term": odd}).status_code in (200, 400)
        assert admin.client.get(address, good | {"page": odd}).status_code in (200, 400, 404)
        for name in good:
            assert admin.client.get(address, good | {name: odd}).status_code in (400, 403)


def test_whoever_is_not_signed_in_is_asked_to(registry: Registry) -> None:
    client = Client(headers={"accept-language": "en"})
    for address in ("/admin/", "/admin/registry/decision/add/", f"/admin/registry/decision/{registry.ban.pk}/change/"):
        assert client.get(address).status_code == 302
        assert client.post(address, {"_publish": "1"}).status_code == 302
    login = client.get("/admin/login/")
    assert login.status_code == 200
    assert "Aval administration" in login.content.decode()
    for odd in ODD:
        assert client.get("/admin/login/", {"next": odd}).status_code == 200
        assert client.post("/admin/login/", {"username": odd, "password": odd, "next": odd}).status_code == 200
    for _attempt in range(5):  # and whoever goes on guessing is told to wait, however long the name
        last = client.post("/admin/login/", {"username": "a" * 3000, "password": "wrong"})
    assert last.status_code == 429


def test_the_language_is_that_of_the_browser_or_the_one_that_is_chosen(admin: Browser) -> None:
    assert '<html lang="en"' in admin.open("/admin/").html
    french = admin.client.get("/admin/", headers={"accept-language": "fr"})
    assert '<html lang="fr"' in french.content.decode()
    admin.client.post("/admin/language/", {"language": "fr", "next": "/admin/"})
    assert '<html lang="fr"' in admin.open("/admin/").html
    away = admin.client.post("/admin/language/", {"language": "fr", "next": "https://evil.example/"})
    assert away.headers["location"] == "/"


def test_a_revision_shows_why_and_what_it_turned(admin: Browser, registry: Registry) -> None:
    revision = registry.ban.revision
    admin.open(f"/admin/registry/revision/{revision.pk}/change/")
    for text in (revision.why, revision.digest, "Prohibited", "Chess", "effective_on", "registrar"):
        assert text in admin.html
    assert "_save" not in admin.html
    assert admin.client.post(f"/admin/registry/revision/{revision.pk}/change/", {"why": "x"}).status_code == 403


def test_verdicts_are_only_looked_at(admin: Browser, registry: Registry) -> None:
    before = Verdict.objects.count()
    admin.open("/admin/registry/verdict/?known=now")
    assert "Chess" in admin.html
    assert admin.client.get("/admin/registry/verdict/add/").status_code == 403
    assert admin.client.post("/admin/registry/verdict/add/", {"_save": "1"}).status_code == 403
    assert Verdict.objects.count() == before > 0
