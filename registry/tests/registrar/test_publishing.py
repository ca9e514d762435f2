"""The door: what a publication returns, what it says of itself, and how it leaves what it refused."""

from datetime import date

import psycopg
import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import DatabaseError, OperationalError, ProgrammingError
from django.utils import translation

from registry import registrar
from registry.catalogue.trees import OrganisationTree
from registry.models import Decision, Identifier, Quote, Revision, Source, Verdict
from registry.proposals.changes import Removal, Retirement
from registry.revisions.models import today
from registry.terms import IdentifierKind, Outcome
from registry.tests.registrar.ground import BAN, DURING, LATER, Ground, everything
from registry.tests.registrar.refusals import WHOLE, refused
from registry.tests.scene import PHONE, TABLET


def refuses(ground: Ground, *changes, why: str) -> list[str]:
    before = everything()
    with translation.override("en"), pytest.raises(ValidationError) as refusal:
        ground.publish(*changes, why=why)
    assert everything() == before
    return refusal.value.messages


def test_nothing_is_not_published(ground: Ground) -> None:
    assert refuses(ground, why="For nothing.") == ["There is nothing to publish."]


@pytest.mark.parametrize("why", ["", "  ", "\n\t", " "])
def test_a_publication_without_a_reason_is_refused(ground: Ground, why: str) -> None:
    assert refuses(ground, ground.again(ground.tiktok), why=why) == ["Say why: every publication gives its reason."]


def test_a_reason_that_the_database_cannot_hold_is_refused(ground: Ground) -> None:
    said = refuses(ground, ground.again(ground.tiktok), why="Be\0cause.")
    assert said == ["The database cannot hold one of these texts: remove its control characters."]


def test_a_publication_says_what_it_made_when_by_whom_and_why(ground: Ground) -> None:
    last = Revision.objects.latest_number()
    organisation, seat = ground.new_organisation("x", ground.culture)
    with translation.override("en"):
        publication = ground.publish(organisation, seat, why="  Because. ")
    revision = Revision.objects.get(number=last + 1)
    assert publication.revision == revision
    assert list(publication.rows) == [organisation, seat]
    assert (revision.why, revision.why_language, revision.published_by) == ("Because.", "en", ground.registrar)
    assert revision.day == today()
    assert [form["row"] for form in revision.contents] == ["organisation", "organisationplacement"]
    assert (seat.revision_id, seat.place, organisation.changed_in_id) == (revision.number, 1, revision.number)


def test_preview_returns_what_publishing_makes_and_leaves_everything_as_it_is(ground: Ground) -> None:
    decision = ground.unpublished(ground.culture, ground.signal, Outcome.PROHIBITED, DURING)
    before = everything()
    seen = registrar.preview(decision, by=ground.registrar)
    assert everything() == before
    assert decision.pk is None
    made = ground.publish(decision)
    assert seen.revision.number == made.revision.number
    assert [turn[:5] for turn in seen.turns] == [turn[:5] for turn in made.turns]
    assert made.turns


def test_preview_refuses_what_publishing_refuses(ground: Ground) -> None:
    with translation.override("en"), pytest.raises(ValidationError, match="no end"):
        registrar.preview(ground.end(ground.etat, LATER), by=ground.registrar)


def test_what_was_refused_may_be_mended_and_published(ground: Ground) -> None:
    derogation = ground.derogation(device_classes=[PHONE, TABLET])
    refused(ground, [derogation], "device_classes", "A derogation covers only devices that the ruling covers.")
    assert derogation.pk is None
    derogation.device_classes = [PHONE]
    ground.publish(derogation)
    assert Decision.objects.get(pk=derogation.pk).device_classes == [PHONE]


def test_what_was_refused_with_all_that_hangs_on_it_may_be_published_again(ground: Ground) -> None:
    decision, minimum = ground.conditional(ground.tiktok, (ground.of_tiktok, "7.x"))
    refused(ground, [decision, minimum], WHOLE, "A version is numbers with dots, e.g. 7.1.10.")
    minimum.version = "7.1"
    ground.publish(decision, minimum)
    assert list(decision.minimum_versions.all()) == [minimum]


def test_a_retirement_that_was_refused_leaves_the_fact_known(ground: Ground) -> None:
    identifier = ground.again(ground.on_android)
    refused(
        ground,
        [Retirement(identifier), ground.end(ground.etat, LATER)],
        "organisation",
        "The root of the registry has no end.",
    )
    assert identifier.known_until_id is None
    ground.publish(Retirement(identifier))
    assert identifier not in Identifier.objects.known()


def test_what_somebody_else_retired_meanwhile_is_refused(ground: Ground) -> None:
    read_before = ground.again(ground.on_android)
    ground.publish(Retirement(ground.again(ground.on_android)))
    refused(ground, [Retirement(read_before)], WHOLE, "“Android package: io.olvid.messenger” is no longer known.")


def test_a_retired_identifier_may_be_anothers(ground: Ground) -> None:
    ground.publish(
        Retirement(ground.again(ground.on_android)),
        ground.known_as(ground.signal, IdentifierKind.ANDROID_PACKAGE, ground.on_android.value),
    )
    assert Identifier.objects.known().get(value=ground.on_android.value).application == ground.signal


def test_a_withdrawal_brings_the_answer_before_back(ground: Ground) -> None:
    decision = ground.rules(ground.culture, ground.signal, Outcome.PROHIBITED, DURING)

    def answer() -> str:
        return Verdict.objects.holding(organisation=ground.culture, on=LATER).get(application=ground.signal).outcome

    assert answer() == Outcome.PROHIBITED
    publication = registrar.withdraw(
        decision, ends_on=DURING, reason_fr="Fini.", reason_en="Over.", by=ground.registrar, why="Over."
    )
    assert answer() == Outcome.APPROVED
    assert [(turn.before.outcome, turn.after.outcome) for turn in publication.turns] == [("prohibited", "approved")]


def test_a_part_is_published_with_its_announcement_alone(ground: Ground) -> None:
    quote = Quote(announcement=ground.again(ground.notice), text="Non.", language="fr", fidelity="original")
    with pytest.raises(TypeError, match="in the same publication"):
        ground.publish(quote)
    ground.publish(quote.announcement, quote)
    with pytest.raises(TypeError, match="in the same publication"):
        ground.publish(Removal(quote))
    assert list(ground.notice.quotes.all()) == [quote]


def test_a_part_is_taken_out_with_its_announcement(ground: Ground) -> None:
    notice = ground.again(ground.notice)
    source = Source(announcement=notice, title="A page")
    ground.publish(notice, source)
    removed = ground.publish(notice, Removal(source)).revision.contents[1]
    assert removed["removed"]["title"] == "A page"
    assert not Source.objects.exists()


@pytest.mark.parametrize("thing", ["a word", None, 7])
def test_what_is_no_change_is_a_mistake_of_the_code(ground: Ground, thing: object) -> None:
    with pytest.raises((TypeError, AttributeError)):
        ground.publish(thing)


@pytest.mark.parametrize(
    "lost",
    [
        psycopg.errors.ExclusionViolation,
        psycopg.errors.DeadlockDetected,
        psycopg.errors.SerializationFailure,
        psycopg.errors.UniqueViolation,
        psycopg.errors.LockNotAvailable,
    ],
)
def test_a_lost_race_is_a_conflict_that_may_be_tried_again(ground: Ground, monkeypatch, lost) -> None:
    def lose(revision: int, tree: OrganisationTree) -> None:
        raise OperationalError from lost("another was first")

    decision = ground.unpublished(ground.culture, ground.signal, Outcome.PROHIBITED, BAN)
    before = everything()
    with monkeypatch.context() as patch, translation.override("en"):
        patch.setattr(registrar, "settle", lose)
        with pytest.raises(registrar.Conflict, match="Somebody else published at the same moment"):
            ground.publish(decision)
    assert everything() == before
    assert ground.publish(decision).turns


@pytest.mark.parametrize("cause", [None, psycopg.errors.InsufficientPrivilege("denied")])
def test_another_failure_of_the_database_is_not_called_a_rule(ground: Ground, monkeypatch, cause) -> None:
    def fail(revision: int, tree: OrganisationTree) -> None:
        raise ProgrammingError("denied") from cause

    monkeypatch.setattr(registrar, "settle", fail)
    with pytest.raises(DatabaseError, match="denied"):
        ground.publish(ground.again(ground.tiktok))


@pytest.mark.parametrize(
    ("second", "day"),
    [
        pytest.param("22:59:29", date(2099, 12, 1), id="well before midnight in Paris"),
        pytest.param("22:59:31", date(2099, 12, 2), id="so late that it may be seen only after midnight"),
    ],
)
def test_a_publication_is_of_the_day_on_which_it_is_seen(ground: Ground, second: str, day: date) -> None:
    with time_machine.travel(f"2099-12-01T{second}+00:00", tick=False):
        assert ground.publish(*ground.new_category("late", None)).revision.day == day
