"""Requests for an assessment: the desk on which they lie, and what an organisation does with each."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.text import capfirst, slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from registry.admin.autocomplete import chosen_by_name
from registry.admin.read_only import ReadOnly
from registry.admin.refusals import Refused, refusals
from registry.admin.rights import desk_of, who
from registry.models import Application, ApplicationPlacement, AssessmentRequest, Decision, Proposal
from registry.requests import desk
from registry.requests.delivery import deliver_soon
from registry.requests.models import LONGEST_ANSWER, AssessmentRequestQuerySet
from registry.terms import RequestClosing, RequestState

if TYPE_CHECKING:
    RequestOptions = admin.ModelAdmin[AssessmentRequest]
else:
    RequestOptions = admin.ModelAdmin

MOST_NEEDS = 50
"""The needs that a page shows, the last ones sent; the count tells how many more there are."""


class StandingFilter(admin.SimpleListFilter):
    """Requests by where they stand."""

    title = gettext_lazy("state")
    parameter_name = "standing"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Any:
        """Return where a request can stand."""
        return RequestState.choices

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        """Return the requests that stand there."""
        return queryset.filter(standing=self.value()) if self.value() in RequestState.values else None


class KnownApplicationForm(forms.Form):
    """Which application of the registry is meant."""

    application = chosen_by_name(Decision, "application")


class NewApplicationForm(forms.Form):
    """What the registry needs of an application that it does not know."""

    name = forms.CharField(max_length=200, label=gettext_lazy("name"))
    slug = forms.SlugField(max_length=80, label=gettext_lazy("slug"))
    publisher = chosen_by_name(Application, "publisher")
    category = chosen_by_name(ApplicationPlacement, "category")


@admin.register(AssessmentRequest)
class AssessmentRequestAdmin(ReadOnly, RequestOptions):
    """Requests: read by those of their organisation and by auditors; each step is a button."""

    list_display = ("__str__", "organisation", "device_class", "standing", "times", "asked_at")
    list_filter = (StandingFilter, "device_class", ("organisation", admin.RelatedOnlyFieldListFilter))
    list_select_related = ("organisation", "application", "proposal")
    search_fields = ("wanted__unaccent__icontains", "application__name__unaccent__icontains")

    def get_queryset(self, request: HttpRequest) -> AssessmentRequestQuerySet:
        """Return the requests that this user may see, each with where it stands and how often it was asked."""
        visible = AssessmentRequest.objects.visible_to(who(request)).with_state()
        return visible.annotate(asked_times=Count("submissions"))

    @admin.display(description=gettext_lazy("state"), ordering="standing")
    def standing(self, request: AssessmentRequest) -> str:
        """Return where a request stands."""
        return str(request.state.label)

    @admin.display(description=gettext_lazy("times asked"), ordering="asked_times")
    def times(self, request: Any) -> int:
        """Return how often it was asked."""
        return int(request.asked_times)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """Take the step whose button was pressed, or show the request with what may be done."""
        asked = self.get_object(request, object_id)
        if asked is None:
            raise Http404
        if not self.has_view_permission(request, asked):
            raise PermissionDenied
        if request.method != "POST":
            return self._page(request, asked)
        step = next((step for button, step in self._steps.items() if button in request.POST), None)
        if step is None:
            return self._page(request, asked, error=_("Press one of the buttons."))
        try:
            with refusals(), transaction.atomic():
                address = step(self, request, asked)
        except Refused as refused:
            again = self.get_object(request, object_id) or asked
            return self._page(request, again, error=" ".join(refused.error.messages))
        return HttpResponseRedirect(address)

    # ---- The steps, each with where it leads ----

    def _take_up(self, request: HttpRequest, asked: AssessmentRequest) -> str:
        application = None
        if asked.application is None:
            application = _cleaned(KnownApplicationForm(request.POST, prefix="known"))["application"]
        return self._drafted(request, desk.take_up(asked, by=who(request), application=application))

    def _take_up_new(self, request: HttpRequest, asked: AssessmentRequest) -> str:
        given = _cleaned(NewApplicationForm(request.POST, prefix="new"))
        return self._drafted(request, desk.take_up_new(asked, by=who(request), **given))

    def _drafted(self, request: HttpRequest, proposal: Proposal) -> str:
        self.message_user(request, _("Taken up as a draft of yours: complete it, then submit it."), messages.SUCCESS)
        return reverse("admin:registry_proposal_change", args=[proposal.pk])

    def _answer(self, request: HttpRequest, asked: AssessmentRequest) -> str:
        return self._closed(request, asked, RequestClosing.ANSWERED)

    def _decline(self, request: HttpRequest, asked: AssessmentRequest) -> str:
        return self._closed(request, asked, RequestClosing.DECLINED)

    def _closed(self, request: HttpRequest, asked: AssessmentRequest, closing: RequestClosing) -> str:
        desk.close(asked, by=who(request), closing=closing, answer=request.POST.get("answer", ""))
        deliver_soon()
        self.message_user(request, _("Closed: whoever asked reads what you wrote."), messages.SUCCESS)
        return reverse("admin:registry_assessmentrequest_change", args=[asked.pk])

    _steps: dict[str, Callable[["AssessmentRequestAdmin", HttpRequest, AssessmentRequest], str]] = {
        "_take_up": _take_up,
        "_take_up_new": _take_up_new,
        "_answer": _answer,
        "_decline": _decline,
    }

    # ---- The page ----

    def _page(self, request: HttpRequest, asked: AssessmentRequest, error: str = "") -> TemplateResponse:
        """Return the page of a request: what is asked, by how many and why, and what may be done now."""
        may_act = asked.organisation_id in desk_of(request).seats and asked.state == RequestState.RECEIVED
        may_add = may_act and asked.application is None and desk_of(request).speaks_for_root
        known = KnownApplicationForm(_typed(request, "_take_up"), prefix="known")
        suggested = {"name": asked.wanted, "slug": slugify(asked.wanted)[:80]}
        new = NewApplicationForm(_typed(request, "_take_up_new"), prefix="new", initial=suggested)
        submissions = asked.submissions.order_by("-sent_at", "-id")
        context = {
            **self.admin_site.each_context(request),
            "title": capfirst(self.opts.verbose_name),
            "opts": self.opts,
            "media": known.media + new.media,
            "asked": asked,
            "error": error,
            "times": submissions.count(),
            "submissions": submissions[:MOST_NEEDS],
            "may_act": may_act,
            "known": known if may_act and asked.application is None else None,
            "new": new if may_add else None,
            "typed": request.POST.get("answer", "") if error else "",
            "longest_answer": LONGEST_ANSWER,
        }
        return TemplateResponse(request, "admin/registry/request.html", context)


def _typed(request: HttpRequest, button: str) -> Any:
    """Return what was typed into the form of a button, None where another one was pressed."""
    return request.POST if button in request.POST else None


def _cleaned(form: forms.Form) -> dict[str, Any]:
    """Return what was typed into a form; raise `ValidationError` where it is not complete."""
    if not form.is_valid():
        raise ValidationError(_("Choose what is missing in the form below."))
    return form.cleaned_data
