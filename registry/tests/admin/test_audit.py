"""The audit trail in the administration: beside each thing and as a list, in the language of whoever may see it."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.db import connection
from django.test.utils import CaptureQueriesContext

from registry.audit.models import Trail
from registry.models import AnnouncedApplication, Announcement, Membership, Quote
from registry.terms import Role
from registry.tests.admin.browser import Browser
from registry.tests.admin.conftest import Registry
from registry.tests.admin.test_announcements import ADD, notice
from registry.tests.languages.french import messages

LIST = "/admin/registry/trail/"


def history(model: str, key: object) -> str:
    return f"/admin/registry/{model}/{key}/history/"


def shown(browser: Browser) -> str:
    """Return the content of a page as it is read: its tags, and its runs of spaces, left out."""
    content = browser.html.partition('<div id="content-main">')[2]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", content))


def tell(registry: Registry, number: int) -> Announcement:
    """Return a draft whose quote changed, was taken out, and which names an application."""
    draft = registry.scene.new_announcement(f"draft-{number}")
    draft.save()
    quote = Quote.objects.create(announcement=draft, text=f"Prohibited {number}.", language="en", fidelity="original")
    Quote.objects.filter(pk=quote.pk).update(text=f"Allowed {number}.")
    AnnouncedApplication.objects.create(
        announcement=draft, application=registry.chat, provenance="named_in_text", stance="prohibits"
    )
    quote.delete()
    return draft


def test_the_history_of_a_notice_tells_who_made_what_of_what(admin: Browser, registry: Registry) -> None:
    admin.open(ADD).press("_draft", **notice(registry))
    draft = Announcement.objects.get()
    change = f"/admin/registry/announcement/{draft.pk}/change/"
    admin.open(change).press(
        "_draft",
        **{"title_en": "A better notice", "effective_on": "2023-04-01", "quotes-0-text": "« Permis. »"},
    )
    admin.open(change).press("_draft", **{"quotes-0-DELETE": "on"})
    text = shown(admin.open(history("announcement", draft.pk)))
    for told in (
        "Title (English) A notice A better notice",
        "Takes effect on ∅ April 1, 2023",
        "Text « Interdit. » « Permis. »",
        "Removal Quote « Permis. » Field From Announcement A better notice",
        "Fidelity Original wording",
        "Application concerned Chat: Prohibits",
        "Stance Prohibits",
    ):
        assert told in text, told
    assert text.count("· administrator ·") == Trail.objects.of(Announcement, draft.pk).count() == 7
    assert text.index("Removal") < text.index("· Change") < text.index("· Addition"), "the last first"
    assert "None" not in text


def test_a_publication_is_told_by_its_revision(admin: Browser, registry: Registry) -> None:
    admin.open(f"/admin/registry/application/{registry.chat.pk}/change/").saves(
        name="Chat!", why="Its name."
    ).publishes()
    text = shown(admin.open(history("application", registry.chat.pk)))
    assert "Name Chat Chat!" in text
    assert re.search(r"Changed in r2 \(\S+\) r3 \(\S+\)", text)
    assert "· administrator · Change" in text


def test_a_draft_that_was_deleted_is_found_with_its_parts(admin: Browser, registry: Registry) -> None:
    draft = tell(registry, 1)
    key = draft.pk
    admin.client.post(f"/admin/registry/announcement/{key}/delete/", {"post": "yes"})
    assert not Announcement.objects.exists()
    admin.open(LIST)
    assert history("announcement", key) in admin.html
    text = shown(admin.open(history("announcement", key)))
    assert "draft-1 (en)" in text
    assert "Allowed 1." in text
    assert text.count("Removal") == 3


def test_a_role_that_was_taken_away_is_found_on_the_page_of_its_user(admin: Browser, registry: Registry) -> None:
    clerk = get_user_model().objects.create_user("clerk", is_staff=True)
    membership = Membership.objects.create(user=clerk, organisation=registry.culture, role=Role.EDITOR)
    admin.client.post(f"/admin/registry/membership/{membership.pk}/delete/", {"post": "yes"})
    text = shown(admin.open(f"/admin/auth/user/{clerk.pk}/history/"))
    assert "· administrator · Removal Member clerk · Editor: proposes · culture (en)" in text
    admin.client.post(f"/admin/auth/user/{clerk.pk}/delete/", {"post": "yes"})
    text = shown(admin.open(f"/admin/auth/user/{clerk.pk}/history/"))
    assert text.count("Member clerk · Editor: proposes · culture (en)") == 2, "by the name that the user had"


def test_a_password_that_was_set_for_somebody_is_told_and_not_kept(admin: Browser, registry: Registry) -> None:
    clerk = get_user_model().objects.create_user("clerk", password="an old one")
    admin.client.post(
        f"/admin/auth/user/{clerk.pk}/password/",
        {"usable_password": "true", "password1": "correct horse battery", "password2": "correct horse battery"},
    )
    old = clerk.password
    clerk.refresh_from_db()
    assert clerk.password != old
    text = shown(admin.open(f"/admin/auth/user/{clerk.pk}/history/"))
    assert "· administrator · Change User clerk Field From To Password Changed; no value of it is kept." in text
    for secret in (old, clerk.password):
        assert secret not in text


def test_rights_given_in_django_are_told(admin: Browser, registry: Registry) -> None:
    group = Group.objects.create(name="operators")
    clerk = get_user_model().objects.create_user("clerk")
    clerk.groups.add(group)
    assert "Group of a user clerk · operators" in shown(admin.open(f"/admin/auth/user/{clerk.pk}/history/"))
    assert "operators" in admin.open(f"{LIST}?kind=group").html, "which has no page of its own"


@pytest.mark.parametrize(
    "question", ["", "kind=quote", "operation=removed", "q=prohibited", "q=Allowed%201", "by__isnull=1"]
)
def test_the_list_is_filtered_and_searched(admin: Browser, registry: Registry, question: str) -> None:
    tell(registry, 1)
    admin.open(f"{LIST}?{question}")
    assert admin.page.status_code == 200
    kinds = {trace.kind for trace in admin.page.context["cl"].result_list}
    assert "quote" in kinds
    assert kinds == {"quote"} or question in ("", "q=prohibited", "by__isnull=1")
    assert " style=" not in admin.html


def test_who_was_not_signed_in_is_told_by_program_and_role(admin: Browser, registry: Registry) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('application_name', 'manage.py seed', true)")
        cursor.execute("SELECT set_config('pghistory.context_metadata', '', true)")
    tell(registry, 1)
    assert "manage.py seed (aval_owner)" in admin.open(LIST).html
    assert "<h1>Audit trail</h1>" in admin.html


def test_a_trace_has_a_page_that_is_only_read(admin: Browser, registry: Registry) -> None:
    tell(registry, 1)
    trace = Trail.objects.get(kind="quote", operation="changed")
    page = f"{LIST}{trace.pk}/change/"
    text = admin.open(page).html
    assert "Prohibited 1." in text
    assert "_save" not in text
    for address in (page, f"{LIST}add/", f"{LIST}{trace.pk}/delete/"):
        assert admin.client.post(address, {"words": "x"}).status_code == 403
    assert admin.client.post(LIST, {"action": "delete_selected", "_selected_action": trace.pk}).status_code in (
        200,
        302,
    )
    assert Trail.objects.filter(pk=trace.pk).exists()


@pytest.mark.parametrize("role", [Role.EDITOR, Role.APPROVER])
def test_whoever_sees_a_thing_sees_its_history_and_no_more(staff: Any, registry: Registry, role: Role) -> None:
    draft = tell(registry, 1)
    clerk = staff(role, registry.culture)
    assert clerk.client.get(history("application", registry.chat.pk)).status_code == 200
    for address in (history("announcement", draft.pk), "/admin/auth/user/1/history/", history("announcement", 9999)):
        assert clerk.client.get(address).status_code in (403, 404), address
    trace = Trail.objects.newest_first()[0]
    for address in (LIST, f"{LIST}{trace.pk}/change/", f"{LIST}{trace.pk}/history/"):
        assert clerk.client.get(address).status_code == 403, address
    assert LIST not in clerk.open("/admin/").html


def test_an_auditor_sees_everything(staff: Callable[..., Browser], registry: Registry) -> None:
    draft = tell(registry, 1)
    key = draft.pk
    auditor = staff(Role.AUDITOR, registry.culture)
    addresses = [history("announcement", key), history("application", registry.chat.pk)]
    addresses += [f"/admin/auth/user/{registry.scene.registrar.pk}/history/", LIST]
    for address in addresses:
        assert auditor.client.get(address).status_code == 200, address
    draft.delete()
    assert auditor.client.get(history("announcement", key)).status_code == 200
    assert LIST in auditor.open("/admin/").html


@pytest.mark.parametrize(
    "model", ["announcement", "application", "organisation", "category", "publisher", "membership"]
)
def test_an_odd_key_is_not_found(admin: Browser, registry: Registry, model: str) -> None:
    for odd in ("0", "-1", "abc", "9" * 40, "99999", "' OR 1=1 --", "😀", "<script>", "٣٣٣٣٣"):
        assert admin.client.get(history(model, odd)).status_code == 404, odd


def test_an_odd_page_of_a_history_is_answered(admin: Browser, registry: Registry) -> None:
    for odd in ("0", "-1", "abc", "9" * 40, "😀"):
        assert admin.client.get(history("application", registry.chat.pk), {"p": odd}).status_code == 200


def test_a_history_and_the_list_are_turned_by_pages(admin: Browser, registry: Registry) -> None:
    draft = tell(registry, 1)
    Quote.objects.bulk_create(
        Quote(announcement=draft, text=f"Quote {n}.", language="en", fidelity="original") for n in range(60)
    )
    first = shown(admin.open(history("announcement", draft.pk)))
    second = shown(admin.open(history("announcement", draft.pk) + "?p=2"))
    assert ("Quote 59." in first, "Quote 59." in second) == (True, False)
    assert ("Prohibited 1." in first, "Prohibited 1." in second) == (False, True)
    assert "65 traces" in first


def test_a_longer_trail_asks_the_database_no_more_often(admin: Browser, registry: Registry) -> None:
    draft = tell(registry, 1)

    def asked(address: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert admin.client.get(address).status_code == 200
        return len(queries)

    addresses = (LIST, history("announcement", draft.pk), f"/admin/auth/user/{registry.scene.registrar.pk}/history/")
    asked(LIST)
    before = [asked(address) for address in addresses]
    for number in range(2, 5):
        tell(registry, number)
        other = registry.scene.new_application(f"other-{number}", registry.games)
        registry.scene.publish(*other)
        AnnouncedApplication.objects.create(
            announcement=draft, application=other[0], provenance="named_in_text", stance="prohibits"
        )
        user = get_user_model().objects.create_user(f"clerk-{number}")
        registry.scene.member(user, registry.culture, Role.EDITOR)
    assert [asked(address) for address in addresses] == before
    assert max(before) <= 25


def test_hostile_text_stays_text(admin: Browser, registry: Registry) -> None:
    draft = tell(registry, 1)
    Quote.objects.create(announcement=draft, text="<script>alert(1)</script>", language="en", fidelity="original")
    for address in (LIST, history("announcement", draft.pk)):
        html = admin.open(address).html
        assert "<script>alert" not in html
        assert "&lt;script&gt;alert" in html


def test_the_trail_is_told_in_french(admin: Browser, registry: Registry) -> None:
    draft = registry.scene.new_announcement("avis", effective_on="2023-04-01", title_en="Avis", issuer_en="x")
    draft.summary_en = draft.mark_en = "x"
    draft.save()
    Announcement.objects.filter(pk=draft.pk).update(date_precision="month", effective_on=None)
    clerk = get_user_model().objects.create_user("agent", is_staff=True)
    get_user_model().objects.filter(pk=clerk.pk).update(is_staff=False, password="x")
    Membership.objects.create(user=clerk, organisation=registry.culture, role=Role.EDITOR)
    clerk.groups.add(Group.objects.create(name="exploitants"))
    traces = sorted({trace for one in messages() for trace in one.traces})
    trace = Trail.objects.newest_first()[0]
    addresses = [
        history("announcement", draft.pk),
        f"/admin/auth/user/{clerk.pk}/history/",
        LIST,
        f"{LIST}{trace.pk}/change/",
    ]
    seen = {}
    for address in addresses:
        html = admin.client.get(address, headers={"accept-language": "fr"}).content.decode()
        assert [english for english in traces if english in html] == [], address
        seen[address] = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))
        for english in (" yes ", " no ", "User", "Addition", "Removal", "Field", "Who", "When", "Fields"):
            assert english not in seen[address], (address, english)
    assert "Précision de la date Au jour près Au mois près" in seen[addresses[0]]
    assert "1er avril 2023 ∅" in seen[addresses[0]]
    assert "Groupe d’un utilisateur agent · exploitants" in seen[addresses[1]]
    assert "Modifié ; aucune valeur n’en est conservée." in seen[addresses[1]]
