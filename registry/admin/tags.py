"""What templates of the administration ask for on every page."""

from collections.abc import Mapping
from typing import Any

from django.template import Library

from registry.admin.rights import desk_of
from registry.channels.held import Held, held_channels

register = Library()


@register.simple_tag(takes_context=True)
def held_for_this_user(context: Mapping[str, Any]) -> list[Held]:
    """Return the channels that are held, none for whoever holds no role. No query while none is."""
    request = context.get("request")
    if request is None or not (held := held_channels()):
        return []
    return held if request.user.is_active and desk_of(request).looks else []
