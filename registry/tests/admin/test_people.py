"""Users in the administration: whoever has published keeps their name and is not deleted."""

from django.contrib.auth import get_user_model

from registry import registrar
from registry.models import Membership, Revision
from registry.proposals.workflow import draft, submit
from registry.terms import Role
from registry.tests.admin.browser import Browser
from registry.tests.admin.conftest import Registry


def test_whoever_has_published_keeps_their_name_and_is_not_deleted(admin: Browser, registry: Registry) -> None:
    publisher = Revision.objects.newest_first()[0].published_by
    address = f"/admin/auth/user/{publisher.pk}"
    admin.open(f"{address}/change/").press("_save", username="renamed", is_active="on", first_name="R.")
    publisher.refresh_from_db()
    assert (publisher.username, publisher.first_name) == ("registrar", "R.")
    assert admin.client.post(f"{address}/delete/", {"post": "yes"}).status_code == 403
    admin.client.post(
        "/admin/auth/user/", {"action": "delete_selected", "_selected_action": publisher.pk, "post": "yes"}
    )
    assert get_user_model().objects.filter(pk=publisher.pk).exists()


def test_whoever_wrote_what_another_published_keeps_their_name_too(admin: Browser, registry: Registry) -> None:
    author = get_user_model().objects.create_user("author")
    Membership.objects.create(user=author, organisation=registry.etat, role=Role.EDITOR)
    proposal = draft([registry.chess], by=author, why="Said better.")
    submit(proposal, by=author, version=proposal.version)
    effect = registrar.preview(*proposal.changes, by=author).revision.effect
    registrar.approve(
        proposal, by=Revision.objects.newest_first()[0].published_by, seen=effect, version=proposal.version
    )
    admin.open(f"/admin/auth/user/{author.pk}/change/").press("_save", username="renamed")
    author.refresh_from_db()
    assert author.username == "author"


def test_anybody_else_is_renamed_and_deleted(admin: Browser) -> None:
    clerk = get_user_model().objects.create_user("clerk")
    address = f"/admin/auth/user/{clerk.pk}"
    admin.open(f"{address}/change/").press("_save", username="renamed")
    clerk.refresh_from_db()
    assert clerk.username == "renamed"
    assert admin.client.post(f"{address}/delete/", {"post": "yes"}).status_code == 302
    assert not get_user_model().objects.filter(pk=clerk.pk).exists()
