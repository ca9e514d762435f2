"""Whoever rewrites the past is found, even as the tables' owner with every trigger off."""

from collections.abc import Callable, Iterator
from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from pytest_django import DjangoDbBlocker

from registry.models import AnnouncedApplication, Announcement, Category, CategoryPlacement, Quote, Revision
from registry.proposals.changes import Removal, Retirement
from registry.revisions.chain import breaks
from registry.revisions.digest import digest
from registry.tests.scene import Scene


@pytest.fixture(scope="module")
def past(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Give a registry a past, once for the module: each test rewrites it in a savepoint."""
    with django_db_blocker.unblock(), transaction.atomic():
        scene = Scene()
        social = Category(slug="social", name_fr="Réseaux sociaux", name_en="Social networks")
        made = [
            (etat := scene.new_organisation("etat", None)),
            (ministry := scene.new_organisation("ministry", etat[0])),
            (social, CategoryPlacement(category=social)),
            (app := scene.new_application("app", social)),
        ]
        scene.publish(*(change for changes in made for change in changes))
        identifier = scene.identifier(app[0], "android_package", "org.example.app")
        notice = scene.new_announcement("notice")
        quote = Quote(announcement=notice, text="Words.", language="en", fidelity="original")
        link = AnnouncedApplication(
            announcement=notice, application=app[0], provenance="named_in_text", stance="prohibits"
        )
        scene.publish(notice, quote, link)
        scene.rules(etat[0], social, basis=notice)
        ruling = scene.rules(ministry[0], app[0], on=date(2024, 1, 1))
        scene.withdraws(ruling, date(2025, 1, 1))
        scene.publish(Retirement(identifier))
        scene.publish(notice, Removal(link))
        assert list(breaks()) == []
        yield
        transaction.set_rollback(True)


@pytest.fixture
def intruder(past: None, as_owner: None, db: None) -> Iterator[Callable[[str], None]]:
    """Give the hand of somebody who owns the tables and took their triggers off."""

    def rewrite(sql: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            for table in connection.introspection.table_names(cursor):
                if table.startswith("registry_"):
                    cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            cursor.execute(sql)
            assert cursor.rowcount != 0, "the intruder rewrote nothing"

    yield rewrite
    connection.needs_rollback = True  # what the intruder left breaks constraints that would be checked now


@pytest.mark.parametrize(
    ("sql", "what"),
    [
        pytest.param("UPDATE registry_decision SET rationale_fr = 'Autre.'", "rationale_fr", id="a decision's text"),
        pytest.param("UPDATE registry_decision SET effective_on = '2022-01-01'", "effective_on", id="a date"),
        pytest.param("UPDATE registry_decision SET outcome = 'approved'", "outcome", id="an outcome"),
        pytest.param("UPDATE registry_decision SET basis_id = NULL", "basis", id="the notice on which it rests"),
        pytest.param(
            "UPDATE registry_decision SET uid = gen_random_uuid()", "gone from the tables", id="a decision's identity"
        ),
        pytest.param("UPDATE registry_decision SET place = place + 1", "place", id="a place within a revision"),
        pytest.param(
            "UPDATE registry_decision SET revision_id = 1", "entered under revision 1", id="the revision of a decision"
        ),
        pytest.param(
            "DELETE FROM registry_verdictreason; DELETE FROM registry_verdict; DELETE FROM registry_withdrawal",
            "gone from the tables",
            id="a removed withdrawal",
        ),
        pytest.param("UPDATE registry_withdrawal SET ends_on = '2030-01-01'", "ends_on", id="a withdrawal's day"),
        pytest.param(
            "UPDATE registry_applicationplacement SET effective_on = '2024-01-01'", "effective_on", id="a move"
        ),
        pytest.param("UPDATE registry_identifier SET value = 'org.other.app'", "value", id="an identifier"),
        pytest.param(
            "UPDATE registry_identifier SET known_until_id = NULL", "not known until", id="a retirement undone"
        ),
        pytest.param("UPDATE registry_quote SET text = 'Other words.'", "text", id="a quote"),
        pytest.param("DELETE FROM registry_quote", "gone from the tables", id="a removed quote"),
        pytest.param("UPDATE registry_announcement SET title_en = 'Other'", "title_en", id="a notice's title"),
        pytest.param("UPDATE registry_application SET name = 'Other'", "name", id="a name, without a revision"),
        pytest.param("UPDATE registry_organisation SET slug = 'autre' WHERE slug = 'etat'", "autre", id="a slug"),
        pytest.param("UPDATE registry_revision SET why = 'Another reason.'", "digest covers", id="a reason"),
        pytest.param("UPDATE registry_revision SET day = '2020-01-01'", "digest covers", id="the day of a revision"),
        pytest.param(
            "UPDATE registry_revision SET published_at = published_at - interval '1 hour'",
            "digest covers",
            id="the hour of a revision",
        ),
        pytest.param("UPDATE auth_user SET username = 'somebody'", "digest covers", id="an actor"),
        pytest.param("UPDATE registry_revision SET contents = '[]'", "digest covers", id="the contents of a revision"),
        pytest.param(
            "UPDATE registry_revision SET digest = md5(number::text) || md5(number::text)", "digest", id="a digest"
        ),
        pytest.param(
            "INSERT INTO registry_withdrawal (uid, place, ends_on, reason_fr, reason_en, decision_id, revision_id)"
            " SELECT gen_random_uuid(), 9, '2024-01-01', 'x', 'x', id, revision_id FROM registry_decision LIMIT 1",
            "was not published",
            id="a withdrawal slipped into an old revision",
        ),
        pytest.param(
            "SET CONSTRAINTS ALL DEFERRED; DELETE FROM registry_revision WHERE number = 3",
            "revision 3 is missing",
            id="a removed revision",
        ),
        pytest.param(
            "SET CONSTRAINTS ALL DEFERRED; DELETE FROM registry_revision"
            " WHERE number = (SELECT max(number) FROM registry_revision)",
            "gone from the tables",
            id="the last revision removed",
        ),
        pytest.param(
            "SET CONSTRAINTS ALL DEFERRED;"
            " UPDATE registry_revision SET number = 103 - (number - 4) WHERE number IN (3, 4);"
            " UPDATE registry_revision SET number = number - 100 WHERE number > 100",
            "does not name the digest",
            id="two revisions swapped",
        ),
    ],
)
def test_a_rewritten_past_is_found(intruder, sql: str, what: str) -> None:
    intruder(sql)
    found = list(breaks())
    assert any(what in broken.what for broken in found), found


def test_a_recomputed_tail_is_found_against_a_pinned_head(intruder) -> None:
    pinned = Revision.objects.newest_first()[0].digest
    intruder("UPDATE registry_revision SET why = 'Another reason.' WHERE number = 2")
    previous = ""
    for revision in Revision.objects.order_by("number"):
        revision.previous_digest = previous
        previous = revision.digest = digest(revision)
        Revision.objects.filter(pk=revision.pk).update(previous_digest=revision.previous_digest, digest=previous)
    assert list(breaks()) == [], "the forger was thorough"
    with pytest.raises(CommandError, match="no longer goes through it"):
        call_command("verify_chain", head=pinned, stdout=StringIO())


def test_the_command_names_the_first_revision_that_does_not_hold(intruder) -> None:
    number = Announcement.objects.get().published_in_id
    intruder(f"UPDATE registry_revision SET why = 'Another reason.' WHERE number >= {number}")
    out = StringIO()
    with pytest.raises(CommandError, match=f"from revision {number} on"):
        call_command("verify_chain", stdout=out)
    assert out.getvalue().startswith(f"r{number}: ")


def test_a_chain_that_holds_prints_its_head_and_goes_through_every_digest(past: None, db: None) -> None:
    pinned = Revision.objects.get(number=2).digest
    out = StringIO()
    call_command("verify_chain", head=pinned, stdout=out)
    assert Revision.objects.newest_first()[0].digest in out.getvalue()


def test_what_a_published_row_is_does_not_hide_behind_its_own_kind(past: None, db: None) -> None:
    form = Revision.objects.get(number=Announcement.objects.get().published_in_id).contents[0]
    assert (form["row"], form["kind"], form["slug"]) == ("announcement", "measure", "notice")
