"""The filters of the list of decisions."""

from typing import Any

from django.contrib import admin
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from registry.decisions.models import SOON
from registry.models import Decision, Withdrawal
from registry.revisions.models import today
from registry.terms import DeviceClass


class DeviceFilter(admin.SimpleListFilter):
    """Decisions that cover a kind of device."""

    title = _("device")
    parameter_name = "device"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Any:
        """Return the kinds of device."""
        return DeviceClass.choices

    def queryset(self, request: HttpRequest, queryset: QuerySet[Decision]) -> QuerySet[Decision] | None:
        """Return the decisions that cover it."""
        return queryset.filter(device_classes__contains=[self.value()]) if self.value() else None


class StandingFilter(admin.SimpleListFilter):
    """Decisions that are in force today, that have ended, or that are to come."""

    title = pgettext_lazy("filter", "in force")
    parameter_name = "standing"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Any:
        """Return where a decision can stand."""
        return (("in_force", _("In force today")), ("to_come", _("To come")), ("ended", _("Ended")))

    def queryset(self, request: HttpRequest, queryset: QuerySet[Decision]) -> QuerySet[Decision] | None:
        """Return the decisions that stand there."""
        day = today()
        annulled = Exists(Withdrawal.objects.filter(decision=OuterRef("pk"), ends_on__lte=OuterRef("effective_on")))
        in_force = Q(pk__in=Decision.objects.in_force(day).values("pk"))  # which asks of what it derogates from, too
        match self.value():
            case "in_force":
                return queryset.filter(in_force)
            case "to_come":
                return queryset.filter(~annulled, effective_on__gt=day)
            case "ended":
                return queryset.filter(annulled | Q(effective_on__lte=day) & ~in_force)
        return None


class DerogationFilter(admin.SimpleListFilter):
    """Decisions that derogate from another, or do not."""

    title = _("derogation")
    parameter_name = "derogation"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Any:
        """Return the two kinds, and the derogations that end soon."""
        soon = gettext("Derogations that end within %(days)s days") % {"days": SOON}
        return (("yes", _("Derogations")), ("soon", soon), ("no", _("Other decisions")))

    def queryset(self, request: HttpRequest, queryset: QuerySet[Decision]) -> QuerySet[Decision] | None:
        """Return the decisions of a kind."""
        match self.value():
            case "yes":
                return queryset.filter(derogates__isnull=False)
            case "soon":
                return queryset.filter(pk__in=Decision.objects.ending_within(SOON, today()).values("pk"))
            case "no":
                return queryset.filter(derogates__isnull=True)
        return None
