"""A publication that turns much at once: its number is written out in words before it is published."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.contrib.auth.models import User

from registry.models import Application, Confirmation, Proposal, Revision
from registry.proposals import workflow
from registry.revisions.models import today
from registry.terms import Outcome, Role
from registry.tests.admin.browser import Browser
from registry.tests.admin.conftest import Registry
from registry.tests.admin.test_decisions import ADD, ruling

MANY = 6


@pytest.fixture
def known(registry: Registry) -> None:
    """Let the root have approved some chat applications long ago."""
    changes: list[Any] = []
    for number in range(MANY):
        application, place = registry.scene.new_application(f"chat-{number}", registry.messaging)
        approval = registry.scene.unpublished(registry.etat, application, Outcome.APPROVED, date(2024, 1, 1))
        changes += [application, place, approval]
    registry.scene.publish(*changes)


@pytest.fixture
def editor(staff: Callable[..., Browser], registry: Registry) -> Browser:
    return staff(Role.EDITOR, name="editor")


@pytest.fixture
def approver(staff: Callable[..., Browser], registry: Registry) -> Browser:
    return staff(Role.APPROVER, name="approver")


def at(proposal: Proposal) -> str:
    return f"/admin/registry/proposal/{proposal.pk}/change/"


@pytest.fixture
def proposal(known: None, editor: Browser, registry: Registry, settings: Any) -> Proposal:
    settings.SECOND_SIGNATURE = True
    changes = [
        registry.scene.unpublished(registry.etat, application, Outcome.PROHIBITED, today())
        for application in Application.objects.filter(slug__startswith="chat-").order_by("slug")
    ]
    one = workflow.draft(changes, by=User.objects.get(username="editor"), why="None of them.")
    workflow.submit(one, by=one.author, version=one.version)
    return one


def test_the_page_says_how_many_of_how_many_and_where(approver: Browser, proposal: Proposal) -> None:
    approver.open(at(proposal))
    wide = approver.page.context["wide"]
    assert (wide.number, wide.more) == (MANY, 0)
    assert sorted((row.organisation, row.device, row.day, row.turned, row.of) for row in wide.rows) == [
        ("culture (en)", "Professional phone", today(), MANY, MANY + 1),
        ("etat (en)", "Professional phone", today(), MANY, MANY + 1),
    ]
    assert "write 6 in words" in approver.html


@pytest.mark.parametrize(
    ("words", "said"),
    [
        pytest.param("", "6 records turn or vanish at once: write this number in words", id="nothing"),
        pytest.param("cinq", "“cinq” is not the number that was asked for", id="another number"),
        pytest.param("6", "“6” is not the number that was asked for", id="a figure"),
        pytest.param("<b>%(number)s", "&lt;b&gt;%(number)s” is not the number", id="markup"),
    ],
)
def test_without_the_words_nothing_is_published(approver: Browser, proposal: Proposal, words: str, said: str) -> None:
    before = Revision.objects.latest_number()
    approver.open(at(proposal)).press("_approve", _words=words)
    assert said in approver.html
    assert "_approve" in approver.html, "and it may be written again"
    assert Revision.objects.latest_number() == before
    assert not Confirmation.objects.exists()


@pytest.mark.parametrize("words", ["six", "Six "])
def test_the_words_publish_and_are_kept(approver: Browser, proposal: Proposal, words: str) -> None:
    approver.open(at(proposal)).press("_approve", _words=words)
    last = Revision.objects.newest_first()[0]
    assert f"Published as revision {last.number}." in approver.html
    kept = Confirmation.objects.select_related("organisation", "revision__published_by")
    assert [(one.organisation.slug, one.device_class, one.day, one.turned, one.dropped) for one in kept] == [
        ("etat", "professional_phone", today(), MANY, 0),
        ("culture", "professional_phone", today(), MANY, 0),
    ]
    assert {one.revision.published_by.username for one in kept} == {"approver"}


def test_a_registry_that_moved_is_shown_before_words_are_judged(
    approver: Browser, proposal: Proposal, registry: Registry
) -> None:
    approver.open(at(proposal))
    registry.scene.rules(registry.etat, Application.objects.get(slug="chat-0"), on=today())
    approver.press("_approve", _words="six")
    assert "the registry has moved since you looked" in approver.html
    assert approver.page.context["proposal"].revision_id is None


def test_whoever_publishes_alone_writes_them_too(admin: Browser, known: None, registry: Registry) -> None:
    typed = ruling(registry, application="") | {
        "organisation": registry.etat.pk,
        "category": registry.games.pk,
        "outcome": "approved",
        "effective_on": str(today()),
        "why": "Games again.",
    }
    games: list[Any] = []
    for number in range(MANY):
        games += registry.scene.new_application(f"game-{number}", registry.games)
    registry.scene.publish(*games)
    admin.open(ADD).saves(**typed)
    number = admin.page.context["wide"].number
    assert number == MANY + 1
    before = Revision.objects.latest_number()
    admin.press("_publish")
    assert admin.is_confirming
    assert "write this number in words" in admin.html
    admin.press("_publish", _words="huit")
    assert "“huit” is not the number" in admin.html
    assert Revision.objects.latest_number() == before
    assert not Proposal.objects.exists(), "nothing is left of what was refused"
    admin.press("_publish", _words="seven")
    assert Revision.objects.latest_number() == before + 1
    assert Confirmation.objects.filter(organisation=registry.culture, turned=MANY + 1).exists()


def test_little_asks_for_no_words(admin: Browser, registry: Registry) -> None:
    admin.open(ADD).saves(**ruling(registry))
    assert "_words" not in admin.html
