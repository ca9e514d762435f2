"""What is published is added, never edited nor deleted: every fact, every way in, as the server and as the owner."""

from copy import copy

import pytest
from django.apps import apps
from django.contrib.auth import get_user_model
from django.db.models import Model

from registry.models import BaselineEntry, Comment, Edit, Revision, Verdict, VerdictReason
from registry.proposals.changes import Retirement
from registry.terms import BaselineRole
from registry.tests.registrar.ground import Ground, everything
from registry.tests.registrar.ways_in import (
    CLOSED,
    DELETIONS,
    EDITS,
    Way,
    cascades,
    edits_of_columns,
    entered_under,
    facts,
    open_revision,
    refusal_of,
    run,
)
from registry.verdicts.reading import FOR_EVER

DENIED = "permission denied for table"
KEPT = ("never edited", "closed once, by the revision being published", "protected", DENIED)
UNDER_THE_OPEN_ONE = ("under the revision being published", "does not follow revision")
REFERRED_TO = "violates foreign key constraint"
ENTERED = [model for model in facts() if model not in (Comment, Edit, Revision, VerdictReason)]


@pytest.fixture
def guarded(ground: Ground) -> None:
    """Let the connection be as that of a server: not one that may empty its tables."""
    run("SET CONSTRAINTS ALL IMMEDIATE")  # what waits for its check would keep a table from being emptied
    run("SET LOCAL aval.disposable = 'off'")


def refused(ways: dict[str, Way], row: Model, *by: str) -> None:
    """Try every way in, and insist that each is refused in clear words and changes nothing."""
    before = everything()
    said = {way: refusal_of(way_in, row) for way, way_in in ways.items()}
    assert {way: words for way, words in said.items() if not (words and any(word in words for word in by))} == {}
    assert everything() == before
    assert len(said) >= 1


def every_way(model: type[Model]) -> None:
    row = model.objects.order_by("pk").first()
    assert row is not None, "the ground has one of each"
    refused(EDITS | dict(edits_of_columns(model)), row, *KEPT, *UNDER_THE_OPEN_ONE)
    refused(DELETIONS, row, *KEPT)
    refused(dict(cascades(model)) or DELETIONS, row, *KEPT, REFERRED_TO)


@pytest.mark.parametrize("model", facts())
def test_the_server_edits_and_deletes_no_fact(guarded: None, model: type[Model]) -> None:
    every_way(model)


@pytest.mark.parametrize("model", facts())
def test_the_owner_edits_and_deletes_no_fact(as_owner: None, guarded: None, model: type[Model]) -> None:
    every_way(model)


def entering(model: type[Model]) -> None:
    row = model.objects.order_by("pk").first()
    last = Revision.objects.latest_number()
    ways = {
        f"enter under revision {number}": lambda row, number=number: entered_under(row, number).save(force_insert=True)
        for number in (1, last, last + 2)
    }
    many = {"enter many": lambda row: type(row).objects.bulk_create([entered_under(row, last)])}
    refused(ways | many, row, *UNDER_THE_OPEN_ONE)


@pytest.mark.parametrize("model", ENTERED)
def test_the_server_enters_nothing_under_another_revision_than_the_open_one(guarded: None, model) -> None:
    entering(model)


@pytest.mark.parametrize("model", ENTERED)
def test_the_owner_enters_nothing_under_another_revision_than_the_open_one(as_owner, guarded: None, model) -> None:
    entering(model)


def closing(model: type[Model]) -> None:
    (name,) = model.closing_fields
    column, never = (name, FOR_EVER) if model is Verdict else (f"{name}_id", None)
    last = open_revision() - 1
    standing = model.objects.filter(**{column: never}).first()
    closed = model.objects.exclude(**{column: never}).first()

    def close(to: int | None) -> Way:
        return lambda row: type(row).objects.filter(pk=row.pk).update(**{column: to})

    assert standing is not None
    assert closed is not None
    refused(
        {"at a closed revision": close(last), "at a later one": close(last + 2), "at the first": close(1)},
        standing,
        *KEPT,
    )
    refused({"again": close(last + 1), "earlier": close(1), "for ever": close(never)}, closed, *KEPT)


@pytest.fixture
def retired(ground: Ground) -> None:
    """Retire one of two of what can be retired, and turn a verdict."""
    another = (
        BaselineEntry(organisation=ground.etat, application=ground.tchap, role=BaselineRole.OTHER),
        ground.publisher_known_as("apple_team_id", "ZYXWV54321"),
    )
    ground.publish(*another, ground.withdrawal(ground.ban, ground.ban.effective_on))
    ground.publish(*(Retirement(ground.again(row)) for row in (*another, ground.of_tiktok)))


@pytest.mark.parametrize("model", CLOSED)
def test_the_server_closes_a_row_once_by_the_open_revision(retired: None, guarded: None, model) -> None:
    closing(model)


@pytest.mark.parametrize("model", CLOSED)
def test_the_owner_closes_a_row_once_by_the_open_revision(as_owner, retired: None, guarded: None, model) -> None:
    closing(model)


def test_a_reason_is_entered_with_its_verdict_alone(guarded: None) -> None:
    reason = VerdictReason.objects.first()

    def enter(row: VerdictReason) -> None:
        fresh = copy(row)
        fresh.pk, fresh.place = None, 7001
        fresh.save(force_insert=True)

    refused({"enter a reason of a verdict that stands": enter}, reason, *UNDER_THE_OPEN_ONE)


@pytest.mark.parametrize("model", [Verdict, VerdictReason])
def test_the_server_cannot_pass_for_a_rebuild(guarded: None, model: type[Model]) -> None:
    run("SET LOCAL aval.rebuilding = 'on'")
    every_way(model)
    if model is Verdict:
        entering(model)


def test_a_revision_follows_the_last_one_alone(guarded: None) -> None:
    last = Revision.objects.newest_first()[0]

    def follow(**columns: object) -> Way:
        def enter(row: Revision) -> None:
            fresh = copy(row)
            for name, value in {"number": row.number + 1, "previous_digest": row.digest, "digest": "0"}.items():
                setattr(fresh, name, columns.get(name, value))
            fresh.day = columns.get("day", row.day)
            fresh.save(force_insert=True)

        return enter

    earlier = last.day.replace(year=last.day.year - 1)
    refused(
        {
            "a gap": follow(number=last.number + 2),
            "a number before": follow(number=1),
            "another digest before it": follow(previous_digest="0" * 64),
            "no digest before it": follow(previous_digest=""),
            "an earlier day": follow(day=earlier),
        },
        last,
        *UNDER_THE_OPEN_ONE,
    )
    assert refusal_of(follow(), last) is None


@pytest.mark.parametrize("model", facts())
def test_each_way_in_would_work_without_the_guards(as_owner: None, guarded: None, model: type[Model]) -> None:
    for other in apps.get_app_config("registry").get_models():
        if not other._meta.managed:
            continue
        run(f"ALTER TABLE {other._meta.db_table} DISABLE TRIGGER USER")
    row = model.objects.order_by("pk").first()
    assert {way: refusal_of(way_in, row) for way, way_in in EDITS.items()} == dict.fromkeys(EDITS)
    deletion = refusal_of(DELETIONS["SQL DELETE"], row)
    assert deletion is None or REFERRED_TO in deletion
    assert refusal_of(DELETIONS["SQL TRUNCATE"], row) is None


def test_one_who_published_is_not_deleted(ground: Ground, guarded: None) -> None:
    before = everything()
    ways = {
        "delete": lambda user: user.delete(),
        "queryset delete": lambda user: type(user).objects.filter(pk=user.pk).delete(),
        "raw delete": lambda user: type(user).objects.filter(pk=user.pk)._raw_delete("default"),
    }
    said = {way: refusal_of(way_in, ground.registrar) for way, way_in in ways.items()}
    assert said["delete"] == said["queryset delete"] == "protected"
    assert REFERRED_TO in said["raw delete"]
    assert everything() == before
    somebody = get_user_model().objects.create_user("somebody")
    assert refusal_of(ways["delete"], somebody) is None
