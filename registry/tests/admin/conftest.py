"""What the tests of the administration share: somebody at it, and a small registry."""

from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from pytest_django import DjangoDbBlocker

from registry.catalogue.organisations import ROOT
from registry.models import Application, Category, Decision, Membership, Organisation
from registry.terms import Outcome, Role
from registry.tests.admin.browser import Browser
from registry.tests.laying import laid
from registry.tests.scene import Scene


@dataclass
class Registry:
    """A root that prohibits games on phones, a ministry below it, a chat application."""

    scene: Scene
    etat: Organisation
    culture: Organisation
    games: Category
    messaging: Category
    chess: Application
    chat: Application
    ban: Decision


def small_registry() -> Registry:
    """Return a small registry, which it publishes."""
    scene = Scene()
    root = scene.new_organisation("etat", None)
    ministry = scene.new_organisation("culture", root[0])
    games, messaging = scene.new_category("games", None), scene.new_category("messaging", None)
    chess, chat = scene.new_application("chess", games[0]), scene.new_application("chat", messaging[0])
    ban = scene.unpublished(root[0], games[0], Outcome.PROHIBITED, date(2023, 3, 24))
    scene.publish(*root, *ministry, *games, *messaging, *chess, *chat, ban)
    return Registry(scene, root[0], ministry[0], games[0], messaging[0], chess[0], chat[0], ban)


@pytest.fixture(scope="module")
def laid_registry(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Registry]:
    """Publish the small registry once for a module; one whose tests need more says here what."""
    with laid(small_registry, django_db_blocker) as registry:
        yield registry


@pytest.fixture
def registry(laid_registry: Registry, db: None, settings: Any) -> Registry:
    """Return a small registry: rows of the test's own, which it may change and load again.

    One person may publish alone in it, so that each form is tried to its end.
    """
    settings.SECOND_SIGNATURE = False
    return deepcopy(laid_registry)


@pytest.fixture
def admin(registry: Registry) -> Browser:
    """Return an administrator at the administration, in English."""
    return signed_in(is_superuser=True)


@pytest.fixture
def staff(registry: Registry) -> Callable[..., Browser]:
    """Return a word that brings in somebody who holds a role at an organisation, and nothing more."""
    return signed_in


def signed_in(
    role: Role = Role.APPROVER, at: Organisation | None = None, *, name: str = "", is_superuser: bool = False
) -> Browser:
    """Return somebody at the administration who holds a role at an organisation, by default at the root."""
    name = name or ("administrator" if is_superuser else "clerk")
    user = get_user_model().objects.create_user(name, is_staff=True, is_superuser=is_superuser)
    Membership.objects.create(user=user, organisation=at or Organisation.objects.get(slug=ROOT), role=role)
    client = Client(headers={"accept-language": "en"})
    client.force_login(user)
    return Browser(client)
