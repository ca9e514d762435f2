"""Decisions in the administration: added and withdrawn, never edited nor deleted."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import psycopg
import pytest
from django.contrib.auth import get_user_model
from django.db import DatabaseError, DataError, IntegrityError, OperationalError, ProgrammingError

from registry import registrar
from registry.models import Decision, MinimumVersion, Revision, Verdict, Withdrawal
from registry.revisions.models import today
from registry.terms import IdentifierKind, Outcome, Role
from registry.tests.admin.browser import Browser
from registry.tests.admin.conftest import Registry
from registry.tests.scene import PHONE

ADD = "/admin/registry/decision/add/"


def outcome(registry: Registry, application: Any, on: date | None = None) -> str | None:
    held = Verdict.objects.holding(organisation=registry.culture, on=on or today())
    return held.filter(application=application, device_class=PHONE).values_list("outcome", flat=True).first()


def ruling(registry: Registry, **fields: Any) -> dict[str, Any]:
    return {
        "organisation": registry.culture.pk,
        "application": registry.chat.pk,
        "device_classes": [PHONE],
        "outcome": "prohibited",
        "rationale_fr": "Parce que.",
        "rationale_en": "Because.",
        "why": "The chat leaks.",
    } | fields


def test_a_ministry_rules_sees_what_turns_publishes_and_withdraws(admin: Browser, registry: Registry) -> None:
    admin.open(ADD).saves(**ruling(registry))
    assert admin.is_confirming
    assert admin.turns() == [("Chat", "culture (en)", "Not listed", "Prohibited")]
    assert "1 verdict turns." in admin.html
    assert Decision.objects.count() == 1, "a preview publishes nothing"

    admin.publishes()
    decision = Decision.objects.get(application=registry.chat)
    assert outcome(registry, registry.chat) == "prohibited"
    last = Revision.objects.newest_first()[0]
    assert (last.why, last.published_by, decision.revision) == (
        "The chat leaks.",
        get_user_model().objects.get(username="administrator"),
        last,
    )
    assert f"Published as revision {last.number}." in admin.html
    assert "Chat, culture (en), Professional phone: Not listed → Prohibited" in admin.html
    assert 'href="/en/applications/chat/"' in admin.html

    assert "Withdraw…" in admin.html
    admin.open(f"/admin/registry/withdrawal/add/?decision={decision.pk}")
    admin.saves(reason_fr="Corrigé.", reason_en="Mended.", why="The leak is mended.")
    assert admin.turns() == [("Chat", "culture (en)", "Prohibited", "Not listed")]
    admin.publishes()
    assert outcome(registry, registry.chat) is None
    assert Withdrawal.objects.get().ends_on == today()
    assert Revision.objects.newest_first()[0].why == "The leak is mended."
    known_between = Verdict.objects.holding(organisation=registry.culture, on=today(), revision=last.number)
    assert known_between.filter(application=registry.chat).exists()


def test_going_back_keeps_everything_that_was_typed(admin: Browser, registry: Registry) -> None:
    typed = ruling(registry, rationale_en='Two lines:\r\n"<b>bold</b>" & more', comply_by=str(today()))
    admin.open(ADD).saves(**typed).press("_edit")
    assert not admin.errors
    form = admin.form("_save").typed
    for name, value in typed.items():
        kept = [text.replace("\r\n", "\n").replace("\n", "\r\n") for text in form[name]]
        assert kept == (value if isinstance(value, list) else [str(value)]), name
    admin.saves().publishes()
    assert Decision.objects.newest_first()[0].rationale_en == typed["rationale_en"]


def test_a_backdated_ruling_that_changes_nothing_says_so(admin: Browser, registry: Registry) -> None:
    registry.scene.rules(registry.culture, registry.chess, Outcome.PROHIBITED, on=date(2024, 1, 1))
    admin.open(ADD).saves(
        **ruling(registry, application=registry.chess.pk, outcome="approved", effective_on="2023-06-01")
    )
    assert admin.is_confirming
    assert "backdated and changes nothing" in admin.html
    admin.publishes()
    assert "Nothing turned." in admin.html


def test_conditions_take_minimum_versions(admin: Browser, registry: Registry) -> None:
    identifier = registry.scene.identifier(registry.chat, IdentifierKind.ANDROID_PACKAGE, "org.example.chat")
    admin.open(ADD).saves(
        **ruling(registry, outcome="conditional", conditions_fr="À jour.", conditions_en="Up to date."),
        **{
            "minimum_versions-TOTAL_FORMS": 1,
            "minimum_versions-0-identifier": identifier.pk,
            "minimum_versions-0-version": "70110",
        },
    ).publishes()
    minimum = MinimumVersion.objects.get()
    assert (minimum.version, minimum.decision.outcome, minimum.revision) == (
        "70110",
        "conditional",
        Revision.objects.newest_first()[0],
    )
    admin.open(f"/admin/registry/decision/{minimum.decision_id}/change/")
    assert "70110" in admin.html


@pytest.mark.parametrize(
    "wrong",
    [
        pytest.param(
            {
                "why": ("", "This field is required."),
                "device_classes": ([], "This field is required."),
                "outcome": ("banned", "valid choice"),
                "effective_on": ("2026-02-30", "Enter a valid date"),
                "rationale_fr": ("", "This field is required."),
            },
            id="what is missing or impossible",
        ),
        pytest.param(
            {
                "organisation": ("abc", "You may not propose"),
                "application": ("9" * 40, "valid choice"),
                "category": ("-1", "valid choice"),
                "derogates": ("<script>", "valid choice"),
                "device_classes": (["watch"], "valid choice"),
            },
            id="forged ids",
        ),
        pytest.param(
            {
                "basis": ("\0", "Null characters"),
                "rationale_en": ("a\0b", "Null characters"),
                "why": ("a\0b", "Null characters"),
            },
            id="NUL",
        ),
        pytest.param({"application": ("", ""), "__all__": ("", "choose one of them")}, id="a ruling has a target"),
        pytest.param(
            {"outcome": ("conditional", ""), "__all__": ("", "State the conditions")}, id="conditions are stated"
        ),
    ],
)
def test_what_is_typed_wrongly_is_said_at_its_field(
    admin: Browser, registry: Registry, wrong: dict[str, tuple[Any, str]]
) -> None:
    typed = {field: value for field, (value, _sentence) in wrong.items() if field != "__all__"}
    admin.open(ADD).saves(**ruling(registry, **typed))
    assert admin.page.status_code == 200
    assert not admin.is_confirming
    errors = admin.page.context["adminform"].form.errors
    for field, (_value, sentence) in wrong.items():
        assert sentence in " ".join(errors.get(field, ())), field
        assert sentence or field not in errors
    assert admin.form("_save").typed["comply_by"] == [""], "the form is shown again"
    assert Decision.objects.count() == 1


def test_what_the_registrar_refuses_is_said_at_its_field(admin: Browser, registry: Registry) -> None:
    registry.scene.ends(registry.culture, today() - timedelta(days=1))
    admin.open(ADD).saves(**ruling(registry))
    errors = admin.page.context["adminform"].form.errors
    assert "has ended by that day" in errors["organisation"][0]
    assert admin.form("_save").typed["why"] == ["The chat leaks."]


def test_extreme_days_are_answered(admin: Browser, registry: Registry) -> None:
    for day in ("0001-01-01", "9999-12-31"):
        admin.open(ADD).saves(**ruling(registry, effective_on=day)).publishes()
        assert admin.page.status_code == 200
        assert Decision.objects.filter(effective_on=day).exists()


def test_a_forged_confirmation_is_simply_previewed_again(admin: Browser, registry: Registry) -> None:
    admin.open(ADD).saves(**ruling(registry)).press("_publish", _seen="forged")
    assert admin.is_confirming
    assert Decision.objects.count() == 1


def test_a_confirmation_is_shown_again_when_what_turns_is_no_longer_what_was_seen(
    admin: Browser, registry: Registry
) -> None:
    admin.open(ADD).saves(**ruling(registry, application="", category=registry.messaging.pk))
    assert admin.turns() == [("Chat", "culture (en)", "Not listed", "Prohibited")]
    registry.scene.application("talk", registry.messaging)
    registry.scene.rules(registry.culture, registry.chat, Outcome.PROHIBITED, on=today() - timedelta(days=9))
    admin.publishes()
    assert admin.is_confirming
    assert "what turns is no longer what you saw" in admin.html
    assert "not seen before" in admin.html
    assert [turn.application for turn in admin.page.context["turns"] if turn.is_new] == ["Talk"]
    assert [turn.application for turn in admin.page.context["vanished"]] == ["Chat"]
    admin.publishes()
    assert Decision.objects.filter(category=registry.messaging).count() == 1


def test_a_second_click_publishes_nothing_twice(admin: Browser, registry: Registry) -> None:
    registry.scene.rules(registry.culture, registry.chess, Outcome.PROHIBITED, on=date(2024, 1, 1))
    admin.open(ADD).saves(
        **ruling(registry, application=registry.chess.pk, outcome="approved", effective_on="2023-06-01")
    )
    confirmation = admin.page
    admin.publishes()
    admin.page = confirmation
    admin.publishes()
    assert "This has been proposed already" in " ".join(admin.errors)
    assert Decision.objects.filter(application=registry.chess, outcome="approved").count() == 1


def refusal(kind: type[DatabaseError], cause: Exception) -> DatabaseError:
    error = kind(*cause.args)
    error.__cause__ = cause
    return error


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        pytest.param(registrar.Conflict("Somebody was first."), "Somebody was first.", id="a lost race"),
        pytest.param(
            refusal(OperationalError, psycopg.errors.DeadlockDetected("deadlock detected")),
            "Somebody else published at the same moment",
            id="a deadlock",
        ),
        pytest.param(
            refusal(IntegrityError, psycopg.errors.RestrictViolation("UPDATE: never edited.")),
            "UPDATE: never edited.",
            id="a guard of the database",
        ),
        pytest.param(
            refusal(ProgrammingError, psycopg.errors.InsufficientPrivilege("permission denied")),
            "permission denied",
            id="a right that the server's role lacks",
        ),
        pytest.param(
            refusal(DataError, psycopg.errors.NumericValueOutOfRange("out of range")),
            "too large",
            id="a value that the database cannot hold",
        ),
    ],
)
def test_what_the_database_refuses_is_said_in_the_form(
    admin: Browser, registry: Registry, monkeypatch: pytest.MonkeyPatch, error: Exception, sentence: str
) -> None:
    def refuse(*args: Any, **kwargs: Any) -> None:
        raise error

    admin.open(ADD).saves(**ruling(registry))
    monkeypatch.setattr(registrar, "approve", refuse)
    admin.publishes()
    assert admin.page.status_code == 200
    assert sentence in " ".join(admin.errors)
    assert admin.form("_save").typed["why"] == ["The chat leaks."]
    monkeypatch.undo()
    admin.saves().publishes()
    assert Decision.objects.filter(application=registry.chat).count() == 1


def test_a_mistake_of_ours_is_not_hidden(admin: Browser, registry: Registry, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*args: Any, **kwargs: Any) -> None:
        raise refusal(ProgrammingError, psycopg.errors.UndefinedColumn("no such column"))

    admin.open(ADD)
    monkeypatch.setattr(registrar, "preview", fail)
    with pytest.raises(ProgrammingError):
        admin.saves(**ruling(registry))


def test_a_decision_is_neither_edited_nor_deleted(admin: Browser, registry: Registry) -> None:
    address = f"/admin/registry/decision/{registry.ban.pk}"
    assert admin.open(f"{address}/change/").page.status_code == 200
    assert "_save" not in admin.html
    assert admin.client.post(f"{address}/change/", {"outcome": "approved"}).status_code == 403
    assert admin.client.get(f"{address}/delete/").status_code == 403
    assert admin.client.post(f"{address}/delete/", {"post": "yes"}).status_code == 403
    admin.open("/admin/registry/decision/")
    assert "delete_selected" not in admin.html
    admin.client.post(
        "/admin/registry/decision/", {"action": "delete_selected", "_selected_action": registry.ban.pk, "post": "yes"}
    )
    assert Decision.objects.get() == registry.ban


def test_a_withdrawal_after_the_end_is_refused(admin: Browser, registry: Registry) -> None:
    registry.scene.withdraws(registry.ban, today())
    admin.open(f"/admin/registry/withdrawal/add/?decision={registry.ban.pk}")
    admin.saves(ends_on=today() + timedelta(days=3), reason_fr="Non.", reason_en="No.", why="Again.")
    assert "already" in admin.page.context["adminform"].form.errors["ends_on"][0]


def test_the_list_filters_searches_and_says_what_stands(admin: Browser, registry: Registry) -> None:
    scene = registry.scene
    base = scene.rules(registry.etat, registry.chat, Outcome.PROHIBITED, on=date(2024, 1, 1))
    derogation = scene.rules(
        registry.culture,
        registry.chat,
        Outcome.APPROVED,
        on=date(2024, 1, 1),
        expires_on=date(2025, 1, 1),
        derogates=base,
    )
    to_come = scene.rules(registry.etat, registry.messaging, Outcome.APPROVED, on=today() + timedelta(days=9))
    listed = lambda query: set(admin.open(f"/admin/registry/decision/?{query}").page.context["cl"].queryset)  # noqa: E731  (read thrice a line below)
    assert listed("standing=in_force") == {registry.ban, base}
    assert listed("standing=ended") == {derogation}
    assert listed("standing=to_come") == {to_come}
    assert listed("derogation=yes") == {derogation}
    assert listed("derogation=no") == {registry.ban, base, to_come}
    assert listed(f"device={PHONE}") == {registry.ban, base, derogation, to_come}
    assert listed("device=workstation") == set()
    assert listed(f"organisation__id__exact={registry.culture.pk}") == {derogation}
    assert listed("outcome__exact=approved") == {derogation, to_come}
    assert listed("q=cHat") == {base, derogation}
    assert listed("effective_on__year=2024") == {base, derogation}

    lapsing = scene.unpublished(registry.culture, registry.chess, Outcome.APPROVED, today(), derogates=registry.ban)
    lapsing.expires_on = today() + timedelta(days=9)
    scene.publish(lapsing)
    assert lapsing in listed("standing=in_force")
    scene.withdraws(registry.ban, today())
    assert {lapsing, registry.ban} <= listed("standing=ended"), "it lapses with its base"


def test_an_auditor_looks_and_changes_nothing(staff: Callable[..., Browser], registry: Registry) -> None:
    auditor = staff(Role.AUDITOR)
    auditor.open(f"/admin/registry/decision/{registry.ban.pk}/change/")
    assert auditor.page.status_code == 200
    assert "Withdraw…" not in auditor.html
    assert auditor.open("/admin/registry/organisation/").page.status_code == 200
    for address in (ADD, "/admin/registry/withdrawal/add/", "/admin/registry/organisation/add/"):
        assert auditor.client.get(address).status_code == 403
        assert auditor.client.post(address, ruling(registry) | {"_save": "1"}).status_code == 403
    assert Decision.objects.count() == 1


def test_an_approver_of_a_ministry_publishes_there(staff: Callable[..., Browser], registry: Registry) -> None:
    clerk = staff(Role.APPROVER, registry.culture)
    clerk.open(ADD).saves(**ruling(registry)).publishes()
    assert clerk.page.status_code == 200
    assert "Published as revision" in clerk.html
    assert Revision.objects.newest_first()[0].published_by.username == "clerk"
