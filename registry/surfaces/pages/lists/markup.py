"""The markup of what a list repeats a hundred times: written here, since a template goes tag by tag through each.

A skin that wants other markup overrides the template that stands around it, and goes through the same fields.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.template.loader import render_to_string
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from registry.surfaces.pages.lists.applications import Row
    from registry.surfaces.pages.lists.facets import Option

OPTION = '<li><a class="option option-{}" href="{}"{}>{}<span class="option-name">{}</span>{}</a></li>'
ROW = """<tr>
        <th scope="row"><a href="{url}">{name}</a> <span class="only-phone line-sub">{category}</span>\
<p class="only-wide line-sub"><a href="{comparison_url}">{compare}<span class="unseen"> {name}</span></a></p></th>
        <td>{badge}{by_category}</td>
        <td class="only-wide">{since}</td>
        <td class="only-wide">{category}</td>
        <td class="only-wide">{publisher}</td>
      </tr>"""


def option_items(options: Iterable["Option"]) -> SafeString:
    """Return what may be chosen, each a link in an item of a list."""
    chosen, nothing = mark_safe(' aria-current="true"'), mark_safe("")
    return format_html_join(
        "\n  ",
        OPTION,
        (
            (
                one.depth,
                one.url,
                chosen if one.chosen else nothing,
                _glyph(one.outcome) if one.outcome else nothing,
                one.name,
                format_html(' <span class="option-number">{}</span>', one.number) if one.number else nothing,
            )
            for one in options
        ),
    )


def application_rows(rows: Iterable["Row"]) -> SafeString:
    """Return applications with their answers, each a row of a table."""
    compare = _("Compare")
    by_category = format_html('<br><span class="line-sub">{}</span>', _("by its category"))
    return format_html_join(
        "\n      ",
        ROW,
        (
            {
                "name": one.name,
                "url": one.url,
                "comparison_url": one.comparison_url,
                "compare": compare,
                "badge": one.badge,
                "by_category": by_category if one.by_category else "",
                "since": one.since,
                "category": one.category,
                "publisher": one.publisher,
            }
            for one in rows
        ),
    )


def _glyph(outcome: str) -> SafeString:
    glyph = render_to_string("parts/outcome_glyph.html", {"outcome": outcome})
    return format_html('<span class="{}">{}</span>', outcome, glyph)
