"""What is recorded, and the trail of it: one table of traces for each kind, read together as one view."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Self, cast

import pghistory
import pgtrigger
from django.contrib.auth.models import Group, User
from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from registry.announcements.models import AnnouncedApplication, Announcement, Quote, Source
from registry.audit.recording import Added, Changed, Removed, Trace
from registry.catalogue.applications import Application, Category, Publisher
from registry.catalogue.organisations import Organisation
from registry.languages import told
from registry.proposals.members import Membership


class Account(User):
    """A user, as far as the trail keeps one: neither name, nor address, nor password, nor visits."""

    class Meta:
        proxy = True
        default_permissions = ()
        verbose_name = _("user")
        verbose_name_plural = _("users")


class AccountGroup(User.groups.through):  # type: ignore[name-defined, misc]  # made by Django
    """That a user is in a group of Django's."""

    class Meta:
        proxy = True
        default_permissions = ()
        verbose_name = _("group of a user")
        verbose_name_plural = _("groups of users")

    def __str__(self) -> str:
        """Return who is in which group."""
        return f"{self.user} · {self.group}"


class AccountPermission(User.user_permissions.through):  # type: ignore[name-defined, misc]
    """That a user has a permission of Django's."""

    class Meta:
        proxy = True
        default_permissions = ()
        verbose_name = _("permission of a user")
        verbose_name_plural = _("permissions of users")

    def __str__(self) -> str:
        """Return who may do what."""
        return f"{self.user} · {self.permission.codename}"


class RecordedGroup(Group):
    """A group of Django's."""

    class Meta:
        proxy = True
        default_permissions = ()
        verbose_name = _("group")
        verbose_name_plural = _("groups")


class GroupPermission(Group.permissions.through):  # type: ignore[name-defined, misc]
    """That a group has a permission of Django's."""

    class Meta:
        proxy = True
        default_permissions = ()
        verbose_name = _("permission of a group")
        verbose_name_plural = _("permissions of groups")

    def __str__(self) -> str:
        """Return which group may do what."""
        return f"{self.group} · {self.permission.codename}"


class Operation(models.TextChoices):
    """What became of a row."""

    ADDED = "added", pgettext_lazy("trace", "Addition")
    CHANGED = "changed", pgettext_lazy("trace", "Change")
    REMOVED = "removed", pgettext_lazy("trace", "Removal")


@dataclass(frozen=True)
class Kind:
    """What is recorded of a model; `part_of` names the field of the thing on whose page it is shown too."""

    model: type[models.Model]
    part_of: str = ""
    fields: Sequence[str] = ()
    """The fields that are kept, by default all that are not computed."""
    secret: Sequence[str] = ()
    """Fields of which it is kept that they changed, and no value."""

    @property
    def kept(self) -> list[Any]:
        """Return the fields whose values are kept."""
        every: Sequence[Any] = self.model._meta.concrete_fields
        if self.fields:
            return [field for field in every if field.name in self.fields]
        return [field for field in every if not isinstance(field, models.GeneratedField)]

    @property
    def name(self) -> str:
        """Return the name of the kind: that of the model, of Django's for a proxy of ours."""
        return str(self.model._meta.concrete_model._meta.model_name)  # type: ignore[union-attr]  # never abstract


RECORDED = (
    Kind(Announcement),
    Kind(Quote, part_of="announcement"),
    Kind(Source, part_of="announcement"),
    Kind(AnnouncedApplication, part_of="announcement"),
    Kind(Organisation),
    Kind(Publisher),
    Kind(Category),
    Kind(Application),
    Kind(Membership, part_of="user"),
    Kind(
        Account,
        fields=("id", "username", "is_active", "is_staff", "is_superuser"),
        secret=("password", "email"),
    ),
    Kind(AccountGroup, part_of="user"),
    Kind(AccountPermission, part_of="user"),
    Kind(RecordedGroup),
    Kind(GroupPermission, part_of="group"),
)
KINDS = {kind.name: kind for kind in RECORDED}


def _traces_of(kind: Kind) -> type[Trace]:
    """Return the table of a kind's traces; its triggers come with it."""
    kept = [field.name for field in kind.kept]
    create: Any = pghistory.create_event_model  # takes None for what is left out; its types do not say so
    made = create(
        kind.model,
        Added("added", trigger_name="record_added"),
        Changed("changed", trigger_name="record_changed", condition=pgtrigger.AnyChange(*kept, *kind.secret)),
        Removed("removed", trigger_name="record_removed"),
        fields=kept,
        obj_field=pghistory.ObjForeignKey(related_name="+"),
        context_field=pghistory.ContextJSONField(),
        context_id_field=None,
        base_model=Trace,
        app_label="registry",
        model_name=f"{kind.model.__name__}Trace",
        attrs={"secret": kind.secret},
        meta={"default_permissions": ()},
        abstract=False,
    )
    return cast("type[Trace]", made)


TRACES = {kind.name: _traces_of(kind) for kind in RECORDED}


class TrailQuerySet(models.QuerySet["Trail"]):
    """The words by which the trail is read."""

    def of(self, model: type[models.Model], pk: int) -> Self:
        """Return what was recorded of a thing and of its parts, those included that are no more."""
        kind = str(model._meta.model_name)
        return self.filter(models.Q(kind=kind, object_id=pk) | models.Q(part_of_kind=kind, part_of_id=pk))

    def newest_first(self) -> Self:
        """Return the traces, the last one first."""
        return self.order_by("-id")


class Trail(models.Model):
    """A trace of any kind. It is a view: the database alone writes what it shows."""

    id = models.BigIntegerField(primary_key=True)
    kind = models.CharField(_("kind"), max_length=40)
    object_id = models.BigIntegerField()
    part_of_kind = models.CharField(max_length=40, null=True)  # noqa: DJ001  (no part of anything)
    part_of_id = models.BigIntegerField(null=True)
    operation = models.CharField(_("what was done"), max_length=10, choices=Operation)
    at = models.DateTimeField(_("when"))
    by = models.ForeignKey(User, models.DO_NOTHING, null=True, db_constraint=False, verbose_name=_("who"))
    program = models.TextField(_("program"))
    role = models.TextField(_("database role"))
    after = models.JSONField()
    """The row, by column: as it became, or as it was when it was removed."""
    before = models.JSONField(null=True)
    """The former values of the columns that changed."""
    words = models.TextField()
    """All values, for the search."""

    objects = TrailQuerySet.as_manager()

    class Meta:
        managed = False
        db_table = "registry_trail"
        default_permissions = ()
        ordering = ("-id",)
        verbose_name = _("trace")
        verbose_name_plural = _("audit trail")

    def __str__(self) -> str:
        """Return what was done to a thing of which kind."""
        return told(self.kind_name, self.get_operation_display())

    @property
    def kind_name(self) -> str:
        """Return the name of the kind in the language being spoken."""
        return str(capfirst(KINDS[self.kind].model._meta.verbose_name))
