"""Rights by role: what somebody at the administration may do follows from their memberships, never from Django's."""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, cast

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from registry.catalogue.organisations import ROOT
from registry.proposals.members import Membership, seats
from registry.terms import Role

if TYPE_CHECKING:
    from django.contrib.admin.options import BaseModelAdmin
    from django.contrib.auth.models import User

    Options = BaseModelAdmin[Any]
else:
    Options = object

DESK = "_desk"
"""Where the user of a request keeps their desk."""


@dataclass(frozen=True)
class Desk:
    """Where somebody may do what: read once for a request."""

    looks: bool
    """Whether they see what is published: whoever has a role anywhere, and those who run the installation."""
    audits: bool
    """Whether they see what is not published yet, everywhere."""
    seats: AbstractSet[int]
    """The organisations for which they may propose."""
    speaks_for_root: bool
    """Whether one of them is the root, which speaks for the catalogue, the notices and the tree."""


def desk_of(request: HttpRequest) -> Desk:
    """Return the desk of whoever makes a request. At most three queries, once for the user that the request loads."""
    user = who(request)
    if not hasattr(user, DESK):
        setattr(user, DESK, _desk(user))
    return cast("Desk", getattr(user, DESK))


def _desk(user: "User") -> Desk:
    held = list(Membership.objects.of(user).values_list("role", "organisation__slug"))
    proposing = [organisation for role, organisation in held if role != Role.AUDITOR]
    return Desk(
        looks=bool(held) or user.is_superuser,
        audits=any(role == Role.AUDITOR for role, _organisation in held),
        seats=seats(user, Role.EDITOR, Role.APPROVER) if proposing else frozenset(),
        speaks_for_root=ROOT in proposing,  # nothing stands above it
    )


class Looks(Options):
    """For an admin or an inline of what is published: whoever has a role sees it."""

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Let whoever has a role find it in the index."""
        return desk_of(request).looks

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Let whoever has a role see it."""
        return desk_of(request).looks

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """Refuse a list's address that asks by what points at its rows: a proposal, a member."""
        pointing = {field.name for field in self.model._meta.get_fields() if field.auto_created and not field.concrete}
        asked = lookup.partition("__")[0]
        return asked not in pointing and super().lookup_allowed(lookup, value, request)


class SpokenForByRoot(Looks):
    """For an admin or an inline of what the root speaks for: the catalogue, the notices, the trees."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Let those propose it who speak for the root."""
        return desk_of(request).speaks_for_root

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Let those propose it who speak for the root."""
        return desk_of(request).speaks_for_root


class SpokenForBySeats(Looks):
    """For an admin of what each organisation speaks for itself: rulings, their ends, its rules."""

    mine: ClassVar[tuple[str, str]] = ("organisation", "pk__in")
    """The field that says for whom, and the lookup that finds in it what is of some organisations."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Let those propose it who hold a role somewhere: the form takes only their organisations."""
        return bool(desk_of(request).seats)

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Return the field, which takes only what is of the organisations for which this user may propose."""
        field: Any = super().formfield_for_foreignkey(db_field, request, **kwargs)
        name, lookup = self.mine
        if db_field.name == name:
            field.queryset = field.queryset.filter(**{lookup: desk_of(request).seats})
            field.error_messages["invalid_choice"] = _(
                "You may not propose anything for this one: ask somebody who holds a role there."
            )
        return field


def who(request: HttpRequest) -> "User":
    """Return who is at the administration: nobody else enters it."""
    return cast("User", request.user)


def chosen_for(request: HttpRequest) -> str | None:
    """Return the field for which a row is being chosen by its name, as `model.field`; None on other pages."""
    if request.resolver_match is None or request.resolver_match.url_name != "autocomplete":
        return None
    return f"{request.GET.get('model_name', '')}.{request.GET.get('field_name', '')}".lower()
