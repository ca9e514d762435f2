"""A template's block, said again: a title stands in the tab and on the card that other sites make of a page."""

from django import template
from django.template.context import RequestContext
from django.template.loader_tags import BLOCK_CONTEXT_KEY

register = template.Library()


@register.simple_tag(takes_context=True)
def again(context: RequestContext, name: str) -> str:
    """Return what a block of this page holds; it is escaped already, as it is where it stands first."""
    block = context.render_context[BLOCK_CONTEXT_KEY].get_block(name)
    return str(block.nodelist.render(context))
