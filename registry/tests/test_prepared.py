"""A prepared question gives what its queryset gives, whatever the values, and is written once."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connections
from django.db.models import Q, QuerySet
from django.test.utils import CaptureQueriesContext

from portal.database_roles import as_owner
from registry.models import Organisation, Revision
from registry.prepared import prepared


@pytest.fixture
def seats(scene) -> list[Organisation]:
    root = scene.organisation("etat")
    return [root, *(scene.organisation(slug, below=root) for slug in ("armees", "culture"))]


def organisations(*, among: list[int], slug: str | None = None, last: int | None = None) -> QuerySet[Any, Any]:
    """Return some of a list; the question is another one for each set of names."""
    found = Organisation.objects.filter(pk__in=among).order_by("slug").values_list("pk", "slug")
    if slug is not None:
        found = found.filter(~Q(slug=slug))
    return found if last is None else found.filter(changed_in__lte=last)


@pytest.mark.parametrize("some", [0, 1, 2, 3])
@pytest.mark.parametrize("words", [{}, {"slug": "culture"}, {"last": 1}, {"slug": "armees", "last": 1_000}])
def test_a_prepared_question_gives_what_its_queryset_gives(seats, some, words) -> None:
    among = [one.pk for one in seats[:some]]
    asked = prepared(organisations)
    asked(among=[seats[0].pk], slug="other", last=5)
    for _ in range(2):
        assert asked(among=set(among), **words) == list(organisations(among=among, **words))


def test_a_name_without_a_value_is_left_out(seats) -> None:
    asked = prepared(organisations)
    among = [one.pk for one in seats]
    assert asked(among=among, slug=None) == asked(among=among)


def test_a_question_is_written_once_for_all_values(seats) -> None:
    written = []

    @prepared
    def days(*, after: date, until: date) -> QuerySet[Any, Any]:
        written.append((after, until))
        return (
            Revision.objects.filter(Q(day__gt=after, day__lte=until) | Q(day=until))
            .order_by("number")
            .values_list("day")
        )

    every = list(Revision.objects.order_by("number").values_list("day"))
    last = every[-1][0]
    assert days(after=last - timedelta(1), until=last) == [row for row in every if row[0] == last]
    assert days(after=date.min, until=date.max) == every
    assert days(after=last, until=last + timedelta(1)) == []
    assert len(written) == 1


def test_a_list_is_compared_with_in_and_nothing_else(seats) -> None:
    @prepared
    def first(*, among: list[int]) -> QuerySet[Any, Any]:
        return Organisation.objects.filter(pk=among[0]).values_list("pk")

    with pytest.raises(TypeError, match="compared with in"):
        first(among=[1, 2])


@pytest.mark.django_db(databases=["default", "owner"])
def test_a_question_goes_by_the_role_that_asks_it() -> None:
    asked = prepared(organisations)
    asked(among=[1])
    with as_owner(), CaptureQueriesContext(connections["owner"]) as queries:
        asked(among=[1])
    assert len(queries) == 1
