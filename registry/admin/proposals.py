"""Proposals: what was proposed, what it would turn, and each step that somebody may take with it."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Model, Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from registry import registrar
from registry.admin.confirmation import SEEN, Seen
from registry.admin.contents_shown import shown_changes
from registry.admin.drafting import PROPOSAL, VERSION, version_of
from registry.admin.effects import shown_effect
from registry.admin.fresh_code import code_url, require_fresh
from registry.admin.reach import WORDS, shown_reach
from registry.admin.read_only import ReadOnly
from registry.admin.refusals import Refused, refusals
from registry.admin.rights import who
from registry.admin.turns import why_nothing_turns
from registry.models import (
    ApplicationPlacement,
    AssessmentRequest,
    CategoryPlacement,
    Decision,
    Proposal,
    Withdrawal,
)
from registry.proposals import workflow
from registry.proposals.contents import without
from registry.proposals.members import seats
from registry.proposals.models import ProposalQuerySet
from registry.requests.delivery import deliver_soon
from registry.terms import ProposalState, Role
from registry.verdicts.turns import effect_in

if TYPE_CHECKING:
    ProposalOptions = admin.ModelAdmin[Proposal]
else:
    ProposalOptions = admin.ModelAdmin

ADDED_TO_A_DRAFT = (
    (Decision, gettext_lazy("Add a ruling or a derogation…")),
    (Withdrawal, gettext_lazy("Add a withdrawal…")),
    (ApplicationPlacement, gettext_lazy("Add the move of an application…")),
    (CategoryPlacement, gettext_lazy("Add the move of a category…")),
)
"""What a draft is completed with, by a form of its own."""


class WaitingFilter(admin.SimpleListFilter):
    """Proposals on which this user may do something."""

    title = gettext_lazy("waiting")
    parameter_name = "waiting"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Any:
        """Return for what a proposal can wait."""
        return (("approval", gettext_lazy("For my approval")), ("mine", gettext_lazy("Mine, not published yet")))

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        """Return the proposals that wait for it."""
        user = who(request)
        match self.value():
            case "approval":
                waiting = queryset.filter(state=ProposalState.SUBMITTED, organisation__in=seats(user, Role.APPROVER))
                return waiting.exclude(Q(author=user) | Q(edited_by=user)) if settings.SECOND_SIGNATURE else waiting
            case "mine":
                return queryset.open().filter(author=user)
        return None


@admin.register(Proposal)
class ProposalAdmin(ReadOnly, ProposalOptions):
    """Proposals: read by those of their organisation and by auditors; each step is a button."""

    list_display = ("__str__", "organisation", "state", "author", "edited_at")
    list_filter = (WaitingFilter, "state", ("organisation", admin.RelatedOnlyFieldListFilter))
    list_select_related = ("organisation", "author")
    search_fields = ("why__unaccent__icontains", "author__username")
    date_hierarchy = "edited_at"

    def get_queryset(self, request: HttpRequest) -> ProposalQuerySet:
        """Return the proposals that this user may see."""
        return Proposal.objects.visible_to(who(request)).select_related(
            "organisation", "author", "edited_by", "submitted_by", "closed_by", "revision"
        )

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """Take the step whose button was pressed, or show the proposal with what it would turn."""
        proposal = self.get_object(request, object_id)
        if proposal is None:
            raise Http404
        if not self.has_view_permission(request, proposal):
            raise PermissionDenied
        if request.method != "POST":
            return self._page(request, proposal)
        step = next((step for button, step in self._steps.items() if button in request.POST), None)
        if step is None:
            return self._page(request, proposal, error=_("Press one of the buttons."))
        try:
            with refusals(), transaction.atomic():
                said = step(self, request, proposal)
        except registrar.Moved as moved:
            return self._page(request, self._again(proposal), publication=moved.publication)
        except Refused as refused:
            return self._page(request, self._again(proposal), error=" ".join(refused.error.messages))
        self.message_user(request, said, messages.SUCCESS)
        return HttpResponseRedirect(reverse("admin:registry_proposal_change", args=[proposal.pk]))

    def _again(self, proposal: Proposal) -> Proposal:
        """Return a proposal as it stands after a step that was refused."""
        return Proposal.objects.select_related("organisation", "author").get(pk=proposal.pk)

    # ---- The steps, each with what is said of it afterwards ----

    def _submit(self, request: HttpRequest, proposal: Proposal) -> str:
        workflow.submit(proposal, by=who(request), version=version_of(request))
        return _("Submitted: it waits for its approval.")

    def _approve(self, request: HttpRequest, proposal: Proposal) -> str:
        seen = Seen.read(request)
        if seen is None:
            raise ValidationError(_("What you saw is not known: look again, then publish."))
        require_fresh(request)
        words = request.POST.get(WORDS, "")
        publication = registrar.approve(proposal, by=who(request), seen=seen.digest, version=seen.version, words=words)
        deliver_soon()
        return _("Published as revision %(number)s.") % {"number": publication.revision.number}

    def _reject(self, request: HttpRequest, proposal: Proposal) -> str:
        workflow.reject(proposal, by=who(request), reason=request.POST.get("reason", ""), version=version_of(request))
        deliver_soon()
        return _("Rejected: its author reads why.")

    def _take_back(self, request: HttpRequest, proposal: Proposal) -> str:
        workflow.take_back(proposal, by=who(request), version=version_of(request))
        return _("Withdrawn: nothing of it is published.")

    def _comment(self, request: HttpRequest, proposal: Proposal) -> str:
        workflow.comment(proposal, by=who(request), text=request.POST.get("text", ""))
        return _("Your comment was added.")

    def _reword(self, request: HttpRequest, proposal: Proposal) -> str:
        why = request.POST.get("why", "")
        workflow.edit(proposal, proposal.contents, by=who(request), why=why, version=version_of(request))
        return _("The reason was changed.")

    def _remove(self, request: HttpRequest, proposal: Proposal) -> str:
        contents = without(proposal.contents, request.POST["_remove"])
        if len(contents) == len(proposal.contents):
            raise ValidationError(_("This change is not in the draft, or no longer."))
        workflow.edit(proposal, contents, by=who(request), why=proposal.why, version=version_of(request))
        return _("The change was taken out of the draft.")

    _steps: dict[str, Callable[["ProposalAdmin", HttpRequest, Proposal], str]] = {
        "_submit": _submit,
        "_approve": _approve,
        "_reject": _reject,
        "_take_back": _take_back,
        "_comment": _comment,
        "_reword": _reword,
        "_remove": _remove,
    }

    # ---- The page ----

    def _page(
        self,
        request: HttpRequest,
        proposal: Proposal,
        error: str = "",
        publication: registrar.Publication | None = None,
    ) -> TemplateResponse:
        """Return the proposal's page: its steps, its contents, what it would turn, what may be done now."""
        looked, refusal = (publication, "") if publication else self._preview(request, proposal)
        effect = looked.effect if looked else effect_in(proposal.revision_id) if proposal.revision_id else None
        rows: Sequence[Model] = looked.rows if looked else ()
        seen_before = Seen.read(request) if publication else None
        context = {
            **self.admin_site.each_context(request),
            "title": _("Proposal"),
            "opts": self.opts,
            "media": forms.Media(),
            "proposal": proposal,
            "error": error,
            "typed": {name: request.POST.get(name, "") for name in ("text", "reason", "why")} if error else {},
            "changes": shown_changes(proposal),
            "edits": proposal.edits.select_related("by"),
            "asked": AssessmentRequest.objects.filter(proposal=proposal).select_related("application").first(),
            "comments": proposal.comments.select_related("by"),
            "refusal": refusal,
            "nothing_turns": _("Nothing turned.") if proposal.revision_id else why_nothing_turns(rows),
            "effect": shown_effect(request, effect, rows, seen_before) if effect else None,
            "wide": shown_reach(looked.wide, request.POST.get(WORDS, "")) if looked else None,
            "moved": publication is not None,
            "vanished": seen_before.vanished_from(effect.turns) if effect and seen_before else (),
            "seen": (SEEN, Seen.of(effect, version=proposal.version).signed(request)) if effect else None,
            "version": (VERSION, proposal.version),
            **self._rights(request, proposal),
        }
        return TemplateResponse(request, "admin/registry/proposal.html", context)

    def _preview(self, request: HttpRequest, proposal: Proposal) -> tuple[registrar.Publication | None, str]:
        """Return what publishing it would make, None where it is closed or, with the reason, cannot be published."""
        if proposal.state not in (ProposalState.DRAFT, ProposalState.SUBMITTED):
            return None, ""
        try:
            with refusals():
                return registrar.preview_of(proposal, by=who(request)), ""
        except Refused as refused:
            return None, " ".join(refused.error.messages)

    def _rights(self, request: HttpRequest, proposal: Proposal) -> dict[str, Any]:
        """Return what this user may do with the proposal now, and why not what others may."""
        user = who(request)
        works = _may(workflow.require_work, proposal, user, Role.EDITOR, Role.APPROVER)
        approves = _may(workflow.require_work, proposal, user, Role.APPROVER)
        is_draft = proposal.state == ProposalState.DRAFT
        is_submitted = proposal.state == ProposalState.SUBMITTED
        own = proposal.author_id == user.pk
        wrote = proposal.was_written_by(user)
        closes = approves and is_submitted and not (wrote and settings.SECOND_SIGNATURE)
        return {
            "may_edit": works and is_draft,
            "may_comment": works,
            "may_take_back": own and (is_draft or is_submitted),
            "may_reject": closes,
            "may_approve": closes,
            "code_url": code_url(request) if closes else "",
            "waits_for_another": wrote and is_submitted and settings.SECOND_SIGNATURE,
            "ways": self._ways(request, proposal) if works and is_draft else (),
        }

    def _ways(self, request: HttpRequest, proposal: Proposal) -> list[tuple[str, Any]]:
        """Return the address and label of each form that completes a draft."""
        return [
            (reverse(f"admin:registry_{model._meta.model_name}_add", query={PROPOSAL: proposal.public_id}), label)
            for model, label in ADDED_TO_A_DRAFT
            if self.admin_site.get_model_admin(model).has_add_permission(request)
        ]


def _may(require: Callable[..., None], *asked: Any) -> bool:
    """Tell whether somebody may do what would otherwise be refused."""
    try:
        require(*asked)
    except (PermissionDenied, ValidationError):
        return False
    return True
