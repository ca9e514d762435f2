"""Organisations in the administration: seats, ends, default rules, baselines."""

from datetime import timedelta

from registry.catalogue.trees import organisation_tree
from registry.models import BaselineEntry, Organisation, OrganisationEnd, Revision
from registry.revisions.models import today
from registry.terms import Outcome, Rule
from registry.tests.admin.browser import Browser
from registry.tests.admin.conftest import Registry


def add(admin: Browser, **typed: object) -> Browser:
    return admin.open("/admin/registry/organisation/add/").saves(
        name_fr="Musées", name_en="Museums", slug="museums", why="It was founded.", **typed
    )


def last_reason() -> str:
    return Revision.objects.newest_first()[0].why


def test_an_organisation_is_seated_with_its_own_rule(admin: Browser, registry: Registry) -> None:
    add(admin, parent=registry.culture.pk, rule="deny").publishes()
    museums = Organisation.objects.get(slug="museums")
    tree = organisation_tree()
    assert tree.parents.on(museums.pk, today()) == registry.culture.pk
    assert tree.default_rule(museums.pk, today()) == Rule.DENY
    assert last_reason() == "It was founded."
    assert f'href="/en/organisations/{museums.slug}/"' in admin.html


def test_an_organisation_leads_to_the_files_for_its_devices(admin: Browser, registry: Registry) -> None:
    html = admin.open(f"/admin/registry/organisation/{registry.culture.pk}/change/").html
    assert f'href="/en/organisations/{registry.culture.slug}/exports/"' in html


def test_a_second_root_and_a_looser_rule_are_refused_at_their_fields(admin: Browser, registry: Registry) -> None:
    add(admin)
    assert "has its root already" in admin.html
    add(admin, parent=registry.culture.pk, rule="allow")
    assert "can only be tightened" in admin.page.context["adminform"].form.errors["rule"][0]
    assert not Organisation.objects.filter(slug="museums").exists()


def test_an_organisation_moves_and_takes_the_rulings_above_it(admin: Browser, registry: Registry) -> None:
    army = registry.scene.organisation("army", registry.etat)
    registry.scene.rules(army, registry.chat, Outcome.PROHIBITED)
    admin.open(f"/admin/registry/organisationplacement/add/?organisation={registry.culture.pk}")
    admin.saves(parent=army.pk, effective_on=str(today()), why="They merge.")
    assert admin.turns() == [("Chat", "culture (en)", "Not listed", "Prohibited")]
    admin.publishes()
    assert organisation_tree().parents.on(registry.culture.pk, today()) == army.pk
    assert last_reason() == "They merge."


def test_an_end_is_refused_while_others_are_seated_below(admin: Browser, registry: Registry) -> None:
    museums = registry.scene.organisation("museums", registry.culture)
    address = f"/admin/registry/organisationend/add/?organisation={registry.culture.pk}"
    admin.open(address).saves(ends_on=str(today()), successor=registry.etat.pk, why="It is dissolved.")
    assert "has ended while others are seated below it" in admin.html
    assert "museums (en)" in admin.html
    assert admin.form("_save").typed["why"] == ["It is dissolved."]
    registry.scene.ends(museums, today())
    admin.saves().publishes()
    assert organisation_tree().ended(registry.culture.pk, today())
    assert last_reason() == "It is dissolved."


def test_an_end_is_taken_back_only_where_there_is_one(admin: Browser, registry: Registry) -> None:
    address = f"/admin/registry/organisationend/add/?organisation={registry.culture.pk}"
    admin.open(address).saves(ends_on="", why="A mistake.")
    assert "no end to take back" in admin.page.context["adminform"].form.errors["ends_on"][0]
    registry.scene.ends(registry.culture, today() + timedelta(days=30))
    assert (
        "Change or take back the end…" in admin.open(f"/admin/registry/organisation/{registry.culture.pk}/change/").html
    )
    admin.open(address).saves(ends_on="", why="A mistake.").publishes()
    assert OrganisationEnd.objects.filter(organisation=registry.culture).count() == 2
    assert not organisation_tree().ended(registry.culture.pk, today() + timedelta(days=90))
    assert "Change or take back" not in admin.html


def test_the_rule_for_what_is_unlisted_changes_from_a_day(admin: Browser, registry: Registry) -> None:
    admin.open(f"/admin/registry/defaultrule/add/?organisation={registry.culture.pk}")
    admin.saves(rule="deny", effective_on=str(today() + timedelta(days=1)), why="A careful ministry.")
    assert "the answer for applications that are not listed" in admin.html
    admin.publishes()
    tree = organisation_tree()
    assert tree.default_rule(registry.culture.pk, today()) == Rule.ALLOW
    assert tree.default_rule(registry.culture.pk, today() + timedelta(days=1)) == Rule.DENY
    assert last_reason() == "A careful ministry."


def test_the_root_has_no_end(admin: Browser, registry: Registry) -> None:
    admin.open(f"/admin/registry/organisationend/add/?organisation={registry.etat.pk}")
    admin.saves(ends_on=str(today()), why="No.")
    assert "The root of the registry has no end." in admin.page.context["adminform"].form.errors["organisation"][0]


def test_a_baseline_takes_applications_and_lets_them_go(admin: Browser, registry: Registry) -> None:
    address = f"/admin/registry/organisation/{registry.culture.pk}/change/"
    row = {"new_baseline-TOTAL_FORMS": 1, "new_baseline-0-role": "telephone"}
    admin.open(address).saves(**row, **{"new_baseline-0-application": registry.chess.pk}, why="Needed.")
    assert "in the baseline of culture (en)" in admin.html, "one that is prohibited cannot be essential"
    admin.saves(**{"new_baseline-0-application": registry.chat.pk}).publishes()
    entry = BaselineEntry.objects.get()
    assert (entry.application, last_reason()) == (registry.chat, "Needed.")
    admin.open(address).saves(**{"baseline-0-retire": "on"}, why="No longer.").publishes()
    assert not BaselineEntry.objects.known().exists()
    assert last_reason() == "No longer."
