"""A seeded registry: what it answers, and that seeding it again changes nothing."""

import json
from collections.abc import Callable, Iterator
from datetime import date

import pytest
from django.contrib.auth import get_user_model
from django.db import transaction
from pytest_django import DjangoDbBlocker

from registry import registrar
from registry.models import (
    AnnouncedApplication,
    Announcement,
    Application,
    Decision,
    Identifier,
    Organisation,
    OrganisationEnd,
    Publisher,
    PublisherIdentifier,
    Revision,
    Verdict,
)
from registry.proposals.changes import Retirement
from registry.terms import DeviceClass

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 24)
BANNED = ["candy-crush-saga", "facebook", "instagram", "netflix", "snapchat", "tiktok", "twitter"]

GUERINI = [
    (
        "In order to ensure the network security of our government and civil servants, the government decided to ban"
        " civil servants from using TikTok, Twitter, Instagram and other entertainment applications on professional"
        " telephones. These entertainment applications cannot serve national administration and may pose a threat to"
        " data security.",
        "en",
        "translation",
    ),
    (
        "le gouvernement a décidé d'interdire dorénavant le téléchargement et l'installation d'applications récréatives"
        " sur les téléphones professionnels fournis aux agents publics",
        "fr",
        "original",
    ),
    (
        "Cette interdiction s'applique sans délai et de manière uniforme. Des dérogations pourront être accordées à"
        " titre exceptionnel pour des besoins professionnels tels que la communication institutionnelle d'une"
        " administration.",
        "fr",
        "original",
    ),
]


@pytest.fixture(scope="module")
def seeded_once(django_db_setup: None, django_db_blocker: DjangoDbBlocker, seed: Callable[..., str]) -> Iterator[str]:
    """Seed one registry for every test of the module; what each of them changes is taken back."""
    whole = transaction.atomic()
    with django_db_blocker.unblock():
        whole.__enter__()
        said = seed(write=True)
    yield said
    with django_db_blocker.unblock():
        transaction.set_rollback(True)
        whole.__exit__(None, None, None)


@pytest.fixture
def seeded(seeded_once: str, db: None) -> str:
    """Return what the command says of a registry that it has just seeded."""
    return seeded_once


def prohibited(organisation: str, on: date, device: str = DeviceClass.PROFESSIONAL_PHONE) -> list[str]:
    """Return the applications that are prohibited at an organisation on a day, on a device."""
    return sorted(
        Verdict.objects.holding(organisation=Organisation.objects.get(slug=organisation), on=on)
        .filter(device_class=device, outcome="prohibited")
        .values_list("application__slug", flat=True)
    )


def approved(organisation: str, on: date) -> set[tuple[str, str]]:
    """Return the applications that are approved at an organisation on a day, with the devices."""
    holding = Verdict.objects.holding(organisation=Organisation.objects.get(slug=organisation), on=on)
    return set(holding.usable().values_list("application__slug", "device_class"))


def test_it_says_what_it_published(seeded):
    assert "Published revision 1: 22 organisations" in seeded
    assert "17 applications" in seeded
    assert "15 announcements" in seeded
    assert "2 decisions" in seeded
    assert "add --write" not in seeded


def test_seeding_twice_changes_nothing(seeded, seed):
    before = list(Revision.objects.order_by("number").values_list("number", "digest"))
    assert seed(write=True) == seed() == "Nothing to do: the registry has all that the seed files hold.\n"
    assert list(Revision.objects.order_by("number").values_list("number", "digest")) == before


def test_every_publication_is_in_the_name_of_someone_who_can_enter_nowhere_and_says_why_in_french(seeded):
    keeper = get_user_model().objects.get()
    assert (keeper.username, keeper.is_active, keeper.is_staff, keeper.has_usable_password()) == (
        "registre",
        False,
        False,
        False,
    )
    assert {revision.published_by for revision in Revision.objects.all()} == {keeper}
    assert [revision.why_language for revision in Revision.objects.all()] == ["fr"] * 4
    assert Revision.objects.get(number=4).why == "Règles de départ, qui reposent sur les avis publiés."


@pytest.mark.parametrize("organisation", ["etat", "culture", "premier-ministre", "ville-logement"])
def test_the_seven_recreational_applications_and_no_other_are_prohibited_on_phones(seeded, organisation):
    assert prohibited(organisation, TODAY) == BANNED
    assert prohibited(organisation, date(2023, 3, 24)) == BANNED


def test_nothing_is_prohibited_the_day_before(seeded):
    assert prohibited("culture", date(2023, 3, 23)) == []


@pytest.mark.parametrize("device", sorted(set(DeviceClass.values) - {DeviceClass.PROFESSIONAL_PHONE}))
def test_a_notice_on_phones_prohibits_nothing_on_another_device(seeded, device):
    assert prohibited("culture", TODAY, device) == []


def test_the_ban_is_one_ruling_of_the_state_on_the_category_and_rests_on_the_communique(seeded):
    (ban,) = Decision.objects.filter(outcome="prohibited")
    assert (ban.organisation.slug, ban.category.slug, ban.effective_on) == ("etat", "recreational", date(2023, 3, 24))
    assert ban.device_classes == ["professional_phone"]
    assert ban.basis.slug == "guerini-applications-recreatives"
    assert (ban.expires_on, ban.comply_by, ban.derogates) == (None, None, None)


def test_tchap_alone_is_approved_and_only_where_a_note_requires_it(seeded):
    on_two_devices = {("tchap", "professional_phone"), ("tchap", "workstation")}
    assert approved("agriculture", date(2026, 1, 7)) == approved("agriculture", TODAY) == on_two_devices
    assert approved("agriculture", date(2026, 1, 6)) == set()
    assert approved("etat", TODAY) == approved("culture", TODAY) == set()


def test_no_ruling_rests_on_a_foreign_notice_or_on_none(seeded):
    assert set(Decision.objects.values_list("basis__jurisdiction", flat=True)) == {"FR"}
    assert set(Decision.objects.values_list("organisation__slug", flat=True)) == {"etat", "agriculture"}


def test_no_derogation_and_no_deny_is_seeded_for_a_real_ministry(seeded):
    assert not Decision.objects.derogations().exists()
    rules = Organisation.objects.filter(default_rules__isnull=False).values_list("slug", "default_rules__rule")
    assert list(rules) == [("etat", "allow")]


def test_facebook_and_snapchat_are_inferred_from_the_category_and_no_other_is(seeded):
    inferred = AnnouncedApplication.objects.filter(provenance="inferred_from_category")
    assert set(inferred.values_list("application__slug", "stance", "announcement__slug")) == {
        ("facebook", "prohibits", "guerini-applications-recreatives"),
        ("snapchat", "prohibits", "guerini-applications-recreatives"),
    }


def test_the_words_of_guerini_are_kept_to_the_letter(seeded):
    notice = Announcement.objects.published().get(slug="guerini-applications-recreatives")
    assert list(notice.quotes.values_list("text", "language", "fidelity")) == GUERINI
    assert notice.summary_fr.count("\n\n") == notice.summary_en.count("\n\n") == 7


def test_every_notice_of_every_jurisdiction_is_published(seeded):
    published = Announcement.objects.published()
    assert published.count() == 15
    assert set(published.values_list("jurisdiction", flat=True)) == {
        "FR",
        "EU",
        "CA",
        "US",
        "SG",
        "CN",
        "BE",
        "GB",
        "NO",
    }
    assert Announcement.objects.get(slug="shou-zi-chew-reponse-tiktok").date_precision == "month"


def test_the_ministry_of_2023_has_ended_without_a_successor(seeded):
    (end,) = OrganisationEnd.objects.all()
    assert (end.organisation.slug, end.ends_on, end.successor) == (
        "transformation-fonction-publiques",
        date(2024, 9, 21),
        None,
    )


def test_every_identifier_is_known_with_its_evidence_and_teams_stay_with_publishers(seeded):
    assert (Identifier.objects.known().count(), PublisherIdentifier.objects.known().count()) == (47, 9)
    assert not (Identifier.objects.filter(evidence_fr="") | Identifier.objects.filter(evidence_en="")).exists()
    assert PublisherIdentifier.objects.get(value="UBF8T346G9").publisher.slug == "microsoft"
    netflix = Identifier.objects.get(value="4DF9E0F8.Netflix")
    assert netflix.package_family_name == "4DF9E0F8.Netflix_mcm4njqhnhss8"
    assert not Application.objects.get(slug="visio").identifiers.exists()


def test_what_an_administrator_changed_is_left_as_it_is_and_told(seeded, seed):
    publisher = Publisher.objects.get(slug="zoom")
    publisher.name = "Zoom Communications"
    registrar.publish(publisher, by=get_user_model().objects.get(), why="Un test le demande.")
    said = seed(write=True)
    assert "Left as it is: publishers.json, record 12 (zoom): the registry has another name." in said
    assert "Nothing to do" in said
    publisher.refresh_from_db()
    assert publisher.name == "Zoom Communications"


def test_what_was_withdrawn_or_retired_does_not_come_back(seeded, seed):
    keeper = get_user_model().objects.get()
    ban = Decision.objects.get(outcome="prohibited")
    registrar.withdraw(ban, ends_on=TODAY, reason_fr="Un test.", reason_en="A test.", by=keeper, why="Un test.")
    identifier = Identifier.objects.get(value="tiktok.com")
    registrar.publish(Retirement(identifier), by=keeper, why="Un test.")
    assert "Nothing to do" in seed(write=True)


def test_a_new_record_is_published_alone(seeded, seed, files):
    applications = json.loads((files / "applications.json").read_text(encoding="utf-8"))
    applications.append({**applications[0], "slug": "another-game", "name": "Another game", "identifiers": []})
    (files / "applications.json").write_text(json.dumps(applications), encoding="utf-8")
    assert "Published revision 5: 1 application, 1 place of an application, 1 verdict turned." in seed(
        write=True, folder=files
    )
    assert prohibited("culture", TODAY) == ["another-game", *BANNED]
