"""What the tests of requests share: a root, two ministries below it, and who works there."""

from collections.abc import Iterator

import pytest
from django.contrib.auth.models import User
from django.utils import translation
from pytest_django import DjangoDbBlocker

from registry import registrar
from registry.models import Proposal
from registry.proposals import workflow
from registry.terms import Role
from registry.tests.laying import laid
from registry.tests.scene import Scene


class Desk(Scene):
    """A root, two ministries, an application, an editor and an approver of one of them, an editor of the root."""

    def __init__(self) -> None:
        super().__init__()
        self.etat = self.organisation("etat")
        self.culture = self.organisation("culture", self.etat)
        self.other = self.organisation("other", self.etat)
        self.social = self.category("social")
        self.chat = self.application("chat", self.social, aliases=["Talk"])
        self.editor = self.member(User.objects.create_user("editor"), self.culture, Role.EDITOR)
        self.approver = self.member(User.objects.create_user("approver"), self.culture, Role.APPROVER)
        self.stranger = self.member(User.objects.create_user("stranger"), self.other, Role.APPROVER)
        self.auditor = self.member(User.objects.create_user("auditor"), self.other, Role.AUDITOR)
        self.librarian = self.member(User.objects.create_user("librarian"), self.etat, Role.EDITOR)

    def approves(self, proposal: Proposal, by: User | None = None) -> None:
        """Submit a proposal and publish it, with what it would turn seen."""
        workflow.submit(proposal, by=self.editor if by is None else self.librarian, version=proposal.version)
        approver = by or self.approver
        seen = registrar.preview_of(proposal, by=approver).effect.digest
        registrar.approve(proposal, by=approver, seen=seen, version=proposal.version)


@pytest.fixture(autouse=True)
def in_english(in_french: None) -> Iterator[None]:
    """Let the sentences be said in English."""
    with translation.override("en"):
        yield


@pytest.fixture(scope="module")
def laid_desk(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Desk]:
    """Lay the ground once for a module."""
    with laid(Desk, django_db_blocker) as desk:
        yield desk


@pytest.fixture
def at(laid_desk: Desk, db: None) -> Desk:
    """Return a desk with nothing on it yet."""
    return laid_desk
