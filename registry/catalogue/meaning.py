"""Which applications a person means by what they look for, and how near each comes to it."""

from collections.abc import Collection
from functools import reduce
from operator import or_
from typing import Any, TypeVar

from django.apps import apps
from django.contrib.postgres.search import SearchQueryField, SearchVectorField
from django.db import connection
from django.db.models import (
    BooleanField,
    Case,
    Expression,
    Func,
    IntegerChoices,
    IntegerField,
    Q,
    QuerySet,
    TextField,
    Value,
    When,
)
from django.db.models.functions import Concat, Upper

from registry.catalogue.wanted import Wanted

Found = TypeVar("Found", bound=QuerySet[Any])

ALMOST = 0.8
"""As near as a name comes to a text that differs by a slip: one letter in five."""
LIKELY = 0.55
"""As near as a name must come to a text to be taken for what is meant: two letters wrong in five are too many."""
CONCEIVABLE = 0.3
"""As near as it must come to be offered: "Did you mean …?" """
SHORTEST_PART = 3
"""Letters that a part of a name has at least: fewer would not be found by the index, and mean nothing."""


class Nearness(IntegerChoices):
    """How an application is meant, the surest first."""

    NAMED = 0
    """One of its names, to the letter: accents, capitals, spaces and marks do not count."""
    IDENTIFIED = 1
    """An identifier of it was given, or the address of its page in a store."""
    BEGUN = 2
    """A name of it begins so."""
    HELD = 3
    """A name of it holds the text."""
    WORDED = 4
    """Its names have all the words, in whatever order and form."""
    PUBLISHED = 5
    """Its publisher."""
    IDENTIFIED_IN_PART = 6
    """An identifier of it holds the text."""
    IN_CATEGORY = 7
    """Its category."""
    ALMOST_NAMED = 8
    """A name of it, but for a slip."""
    AMONG_WORDS = 9
    """A name of it stands among the words."""
    DESCRIBED = 10
    """Its description has all the words."""
    GUESSED = 11
    """A name of it, or its publisher's, comes near in letters or in sound."""


GUESSES = (Nearness.ALMOST_NAMED, Nearness.GUESSED)
"""How an application is meant that nothing in the text names."""


def meant(applications: Found, wanted: Wanted, *, revision: int | None, within: Collection[int]) -> Found:
    """Return the applications that are meant, nearest first, by name where they are equally near.

    What is an identifier, and known, means nothing else. What means nothing to the letter is guessed.
    """
    ways, guesses = _identified(wanted, revision), dict[int, float]()
    if not (wanted.is_identifier and ways and _hits(applications, ways, within).exists()):
        ways |= _to_the_letter(wanted, revision, within)
        if not (ways and _hits(applications, ways, within).exists()):
            guesses = _guesses(wanted, LIKELY)
            ways = _in_other_words(wanted, guesses)
    if not ways:
        return applications.none()
    # Each way but the last is asked again of the hits, to tell how each was found: what none of them finds, the last
    # one did.
    *nearer, last = sorted(ways)
    found_by = (When(ways[near], then=Value(near)) for near in nearer)
    farthest = Value(last, output_field=IntegerField())
    nearness = Case(*found_by, default=farthest, output_field=IntegerField()) if nearer else farthest
    found: Found = applications.filter(pk__in=_hits(applications, ways, within)).annotate(nearness=nearness)
    return found.order_by("nearness", _place_in(guesses), "sort_key", "pk")


def nearest(applications: Found, wanted: Wanted) -> Found:
    """Return the applications whose names come near to what is wanted at all, the nearest first."""
    guesses = _guesses(wanted, CONCEIVABLE)
    found: Found = applications.filter(pk__in=guesses)
    return found.order_by(_place_in(guesses), "sort_key", "pk")


def _hits(applications: QuerySet[Any], ways: dict[Nearness, Q], within: Collection[int]) -> QuerySet[Any]:
    """Return the keys of all that any of the ways finds: a union, so that each of them may use its own index.

    Of those ever placed in a category, some may not be there on the day: these are asked for it one by one.
    """
    every = applications.model._default_manager.all()
    placements = apps.get_model("registry", "ApplicationPlacement")._default_manager
    ever_within = placements.filter(category__in=within).values("application")
    first, *others = (
        applications.filter(way, pk__in=ever_within).order_by().values("pk")
        if nearness == Nearness.IN_CATEGORY
        else every.filter(way).values("pk")
        for nearness, way in ways.items()
    )
    return first.union(*others, all=True) if others else first


def _identified(wanted: Wanted, revision: int | None) -> dict[Nearness, Q]:
    """Return how an application is meant by its identifier."""
    if not wanted.values:
        return {}
    return {Nearness.IDENTIFIED: Q(pk__in=_known(revision).filter(letters__in=wanted.values).values("application"))}


def _known(revision: int | None) -> QuerySet[Any]:
    """Return the identifiers known at a revision, each with its letters in capitals, as people do not mind them."""
    identifiers: Any = apps.get_model("registry", "Identifier")._default_manager
    known: QuerySet[Any] = identifiers.known(revision).alias(letters=Upper("value"))
    return known


def _to_the_letter(wanted: Wanted, revision: int | None, within: Collection[int]) -> dict[Nearness, Q]:
    """Return the ways in which an application is meant by a text as it is written."""
    ways: dict[Nearness, Q] = {}
    if within:
        ways[Nearness.IN_CATEGORY] = Q(category_id__in=within)
    if not wanted.is_readable:
        return ways
    text, squeezed = Func(Value(wanted.text), function="aval_sort_key"), _squeezed(wanted.text)
    ways[Nearness.NAMED] = _is_a_name(wanted.text)
    ways[Nearness.BEGUN] = _in_spellings(LINE_END, text) | _in_spellings(LINE_END, squeezed)
    publishers = apps.get_model("registry", "Publisher")._default_manager.alias(
        squeezed=Func("name", function="aval_squeezed", output_field=TextField())
    )
    if len(wanted.text) < SHORTEST_PART:
        ways[Nearness.PUBLISHED] = Q(publisher__in=publishers.filter(squeezed__startswith=squeezed))
        return ways
    ways[Nearness.HELD] = _in_spellings(text) | _in_spellings(squeezed)
    ways[Nearness.WORDED] = _has_words("spellings", "spellings", wanted.text)
    ways[Nearness.PUBLISHED] = Q(publisher__in=publishers.filter(squeezed__contains=squeezed))
    if wanted.is_identifier:
        part = _known(revision).filter(letters__contains=wanted.text.upper())
        ways[Nearness.IDENTIFIED_IN_PART] = Q(pk__in=part.values("application"))
    return ways


def _in_other_words(wanted: Wanted, guesses: dict[int, float]) -> dict[Nearness, Q]:
    """Return the ways in which an application may be meant where a text names none."""
    if not wanted.is_readable:
        return {}
    ways = {
        Nearness.ALMOST_NAMED: Q(pk__in=[pk for pk, likeness in guesses.items() if likeness >= ALMOST]),
        Nearness.DESCRIBED: _has_words("description_fr", "description_en", wanted.text),
        Nearness.GUESSED: Q(pk__in=list(guesses)),
    }
    if wanted.runs:
        ways[Nearness.AMONG_WORDS] = reduce(or_, map(_is_a_name, wanted.runs))
    return ways


LINE_END = Value("\n")


def _squeezed(text: str) -> Func:
    return Func(Value(text), function="aval_squeezed", output_field=TextField())


def _is_a_name(text: str) -> Q:
    """Return whether a text is one of the spellings, each of which stands on a line."""
    return _in_spellings(LINE_END, _squeezed(text), LINE_END)


def _in_spellings(*parts: Expression) -> Q:
    return Q(spellings__contains=Concat(*parts, output_field=TextField()) if len(parts) > 1 else parts[0])


def _has_words(french: str, english: str, text: str) -> Q:
    """Return whether two columns together have all the words of a text, in whatever form.

    The index says which have them: to take the words of each application anew is dear.
    """
    has_words = Func(
        Func(french, english, function="aval_words", output_field=SearchVectorField()),
        Func(Value(text), function="aval_question", output_field=SearchQueryField()),
        template="(%(expressions)s)",
        arg_joiner=" @@ ",
        output_field=BooleanField(),
    )
    return Q(pk__in=apps.get_model("registry", "Application")._default_manager.filter(has_words).values("pk"))


def _guesses(wanted: Wanted, least: float) -> dict[int, float]:
    """Return the keys of applications that come as near as `least`, the nearest first, and how near. One query.

    They are asked for once, since comparing is dear, and a page asks for its hits several times over.
    """
    if not wanted.is_readable:
        return {}
    with connection.cursor() as cursor:
        cursor.execute("SELECT application_id, likeness FROM public.aval_guessed(%s, %s)", [wanted.text, least])
        return dict(cursor.fetchall())


def _place_in(guesses: dict[int, float]) -> Case | Value:
    """Return the place of an application among the guesses, the same for all where there are none."""
    if not guesses:
        return Value(0)
    places = (When(pk=pk, then=Value(place)) for place, pk in enumerate(guesses))
    return Case(*places, default=Value(len(guesses)), output_field=IntegerField())
