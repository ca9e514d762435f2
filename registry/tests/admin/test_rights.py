"""Every address of the administration × role × organisation × method, with the answer that is expected written down."""

from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.contrib import admin as django_admin
from django.contrib.auth.models import AnonymousUser, User
from django.contrib.contenttypes.models import ContentType
from django.contrib.messages.storage.cookie import CookieStorage
from django.contrib.sessions.backends.signed_cookies import SessionStore
from django.core.exceptions import BadRequest, PermissionDenied
from django.db import transaction
from django.db.models import Model
from django.http import Http404
from django.test import RequestFactory
from django.urls import URLPattern, URLResolver, resolve, reverse
from pytest_django import DjangoDbBlocker

from registry.management.grants import used
from registry.models import Membership, Organisation
from registry.terms import Role
from registry.tests.admin.conftest import Registry
from registry.tests.admin.test_every_address import full_registry
from registry.tests.laying import laid

TABLE = Path(__file__).with_name("rights.txt")
"""One line for an address and a method: what each of `PEOPLE` is answered, in their order."""

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
"""HEAD is left out: it walks where GET does."""

PEOPLE: dict[str, tuple[str, str] | None] = {
    "stranger": None,
    "superuser": None,
    "root-editor": (Role.EDITOR, "etat"),
    "root-approver": (Role.APPROVER, "etat"),
    "root-auditor": (Role.AUDITOR, "etat"),
    "culture-editor": (Role.EDITOR, "culture"),
    "culture-approver": (Role.APPROVER, "culture"),
    "culture-auditor": (Role.AUDITOR, "culture"),
    "beside-editor": (Role.EDITOR, "beside"),
    "beside-approver": (Role.APPROVER, "beside"),
    "nobody": None,
}
"""Who asks: somebody who is not signed in, staff without a role, and each role at the root, at the ministry to which
the rows asked for belong, and at another one. Superusers run the installation."""


@pytest.fixture(scope="module")
def laid_registry(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Registry]:
    with laid(full_registry, django_db_blocker) as registry:
        yield registry


@pytest.fixture
def people(registry: Registry) -> dict[str, User | AnonymousUser]:
    registry.scene.organisation("beside", registry.etat)
    everybody: dict[str, User | AnonymousUser] = {"stranger": AnonymousUser()}
    for name, role in PEOPLE.items():
        if name == "stranger":
            continue
        user = User.objects.create_user(name, is_staff=True, is_superuser=name == "superuser")
        everybody[name] = user
        if role:
            seat = Organisation.objects.get(slug=role[1])
            Membership.objects.create(user=user, organisation=seat, role=role[0])
    return everybody


def addresses() -> Iterator[tuple[str, str]]:
    """Yield each address of the administration: its name, and where it is with a row of the ministry's."""

    def patterns(urls: list[URLPattern | URLResolver], prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
        for url in urls:
            if isinstance(url, URLResolver):
                yield from patterns(url.url_patterns, prefix + str(url.pattern))
            else:
                yield prefix + str(url.pattern), url

    for route, pattern in patterns(django_admin.site.get_urls()):
        if pattern.name is None:  # the former addresses of forms, and the one that catches all
            continue
        if "app_label" in route:
            yield from ((f"app_list:{app}", reverse("admin:app_list", args=[app])) for app in ("registry", "auth"))
        elif "content_type_id" in route:
            kind = ContentType.objects.get_for_model(Organisation)
            yield pattern.name, reverse("admin:view_on_site", args=[kind.pk, Organisation.objects.earliest("pk").pk])
        elif "object_id" in route:
            app, name = route.split("/")[:2]
            yield pattern.name, reverse(f"admin:{pattern.name}", args=[_row(apps.get_model(app, name))])
        elif "<id>" in route:
            yield pattern.name, reverse(f"admin:{pattern.name}", args=[User.objects.earliest("pk").pk])
        else:
            yield pattern.name, reverse(f"admin:{pattern.name}")


def _row(model: type[Model]) -> Any:
    """Return the key of a row of the ministry's where a kind has such rows, of its first row otherwise."""
    rows = model._default_manager.order_by("pk")
    if model is Organisation:
        return rows.get(slug="culture").pk
    if any(field.name == "organisation" for field in model._meta.concrete_fields):
        rows = rows.filter(organisation__slug="culture") or rows
    row = rows.first()
    return row.pk if row else 1


def answer(method: str, address: str, user: User | AnonymousUser) -> int:
    """Return the status with which an address answers; nothing is drawn, and what is written is taken back."""
    request = RequestFactory().generic(method, address)
    request.user = user
    request.session = SessionStore()
    request._dont_enforce_csrf_checks = True  # type: ignore[attr-defined]
    request._messages = CookieStorage(request)  # type: ignore[attr-defined]
    request.resolver_match = found = resolve(address)
    try:
        with transaction.atomic():
            status = found.func(request, *found.args, **found.kwargs).status_code
            transaction.set_rollback(True)
    except PermissionDenied:
        return 403
    except Http404:
        return 404
    except BadRequest:
        return 400
    return int(status)


def test_every_address_answers_everybody_as_is_written_down(people: dict[str, User | AnonymousUser]) -> None:
    before = [model._default_manager.count() for model in used()]
    found = [
        (name, method, " ".join(str(answer(method, address, user)) for user in people.values()))
        for name, address in sorted(addresses())
        for method in METHODS
    ]
    lines = [" ".join(("address", "methods", *people))]
    for (name, answers), rows in groupby(found, key=lambda row: (row[0], row[2])):
        lines.append(f"{name} {','.join(method for _name, method, _answers in rows)} {answers}")
    assert lines == TABLE.read_text().splitlines()
    assert [model._default_manager.count() for model in used()] == before
