"""What a feed is asked: for which devices, and for which state where it is not that of now."""

import re
from datetime import date

from django.utils.translation import gettext as _
from rest_framework.exceptions import NotFound, ValidationError

from registry.surfaces.feed import problems
from registry.surfaces.feed.channel import Channel, find_channel
from registry.surfaces.parameters import shown
from registry.terms import DeviceClass


def channel(slug: str, device: DeviceClass, on: date | None = None, revision: int | None = None) -> Channel:
    """Return the channel of an organisation, by default as it is now; raise 404 where there is no organisation."""
    found = find_channel(slug, device, on, revision)
    if found is None:
        raise NotFound(_("There is no organisation “%(slug)s”.") % {"slug": shown(slug)})
    return found


def refuse_ended(channel: Channel, origin: str) -> None:
    """Raise the problem of an organisation that has ended by the day asked about."""
    if channel.ends_on is not None and channel.ends_on <= channel.day:
        raise problems.ended(channel, channel.ends_on, origin)


def device_class(text: str) -> DeviceClass:
    """Return the device class that is asked for, the professional phone where none is."""
    if not text:
        return DeviceClass.PROFESSIONAL_PHONE
    if text not in DeviceClass.values:
        raise ValidationError({"device": [no_device(text)]})
    return DeviceClass(text)


def no_device(text: str) -> str:
    """Return the sentence that says that a text is no device class, and which there are."""
    words = {"device": shown(text), "devices": ", ".join(DeviceClass.values)}
    return _("There is no device “%(device)s”. It is one of: %(devices)s.") % words


def day(text: str) -> date | None:
    """Return the day that is asked for in ISO 8601, None where none is."""
    if not text:
        return None
    try:
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text, re.ASCII):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise ValidationError({"on": [_("Write a day as year-month-day: 2023-03-24.")]})


def revision(text: str) -> int | None:
    """Return the revision that is asked for, None where none is."""
    if not text:
        return None
    if not re.fullmatch(r"[1-9]\d{0,8}", text, re.ASCII):
        raise ValidationError({"revision": [_("A revision has a number: 1, 2, 3…")]})
    return int(text)


def refuse_unknown_state(channel: Channel) -> None:
    """Raise a problem where the state has a revision that is none yet, or that did not know the organisation."""
    words = {"revision": channel.revision, "last": channel.last}
    if not channel.digest:
        sentence = _("There is no revision %(revision)s yet: the last one is %(last)s.") % words
        raise ValidationError({"revision": [sentence]})
    if not channel.is_known:
        raise NotFound(_("At revision %(revision)s the registry did not know it yet.") % words)
