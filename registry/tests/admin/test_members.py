"""Members in the administration: a role reaches what is below it, and whoever holds none is told so in the form."""

from registry.models import Membership, Revision
from registry.terms import Role
from registry.tests.admin.browser import Browser
from registry.tests.admin.conftest import Registry
from registry.tests.admin.test_decisions import ADD, ruling

REFUSED = "You may not do this for culture (en): ask somebody who holds the role there."


def test_a_superuser_without_a_role_proposes_nothing(admin: Browser, registry: Registry) -> None:
    Membership.objects.all().delete()
    assert admin.client.get(ADD).status_code == 403
    assert admin.client.post(ADD, ruling(registry)).status_code == 403
    assert admin.open("/admin/registry/decision/").page.status_code == 200, "what is published is theirs to see"


def test_an_editor_sees_what_would_turn_and_does_not_publish_it(admin: Browser, registry: Registry) -> None:
    Membership.objects.update(role=Role.EDITOR, organisation=registry.culture)
    before = Revision.objects.latest_number()
    admin.open(ADD).saves(**ruling(registry))
    assert admin.is_confirming
    admin.publishes()
    assert [REFUSED in error for error in admin.errors] == [True]
    assert Revision.objects.latest_number() == before


def test_an_approver_of_a_ministry_rules_there_and_not_beside(admin: Browser, registry: Registry) -> None:
    beside = registry.scene.organisation("beside", registry.etat)
    Membership.objects.update(organisation=registry.culture)
    admin.open(ADD).saves(**ruling(registry)).publishes()
    assert Revision.objects.newest_first()[0].why == "The chat leaks."
    admin.open(ADD).saves(**ruling(registry, organisation=beside.pk))
    assert "You may not propose anything for this one" in admin.page.context["adminform"].form.errors["organisation"][0]


def test_a_key_that_is_none_is_refused_in_the_form(admin: Browser, registry: Registry) -> None:
    admin.open("/admin/registry/membership/add/")
    for odd in ("zz", "\0", "9" * 40):
        typed = {"user": odd, "organisation": odd, "role": "editor"}
        page = admin.client.post("/admin/registry/membership/add/", typed)
        assert page.status_code == 200
        assert "errorlist" in page.content.decode()
    assert Membership.objects.count() == 2
