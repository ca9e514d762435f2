"""The form by which an agent asks for an assessment: its fields, and what it says of each mistake."""

import re
import unicodedata
from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from django.core import signing
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from registry.requests.models import LONGEST_NAME, LONGEST_NEED
from registry.terms import DeviceClass

FASTEST = 2
"""Seconds that a person takes at least, from opening the form to sending it."""

SLOWEST = 12 * 3600
"""Seconds for which a form may lie open."""

UNSEEN = re.compile("[\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
"""Marks that are not seen, of direction above all: a name reads the same here and at the desk."""

signer = signing.TimestampSigner(salt="registry.surfaces.pages.requests")


class PlainText(forms.CharField):
    """A text without what is not seen; in one line unless it takes several."""

    def __init__(self, *, lines: bool = False, **kwargs: Any) -> None:
        """Take whether it has several lines."""
        self.lines = lines
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> str:
        """Return the text as it is kept."""
        text = unicodedata.normalize("NFC", str(value or "")).replace("\r\n", "\n").replace("\t", " ")
        if not self.lines:
            text = " ".join(text.split())
        kept = [letter for letter in UNSEEN.sub("", text) if letter == "\n" or unicodedata.category(letter)[0] != "C"]
        return re.sub(r"\n{3,}", "\n\n", "".join(kept)).strip()


class AssessmentForm(forms.Form):
    """What an agent asks: which application, for which organisation and device, and why."""

    shown: ClassVar[tuple[str, ...]] = ("application", "organisation", "device", "need", "contact", "anyway")
    """The fields that a person sees, in their order."""

    application = PlainText(
        max_length=LONGEST_NAME,
        error_messages={
            "required": gettext_lazy("Name the application, or paste its address in a store."),
            "max_length": gettext_lazy("Name the application in %(limit_value)s characters or fewer."),
        },
    )
    organisation = forms.ChoiceField(
        error_messages={
            "required": gettext_lazy("Choose your organisation."),
            "invalid_choice": gettext_lazy(
                "We do not know this organisation, or it has ended: choose yours in the list."
            ),
        }
    )
    device = forms.ChoiceField(
        choices=DeviceClass.choices,
        error_messages={
            "required": gettext_lazy("Choose your device."),
            "invalid_choice": gettext_lazy("We do not know this device: choose yours in the list."),
        },
    )
    need = PlainText(
        lines=True,
        max_length=LONGEST_NEED,
        error_messages={
            "required": gettext_lazy("Say what you need it for: a sentence is enough."),
            "max_length": gettext_lazy(
                "Say what you need it for in %(limit_value)s characters or fewer: you wrote %(show_value)s."
            ),
        },
    )
    contact = forms.EmailField(
        required=False,
        max_length=254,
        error_messages={
            "invalid": gettext_lazy("This is no e-mail address: write it like name@example.org, or leave it empty."),
            "max_length": gettext_lazy("An e-mail address has at most %(limit_value)s characters."),
        },
    )
    anyway = forms.BooleanField(required=False)
    website = forms.CharField(required=False, max_length=LONGEST_NAME)
    """A trap: people do not see it, and robots fill in whatever they find."""
    opened = forms.CharField(required=False)
    """When the form was opened, signed."""

    def __init__(
        self, *args: Any, organisations: Sequence[tuple[str, str]], takes_contact: bool, **kwargs: Any
    ) -> None:
        """Offer the organisations that are in being, and the contact where messages can be sent."""
        super().__init__(*args, **kwargs)
        field: Any = self.fields["organisation"]
        field.choices = organisations
        if not takes_contact:
            del self.fields["contact"]

    def clean_contact(self) -> str:
        """Refuse what passes for an address and cannot be written in a message, or would be read as another one."""
        address: str = self.cleaned_data["contact"]
        if not address.isprintable() or "=?" in address or not _has_name(address.rpartition("@")[2]):
            raise forms.ValidationError(self.fields["contact"].error_messages["invalid"])
        return address

    def clean_website(self) -> str:
        """Refuse whoever filled in the trap, in words for the person whose browser did."""
        if self.cleaned_data["website"]:
            raise forms.ValidationError(_("Leave the hidden field empty: it is there to stop robots."))
        return ""

    def clean_opened(self) -> str:
        """Refuse a form that was sent faster than a person types, or that was never opened here."""
        stamp = self.cleaned_data["opened"]
        try:
            signer.unsign(stamp, max_age=SLOWEST)
        except signing.BadSignature as error:
            raise forms.ValidationError(
                _("This form lay open for too long, or was not opened here: check what you typed, and send it again.")
            ) from error
        if is_too_fast(stamp):
            raise forms.ValidationError(
                _("This was sent faster than a person types: wait a few seconds, and send it again.")
            )
        return str(stamp)

    @property
    def stamp(self) -> str:
        """Return what says when the form was opened: again what it came with, as long as that is good."""
        came_with = self.data.get("opened", "") if self.is_bound else ""
        try:
            signer.unsign(came_with, max_age=SLOWEST)
        except signing.BadSignature:
            return signer.sign("")
        return str(came_with)

    @property
    def mistakes(self) -> list[tuple[str, str]]:
        """Return the mistakes in the order of the fields: where each is mended, and its sentence."""
        return [
            (name if name in self.shown else self.shown[0], str(message))
            for name in (*self.shown, "website", "opened")
            for message in self.errors.get(name, ())
        ]


def _has_name(domain: str) -> bool:
    """Tell whether a domain can be written as the Domain Name System holds it (RFC 3490)."""
    try:
        domain.encode("idna")
    except UnicodeError:
        return False
    return True


def is_too_fast(stamp: str) -> bool:
    """Tell whether a form is sent faster than a person types; its stamp is good."""
    try:
        signer.unsign(stamp, max_age=FASTEST)
    except signing.SignatureExpired:
        return False
    return True
