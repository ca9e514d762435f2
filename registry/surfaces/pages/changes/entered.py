"""What a publication enters apart from rulings, a line for each thing: new, edited, moved, ended, known by, needed."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Min, Model
from django.utils.formats import number_format
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
from registry.surfaces.pages.changes.contents import ABOUT, Form, Row, Thing, contents
from registry.surfaces.pages.days import in_words
from registry.surfaces.pages.furniture import Way
from registry.terms import BaselineRole, Rule

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
    """Return what publications entered, by their numbers.

    Five queries at most, however many: one for each kind of thing that their lines name. One more where
    nobody has asked for one of them yet.
    """
    found = contents(revisions)
    known = _named(one.first for one in found.values())
    told_of = {}
    for number, one in found.items():
        rest = one.things - len(one.first)
        told_of[number] = Entered(
            [_line(thing, rows, known, number, question) for thing, rows in one.first.items()],
            ngettext("and %(count)s more", "and %(count)s more", rest)
            % {"count": number_format(rest, force_grouping=True)}
            if rest
            else "",
        )
    return told_of


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
