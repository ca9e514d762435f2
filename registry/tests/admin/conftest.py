"""What the tests of the administration share: somebody at it, and a small registry."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from registry.catalogue.organisations import ROOT
from registry.models import Application, Category, Decision, Membership, Organisation
from registry.terms import Outcome, Role
from registry.tests.admin.browser import Browser
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


@pytest.fixture
def registry(scene: Scene, settings: Any) -> Registry:
    """Return a small registry, in which one person may publish alone, so that each form is tried to its end."""
    settings.SECOND_SIGNATURE = False
    root = scene.new_organisation("etat", None)
    ministry = scene.new_organisation("culture", root[0])
    games, messaging = scene.new_category("games", None), scene.new_category("messaging", None)
    chess, chat = scene.new_application("chess", games[0]), scene.new_application("chat", messaging[0])
    ban = scene.unpublished(root[0], games[0], Outcome.PROHIBITED, date(2023, 3, 24))
    scene.publish(*root, *ministry, *games, *messaging, *chess, *chat, ban)  # at once: each test begins with it
    return Registry(scene, root[0], ministry[0], games[0], messaging[0], chess[0], chat[0], ban)


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
