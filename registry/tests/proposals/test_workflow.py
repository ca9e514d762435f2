"""A proposal walks from draft to revision by its steps, each taken by somebody who may."""

from collections.abc import Iterator
from datetime import date

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import translation
from pytest_django import DjangoDbBlocker

from registry import registrar
from registry.models import Decision, Identifier, Proposal, Quote, Revision, Verdict
from registry.proposals import workflow
from registry.proposals.changes import Removal, Retirement
from registry.proposals.contents import AS_OF, BEFORE, read, written
from registry.revisions.digest import public_form
from registry.terms import Role
from registry.tests.scene import PHONE, Scene


class Ministry:
    """A root that bans, a ministry with an editor and two approvers, and an editor and an approver elsewhere."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self.etat = scene.organisation("etat")
        self.culture = scene.organisation("culture", self.etat)
        self.museum = scene.organisation("museum", self.culture)
        self.other = scene.organisation("other", self.etat)
        self.social = scene.category("social")
        self.tiktok = scene.application("tiktok", self.social)
        self.ban = scene.rules(self.etat, self.social)
        self.editor = scene.member(User.objects.create_user("editor"), self.culture, Role.EDITOR)
        self.approver = scene.member(User.objects.create_user("approver"), self.culture, Role.APPROVER)
        self.second = scene.member(User.objects.create_user("second"), self.culture, Role.APPROVER)
        self.stranger = scene.member(User.objects.create_user("stranger"), self.other, Role.APPROVER)
        self.auditor = scene.member(User.objects.create_user("auditor"), self.other, Role.AUDITOR)

    def derogation(self, at=None) -> Decision:
        return self.scene.unpublished(
            at or self.culture,
            self.tiktok,
            "approved",
            date(2026, 1, 1),
            expires_on=date(2026, 4, 1),
            derogates=self.ban,
        )

    def drafted(self, by: User | None = None) -> Proposal:
        return workflow.draft([self.derogation()], by=by or self.editor, why="For the museum's campaign.")

    def submitted(self, by: User | None = None) -> Proposal:
        proposal = self.drafted(by)
        workflow.submit(proposal, by=by or self.editor, version=proposal.version)
        return proposal

    def seen(self, proposal: Proposal) -> str:
        return registrar.preview(*proposal.changes, by=self.approver).effect.digest


@pytest.fixture(autouse=True)
def in_english(in_french: None) -> Iterator[None]:
    """Let the sentences be said in English."""
    with translation.override("en"):
        yield


@pytest.fixture(scope="module")
def seated(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Ministry]:
    """Seat everybody once for the module: each test works in a savepoint."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield Ministry(Scene())
        transaction.set_rollback(True)


@pytest.fixture
def ministry(seated: Ministry, db: None) -> Ministry:
    """Return the people of a ministry and what they are about."""
    return seated


def test_a_proposal_is_published_by_somebody_else_who_saw_what_turns(ministry: Ministry) -> None:
    proposal = ministry.submitted()
    publication = registrar.approve(
        proposal, by=ministry.approver, seen=ministry.seen(proposal), version=proposal.version
    )
    assert (proposal.state, proposal.revision) == ("published", publication.revision)
    assert (publication.revision.authored_by, publication.revision.published_by) == (ministry.editor, ministry.approver)
    assert publication.revision.why == "For the museum's campaign."
    held = Verdict.objects.holding(organisation=ministry.culture, on=date(2026, 2, 1)).get(device_class=PHONE)
    assert held.outcome == "approved"


def test_its_author_does_not_publish_it(ministry: Ministry, settings) -> None:
    proposal = ministry.submitted(by=ministry.second)
    with pytest.raises(PermissionDenied, match="does not publish it"):
        registrar.approve(proposal, by=ministry.second, seen=ministry.seen(proposal), version=proposal.version)
    settings.SECOND_SIGNATURE = False
    publication = registrar.approve(
        proposal, by=ministry.second, seen=ministry.seen(proposal), version=proposal.version
    )
    assert publication.revision.authored_by == publication.revision.published_by


@pytest.mark.parametrize("who", ["editor", "stranger", "auditor"])
def test_only_an_approver_of_the_organisation_publishes(ministry: Ministry, who: str) -> None:
    proposal = ministry.submitted(by=ministry.second)
    before = Revision.objects.latest_number()
    with pytest.raises(PermissionDenied):
        registrar.approve(proposal, by=getattr(ministry, who), seen=ministry.seen(proposal), version=proposal.version)
    assert Revision.objects.latest_number() == before


def test_a_role_reaches_everything_below_and_nothing_beside(ministry: Ministry) -> None:
    assert workflow.draft([ministry.derogation(ministry.museum)], by=ministry.editor, why="Below.").organisation == (
        ministry.museum
    )
    for organisation in (ministry.other, ministry.etat):
        with pytest.raises(PermissionDenied):
            workflow.draft(
                [ministry.scene.unpublished(organisation, ministry.tiktok, "approved", date(2026, 1, 1))],
                by=ministry.editor,
                why="Beside or above.",
            )


def test_a_superuser_rules_on_nothing(ministry: Ministry) -> None:
    root = User.objects.create_superuser("root")
    with pytest.raises(PermissionDenied):
        workflow.draft([ministry.derogation()], by=root, why="By force.")
    with pytest.raises(PermissionDenied):
        registrar.publish(ministry.derogation(), by=root, why="By force.")


def test_a_draft_that_somebody_else_edited_is_not_overwritten(ministry: Ministry) -> None:
    proposal = ministry.drafted()
    seen = proposal.version
    workflow.edit(proposal, [written(ministry.derogation())], by=ministry.second, why="Better said.", version=seen)
    with pytest.raises(workflow.Stale):
        workflow.edit(proposal, [written(ministry.derogation())], by=ministry.editor, why="Lost?", version=seen)
    assert Proposal.objects.get().why == "Better said."


def test_what_is_no_longer_what_was_seen_is_not_published(ministry: Ministry) -> None:
    proposal = ministry.submitted()
    seen = ministry.seen(proposal)
    ministry.scene.rules(ministry.culture, ministry.tiktok, "approved", date(2026, 1, 1), expires_on=date(2026, 2, 1))
    ministry.scene.rules(ministry.museum, ministry.tiktok, "prohibited", date(2026, 1, 1))
    ministry.scene.withdraws(ministry.ban, date(2026, 3, 1))
    with pytest.raises((registrar.Moved, ValidationError)):
        registrar.approve(proposal, by=ministry.approver, seen=seen, version=proposal.version)
    proposal.refresh_from_db()
    assert proposal.state == "submitted"


@pytest.mark.parametrize("state", ["draft", "published", "rejected", "withdrawn"])
def test_only_what_is_submitted_is_approved_or_rejected(ministry: Ministry, state: str) -> None:
    proposal = ministry.drafted() if state == "draft" else ministry.submitted()
    seen = ministry.seen(proposal)
    if state == "published":
        registrar.approve(proposal, by=ministry.approver, seen=seen, version=proposal.version)
    elif state == "rejected":
        workflow.reject(proposal, by=ministry.approver, reason="Not needed.", version=proposal.version)
    elif state == "withdrawn":
        workflow.take_back(proposal, by=ministry.editor, version=proposal.version)
    with pytest.raises(workflow.Stale):
        registrar.approve(proposal, by=ministry.approver, seen=seen, version=proposal.version)
    with pytest.raises(workflow.Stale):
        workflow.reject(proposal, by=ministry.approver, reason="Too late.", version=proposal.version)


def test_a_rejection_says_why(ministry: Ministry) -> None:
    proposal = ministry.submitted()
    with pytest.raises(ValidationError, match="Say why"):
        workflow.reject(proposal, by=ministry.approver, reason="  ", version=proposal.version)


def test_only_its_author_takes_a_proposal_back(ministry: Ministry) -> None:
    proposal = ministry.submitted()
    with pytest.raises(PermissionDenied):
        workflow.take_back(proposal, by=ministry.approver, version=proposal.version)


def test_drafts_are_seen_by_their_organisation_and_by_auditors(ministry: Ministry) -> None:
    ministry.drafted()
    seen = {
        who: Proposal.objects.visible_to(getattr(ministry, who)).exists()
        for who in ("editor", "approver", "stranger", "auditor")
    }
    assert seen == {"editor": True, "approver": True, "stranger": False, "auditor": True}


def test_every_kind_of_change_is_written_down_and_read_again(ministry: Ministry) -> None:
    scene = ministry.scene
    identifier = scene.identifier(ministry.tiktok, "android_package", "org.example.app")
    notice = scene.announcement("notice")
    quote = Quote(announcement=notice, text="Words.", language="en", fidelity="original")
    scene.publish(notice, quote)
    publisher_identifier = Identifier(
        application=ministry.tiktok,
        kind="ios_bundle_id",
        value="org.example.app",
        evidence_fr="essai",
        evidence_en="test",
        verified_on=date(2026, 1, 1),
    )
    notice.title_en = "Another title"
    changes = [
        ministry.derogation(),
        publisher_identifier,
        Retirement(identifier),
        notice,
        Removal(quote),
        *scene.new_organisation("new", ministry.etat, "deny"),
        *scene.new_category("fresh", ministry.social),
        *scene.new_application("fresh-app", ministry.social),
        scene.placement(ministry.tiktok, ministry.social, date(2026, 5, 1)),
        scene.end(ministry.other, date(2027, 1, 1), ministry.culture),
    ]
    contents = [written(change) for change in changes]
    again = read(contents)
    assert [written(change) for change in again] == contents
    publication = scene.publish(*again)
    published = [
        {name: value for name, value in form.items() if name != "place"} for form in publication.revision.contents
    ]
    assert published == [
        {name: value for name, value in form.items() if name not in (AS_OF, BEFORE)} for form in contents
    ]
    assert public_form(Decision.objects.get(derogates=ministry.ban))["application"] == "tiktok"


def test_contents_that_name_what_is_gone_are_refused_in_words(ministry: Ministry) -> None:
    contents = [written(ministry.derogation())]
    contents[0]["application"] = "gone"
    with pytest.raises(ValidationError, match=r"gone.* is not there"):
        read(contents)
