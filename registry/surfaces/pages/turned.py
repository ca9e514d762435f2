"""What turned, as a page tells it: by a publication, and by its date alone."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from django.core.cache import cache
from django.db.models import F, OuterRef, Subquery
from django.utils.safestring import SafeString
from django.utils.translation import ngettext

from registry.catalogue.applications import Application
from registry.catalogue.trees import SINCE_ALWAYS
from registry.revisions.models import Revision, seq
from registry.surfaces.pages.addresses import application_url
from registry.surfaces.pages.answers import period, word
from registry.surfaces.pages.asking import Asked
from registry.surfaces.pages.days import as_time
from registry.surfaces.pages.furniture import Way
from registry.surfaces.pages.seats import Seats
from registry.terms import UNLISTED, DeviceClass
from registry.verdicts.models import Verdict
from registry.verdicts.timeline import Stretch, timelines
from registry.verdicts.turns import turns_in

MOST_NAMED = 8
"""How many applications are named in a group before the rest are counted."""
MOST_DATED = 500
"""How many verdicts are looked at for those that turned, or will turn, by their date alone."""


class Key(NamedTuple):
    """What the turns of a group have in common."""

    organisation: int
    device: str
    before: str
    after: str
    starts: date
    ends: date | None


Group = tuple[Key, list[int]]
"""The turns that are told together, with the keys of their applications."""


@dataclass(frozen=True)
class Told:
    """A group of turns as a page tells it."""

    day: SafeString | str
    organisation: str
    device: str
    before: str
    before_word: str
    after: str
    after_word: str
    period: str
    applications: list[Way]
    more: str
    seq: int | None
    ahead: bool = False


def by_publication(revision: Revision) -> list[Group]:
    """Return what a publication turned, in groups.

    A publication never changes, so what it turned is kept under its digest; the first to ask pays
    about a dozen queries.
    """
    kept = f"turned-{revision.digest}"
    groups: list[Group] | None = cache.get(kept)
    if groups is None:
        groups = _grouped(_publication_turns(revision.number))
        cache.set(kept, groups, timeout=None)
    return groups


def _publication_turns(number: int) -> Iterable[tuple[Key, int]]:
    """Yield the turns of a publication that change an outcome."""
    for turn in turns_in(number):
        if turn.changes_outcome:
            yield (
                Key(
                    turn.organisation.pk,
                    turn.device_class,
                    turn.before.outcome if turn.before else UNLISTED,
                    turn.after.outcome if turn.after else UNLISTED,
                    turn.starts,
                    turn.ends,
                ),
                turn.application.pk,
            )


def by_date_alone(seats: Seats, revision: int | None = None) -> list[Group]:
    """Return the turns that come, or came, with their day alone, as known at a revision: the latest first.

    Four queries: the days on which a verdict begins or ends after the day of the publication that made
    it known, and what holds before and on each.
    """
    learnt = Revision.objects.filter(number=OuterRef("revision_from")).values("day")
    bounds = (
        Verdict.objects.known(revision)
        .annotate(learnt=Subquery(learnt), first=F("valid__startswith"), end=F("valid__endswith"))
        .order_by("-revision_from", "-pk")
    )
    shape = ("application", "organisation", "device_class")
    begun = bounds.filter(first__gt=F("learnt")).values_list(*shape, "first")[:MOST_DATED]
    ended = bounds.filter(end__gt=F("learnt")).values_list(*shape, "end")[:MOST_DATED]
    dated = {*begun, *ended}
    lines = timelines(applications={row[0] for row in dated}, revision=revision, tree=seats.tree)
    turns = []
    for application, organisation, device, day in dated:
        stretches = lines.of(application, organisation, device)
        before = _outcome(stretches, day - timedelta(days=1))
        after = _outcome(stretches, day)
        if before != after:
            turns.append((Key(organisation, device, before, after, day, None), application))
    return sorted(_grouped(turns), key=lambda group: (group[0].starts, group[0][:4]), reverse=True)


def _outcome(stretches: list[Stretch], day: date) -> str:
    """Return what holds on a day."""
    return next(stretch.outcome for stretch in stretches if stretch.covers(day)) or UNLISTED


def _grouped(turns: Iterable[tuple[Key, int]]) -> list[Group]:
    """Gather the turns that have all but the application in common."""
    groups: dict[Key, list[int]] = defaultdict(list)
    for key, application in turns:
        groups[key].append(application)
    return list(groups.items())


def told(
    groups: Iterable[Group], question: Asked, applications: dict[int, Application], published: Sequence[date] = ()
) -> list[Told]:
    """Return groups as a page tells them; `applications` holds those that are named.

    `published` holds the days of the publications, by which what turned with its day has its place on the
    clock of the feed.
    """
    return [_told(key, keys, question, applications, published) for key, keys in groups]


def named_in(groups: Iterable[Group]) -> set[int]:
    """Return the keys of the applications that the groups name."""
    return {key for _key, keys in groups for key in keys[:MOST_NAMED]}


def _told(
    key: Key, keys: list[int], question: Asked, applications: dict[int, Application], published: Sequence[date]
) -> Told:
    """Return a group as a page tells it."""
    organisation = question.seats[key.organisation]
    rest = len(keys) - MOST_NAMED
    tail = question.tail_for(organisation, key.device)
    ahead = key.starts > question.on
    return Told(
        day=as_time(key.starts) if key.starts != SINCE_ALWAYS else "",
        organisation=organisation.name,
        device=str(DeviceClass(key.device).label),
        before=key.before,
        before_word=word(key.before),
        after=key.after,
        after_word=word(key.after),
        period=period(None if key.starts == SINCE_ALWAYS else key.starts, key.ends),
        applications=[Way(applications[pk].name, application_url(applications[pk], tail)) for pk in keys[:MOST_NAMED]],
        more=ngettext("and %(count)s more", "and %(count)s more", rest) % {"count": rest} if rest > 0 else "",
        seq=seq(bisect_left(published, key.starts), key.starts) if published and not ahead else None,
        ahead=ahead,
    )
