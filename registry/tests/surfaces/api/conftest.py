"""What the tests of the API share: a day that stands still, and a small registry with something of everything."""

from collections.abc import Iterator
from datetime import date
from types import SimpleNamespace

import pytest
import time_machine
from django.db import transaction
from django.utils.translation import override
from pytest_django import DjangoDbBlocker

from registry.models import AnnouncedApplication, MinimumVersion, Quote, Source
from registry.terms import Outcome
from registry.tests.scene import PHONE, TABLET, Scene
from registry.tests.surfaces.noon import NOON


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    """Let it be noon in Paris."""
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture(scope="module")
def world_once(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[SimpleNamespace]:
    """Make one registry for every test of a module; what each of them changes is taken back."""
    whole = transaction.atomic()
    with django_db_blocker.unblock(), time_machine.travel(NOON, tick=False), override("fr"):
        whole.__enter__()
        made = made_world(Scene())
    yield made
    with django_db_blocker.unblock():
        transaction.set_rollback(True)
        whole.__exit__(None, None, None)


@pytest.fixture
def world(world_once: SimpleNamespace, db: None) -> SimpleNamespace:
    """Return a registry in which a root and a ministry rule, one is at odds with the other, and one has ended."""
    return world_once


def made_world(scene: Scene) -> SimpleNamespace:
    """Make it."""
    root = scene.organisation("etat")
    ministry, *of_ministry = scene.new_organisation("culture", root)
    gone, *of_gone = scene.new_organisation("gone", root)
    top, *of_top = scene.new_category("recreational", None)
    social, *of_social = scene.new_category("social", top)
    office, *of_office = scene.new_category("office", None)
    chat, *of_chat = scene.new_application("chat", social)
    clips, *of_clips = scene.new_application("clips", social)
    package = scene.new_identifier(chat, "android_package", "org.example.chat")
    scene.publish(
        *(ministry, *of_ministry, gone, *of_gone),
        *(top, *of_top, social, *of_social, office, *of_office),
        *(chat, *of_chat, clips, *of_clips, *scene.new_application("notes", office), package),
    )
    notice = scene.new_announcement("ban")
    scene.publish(
        notice,
        AnnouncedApplication(announcement=notice, application=clips, provenance="named_by_press", stance="prohibits"),
        Quote(announcement=notice, text="Interdites.", language="fr", fidelity="original"),
        Source(announcement=notice, title="Un journal", url="https://example.org/"),
    )
    ban = scene.rules(root, top, basis=notice, comply_by=date(2023, 4, 23), device_classes=[PHONE])
    review = scene.rules(root, clips, Outcome.UNDER_REVIEW, date(2023, 1, 1), device_classes=[PHONE, TABLET])
    free = scene.unpublished(
        ministry, chat, Outcome.CONDITIONAL, date(2024, 1, 1), expires_on=date(2027, 1, 1), derogates=ban
    )
    scene.publish(free, MinimumVersion(decision=free, identifier=package, version="7010"))
    scene.ends(gone, date(2025, 1, 1), ministry)
    return SimpleNamespace(scene=scene, root=root, ministry=ministry, notice=notice, ban=ban, review=review, free=free)
