"""The feed of changes: answers that turned, by a publication or by their date alone, at an organisation or everywhere.

An entry tells the turns of one publication, or of one day, that have all but the application in common. It
says the same in whatever feed it stands: the filters choose among entries. What is still to come stands in the
entry of its publication, and in one of its own on its day.
"""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import NamedTuple
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from registry.catalogue.applications import Application
from registry.catalogue.organisations import Organisation
from registry.catalogue.trees import SINCE_ALWAYS, OrganisationTree, organisation_tree
from registry.languages import in_words, told
from registry.revisions.models import Revision, today
from registry.surfaces.atom.documents import BEFORE_ALL, Entry, Page, Unaskable, answered, document
from registry.surfaces.parameters import shown
from registry.surfaces.turned import Group, Key, Watched, by_date_alone, by_publication
from registry.terms import UNLISTED, DeviceClass, Outcome

MOST_PUBLICATIONS = 20
"""Of how many publications the turns are told, the last ones."""
MOST_GROUPS = 50
MOST_NAMED = 3
"""How many applications an entry's title names before the rest are counted."""


class Turn(NamedTuple):
    """A group of turns, with the publication that made them; None where they came with their day."""

    revision: Revision | None
    group: Group


@answered
def changes(request: HttpRequest) -> HttpResponse:
    """Return the last answers that turned.

    Fifteen queries: three for the tree of organisations and one for their names, the last publication, those
    that touch what is watched, six for what turned by its date, applications, the first publication. What a
    publication turned costs a dozen more, once.
    """
    tree = organisation_tree()
    organisations = {one.pk: one for one in Organisation.objects.by_name() if one.pk in tree.parents}
    organisation = _organisation(request.GET.get("organisation", ""), organisations)
    watched = Watched(
        frozenset(tree.ever_above(organisation.pk)) if organisation else None, _outcome(request.GET.get("outcome", ""))
    )
    last = Revision.objects.defer("contents").newest_first().first()
    turns = [*_turns(watched, tree)]
    applications = Application.objects.in_bulk({key for turn in turns for key in turn.group[1][: MOST_NAMED + 1]})
    given = {"organisation": organisation.slug if organisation else "", "outcome": watched.outcome}
    kept = {name: value for name, value in given.items() if value}
    return document(
        request,
        f"changes?{urlencode(kept)}",
        _title(organisation, watched.outcome),
        _("Answers that turned, by a publication or because their day came."),
        Page("pages:changes", tail=f"?{urlencode(kept)}" if kept else ""),
        [_entry(turn, organisations[turn.group[0].organisation], applications) for turn in turns],
        last.published_at if last else BEFORE_ALL,
    )


def _turns(watched: Watched, tree: OrganisationTree) -> Iterator[Turn]:
    """Yield the last groups of turns that are watched."""
    for revision in watched.publications()[:MOST_PUBLICATIONS]:
        for group in watched.of(by_publication(revision).groups)[:MOST_GROUPS]:
            yield Turn(revision, group)
    for group in watched.of(by_date_alone(tree, today(), None, watched.organisations).past)[:MOST_GROUPS]:
        yield Turn(None, group)


def _entry(turn: Turn, organisation: Organisation, applications: dict[int, Application]) -> Entry:
    """Return a group of turns as the feed tells it."""
    key, found = turn.group
    at = turn.revision.published_at if turn.revision else _midnight(key.starts)
    names = ", ".join(applications[pk].name for pk in found[:MOST_NAMED])
    if rest := len(found) - MOST_NAMED if len(found) > MOST_NAMED else 0:
        names = f"{names} {ngettext('and %(count)s more', 'and %(count)s more', rest) % {'count': rest}}"
    where = f"{organisation.name}, {DeviceClass(key.device).label}"
    return Entry(
        key="/".join(["changes", str(turn.revision.number) if turn.revision else "day", *_same(key, organisation)]),
        title=f"{told(names, _word(key.after))} — {where}",
        summary=_summary(key, turn.revision, where),
        page=_page(turn, organisation, applications),
        published=at,
        updated=at,
        categories=((key.after, _word(key.after)), (organisation.slug, organisation.name)),
    )


def _same(key: Key, organisation: Organisation) -> list[str]:
    """Return what the turns of a group have in common, by public ids."""
    ends = key.ends.isoformat() if key.ends else ""
    return [organisation.slug, key.device, key.before, key.after, key.starts.isoformat(), ends]


def _summary(key: Key, revision: Revision | None, where: str) -> str:
    """Return where the answer was what, what it is and since when, and why it was published."""
    words = {"before": _word(key.before), "after": _word(key.after), "first": in_words(key.starts, "j F Y")}
    if key.starts == SINCE_ALWAYS:
        sentence = _("%(after)s instead of %(before)s, since always.") % words
    elif key.ends:
        words["last"] = in_words(key.ends - timedelta(days=1), "j F Y")
        sentence = _("%(after)s instead of %(before)s, from %(first)s to %(last)s.") % words
    else:
        sentence = _("%(after)s instead of %(before)s, from %(first)s.") % words
    lines = [told(where, sentence)]
    if revision:
        number = _("revision %(number)s") % {"number": revision.number}
        lines.append(told(f"{number}, {in_words(revision.day, 'j F Y')}", revision.why))
    return "\n\n".join(lines)


def _page(turn: Turn, organisation: Organisation, applications: dict[int, Application]) -> Page:
    """Return where an entry leads: to the answer of its only application, or else to the changes."""
    key, found = turn.group
    if len(found) == 1:
        tail = urlencode({"organisation": organisation.slug, "device": key.device})
        return Page("pages:application", applications[found[0]].slug, f"?{tail}")
    if turn.revision:
        number = turn.revision.number
        return Page("pages:changes", tail=f"?revision={number}#revision-{number}")
    return Page("pages:changes", tail=f"?{urlencode({'organisation': organisation.slug})}#dated")


def _title(organisation: Organisation | None, outcome: str) -> str:
    """Return the title of the feed: what is watched."""
    watched = [organisation.name if organisation else "", _word(outcome) if outcome else ""]
    return " — ".join([_("Aval: changes"), *(one for one in watched if one)])


def _word(outcome: str) -> str:
    """Return an outcome in words."""
    return _("Not listed") if outcome == UNLISTED else str(Outcome(outcome).label)


def _midnight(day: date) -> datetime:
    """Return when a day begins in Paris."""
    return timezone.make_aware(datetime.combine(day, time.min))


def _organisation(slug: str, organisations: dict[int, Organisation]) -> Organisation | None:
    """Return the organisation of a slug; None where none is given."""
    if not slug:
        return None
    if found := next((one for one in organisations.values() if one.slug == slug), None):
        return found
    raise Unaskable(_("We know no organisation called “%(slug)s”.") % {"slug": shown(slug)})


def _outcome(text: str) -> str:
    """Read an outcome; empty for all."""
    if text and text not in Outcome.values:
        raise Unaskable(
            _("We know no answer called “%(outcome)s”. It is one of: %(outcomes)s.")
            % {"outcome": shown(text), "outcomes": ", ".join(Outcome.values)}
        )
    return text
