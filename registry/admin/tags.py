"""What templates of the administration ask for on every page."""

from collections.abc import Mapping
from typing import Any

from django.template import Library

from registry.admin.rights import desk_of
from registry.channels.expiry import Expiry, expiry
from registry.channels.held import Held, held_channels

register = Library()


@register.simple_tag(takes_context=True)
def held_for_this_user(context: Mapping[str, Any]) -> list[Held]:
    """Return the channels that are held, none for whoever holds no role. No query while none is."""
    return held if (held := held_channels()) and _looks(context) else []


@register.simple_tag(takes_context=True)
def keys_for_this_user(context: Mapping[str, Any]) -> Expiry | None:
    """Return until when channels can be signed where that is soon, None for whoever holds no role. No query else."""
    return keys if (keys := expiry()) and keys.is_near and _looks(context) else None


def _looks(context: Mapping[str, Any]) -> bool:
    """Tell whether whoever asks holds a role."""
    request = context.get("request")
    return request is not None and request.user.is_active and bool(desk_of(request).looks)
