"""Bad publications on organisations and categories and where they stand."""

from datetime import date

import pytest

from registry.models import CategoryPlacement, DefaultRule
from registry.tests.registrar.ground import DURING, LATER, Ground
from registry.tests.registrar.refusals import WHOLE, refused, row

FORMER_ENDED = date(2024, 1, 1)
CIRCLE = "An organisation would stand below itself: choose another place."
CATEGORY_CIRCLE = "A category would stand below itself: choose another place."


def stays_below(organisation: str, names: str) -> str:
    return f"{organisation} has ended while others are seated below it: move or end them first ({names})."


PLACES = (
    row(
        "a new organisation that stands nowhere",
        lambda g: [g.new_organisation("x", g.etat)[0]],
        WHOLE,
        "Say where “x (en)” stands in its tree: nothing places it yet.",
    ),
    row(
        "a new category that stands nowhere",
        lambda g: [g.new_category("x", None)[0]],
        WHOLE,
        "Say where “x (en)” stands in its tree: nothing places it yet.",
    ),
    row(
        "a new application that stands nowhere",
        lambda g: [g.new_application("x", g.social)[0]],
        WHOLE,
        "Say where “X” stands in its tree: nothing places it yet.",
    ),
    row(
        "a first seat that names a day",
        lambda g: [x := g.new_organisation("x", g.etat)[0], g.placement(x, g.etat, DURING)],
        "effective_on",
        "A first place holds since always: leave the day empty.",
    ),
    row(
        "a first place of a category that names a day",
        lambda g: [x := g.new_category("x", None)[0], g.placement(x, g.social, DURING)],
        "effective_on",
        "A first place holds since always: leave the day empty.",
    ),
    row(
        "a first place of an application that names a day",
        lambda g: [x := g.new_application("x", g.social)[0], g.placement(x, g.social, DURING)],
        "effective_on",
        "A first place holds since always: leave the day empty.",
    ),
    row(
        "an organisation below itself",
        lambda g: [g.placement(g.culture, g.culture, None)],
        WHOLE,
        "An organisation cannot stand below itself.",
    ),
    row("an organisation below its own service", lambda g: [g.placement(g.culture, g.museums, None)], WHOLE, CIRCLE),
    row(
        "an organisation below its own service, from a day on",
        lambda g: [g.placement(g.culture, g.museums, LATER)],
        WHOLE,
        CIRCLE,
    ),
    row(
        "two moves that close a circle on the later day alone",
        lambda g: [g.placement(g.culture, g.interior, DURING), g.placement(g.interior, g.museums, LATER)],
        WHOLE,
        CIRCLE,
    ),
    row(
        "a category below itself",
        lambda g: [g.placement(g.social, g.social, None)],
        WHOLE,
        "A category cannot stand below itself.",
    ),
    row(
        "a category below one that it holds",
        lambda g: [CategoryPlacement(category=g.recreational, parent=g.social)],
        "parent",
        CATEGORY_CIRCLE,
    ),
    row(
        "a category below one that it holds, from a day on",
        lambda g: [g.placement(g.recreational, g.social, LATER)],
        "parent",
        CATEGORY_CIRCLE,
    ),
)

ROOT = (
    row(
        "the root moved below a ministry",
        lambda g: [g.placement(g.etat, g.culture, None)],
        "parent",
        "The root of the registry stands below no other organisation.",
    ),
    row(
        "the root moved from a day on",
        lambda g: [g.placement(g.etat, g.culture, LATER)],
        "parent",
        "The root of the registry stands below no other organisation.",
    ),
    row(
        "a second root",
        lambda g: g.new_organisation("x", None),
        WHOLE,
        "The registry has its root already: say below which organisation this one stands.",
    ),
    row(
        "a ministry that would become a second root",
        lambda g: [g.placement(g.culture, None, LATER)],
        WHOLE,
        "The registry has its root already: say below which organisation this one stands.",
    ),
    row(
        "the end of the root",
        lambda g: [g.end(g.etat, LATER)],
        "organisation",
        "The root of the registry has no end.",
    ),
    row(
        "a root that says nothing of what is unlisted",
        lambda g: [DefaultRule(organisation=g.etat, rule="")],
        "rule",
        "The root must say what unlisted means: allow or deny.",
    ),
    row(
        "a root that says nothing of what is unlisted from a day on",
        lambda g: [DefaultRule(organisation=g.etat, rule="", effective_on=LATER)],
        "rule",
        "The root must say what unlisted means: allow or deny.",
    ),
    row(
        "a ministry that loosens what unlisted means",
        lambda g: [DefaultRule(organisation=g.culture, rule="allow")],
        "rule",
        "Below the root the rule can only be tightened: deny, or leave it empty to inherit.",
    ),
    row(
        "a rule for what is unlisted that is neither allow nor deny",
        lambda g: [DefaultRule(organisation=g.culture, rule="maybe")],
        "rule",
        "Value 'maybe' is not a valid choice.",
    ),
)

ENDS = (
    row(
        "the end of a ministry while its service is seated below it",
        lambda g: [g.end(g.culture, LATER, g.interior)],
        WHOLE,
        stays_below("culture (en)", "museums (en)"),
    ),
    row(
        "the end of a ministry whose service moves away only later",
        lambda g: [g.end(g.culture, DURING), g.placement(g.museums, g.interior, LATER)],
        WHOLE,
        stays_below("culture (en)", "museums (en)"),
    ),
    row(
        "the end of a ministry whose service ends only later",
        lambda g: [g.end(g.culture, DURING), g.end(g.museums, LATER)],
        WHOLE,
        stays_below("culture (en)", "museums (en)"),
    ),
    row(
        "the end of a ministry below which a service is seated later",
        lambda g: [g.placement(g.museums, g.interior, LATER), g.end(g.interior, DURING)],
        WHOLE,
        stays_below("interior (en)", "museums (en)"),
    ),
    row(
        "a new service below a ministry that has ended",
        lambda g: g.new_organisation("x", g.former),
        WHOLE,
        stays_below("former (en)", "x (en)"),
    ),
    row(
        "a service moved below a ministry that has ended",
        lambda g: [g.placement(g.museums, g.former, DURING)],
        WHOLE,
        stays_below("former (en)", "museums (en)"),
    ),
    row(
        "an organisation as its own successor",
        lambda g: [g.end(g.museums, LATER, g.museums)],
        WHOLE,
        "An organisation cannot be its own successor.",
    ),
    row(
        "a successor without the day on which it takes over",
        lambda g: [g.end(g.museums, None, g.culture)],
        WHOLE,
        "A successor takes over on a day: give the day of the end.",
    ),
    row(
        "a successor that has ended before",
        lambda g: [g.end(g.museums, LATER, g.former)],
        "successor",
        "The successor has itself ended by that day: name one that goes on.",
    ),
    row(
        "a successor that ends on the same day",
        lambda g: [g.end(g.museums, FORMER_ENDED, g.former)],
        "successor",
        "The successor has itself ended by that day: name one that goes on.",
    ),
    row(
        "the end of a successor before it takes over",
        lambda g: [g.placement(g.museums, g.interior, None), g.end(g.culture, date(2023, 12, 31))],
        WHOLE,
        "culture (en) takes over from former (en) on Jan. 1, 2024, and cannot have ended by then.",
    ),
)


@pytest.mark.parametrize(("bad", "field", "told"), [*PLACES, *ROOT, *ENDS])
def test_is_refused(ground: Ground, bad, field: str, told: str) -> None:
    refused(ground, bad(ground), field, told)
