"""The pages of the second factor: give it, set it up, and take new recovery codes."""

from collections.abc import Callable
from functools import wraps
from typing import Any

import segno
from django import forms
from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.debug import sensitive_post_parameters

from portal.sign_in import factors, session

NEXT = "next"
View = Callable[[HttpRequest, User], HttpResponse]


class CodeForm(forms.Form):
    """A code of an authenticator, or a recovery code."""

    code = forms.CharField(
        label=gettext_lazy("Code"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "autofocus": True, "spellcheck": "false"}),
    )

    def __init__(self, *args: Any, takes: Callable[[str], bool], user: User, **kwargs: Any) -> None:
        """Keep what takes a code."""
        super().__init__(*args, **kwargs)
        self._takes, self._user = takes, user

    def clean_code(self) -> str:
        """Refuse a code that is not the one, or that comes too soon after others that were not."""
        code: str = self.cleaned_data["code"]
        if seconds := factors.waits_for(self._user, code):
            wait = ngettext(
                "Codes were wrong: wait for %(seconds)s second.",
                "Codes were wrong: wait for %(seconds)s seconds.",
                seconds,
            )
            raise forms.ValidationError(wait % {"seconds": seconds})
        if not self._takes(code):
            raise forms.ValidationError(
                _("This code is not right, or was used before. Wait for the next one, or give a recovery code.")
            )
        return code


def of_staff(view: View) -> Callable[[HttpRequest], HttpResponse]:
    """Return a view for whoever gave the password of somebody who may enter the administration."""

    @never_cache
    @csrf_protect
    @sensitive_post_parameters("code")
    @wraps(view)
    def guarded(request: HttpRequest) -> HttpResponse:
        if request.method not in ("GET", "HEAD", "POST"):
            return HttpResponseNotAllowed(("GET", "HEAD", "POST"))
        user = request.user
        if not isinstance(user, User) or not (user.is_active and user.is_staff):
            return redirect_to_login(request.get_full_path(), reverse("admin:login"))
        return view(request, user)

    return guarded


@of_staff
def second_factor(request: HttpRequest, user: User) -> HttpResponse:
    """Ask for the code of an authenticator, or a recovery code; lead on to where it was asked for."""
    if factors.authenticator(user) is None:
        return HttpResponseRedirect(_with_next("admin:set_up", request))
    form = CodeForm(request.POST or None, takes=lambda code: factors.accept(user, code) is not None, user=user)
    if request.method == "POST" and form.is_valid():
        session.prove(request)
        if (left := factors.codes_left(user)) <= factors.FEW:
            messages.warning(request, _("You have %(left)s recovery codes left: take new ones.") % {"left": left})
        return HttpResponseRedirect(_onwards(request))
    return _shown(request, "second_factor", _("Second factor"), form=form, is_anew=session.PROVED in request.session)


@of_staff
def set_up(request: HttpRequest, user: User) -> HttpResponse:
    """Let an authenticator be set up, in place of the one there was; whoever has one gives a code of it first."""
    if factors.authenticator(user) and not session.is_fresh(request):
        return HttpResponseRedirect(_with_next("admin:second_factor", request, reverse("admin:set_up")))
    device = factors.awaited(user)
    form = CodeForm(request.POST or None, takes=lambda code: factors.confirm(device, code), user=user)
    if request.method == "POST" and form.is_valid():
        session.prove(request)
        return _codes(request, user)
    return _shown(
        request,
        "set_up",
        _("Set up a second factor"),
        form=form,
        secret=factors.spoken_secret(device),
        picture=_picture(device.config_url),
    )


@of_staff
def recovery_codes(request: HttpRequest, user: User) -> HttpResponse:
    """Give new recovery codes, in place of the old ones, to whoever gave a code just now."""
    if not (factors.authenticator(user) and session.is_fresh(request)):
        return HttpResponseRedirect(_with_next("admin:second_factor", request, reverse("admin:recovery_codes")))
    if request.method == "POST":
        return _codes(request, user)
    return _shown(request, "recovery_codes", _("Recovery codes"), left=factors.codes_left(user))


def _codes(request: HttpRequest, user: User) -> HttpResponse:
    """Show new recovery codes, this once."""
    return _shown(
        request, "recovery_codes", _("Recovery codes"), codes=factors.new_codes(user), onwards=_onwards(request)
    )


def _shown(request: HttpRequest, page: str, title: str, **context: Any) -> TemplateResponse:
    told = {**admin.site.each_context(request), "title": title, "next": request.GET.get(NEXT, "")} | context
    return TemplateResponse(request, f"admin/sign_in/{page}.html", told)


def _onwards(request: HttpRequest) -> str:
    """Return where whoever gave a code was going: an address of ours, or the first page."""
    to = request.POST.get(NEXT) or request.GET.get(NEXT, "")
    if url_has_allowed_host_and_scheme(to, {request.get_host()}, require_https=request.is_secure()):
        return to
    return reverse("admin:index")


def _with_next(name: str, request: HttpRequest, to: str = "") -> str:
    return reverse(name, query={NEXT: to or _onwards(request)})


def _picture(address: str) -> SafeString:
    """Return an address as a QR code in SVG, which stands in the page: no other picture is loaded."""
    drawn = segno.make(address, error="m").svg_inline(scale=5, border=4, dark="#000", light="#fff")
    return mark_safe(drawn)  # noqa: S308  (drawn by segno, of modules alone)
