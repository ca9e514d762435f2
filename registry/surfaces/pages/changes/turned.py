"""What turned, as a page tells it."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.formats import number_format
from django.utils.safestring import SafeString
from django.utils.translation import ngettext

from registry.catalogue.applications import Application
from registry.catalogue.trees import SINCE_ALWAYS
from registry.revisions.models import seq
from registry.surfaces.pages.addresses import application_url
from registry.surfaces.pages.answers import period, word
from registry.surfaces.pages.asking import Asked
from registry.surfaces.pages.days import as_time
from registry.surfaces.pages.furniture import Way
from registry.surfaces.turned import Group, Key
from registry.terms import DeviceClass

MOST_NAMED = 8
"""How many applications are named in a group before the rest are counted."""


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


def left_out(count: int) -> str:
    """Return how many applications of a publication were not looked at, in words; empty where all were."""
    return (
        ngettext(
            "%(count)s more application of this publication is not told here: its own page has its days.",
            "%(count)s more applications of this publication are not told here: their own pages have their days.",
            count,
        )
        % {"count": number_format(count, force_grouping=True)}
        if count
        else ""
    )


def _told(
    key: Key, keys: list[int], question: Asked, applications: dict[int, Application], published: Sequence[date]
) -> Told:
    """Return a group as a page tells it."""
    organisation = question.seats[key.organisation]
    rest = len(keys) - MOST_NAMED
    tail = question.tail_for(organisation, key.device)
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
        seq=seq(bisect_left(published, key.starts), key.starts) if published else None,
    )
