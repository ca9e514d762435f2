"""The stock of the list: what its filters and facets ask of every application, in columns that a process keeps.

A reader who narrows a list or a search, turns its pages or takes it as a file asks the same of all applications again
and again, and most readers ask for the same few organisations. All of it follows from the state of the registry, the
day and the revision asked about, and is kept under these: another publication, or another day, is another key. What
was not used for longest gives way: 32 bytes an application for each day, 9 for each organisation and device, and 100
for each that a text means.
"""

from array import array
from collections.abc import Iterable, Sequence
from datetime import date
from itertools import compress
from typing import Any, NamedTuple

from django.contrib.postgres.aggregates import ArrayAgg
from django.db import connection
from django.db.models import QuerySet, Value

from registry.catalogue.applications import TAKING_EFFECT, Application, ApplicationPlacement, Publisher
from registry.catalogue.identifiers import applications_by_platform
from registry.catalogue.trees import SINCE_ALWAYS
from registry.surfaces.kept import Kept
from registry.surfaces.pages.asking import Asked
from registry.terms import Platform
from registry.verdicts.models import Verdict
from registry.verdicts.reading import BY_STRICTNESS

BYTES_KEPT = 32 * 2**20

STATE = """SELECT digest, (SELECT max(id) FROM registry_verdict)
FROM registry_revision ORDER BY number DESC LIMIT 1"""
"""The last publication, and the last verdict: who rebuilds verdicts settles them anew without publishing. Written
out: every list asks it, and a queryset costs more to write than to answer."""


class Stock(NamedTuple):
    """The applications known at a revision, in the order of their names, column by column.

    Their keys, those of their categories on the day (`shelves`), a bit for each of their platforms in the order of
    `Platform`, and the places of their publishers among `makers`, which have their slugs and names, by name.
    """

    keys: Sequence[int]
    shelves: Sequence[int]
    platforms: Sequence[int]
    publishers: Sequence[int]
    makers: Sequence[tuple[str, str]]

    def places(self) -> dict[int, int]:
        """Return the place of each application by its key."""
        return {key: place for place, key in enumerate(self.keys)}


class Answers(NamedTuple):
    """What holds for each application of a stock: its place in `BY_STRICTNESS`, and since when, in days.

    Days are counted from the first of all; an application without a verdict is at 0, as what holds since always.
    """

    statuses: Sequence[int]
    days: Sequence[int]


def weight_of_stock(stock: Stock) -> int:
    """Return how many bytes a stock takes: four columns of eight, and some 256 for the words of a publisher."""
    return 32 * len(stock.keys) + 256 * len(stock.makers)


def weight_of_answers(answers: Answers) -> int:
    """Return how many bytes answers take: one for a status, eight for a day."""
    return 9 * len(answers.statuses)


def weight_of_meant(them: dict[int, int]) -> int:
    """Return how many bytes the applications that a text means take, with the text."""
    return 100 * len(them) + 1000


stocks: Kept[Stock] = Kept(BYTES_KEPT, weight_of_stock)
answered: Kept[Answers] = Kept(BYTES_KEPT, weight_of_answers)


meant: Kept[dict[int, int]] = Kept(BYTES_KEPT // 4, weight_of_meant)
"""How the applications that a text means are meant, by their keys, in order."""


class At(NamedTuple):
    """The state of the registry, and the day and the revision asked about: on these alone hangs all that is kept."""

    digest: str
    last_verdict: int | None
    on: date
    revision: int | None


def asked_at(question: Asked) -> At:
    """Return what a question asks about, in the state of now. One query."""
    with connection.cursor() as cursor:
        cursor.execute(STATE)
        digest, last_verdict = cursor.fetchone()
    return At(digest, last_verdict, question.on, question.revision_number)


def stocked(at: At, question: Asked, devices: Sequence[str]) -> tuple[Stock, list[Answers]]:
    """Return the stock of a question, and the answers at its organisation on each of some devices.

    No query; four where the stock is not kept, and one where the answers on any of the devices are not.
    """
    with stocks.lane(at):
        stock = stocks.get(at)
        if stock is None:
            stock = _stock(at.on, at.revision)
            stocks.put(at, stock)
    known = {device: answered.get((at, question.organisation.pk, device)) for device in devices}
    missing = [device for device, answers in known.items() if answers is None]
    made = _answers(stock, question, missing) if missing else {}
    for device, answers in made.items():
        answered.put((at, question.organisation.pk, device), answers)
    return stock, [known[device] or made[device] for device in devices]


def _stock(on: date, revision: int | None) -> Stock:
    """Return the stock of a day as known at a revision. Four queries, which send whole columns rather than rows."""
    placements = ApplicationPlacement.objects.in_effect(on=on, revision=revision)
    shelf_of = dict(zip(*_columns(placements, "application_id", "category_id", order_by=TAKING_EFFECT), strict=True))
    platforms_of = dict.fromkeys(shelf_of, 0)
    for platform, applications in applications_by_platform(revision).items():
        bit = 1 << Platform.values.index(platform)
        for application in applications:
            if application in platforms_of:
                platforms_of[application] |= bit
    makers = list(Publisher.objects.values_list("pk", "slug", "name"))
    place_of = {key: place for place, (key, _slug, _name) in enumerate(makers)}
    keys, publishers = _columns(Application.objects.all(), "id", "publisher_id", order_by=("sort_key", "id"))
    known = [key in shelf_of for key in keys]
    keys, publishers = list(compress(keys, known)), list(compress(publishers, known))
    return Stock(
        keys=array("q", keys),
        shelves=array("q", map(shelf_of.__getitem__, keys)),
        platforms=array("q", map(platforms_of.__getitem__, keys)),
        publishers=array("q", map(place_of.__getitem__, publishers)),
        makers=[(slug, name) for _key, slug, name in makers],
    )


def _columns(rows: QuerySet[Any], *names: str, order_by: Sequence[Any]) -> Iterable[list[Any]]:
    """Return some columns of all rows, each as one array: to send a row for each is dearer than to find it."""
    columns = {f"all_{name}": ArrayAgg(name, order_by=order_by, default=Value([])) for name in names}
    return rows.aggregate(**columns).values()


def _answers(stock: Stock, question: Asked, devices: Sequence[str]) -> dict[str, Answers]:
    """Return the answers on some devices at the organisation asked about. One query."""
    chain = question.seats.tree.chain(question.organisation.pk, question.on)
    verdicts = Verdict.objects.known(question.revision_number).on(question.on)
    rows = verdicts.filter(organisation__in=chain, device_class__in=devices).by_answer()
    place_of = stock.places()
    nothing = [0] * len(stock.keys)
    statuses = {device: bytearray(nothing) for device in devices}
    days = {device: array("l", nothing) for device in devices}
    for _organisation, device, outcome, starts, applications in sorted(rows, key=lambda row: chain.index(row[0])):
        status, day = BY_STRICTNESS.index(outcome), (starts - SINCE_ALWAYS).days
        for application in applications:
            place = place_of[application]
            statuses[device][place] = status
            days[device][place] = day
    return {device: Answers(bytes(statuses[device]), days[device]) for device in devices}
