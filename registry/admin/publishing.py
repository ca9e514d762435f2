"""The base of every admin whose saving is a publication: preview, confirmation, then one revision."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib import admin, messages
from django.contrib.admin.options import IS_POPUP_VAR
from django.core.exceptions import ValidationError
from django.db import models
from django.forms import MultipleChoiceField
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from registry.admin.autocomplete import AutocompleteFields
from registry.admin.confirmation import KEEP, PUBLISH, SEEN, SUBMIT, NotYetConfirmed, Proposed, propose_or_confirm
from registry.admin.drafting import VERSION, Drafting
from registry.admin.publishing_form import SEEN_REVISION, PublishingForm
from registry.admin.reach import WORDS, shown_reach
from registry.admin.refusals import Refused, refusals
from registry.admin.rights import SpokenForByRoot
from registry.admin.turns import MOST_TURNS, shown, why_nothing_turns
from registry.models import Revision
from registry.proposals.changes import Change
from registry.terms import ProposalState

if TYPE_CHECKING:
    ModelAdmin = admin.ModelAdmin[Any]
else:
    ModelAdmin = admin.ModelAdmin

REFUSAL = "registry.admin.refusal"
PROPOSED = "registry.admin.proposed"
EDITED = "registry.admin.edited"
"""Where a request keeps what became of it, between the hooks of Django's form view."""

CONTROLS = ("csrfmiddlewaretoken", "_save", KEEP, SUBMIT, PUBLISH, "_edit", SEEN, WORDS)
"""What the buttons and the confirmation say, as opposed to what was typed."""

ADDRESSES_ARE_SECURE: dict[Any, dict[str, Any]] = {
    models.URLField: {"assume_scheme": "https"},
}
"""How a web address is read that names no scheme."""

MOST_SHOWN = 20
"""The turns that the message after a publication lists; the revision's page lists all."""


class PublishingAdmin(SpokenForByRoot, AutocompleteFields, ModelAdmin):
    """Saves proposals alone: what is published goes through the registrar.

    The first POST shows what would turn, the second proposes it. Where one person publishes alone the
    second may publish too, unless what turns is another by then.
    """

    form = PublishingForm
    add_form: type[PublishingForm] | None = None
    actions = None
    formfield_overrides = ADDRESSES_ARE_SECURE
    history_inlines: Sequence[type[Any]] = ()
    """What is shown beneath a thing that exists."""

    # ---- What an admin says of itself ----

    def changes(self, request: HttpRequest, form: Any, formsets: Sequence[Any], *, change: bool) -> list[Change]:
        """Return what saving this form publishes, in order; by default the row itself."""
        return [form.instance]

    def keeps_draft(self, request: HttpRequest, obj: Any) -> bool:
        """Tell whether saving keeps a draft that nobody sees, instead of publishing."""
        return False

    def thing(self, obj: Any) -> Any:
        """Return whose page is shown after publishing; by default the row itself."""
        return obj

    def ways(self, request: HttpRequest, obj: Any) -> list[tuple[str, str]]:
        """Return the address and label of what else can be done with a row, for this user."""
        return []

    def way(self, request: HttpRequest, fact: type[models.Model], label: str, **known: Any) -> list[tuple[str, str]]:
        """Return the way to add a fact of which something is known already, nothing where this user may not."""
        if not self.admin_site.get_model_admin(fact).has_add_permission(request):
            return []
        return [(reverse(f"admin:registry_{fact._meta.model_name}_add", query=known), label)]

    # ---- The form ----

    def get_inlines(self, request: HttpRequest, obj: Any) -> Any:
        """Return the inlines, with the history of a thing that exists."""
        return [*self.inlines, *(self.history_inlines if obj else ())]

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Return the fieldsets, with the reason where something can be published."""
        fieldsets = [*super().get_fieldsets(request, obj)]
        may = self.has_change_permission(request, obj) if obj else self.has_add_permission(request)
        if may:
            sentence = _(
                "What you save is proposed, once you have seen what it turns, and published as a revision when it is"
                " approved. Nothing that was published is edited or deleted afterwards."
            )
            reason = {"fields": ("why",), "classes": ("publication",), "description": sentence}
            fieldsets.append((_("Publication"), reason))
        return fieldsets

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:  # noqa: FBT001, FBT002  (Django's own signature)
        """Return the form's class for this request, which knows what was refused."""
        if obj is None and self.add_form is not None:
            kwargs["form"] = self.add_form
        form: Any = super().get_form(request, obj, change=change, **kwargs)
        form.refusal = request.META.get(REFUSAL)
        form.is_taken_back = "_edit" in request.POST
        return form

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """Return what the address fills in, less what its fields would not take."""
        fields = self.get_form(request).base_fields
        if drafting := Drafting.of(request):
            if drafting.rows and not isinstance(drafting.rows[0], self.model):
                raise Http404
            return {name: value for name, value in drafting.initial.items() if name in fields}
        initial = {}
        for name, value in super().get_changeform_initial_data(request).items():
            said = str(value).split(",") if isinstance(fields.get(name), MultipleChoiceField) else value
            try:
                fields[name].clean(said)
            except (KeyError, ValidationError):
                continue
            initial[name] = said
        return initial

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        """Return the form's page, with the other ways and what the texts were read as of."""
        obj = kwargs.get("obj")
        context["ways"] = self.ways(request, obj) if obj else ()
        drafting = Drafting.of(request)
        context["drafting"] = drafting
        context["as_of"] = [
            (name, value)
            for name, value in (
                (SEEN_REVISION, getattr(obj, "changed_in_id", None)),
                (VERSION, drafting and drafting.proposal.version),
            )
            if value is not None
        ]
        return super().render_change_form(request, context, *args, **kwargs)

    # ---- Saving ----

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Answer the form: what is saved waits for its confirmation, and what is refused stands in the form."""
        try:
            with refusals():
                return super().changeform_view(request, object_id, form_url, extra_context)
        except NotYetConfirmed as waiting:
            return self._confirmation(request, waiting)
        except Refused as refused:
            request.META[REFUSAL] = refused.error
            return super().changeform_view(request, object_id, form_url, extra_context)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:  # noqa: FBT001  (Django's own signature)
        """Save a draft; what is published waits for its parts."""
        if self.keeps_draft(request, obj):
            super().save_model(request, obj, form, change)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:  # noqa: FBT001  (Django's own signature)
        """Propose the row with its parts, once that is confirmed; save the parts of a notice that is kept back."""
        if self.keeps_draft(request, form.instance):
            super().save_related(request, form, formsets, change)
            return
        for formset in formsets:
            formset.save(commit=False)
        changes = self.changes(request, form, formsets, change=change)
        request.META[EDITED] = [form.fields[name].label for name in form.changed_data if change and name != "why"]
        request.META[PROPOSED] = propose_or_confirm(request, changes, why=form.cleaned_data["why"])

    def _confirmation(self, request: HttpRequest, waiting: NotYetConfirmed) -> TemplateResponse:
        """Return the page that shows what would turn, and carries what was typed."""
        context = {
            **self.admin_site.each_context(request),
            "title": _("Propose this?"),
            "drafting": Drafting.of(request),
            "may_publish_alone": not settings.SECOND_SIGNATURE,
            "opts": self.opts,
            "is_popup": IS_POPUP_VAR in request.POST,
            "why": request.POST.get("why", ""),
            "rows": [(row._meta.verbose_name, str(row)) for row in waiting.publication.rows],
            "edited": request.META[EDITED],
            "nothing_turns": why_nothing_turns(waiting.publication.rows),
            "turns": waiting.turns,
            "count": len(waiting.publication.turns),
            "more": max(0, len(waiting.publication.turns) - MOST_TURNS),
            "vanished": waiting.vanished,
            "was_seen_otherwise": waiting.seen_before is not None,
            "wide": shown_reach(waiting.publication.wide, request.POST.get(WORDS, "")),
            "error": waiting.error,
            "typed": [
                (name, value) for name, values in request.POST.lists() if name not in CONTROLS for value in values
            ],
            "seen": (SEEN, waiting.seen.signed(request)),
        }
        return TemplateResponse(request, "admin/registry/confirmation.html", context)

    # ---- Afterwards ----

    def response_add(self, request: HttpRequest, obj: Any, post_url_continue: str | None = None) -> HttpResponse:
        """Lead on to the proposal, or back to the thing that was published or kept back."""
        return self._afterwards(request, obj) or super().response_add(request, obj, post_url_continue)

    def response_change(self, request: HttpRequest, obj: Any) -> HttpResponse:
        """Lead on to the proposal, or back to the thing that was published or kept back."""
        return self._afterwards(request, obj) or super().response_change(request, obj)

    def _afterwards(self, request: HttpRequest, obj: Any) -> HttpResponse | None:
        """Return the way on, with what was done; None where Django itself closes a window that was opened for it."""
        proposed: Proposed | None = request.META.get(PROPOSED)
        if proposed and not proposed.publication:
            kept = proposed.proposal.state == ProposalState.DRAFT
            self.message_user(
                request,
                _("Kept as a draft: submit it when it is complete.")
                if kept
                else _("Submitted: it waits for its approval."),
                messages.SUCCESS,
            )
            return HttpResponseRedirect(reverse("admin:registry_proposal_change", args=[proposed.proposal.pk]))
        if proposed and proposed.publication:
            # What was published was read from the proposal: the form's own row was never saved.
            obj = next((row for row in proposed.publication.rows if type(row) is type(obj)), obj)
        if IS_POPUP_VAR in request.POST:
            return None
        self.message_user(request, self._done(request, obj), messages.SUCCESS)
        thing = self.thing(obj)
        owner = self.admin_site.get_model_admin(type(thing))
        if not owner.has_view_permission(request, thing):
            return HttpResponseRedirect(reverse("admin:index"))
        return HttpResponseRedirect(reverse(f"admin:registry_{thing._meta.model_name}_change", args=[thing.pk]))

    def _done(self, request: HttpRequest, obj: Any) -> str:
        """Return the message that says what was done."""
        proposed: Proposed | None = request.META.get(PROPOSED)
        publication = proposed.publication if proposed else None
        if publication is None:
            return _("Saved as a draft: nobody sees it before it is published.")
        may_see = self.admin_site.get_model_admin(Revision).has_view_permission(request)
        return render_to_string(
            "admin/registry/published.html",
            {
                "revision": publication.revision,
                "revision_url": reverse("admin:registry_revision_change", args=[publication.revision.pk])
                if may_see
                else None,
                "turns": shown(publication.turns[:MOST_SHOWN]),
                "count": len(publication.turns),
                "more": max(0, len(publication.turns) - MOST_SHOWN),
                "public_url": self.get_view_on_site_url(obj),
            },
        )

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        """Leave it to the proposal and the revision to say who did what."""

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        """Leave it to the proposal and the revision to say who did what."""

    # ---- Rights ----

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Refuse every deletion: nothing that was published is deleted."""
        return False
