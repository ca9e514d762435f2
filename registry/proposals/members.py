"""Members: who may propose, publish or look, at which organisation and everything below it."""

from collections.abc import Iterable
from typing import Self

from django.conf import settings
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db import models
from django.db.models import Model, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from registry.catalogue.organisations import BaselineEntry, DefaultRule, Organisation
from registry.catalogue.trees import Placements, Tree, seating
from registry.decisions.models import Decision, MinimumVersion, Withdrawal
from registry.revisions.models import today
from registry.terms import Role


class MembershipQuerySet(models.QuerySet["Membership"]):
    """The words by which memberships are read."""

    def of(self, user: User) -> Self:
        """Return the memberships of a user."""
        return self.filter(user=user.pk)


class Membership(models.Model):
    """That a user holds a role at an organisation, and so at everything below it.

    Superusers run the installation; by that alone they rule on nothing.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="memberships", verbose_name=gettext_lazy("user")
    )
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="memberships", verbose_name=gettext_lazy("organisation")
    )
    role = models.CharField(gettext_lazy("role"), max_length=8, choices=Role.choices)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = gettext_lazy("member")
        verbose_name_plural = gettext_lazy("members")
        ordering = ("organisation", "user", "role")
        constraints = (
            models.UniqueConstraint(
                name="member_holds_a_role_once",
                fields=("user", "organisation", "role"),
                violation_error_message=gettext_lazy("This user holds this role there already."),
            ),
            models.CheckConstraint(name="member_role_is_known", condition=Q(role__in=Role.values)),
        )

    def __str__(self) -> str:
        """Return who is what where."""
        return f"{self.user} · {self.get_role_display()} · {self.organisation}"


def seats(user: User, *roles: Role, tree: Tree | None = None) -> set[int]:
    """Return the organisations at which a user holds one of the roles, those below included.

    One query, and one more for the tree unless it is given.
    """
    held = set(Membership.objects.of(user).filter(role__in=roles).values_list("organisation", flat=True))
    tree = tree or (seating() if held else Tree(Placements(())))
    day = today()
    return {
        below
        for organisation in held
        for below in tree.ever_below(organisation)
        if organisation in tree.upwards(below, day)
    }


def sees_everything(user: User) -> bool:
    """Tell whether a user may look across all organisations. One query."""
    return Membership.objects.of(user).filter(role=Role.AUDITOR).exists()


def authorities(rows: Iterable[Model], root: int) -> set[int]:
    """Return the organisations on whose behalf rows speak.

    A ruling, its withdrawal, a baseline and a default rule are their organisation's; the catalogue,
    the notices and the tree of organisations are the root's.
    """
    found = set()
    for row in rows:
        match row:
            case Decision() | BaselineEntry() | DefaultRule():
                found.add(row.organisation.pk or root)  # one that is new is the root's to seat
            case Withdrawal() | MinimumVersion():
                found.add(row.decision.organisation.pk or root)
            case _:
                found.add(root)
    return found


def require(user: User, *roles: Role, at: Iterable[int], tree: Tree | None = None) -> None:
    """Refuse a user who holds none of the roles at some organisation; raise `PermissionDenied`."""
    if missing := set(at) - seats(user, *roles, tree=tree):
        names = ", ".join(str(organisation) for organisation in Organisation.objects.filter(pk__in=missing).by_name())
        raise PermissionDenied(
            _("You may not do this for %(organisations)s: ask somebody who holds the role there.")
            % {"organisations": names}
        )
