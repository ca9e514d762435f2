"""What the furniture says of itself, on pages that no view of ours shows too: the library `furniture` of templates."""

from django import template
from django.template.context import RequestContext
from django.template.loader_tags import BLOCK_CONTEXT_KEY

from registry.surfaces.pages import fallback
from registry.surfaces.pages.lists.markup import application_rows, option_items
from registry.surfaces.pages.rgaa import audit

register = template.Library()
register.simple_tag(application_rows)
register.simple_tag(option_items)


@register.simple_tag(takes_context=True)
def again(context: RequestContext, name: str) -> str:
    """Return what a block of this page holds: a title stands in the tab, and on the card that others make of a page.

    It is escaped already, as it is where it stands first.
    """
    block = context.render_context[BLOCK_CONTEXT_KEY].get_block(name)
    return str(block.nodelist.render(context))


@register.simple_tag
def accessibility() -> str:
    """Return how accessible the site says that it is."""
    return str(audit().standing.label)


@register.simple_tag
def marked(thing: object, column: str) -> str:
    """Return a text in the reader's language, or marked in the other."""
    return fallback.marked(thing, column)
