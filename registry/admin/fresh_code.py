"""Publishing reaches far: whoever has a second factor gives a code of it anew where the last one is old."""

from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from portal.sign_in import session


class NoFreshCode(ValidationError):
    """The last code was given too long ago; the sentence says where to give another."""


def require_fresh(request: HttpRequest) -> None:
    """Raise `NoFreshCode` where whoever publishes has to give a code first."""
    if not session.is_fresh(request):
        where = request.build_absolute_uri(reverse("admin:second_factor"))
        raise NoFreshCode(
            _(
                "Publishing asks for a code of your authenticator, given within the last quarter of an hour. Give one"
                " at %(address)s in another tab, then publish here."
            )
            % {"address": where}
        )


def code_url(request: HttpRequest) -> str:
    """Return where to give a code before publishing, which leads back here; empty where none is asked for."""
    if session.is_fresh(request):
        return ""
    return reverse("admin:second_factor", query={"next": request.get_full_path()})
