"""What a publication enters apart from rulings, a line for each thing: new, edited, moved, ended, known by, needed."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from django.db.models import Min, Model
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from registry.announcements.models import Announcement
from registry.catalogue.applications import Application, Category, Publisher
from registry.catalogue.identifiers import KINDS
from registry.catalogue.organisations import Organisation
from registry.languages import told
from registry.revisions.models import Revision
from registry.surfaces.pages.addresses import announcement_url, application_url, category_url, organisation_url
from registry.surfaces.pages.asking import Asked
from registry.surfaces.pages.days import in_words
from registry.surfaces.pages.furniture import Way
from registry.terms import BaselineRole, Rule

MOST_LINES = 10
"""How many things one publication names before the rest are counted."""

ABOUT = {
    "organisation": "organisation",
    "organisationplacement": "organisation",
    "organisationend": "organisation",
    "defaultrule": "organisation",
    "category": "category",
    "categoryplacement": "category",
    "application": "application",
    "applicationplacement": "application",
    "identifier": "application",
    "baselineentry": "application",
    "publisher": "publisher",
    "publisheridentifier": "publisher",
    "announcement": "announcement",
    "quote": "announcement",
    "source": "announcement",
    "announcedapplication": "announcement",
}
"""Which thing a row tells of; rulings, withdrawals and minimum versions are told by themselves."""

FIRST_TOLD = (
    *("organisationend", "organisationplacement", "categoryplacement", "applicationplacement", "defaultrule"),
    *("baselineentry", "announcement", "quote", "source", "announcedapplication", "identifier"),
    *("organisation", "category", "application", "publisheridentifier", "publisher"),
)
"""What a publication enters, the weightiest first: what ends and moves before what only describes."""

PLACED: tuple[tuple[type[Model], str], ...] = (
    (Organisation, "organisation"),
    (Category, "category"),
    (Application, "application"),
)

NEW: dict[str, Promise] = {
    "organisation": gettext_lazy("new organisation"),
    "category": gettext_lazy("new category"),
    "application": gettext_lazy("new application"),
}

FIRST_PLACES: dict[str, Promise] = {
    "organisation": gettext_lazy("seated below %(place)s"),
    "category": gettext_lazy("placed below the category %(place)s"),
    "application": gettext_lazy("placed in the category %(place)s"),
}

MOVES: dict[str, Promise] = {
    "organisation": gettext_lazy("seated below %(place)s from %(day)s"),
    "category": gettext_lazy("placed below the category %(place)s from %(day)s"),
    "application": gettext_lazy("placed in the category %(place)s from %(day)s"),
}

CORRECTIONS: dict[str, Promise] = {
    "organisation": gettext_lazy("corrected: seated below %(place)s since always"),
    "category": gettext_lazy("corrected: placed below the category %(place)s since always"),
    "application": gettext_lazy("corrected: placed in the category %(place)s since always"),
}

RULES: dict[str, Promise] = {
    Rule.ALLOW: gettext_lazy("applications that are not listed are allowed"),
    Rule.DENY: gettext_lazy("applications that are not listed are denied"),
    "": gettext_lazy("the default rule is that of the organisation above"),
}

RULES_FROM_A_DAY: dict[str, Promise] = {
    Rule.ALLOW: gettext_lazy("applications that are not listed are allowed from %(day)s"),
    Rule.DENY: gettext_lazy("applications that are not listed are denied from %(day)s"),
    "": gettext_lazy("the default rule is that of the organisation above from %(day)s"),
}

Form = dict[str, Any]


class Thing(NamedTuple):
    """What a line is about: its kind and its slug."""

    kind: str
    slug: str


class Row(NamedTuple):
    """A row of a publication as its contents write it down, and whether it leaves the registry."""

    form: Form
    leaves: bool


@dataclass(frozen=True)
class Line:
    """What a publication entered of one thing; a publisher has no page, and so no address."""

    target: Way
    sentence: str


@dataclass(frozen=True)
class Entered:
    """What one publication entered: its first lines, and how many more there are, in words."""

    lines: list[Line]
    more: str


def entered(revisions: Sequence[Revision], question: Asked) -> dict[int, Entered]:
    """Return what publications, loaded with their contents, entered, by their numbers.

    Five queries at most, however many: one for each kind of thing that their lines name.
    """
    things = {revision.number: _things(revision.contents) for revision in revisions}
    first = {number: dict(list(rows.items())[:MOST_LINES]) for number, rows in things.items()}
    known = _named(first.values())
    told_of = {}
    for number, rows in first.items():
        rest = len(things[number]) - len(rows)
        told_of[number] = Entered(
            [_line(thing, found, known, number, question) for thing, found in rows.items()],
            ngettext("and %(count)s more", "and %(count)s more", rest) % {"count": rest} if rest else "",
        )
    return told_of


def _things(contents: list[Form]) -> dict[Thing, list[Row]]:
    """Return the rows of a publication by what they tell of, the weightiest first, then as they were entered."""
    things: dict[Thing, list[Row]] = defaultdict(list)
    for change in contents:
        form = change.get("retired") or change.get("removed") or change
        if kind := ABOUT.get(form["row"]):
            slug = form["slug"] if form["row"] == kind else form[kind]
            things[Thing(kind, slug)].append(Row(form, form is not change))
    return dict(sorted(things.items(), key=lambda told: min(FIRST_TOLD.index(row.form["row"]) for row in told[1])))


def _named(publications: Iterable[dict[Thing, list[Row]]]) -> dict[Thing, Any]:
    """Return all that the lines name; what has a place with the revision that entered it, as `first`."""
    slugs: dict[str, set[str]] = defaultdict(set)
    for things in publications:
        for thing, rows in things.items():
            slugs[thing.kind].add(thing.slug)
            for form, _leaves in rows:
                slugs["organisation"].update(filter(None, (form.get("organisation"), form.get("successor"))))
                if form["row"].endswith("placement"):
                    slugs[_place(form).kind].add(_place(form).slug)
    known: dict[Thing, Any] = {}
    for model, kind in PLACED:
        placed = model._default_manager.filter(slug__in=slugs[kind]).annotate(first=Min("placements__revision"))
        known |= {Thing(kind, one.slug): one for one in placed}
    known |= {Thing("publisher", one.slug): one for one in Publisher.objects.filter(slug__in=slugs["publisher"])}
    notices = Announcement.objects.filter(slug__in=slugs["announcement"])
    return known | {Thing("announcement", one.slug): one for one in notices}


def _place(form: Form) -> Thing:
    """Return where a placement places its thing; at the top, there is no slug."""
    if form["row"] == "applicationplacement":
        return Thing("category", form["category"])
    return Thing(ABOUT[form["row"]], form["parent"] or "")


def _line(thing: Thing, rows: list[Row], known: dict[Thing, Any], number: int, question: Asked) -> Line:
    """Return what a publication entered of a thing."""
    one = known[thing]
    match thing.kind:
        case "announcement":
            new = one.published_in_id == number
            return Line(
                Way(one.title, announcement_url(one, question.tail)), _("new notice") if new else _("edited notice")
            )
        case "organisation":
            target = Way(one.name, organisation_url(one, question.tail))
        case "category":
            target = Way(one.name, category_url(one, question.tail))
        case "application":
            target = Way(one.name, application_url(one, question.tail))
        case _:
            target = Way(one.name, "")
    new = thing.kind in NEW and one.first == number
    sentences = [sentence for row in rows if (sentence := _sentence(thing.kind, row, known, new=new))]
    return Line(target, " · ".join([*sentences, *_identifiers(rows)]))


def _sentence(kind: str, row: Row, known: dict[Thing, Any], *, new: bool) -> str:
    """Return what a row says of its thing; identifiers are told together."""
    form = row.form
    match form["row"]:
        case "organisationend":
            return _end(form, known)
        case "defaultrule":
            rules = RULES_FROM_A_DAY if form["effective_on"] else RULES
            return str(rules[form["rule"]]) % {"day": _day(form["effective_on"])}
        case "baselineentry":
            words = {"organisation": known[Thing("organisation", form["organisation"])].name}
            if row.leaves:
                return _("no longer in the baseline of %(organisation)s") % words
            return told(_("in the baseline of %(organisation)s") % words, BaselineRole(form["role"]).label)
        case "organisationplacement" | "categoryplacement" | "applicationplacement":
            return _move(kind, form, known, new=new)
        case "identifier" | "publisheridentifier":
            return ""
        case "publisher":
            return _("publisher entered or edited")
    return str(NEW[kind]) if new else _("edited entry")


def _end(form: Form, known: dict[Thing, Any]) -> str:
    """Return from when an organisation no longer is, and who takes over."""
    if not form["ends_on"]:
        return _("its end is taken back")
    if not form["successor"]:
        return _("ends on %(day)s, without a successor") % {"day": _day(form["ends_on"])}
    successor = known[Thing("organisation", form["successor"])].name
    return _("ends on %(day)s; its successor is %(successor)s") % {
        "day": _day(form["ends_on"]),
        "successor": successor,
    }


def _move(kind: str, form: Form, known: dict[Thing, Any], *, new: bool) -> str:
    """Return where a thing is placed, and from when; empty for what is entered at the top."""
    place, day = _place(form), form["effective_on"]
    if not place.slug:
        if day:
            return _("placed at the top from %(day)s") % {"day": _day(day)}
        return "" if new else _("corrected: placed at the top since always")
    sentences = MOVES if day else FIRST_PLACES if new else CORRECTIONS
    return str(sentences[kind]) % {"place": known[place].name, "day": _day(day)}


def _identifiers(rows: list[Row]) -> Iterator[str]:
    """Yield which identifier is entered, which one retired, or how many are."""
    found = [row for row in rows if row.form["row"] in {"identifier", "publisheridentifier"}]
    for leaves in (False, True):
        forms = [row.form for row in found if row.leaves is leaves]
        if not forms:
            continue
        words = {
            "count": len(forms),
            "identifier": told(KINDS.get(forms[0]["kind"], forms[0]["kind"]), forms[0]["value"]),
        }
        if leaves:
            yield ngettext("retired identifier (%(identifier)s)", "%(count)s retired identifiers", len(forms)) % words
        else:
            yield ngettext("new identifier (%(identifier)s)", "%(count)s new identifiers", len(forms)) % words


def _day(text: str | None) -> str:
    """Return a day of the contents in words."""
    return in_words(date.fromisoformat(text)) if text else ""
